# What runs before the agent is installed.
locals {
  setup = <<-EOT
    #!/usr/bin/env bash
    set -euo pipefail

    sudo apt-get update -qq
    sudo DEBIAN_FRONTEND=noninteractive apt-get install -y -qq ripgrep

    script="$(mktemp)"
    echo '${base64encode(data.coder_parameter.setup_script.value)}' | base64 -d > "$script"
    chmod +x "$script"
    "$script"
  EOT
}
