# What sets the workspace up when it starts.
locals {
  setup = <<-EOT
    #!/usr/bin/env bash
    set -euo pipefail

    # This goes on once the repositories are there, or without them when that takes too long.
    coder exp sync want workspace-setup clone-1 || true
    coder exp sync start workspace-setup || echo "A repository was not cloned in time." >&2
    coder exp sync complete workspace-setup || true

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

    install_packages ripgrep

    script="$(mktemp)"
    echo '${base64encode(data.coder_parameter.setup_script.value)}' | base64 -d > "$script"
    chmod +x "$script"
    "$script"
  EOT
}
