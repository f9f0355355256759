terraform {
  required_providers {
    coder  = { source = "coder/coder", version = ">= 2.1" }
    docker = { source = "kreuzwerker/docker", version = "~> 3.0" }
  }
}

variable "docker_host" {
  type    = string
  default = ""
}

provider "docker" {
  host = var.docker_host != "" ? var.docker_host : null
}

data "coder_workspace" "me" {}

// Größe des Arbeitsspeichers, in Gigabyte
data "coder_parameter" "memory" {
  name    = "memory"
  type    = "number"
  default = "4"
  mutable = true
}

resource "coder_agent" "main" {
  os   = "linux"
  arch = "amd64"
  startup_script = <<-EOT
    echo 'module "x" { source = "./x" }' > /dev/null
    git config --global core.autocrlf false
  EOT
  display_apps {
    vscode = true
    web_terminal = true
  }
}

resource "docker_image" "main" {
  name = "codercom/enterprise-node:ubuntu"
}

resource "docker_container" "main" {
  count      = data.coder_workspace.me.start_count
  name       = "ws-${data.coder_workspace.me.id}"
  image      = docker_image.main.name
  memory     = data.coder_parameter.memory.value * 1024
  entrypoint = ["sh", "-c", coder_agent.main.init_script]
  env        = ["CODER_AGENT_TOKEN=${coder_agent.main.token}"]
}