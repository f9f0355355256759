# What sets the workspace up when it starts.
locals {
  setup = <<-EOT
    #!/usr/bin/env bash
    set -euo pipefail

    # This goes on once the repositories are there, or without them when that takes too long.
    coder exp sync want workspace-setup clone-1 || true
    coder exp sync start workspace-setup || echo "A repository was not cloned in time." >&2
    coder exp sync complete workspace-setup || true

    sudo apt-get update -qq
    sudo DEBIAN_FRONTEND=noninteractive apt-get install -y -qq ripgrep

    script="$(mktemp)"
    echo '${base64encode(data.coder_parameter.setup_script.value)}' | base64 -d > "$script"
    chmod +x "$script"
    "$script"
  EOT
}
