# What runs before the agent is installed.
locals {
  setup = <<-EOT
    #!/usr/bin/env bash
    set -euo pipefail

    # The agent starts once the repositories are there, or without them when that takes too long.
    coder exp sync want agent-setup clone-1 || true
    coder exp sync start agent-setup || echo "A repository was not cloned in time." >&2
    coder exp sync complete agent-setup || true

    as_root() {
      if [ "$(id -u)" -eq 0 ]; then
        "$@"
      else
        sudo -E "$@"
      fi
    }
    # A machine that has just started may install something itself, and then nobody else can for a while.
    patiently() {
      for _ in $(seq 1 30); do
        if "$@"; then
          return
        fi
        sleep 5
      done
      "$@"
    }
    updated=""
    install_packages() {
      if [ -z "$updated" ]; then
        patiently as_root apt-get update -qq || true
        updated=yes
      fi
      as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq "$@"
    }

    # What the agent needs and the image may lack.
    if ! command -v jq > /dev/null; then
      install_packages jq
    fi
  EOT
}
