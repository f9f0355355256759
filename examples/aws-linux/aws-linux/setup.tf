# What runs before the agent is installed.
locals {
  setup = <<-EOT
    #!/usr/bin/env bash
    set -euo pipefail

    # The agent starts once the repositories are there, or without them when that takes too long.
    coder exp sync want agent-setup clone-1 || true
    coder exp sync start agent-setup || echo "A repository was not cloned in time." >&2
    coder exp sync complete agent-setup || true

    # What the agent needs and the image may lack.
    if ! command -v jq > /dev/null; then
      sudo apt-get update -qq
      sudo DEBIAN_FRONTEND=noninteractive apt-get install -y -qq jq
    fi
  EOT
}
