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

variable "name" {
  type = string
}

resource "coder_agent" "box" {
  os   = "linux"
  arch = "amd64"
}

resource "docker_container" "box" {
  name       = "box-${var.name}"
  image      = "codercom/enterprise-base:ubuntu"
  entrypoint = ["sh", "-c", coder_agent.box.init_script]
  env        = ["CODER_AGENT_TOKEN=${coder_agent.box.token}"]
}
