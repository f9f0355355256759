terraform {
  required_providers {
    coder = {
      source  = "coder/coder"
      version = "~> 2.8"
    }
    docker = {
      source = "kreuzwerker/docker"
    }
  }
}

variable "openai_api_key" {
  type = string
}

data "coder_workspace" "me" {}

data "coder_parameter" "ai_prompt" {
  name    = "AI Prompt"
  type    = "string"
  default = ""
  mutable = true
}

resource "coder_agent" "main" {
  os   = "linux"
  arch = "amd64"
}

module "codex" {
  source         = "registry.coder.com/coder-labs/codex/coder"
  version        = "2.0.0"
  agent_id       = coder_agent.main.id
  folder         = "/home/coder"
  openai_api_key = var.openai_api_key
  ai_prompt      = data.coder_parameter.ai_prompt.value
}

resource "docker_container" "workspace" {
  count      = data.coder_workspace.me.start_count
  name       = "ws-${data.coder_workspace.me.id}"
  image      = "codercom/enterprise-node:ubuntu"
  entrypoint = ["sh", "-c", coder_agent.main.init_script]
  env        = ["CODER_AGENT_TOKEN=${coder_agent.main.token}"]
}
