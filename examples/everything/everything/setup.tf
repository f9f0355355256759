# What runs before the agent is installed.
locals {
  setup = <<-EOT
    #!/usr/bin/env bash
    set -euo pipefail

    # The agent starts once the repositories are there, or without them when that takes too long.
    coder exp sync want agent-setup clone-1 clone-2 || true
    coder exp sync start agent-setup || echo "A repository was not cloned in time." >&2
    coder exp sync complete agent-setup || true

    # What the agent needs and the image may lack.
    if ! command -v curl > /dev/null; then
      sudo apt-get update -qq
      sudo DEBIAN_FRONTEND=noninteractive apt-get install -y -qq curl
    fi
    if ! command -v jq > /dev/null; then
      sudo apt-get update -qq
      sudo DEBIAN_FRONTEND=noninteractive apt-get install -y -qq jq
    fi

    sudo apt-get update -qq
    sudo DEBIAN_FRONTEND=noninteractive apt-get install -y -qq jq ripgrep

    script="$(mktemp)"
    echo '${base64encode(data.coder_parameter.setup_script.value)}' | base64 -d > "$script"
    chmod +x "$script"
    "$script"

    script="$(mktemp)"
    echo '${base64encode("mkdir -p ~/.config/coder_boundary\nprintf 'allowlist:\\n  - \"domain=api.anthropic.com\"\\n' > ~/.config/coder_boundary/config.yaml\n")}' | base64 -d > "$script"
    chmod +x "$script"
    "$script"
  EOT
}
