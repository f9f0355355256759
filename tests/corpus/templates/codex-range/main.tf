terraform {
  required_providers {
    coder = {
      source  = "coder/coder"
      version = "~> 2.11"
    }
    docker = {
      source = "kreuzwerker/docker"
    }
  }
}

variable "openai_api_key" {
  type      = string
  sensitive = true
}

data "coder_workspace" "me" {}

resource "coder_agent" "main" {
  os   = "linux"
  arch = "amd64"
}

data "coder_parameter" "ai_prompt" {
  name    = "AI Prompt"
  type    = "string"
  default = ""
  mutable = true
}

data "coder_parameter" "model" {
  name    = "model"
  default = "gpt-5"
  mutable = true
}

data "coder_workspace_preset" "default" {
  name    = "Default"
  default = true
  parameters = {
    model = "gpt-5"
  }
}

module "codex" {
  source         = "registry.coder.com/coder-labs/codex/coder"
  version        = "~> 3.0"
  agent_id       = coder_agent.main.id
  workdir        = "/home/coder"
  openai_api_key = var.openai_api_key
  codex_model    = data.coder_parameter.model.value
  ai_prompt      = <<-EOT
    Work in small steps.
    ${data.coder_parameter.ai_prompt.value}
  EOT
  report_tasks   = true
}

resource "coder_script" "after" {
  agent_id     = coder_agent.main.id
  display_name = "After Codex"
  run_on_start = true
  script       = "echo codex is there"
  depends_on   = [module.codex]
}

resource "docker_container" "workspace" {
  count      = data.coder_workspace.me.start_count
  name       = "ws-${data.coder_workspace.me.id}"
  image      = "codercom/enterprise-node:ubuntu"
  entrypoint = ["sh", "-c", coder_agent.main.init_script]
  env        = ["CODER_AGENT_TOKEN=${coder_agent.main.token}"]
}
