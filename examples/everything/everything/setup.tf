# What runs before the agent is installed.
locals {
  # What the agent may reach: the deployment and these. All else is denied.
  firewall = {
    allowlist = concat(
      ["domain=${regex("^https?://([^/:]+)", data.coder_workspace.me.access_url)[0]}"],
      [
        "domain=api.anthropic.com",
        "domain=statsig.anthropic.com",
        "domain=claude.ai",
        "domain=*.sentry.io",
        "domain=registry.npmjs.org",
        "method=GET domain=github.com",
      ],
    )
    jail_type  = "landjail"
    log_dir    = "/tmp/boundary_logs"
    log_level  = "warn"
    proxy_port = 8087
  }

  setup = <<-EOT
    #!/usr/bin/env bash
    set -euo pipefail

    # The agent starts once the repositories are there, or without them when that takes too long.
    coder exp sync want agent-setup clone-1 clone-2 || true
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
    if ! command -v sudo > /dev/null; then
      install_packages sudo
    fi
    if ! command -v curl > /dev/null; then
      install_packages curl
    fi
    if ! command -v jq > /dev/null; then
      install_packages jq
    fi

    install_packages jq ripgrep

    # The rules of the agent's firewall.
    mkdir -p "$HOME/.config/coder_boundary"
    echo '${base64encode(yamlencode(local.firewall))}' | base64 -d > "$HOME/.config/coder_boundary/config.yaml"

    script="$(mktemp)"
    echo '${base64encode(data.coder_parameter.setup_script.value)}' | base64 -d > "$script"
    chmod +x "$script"
    "$script"

    script="$(mktemp)"
    echo '${base64encode("mkdir -p ~/.cache\necho \"the agent comes next\"\n")}' | base64 -d > "$script"
    chmod +x "$script"
    "$script"
  EOT
}
