terraform {
  required_providers {
    coder = {
      source = "coder/coder"
    }
    docker = {
      source = "kreuzwerker/docker"
    }
  }
}

variable "anthropic_api_key" {
  type      = string
  sensitive = true
  default   = ""
}

data "coder_workspace" "me" {}
data "coder_task" "me" {}

resource "coder_agent" "main" {
  os   = "linux"
  arch = "amd64"
}

module "claude_code" {
  source         = "registry.coder.com/coder/claude-code/coder"
  agent_id       = coder_agent.main.id
  workdir        = "/home/coder"
  ai_prompt      = data.coder_task.me.prompt
  claude_api_key = var.anthropic_api_key
}

resource "coder_ai_task" "main" {
  app_id = module.claude_code.task_app_id
}

resource "docker_container" "workspace" {
  count      = data.coder_workspace.me.start_count
  name       = "ws-${data.coder_workspace.me.id}"
  image      = "codercom/enterprise-base:ubuntu"
  entrypoint = ["sh", "-c", coder_agent.main.init_script]
  env        = ["CODER_AGENT_TOKEN=${coder_agent.main.token}"]
}
