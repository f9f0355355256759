terraform {
  required_providers {
    coder = { source = "coder/coder", version = ">= 2.12" }
    docker = { source = "kreuzwerker/docker" }
  }
}

data "coder_workspace" "me" {}
data "coder_task" "me" {}

variable "openrouter_key" {
  type      = string
  sensitive = true
}

resource "coder_agent" "main" {
  os   = "linux"
  arch = "amd64"
  env = {
    OPENROUTER_API_KEY = var.openrouter_key
    AIDER_MESSAGE      = data.coder_task.me.prompt
  }
}

module "agentapi" {
  source               = "registry.coder.com/coder/agentapi/coder"
  version              = "2.0.0"
  agent_id             = coder_agent.main.id
  web_app_slug         = "aider"
  web_app_icon         = "/icon/aider.svg"
  web_app_display_name = "Aider"
  cli_app              = true
  cli_app_slug         = "aider-cli"
  cli_app_display_name = "Aider CLI"
  module_dir_name      = ".aider-module"
  agentapi_version     = "v0.11.8"
  folder               = "/home/coder/repo"
  install_script       = <<-EOT
    #!/bin/bash
    set -euo pipefail
    curl -LsSf https://aider.chat/install.sh | sh
  EOT
  start_script         = <<-EOT
    #!/bin/bash
    # resource "coder_ai_task" "none" { app_id = "" }
    exec agentapi server --type aider -- aider --model openrouter/anthropic/claude-sonnet-4.5
  EOT
}

resource "coder_ai_task" "aider" {
  count = data.coder_workspace.me.start_count
  sidebar_app {
    id = module.agentapi.task_app_id
  }
}

resource "docker_container" "workspace" {
  count      = data.coder_workspace.me.start_count
  name       = "ws-${data.coder_workspace.me.id}"
  image      = "codercom/enterprise-base:ubuntu"
  entrypoint = ["sh", "-c", coder_agent.main.init_script]
  env        = ["CODER_AGENT_TOKEN=${coder_agent.main.token}"]
}
