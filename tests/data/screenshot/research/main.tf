terraform {
  required_providers {
    coder  = { source = "coder/coder" }
    docker = { source = "kreuzwerker/docker" }
  }
}

data "coder_workspace" "me" {}

data "coder_task" "me" {}

data "coder_parameter" "size" {
  name    = "size"
  default = "small"
  option {
    name  = "Small"
    value = "small"
  }
  option {
    name  = "Large"
    value = "large"
  }
}

data "coder_workspace_preset" "big" {
  name       = "Big"
  parameters = { size = "lrage" }
}

variable "anthropic_api_key" {
  type      = string
  sensitive = true
}

resource "coder_agent" "main" {
  arch = "amd64"
  os   = "linux"
}

module "claude-code" {
  source   = "registry.coder.com/coder/claude-code/coder"
  version  = "4.9.2"
  agent_id = coder_agent.main.id
  workdir  = "/home/coder/project"
  api_key  = var.anthropic_api_key
}

resource "coder_ai_task" "task" {}

resource "docker_container" "workspace" {
  name  = "coder-${data.coder_workspace.me.id}"
  image = "codercom/example-universal:ubuntu"
  env   = ["CODER_AGENT_TOKEN=${coder_agent.main.token}"]
}
