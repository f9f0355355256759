terraform {
  required_providers {
    coder  = { source = "coder/coder" }
    docker = { source = "kreuzwerker/docker" }
  }
}

variable "claude_code_oauth_token" {
  type      = string
  sensitive = true
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

# Our firewall lets no registry through, but GitHub.
module "claude-code" {
  source                  = "git::https://github.com/coder/registry.git//registry/coder/modules/claude-code?ref=release/coder/claude-code/v3.1.0"
  agent_id                = coder_agent.main.id
  workdir                 = "/home/coder"
  claude_code_oauth_token = var.claude_code_oauth_token
  ai_prompt               = data.coder_parameter.ai_prompt.value
}

module "git-config" {
  source   = "git::https://github.com/coder/registry.git//registry/coder/modules/git-config?ref=release/coder/git-config/v1.0.31"
  agent_id = coder_agent.main.id
}

resource "docker_container" "workspace" {
  count      = data.coder_workspace.me.start_count
  name       = "ws-${data.coder_workspace.me.id}"
  image      = "codercom/enterprise-base:ubuntu"
  entrypoint = ["sh", "-c", coder_agent.main.init_script]
  env        = ["CODER_AGENT_TOKEN=${coder_agent.main.token}"]
}
