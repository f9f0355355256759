resource "coder_env" "task_workdir" {
  agent_id = coder_agent.main.id
  name     = "TASK_WORKDIR"
  value    = "/home/coder/project"
}

resource "coder_env" "task_setup_script" {
  agent_id = coder_agent.main.id
  name     = "TASK_SETUP_SCRIPT"
  value    = data.coder_parameter.setup_script.value
}

resource "coder_env" "task_prompt" {
  agent_id = coder_agent.main.id
  name     = "TASK_PROMPT"
  value    = data.coder_task.me.prompt
}

resource "coder_env" "my_agent_token" {
  agent_id = coder_agent.main.id
  name     = "MY_AGENT_TOKEN"
  value    = var.my_agent_token
}

resource "coder_script" "agent" {
  agent_id     = coder_agent.main.id
  display_name = "Custom agent"
  icon         = "/icon/terminal.svg"
  script       = <<-EOT
    #!/usr/bin/env bash
    # Installs AgentAPI and starts it around the agent, in the background.
    set -o errexit
    set -o nounset
    set -o pipefail

    folder="$HOME/.agent"
    mkdir -p "$folder" "$HOME/.local/bin" "$TASK_WORKDIR"
    export PATH="$HOME/.local/bin:$PATH"

    # The setup script, as the parameter has it.
    printf '%s' "$TASK_SETUP_SCRIPT" > "$folder/setup.sh"
    chmod +x "$folder/setup.sh"
    "$folder/setup.sh" 2>&1 | tee "$folder/setup.log"

    case "$(uname -m)" in
      x86_64) binary=agentapi-linux-amd64 ;;
      aarch64) binary=agentapi-linux-arm64 ;;
      *)
        echo "AgentAPI has no binary for $(uname -m)" >&2
        exit 1
        ;;
    esac
    if ! command -v agentapi > /dev/null; then
      curl --fail --location --silent --show-error --retry 5 --output "$folder/agentapi" https://github.com/coder/agentapi/releases/download/v0.11.8/"$binary"
      install -m 0755 "$folder/agentapi" "$HOME/.local/bin/agentapi"
    fi

    cd "$TASK_WORKDIR"
    export AGENTAPI_ALLOWED_HOSTS='*' # Coder's proxy checks the host
    # What stands in the agent's command is for its own shell.
    # shellcheck disable=SC2016
    nohup agentapi server --type custom --port 3284 --term-width 67 --term-height 1190 \
      -- bash -lc 'my-agent --yes --prompt "$TASK_PROMPT"' > "$folder/agentapi.log" 2>&1 &

    for _ in $(seq 1 60); do
      if curl --fail --silent --output /dev/null http://localhost:3284/status; then
        exit 0
      fi
      sleep 1
    done
    echo "AgentAPI did not answer; see $folder/agentapi.log" >&2
    exit 1
  EOT
  run_on_start = true
}

resource "coder_app" "agent" {
  agent_id     = coder_agent.main.id
  slug         = "agent"
  display_name = "Custom agent"
  icon         = "/icon/terminal.svg"
  url          = "http://localhost:3284"
  subdomain    = true
  order        = 0

  healthcheck {
    url       = "http://localhost:3284/status"
    interval  = 3
    threshold = 20
  }
}
