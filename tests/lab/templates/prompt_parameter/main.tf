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

variable "anthropic_api_key" {
  type      = string
  sensitive = true
}

data "coder_workspace" "me" {}

data "coder_parameter" "prompt" {
  name    = "AI Prompt"
  type    = "string"
  default = ""
  mutable = true
}

resource "coder_agent" "main" {
  os   = "linux"
  arch = "amd64"
}

module "claude_code" {
  source         = "registry.coder.com/coder/claude-code/coder"
  version        = "3.4.4"
  agent_id       = coder_agent.main.id
  workdir        = "/home/coder"
  ai_prompt      = data.coder_parameter.prompt.value
  claude_api_key = var.anthropic_api_key
}

resource "docker_container" "workspace" {
  count = data.coder_workspace.me.start_count
  image = "codercom/enterprise-base:ubuntu"
  name  = "coder-${data.coder_workspace.me.name}"
  env   = ["CODER_AGENT_TOKEN=${coder_agent.main.token}"]
}

output "prompt" {
  value = data.coder_parameter.prompt.value
}
