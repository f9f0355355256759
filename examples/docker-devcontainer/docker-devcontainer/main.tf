terraform {
  required_version = ">= 1.9"

  required_providers {
    coder = {
      source  = "coder/coder"
      version = ">= 2.13.0"
    }
    docker = {
      source  = "kreuzwerker/docker"
      version = "~> 3.0"
    }
  }
}

provider "docker" {
  host = var.docker_host != "" ? var.docker_host : null
}

data "coder_provisioner" "me" {}

data "coder_workspace" "me" {}

data "coder_workspace_owner" "me" {}

resource "coder_agent" "main" {
  arch = data.coder_provisioner.me.arch
  os   = "linux"

  # Commits carry the owner of the workspace.
  env = {
    GIT_AUTHOR_NAME     = coalesce(data.coder_workspace_owner.me.full_name, data.coder_workspace_owner.me.name)
    GIT_AUTHOR_EMAIL    = data.coder_workspace_owner.me.email
    GIT_COMMITTER_NAME  = coalesce(data.coder_workspace_owner.me.full_name, data.coder_workspace_owner.me.name)
    GIT_COMMITTER_EMAIL = data.coder_workspace_owner.me.email
  }

  metadata {
    display_name = "CPU usage"
    key          = "cpu"
    script       = "coder stat cpu"
    interval     = 10
    timeout      = 1
    order        = 1
  }

  metadata {
    display_name = "Memory usage"
    key          = "memory"
    script       = "coder stat mem"
    interval     = 10
    timeout      = 1
    order        = 2
  }

  metadata {
    display_name = "Home disk"
    key          = "home"
    script       = "coder stat disk --path \"$HOME\""
    interval     = 60
    timeout      = 1
    order        = 3
  }
}

locals {
  # A Coder on the Docker host itself is reached by the gateway, not by the container's own localhost.
  local_address = "/localhost|127\\.0\\.0\\.1/"
  # What envbuilder reads: https://github.com/coder/envbuilder/blob/main/docs/env-variables.md
  builder = {
    CODER_AGENT_TOKEN               = coder_agent.main.token
    CODER_AGENT_URL                 = replace(data.coder_workspace.me.access_url, local.local_address, "host.docker.internal")
    ENVBUILDER_INIT_SCRIPT          = replace(coder_agent.main.init_script, local.local_address, "host.docker.internal")
    ENVBUILDER_GIT_URL              = data.coder_parameter.repository.value
    ENVBUILDER_GIT_USERNAME         = var.git_username
    ENVBUILDER_GIT_PASSWORD         = var.git_password
    ENVBUILDER_WORKSPACE_FOLDER     = format("/workspaces/%s", trimsuffix(basename(split("#", data.coder_parameter.repository.value)[0]), ".git"))
    ENVBUILDER_FALLBACK_IMAGE       = "codercom/example-universal:ubuntu"
    ENVBUILDER_CACHE_REPO           = var.cache_repository
    ENVBUILDER_PUSH_IMAGE           = var.cache_repository == "" ? "" : "true"
    ENVBUILDER_DOCKER_CONFIG_BASE64 = var.cache_docker_config
  }
}

# What is cloned and worked on. It stays when the workspace stops and goes when the workspace is deleted.
resource "docker_volume" "workspaces" {
  name = "coder-${data.coder_workspace.me.id}-workspaces"

  lifecycle {
    ignore_changes = all
  }

  # So that what is left over on the Docker host can be told apart.
  labels {
    label = "coder.owner"
    value = data.coder_workspace_owner.me.name
  }
  labels {
    label = "coder.owner_id"
    value = data.coder_workspace_owner.me.id
  }
  labels {
    label = "coder.workspace_id"
    value = data.coder_workspace.me.id
  }
  labels {
    label = "coder.workspace_name_at_creation"
    value = data.coder_workspace.me.name
  }
}

# The container, in which envbuilder makes the dev container of itself. It goes when the workspace stops.
resource "docker_container" "workspace" {
  count    = data.coder_workspace.me.start_count
  image    = "ghcr.io/coder/envbuilder:1.3.0"
  name     = "coder-${data.coder_workspace.me.id}"
  hostname = data.coder_workspace.me.name
  env      = [for name, value in local.builder : "${name}=${value}" if value != ""]

  host {
    host = "host.docker.internal"
    ip   = "host-gateway"
  }

  volumes {
    container_path = "/workspaces"
    volume_name    = docker_volume.workspaces.name
    read_only      = false
  }

  # So that what is left over on the Docker host can be told apart.
  labels {
    label = "coder.owner"
    value = data.coder_workspace_owner.me.name
  }
  labels {
    label = "coder.owner_id"
    value = data.coder_workspace_owner.me.id
  }
  labels {
    label = "coder.workspace_id"
    value = data.coder_workspace.me.id
  }
  labels {
    label = "coder.workspace_name"
    value = data.coder_workspace.me.name
  }
}

resource "coder_metadata" "workspace" {
  count       = data.coder_workspace.me.start_count
  resource_id = docker_container.workspace[0].id

  item {
    key   = "repository"
    value = data.coder_parameter.repository.value
  }
}

resource "coder_metadata" "workspaces" {
  resource_id = docker_volume.workspaces.id

  item {
    key   = "folder"
    value = "/workspaces"
  }
}
