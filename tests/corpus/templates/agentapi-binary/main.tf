terraform {
  required_providers {
    coder = {
      source  = "coder/coder"
      version = ">= 2.7"
    }
    docker = {
      source = "kreuzwerker/docker"
    }
  }
}

data "coder_workspace" "me" {}

data "coder_parameter" "prompt" {
  name      = "AI Prompt"
  type      = "string"
  default   = ""
  mutable   = true
  ephemeral = false
}

resource "coder_agent" "main" {
  os   = "linux"
  arch = "amd64"
}

# AgentAPI by hand: a script that starts it, an app that shows it, and the task.
resource "coder_script" "agentapi" {
  agent_id     = coder_agent.main.id
  display_name = "AgentAPI"
  run_on_start = true
  script       = <<-EOT
    #!/bin/sh
    set -e
    curl -fsSL -o /tmp/agentapi https://github.com/coder/agentapi/releases/download/v0.6.1/agentapi-linux-amd64
    chmod +x /tmp/agentapi
    PROMPT='${base64encode(data.coder_parameter.prompt.value)}'
    /tmp/agentapi server -- my-agent --prompt "$(echo "$PROMPT" | base64 -d)" >/tmp/agentapi.log 2>&1 &
  EOT
}

resource "coder_app" "chat" {
  agent_id     = coder_agent.main.id
  slug         = "chat"
  display_name = "Chat"
  url          = "http://localhost:3284"
  subdomain    = true
  healthcheck {
    url       = "http://localhost:3284/status"
    interval  = 3
    threshold = 20
  }
}

resource "coder_ai_task" "main" {
  sidebar_app {
    id = coder_app.chat.id
  }
}

resource "docker_container" "workspace" {
  count      = data.coder_workspace.me.start_count
  name       = "ws-${data.coder_workspace.me.id}"
  image      = "codercom/enterprise-base:ubuntu"
  entrypoint = ["sh", "-c", coder_agent.main.init_script]
  env        = ["CODER_AGENT_TOKEN=${coder_agent.main.token}"]
}
