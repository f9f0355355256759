terraform {
  required_version = ">= 1.9"
  required_providers {
    coder = {
      source  = "coder/coder"
      version = ">= 2.13"
    }
    docker = {
      source  = "kreuzwerker/docker"
      version = "~> 3.6"
    }
  }
}

variable "anthropic_api_key" {
  type      = string
  sensitive = true
}

data "coder_workspace" "me" {}

data "coder_workspace_owner" "me" {}

data "coder_task" "me" {}

resource "coder_agent" "main" {
  os   = "linux"
  arch = "amd64"
}

module "claude_code" {
  source         = "registry.coder.com/coder/claude-code/coder"
  version        = "4.9.2"
  agent_id       = coder_agent.main.id
  workdir        = "/home/coder"
  ai_prompt      = data.coder_task.me.prompt
  claude_api_key = var.anthropic_api_key
}

resource "coder_ai_task" "task" {
  app_id = module.claude_code.task_app_id
}

resource "docker_volume" "home" {
  name = "coder-${data.coder_workspace.me.id}-home"
}

resource "docker_container" "workspace" {
  count      = data.coder_workspace.me.start_count
  image      = "codercom/enterprise-base:ubuntu"
  name       = "coder-${data.coder_workspace_owner.me.name}-${data.coder_workspace.me.name}"
  entrypoint = ["sh", "-c", coder_agent.main.init_script]
  env        = ["CODER_AGENT_TOKEN=${coder_agent.main.token}"]

  volumes {
    container_path = "/home/coder"
    volume_name    = docker_volume.home.name
  }
}

output "prompt" {
  value = data.coder_task.me.prompt
}
