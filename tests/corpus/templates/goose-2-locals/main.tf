terraform {
  required_providers {
    coder = {
      source  = "coder/coder"
      version = ">= 2.7.0"
    }
    kubernetes = {
      source = "hashicorp/kubernetes"
    }
  }
}

variable "anthropic_api_key" {
  type        = string
  description = "Anthropic API key."
  sensitive   = true
}

locals {
  namespace = "coder-workspaces"
  home      = "/home/coder"
  folder    = "${local.home}/work"

  # goose
  goose_provider = "anthropic"
  goose_model    = "claude-sonnet-4-5"
  goose_version  = "v1.9.0"
  prompt         = data.coder_parameter.prompt.value
  system_prompt  = <<-EOT
    You work in ${local.folder}.
    Report progress often.
  EOT
}

data "coder_workspace" "me" {}

data "coder_parameter" "prompt" {
  name    = "AI Prompt"
  type    = "string"
  default = "Say hello."
  mutable = true
}

resource "coder_agent" "main" {
  os   = "linux"
  arch = "amd64"
  dir  = local.folder
}

resource "coder_env" "goose_task_prompt" {
  agent_id = coder_agent.main.id
  name     = "GOOSE_TASK_PROMPT"
  value    = local.prompt
}

resource "coder_env" "goose_system_prompt" {
  agent_id = coder_agent.main.id
  name     = "GOOSE_SYSTEM_PROMPT"
  value    = local.system_prompt
}

resource "coder_env" "anthropic_api_key" {
  agent_id = coder_agent.main.id
  name     = "ANTHROPIC_API_KEY"
  value    = var.anthropic_api_key
}

module "coder-login" {
  source   = "registry.coder.com/coder/coder-login/coder"
  version  = "1.1.0"
  agent_id = coder_agent.main.id
}

module "goose" {
  source           = "registry.coder.com/coder/goose/coder"
  version          = "2.1.0"
  agent_id         = coder_agent.main.id
  folder           = local.folder
  install_goose    = true
  goose_version    = local.goose_version
  goose_provider   = local.goose_provider
  goose_model      = local.goose_model
  agentapi_version = "latest"
}

resource "kubernetes_pod_v1" "main" {
  count = data.coder_workspace.me.start_count
  metadata {
    name      = "ws-${data.coder_workspace.me.id}"
    namespace = local.namespace
  }
  spec {
    container {
      name    = "dev"
      image   = "codercom/enterprise-base:ubuntu"
      command = ["sh", "-c", coder_agent.main.init_script]
      env {
        name  = "CODER_AGENT_TOKEN"
        value = coder_agent.main.token
      }
    }
  }
}
