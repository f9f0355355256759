terraform {
  required_providers {
    coder = {
      source  = "coder/coder"
      version = ">= 2.3"
    }
    docker = {
      source = "kreuzwerker/docker"
    }
  }
}

data "coder_workspace" "me" {}

locals {
  machines = {
    dev = {
      image = "codercom/enterprise-base:ubuntu"
      size  = 4096
    }
  }
}

resource "coder_agent" "machine" {
  for_each = local.machines
  os       = "linux"
  arch     = "amd64"
  dir      = "/workspaces/app"
}

resource "coder_script" "welcome" {
  for_each     = local.machines
  agent_id     = coder_agent.machine[each.key].id
  display_name = "Welcome"
  run_on_start = true
  script       = "echo welcome to ${each.key}"
}

resource "docker_container" "machine" {
  for_each   = { for name, machine in local.machines : name => machine if data.coder_workspace.me.start_count > 0 }
  name       = "${each.key}-${data.coder_workspace.me.id}"
  image      = each.value.image
  memory     = each.value.size
  entrypoint = ["sh", "-c", coder_agent.machine[each.key].init_script]
  env        = ["CODER_AGENT_TOKEN=${coder_agent.machine[each.key].token}"]
}
