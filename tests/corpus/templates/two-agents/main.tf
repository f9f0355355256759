terraform {
  required_providers {
    coder  = { source = "coder/coder", version = ">=2.9" }
    docker = { source = "kreuzwerker/docker" }
  }
}

data "coder_workspace" "me" {}
data "coder_workspace_owner" "me" {}

variable "openai_api_key" {
  type        = string
  description = "Key for what runs in the dev container."
  default     = ""
}

resource "coder_agent" "dev" {
  os   = "linux"
  arch = "amd64"
  dir  = "/home/coder/app"
}

resource "coder_env" "openai" {
  agent_id = coder_agent.dev.id
  name     = "OPENAI_API_KEY"
  value    = var.openai_api_key
}

resource "coder_agent" "database" {
  os   = "linux"
  arch = "amd64"
}

resource "docker_network" "private" {
  name = "net-${data.coder_workspace.me.id}"
}

resource "docker_container" "dev" {
  count      = data.coder_workspace.me.start_count
  name       = "dev-${data.coder_workspace_owner.me.name}-${data.coder_workspace.me.id}"
  image      = "codercom/enterprise-node:ubuntu"
  entrypoint = ["sh", "-c", coder_agent.dev.init_script]
  env        = ["CODER_AGENT_TOKEN=${coder_agent.dev.token}"]
  networks_advanced { name = docker_network.private.name }
}

resource "docker_container" "database" {
  count      = data.coder_workspace.me.start_count
  name       = "db-${data.coder_workspace.me.id}"
  image      = "postgres:16"
  entrypoint = ["sh", "-c", coder_agent.database.init_script]
  env        = ["CODER_AGENT_TOKEN=${coder_agent.database.token}", "POSTGRES_PASSWORD=postgres"]
  networks_advanced { name = docker_network.private.name }
}
