# What runs before the agent is installed.
locals {
  setup = <<-EOT
    #!/usr/bin/env bash
    set -euo pipefail

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
    if ! command -v sudo > /dev/null; then
      install_packages sudo
    fi
    if ! command -v curl > /dev/null; then
      install_packages curl
    fi
    if ! command -v jq > /dev/null; then
      install_packages jq
    fi
  EOT
}
