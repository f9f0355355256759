# What runs before the agent is installed.
locals {
  setup = <<-EOT
    #!/usr/bin/env bash
    set -euo pipefail

    # What the agent needs and the image may lack.
    if ! command -v curl > /dev/null; then
      sudo apt-get update -qq
      sudo DEBIAN_FRONTEND=noninteractive apt-get install -y -qq curl
    fi
    if ! command -v jq > /dev/null; then
      sudo apt-get update -qq
      sudo DEBIAN_FRONTEND=noninteractive apt-get install -y -qq jq
    fi
  EOT
}
