terraform {
  required_providers {
    coder = {
      source  = "coder/coder"
      version = "~> 2.4.2"
    }
    docker = {
      source = "kreuzwerker/docker"
    }
  }
}

provider "coder" {}
provider "docker" {}

data "coder_workspace" "me" {}
data "coder_workspace_owner" "me" {}

data "coder_parameter" "repo" {
  name         = "repo"
  display_name = "Repository"
  description  = "A repository with a `.devcontainer` folder."
  mutable      = true
  default      = "https://github.com/coder/envbuilder-starter-devcontainer"
}

data "coder_parameter" "fallback_image" {
  name    = "fallback_image"
  default = "codercom/enterprise-base:ubuntu"
  mutable = true
}

locals {
  container_name = "coder-${data.coder_workspace_owner.me.name}-${lower(data.coder_workspace.me.name)}"
  envbuilder_env = {
    "CODER_AGENT_TOKEN" : coder_agent.main.token,
    "ENVBUILDER_GIT_URL" : data.coder_parameter.repo.value,
    "ENVBUILDER_FALLBACK_IMAGE" : data.coder_parameter.fallback_image.value,
    "ENVBUILDER_INIT_SCRIPT" : replace(coder_agent.main.init_script, "127.0.0.1", "host.docker.internal"),
  }
  docker_env = [for k, v in local.envbuilder_env : "${k}=${v}"]
}

resource "docker_volume" "workspaces" {
  name = "coder-${data.coder_workspace.me.id}"
}

resource "docker_container" "workspace" {
  count    = data.coder_workspace.me.start_count
  image    = "ghcr.io/coder/envbuilder:latest"
  name     = local.container_name
  hostname = data.coder_workspace.me.name
  env      = local.docker_env
  volumes {
    container_path = "/workspaces"
    volume_name    = docker_volume.workspaces.name
  }
}

resource "coder_agent" "main" {
  arch = "amd64"
  os   = "linux"
  dir  = "/workspaces"
}
