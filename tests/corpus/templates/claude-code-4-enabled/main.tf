terraform {
  required_version = ">= 1.9"
  required_providers {
    coder = {
      source  = "coder/coder"
      version = "~> 2.13"
    }
    docker = {
      source = "kreuzwerker/docker"
    }
  }
}

data "coder_workspace" "me" {}

data "coder_workspace_owner" "me" {}

data "coder_task" "me" {}

# Only a workspace that runs has an agent.
resource "coder_agent" "dev" {
  count = data.coder_workspace.me.start_count
  os    = "linux"
  arch  = "amd64"
}

# The same template serves people and tasks.
resource "coder_ai_task" "task" {
  count  = data.coder_task.me.enabled ? 1 : 0
  app_id = module.claude-code[0].task_app_id
}

module "claude-code" {
  count               = data.coder_task.me.enabled ? 1 : 0
  source              = "registry.coder.com/coder/claude-code/coder"
  version             = "4.0.0"
  agent_id            = coder_agent.dev[0].id
  workdir             = "/home/coder/projects"
  order               = 999
  claude_api_key      = var.anthropic_api_key
  ai_prompt           = data.coder_task.me.prompt
  system_prompt       = var.system_prompt
  model               = "sonnet"
  permission_mode     = "plan"
  enable_boundary     = true
  boundary_version    = "v0.2.0"
  boundary_log_dir    = "/tmp/boundary_logs"
  boundary_log_level  = "WARN"
  boundary_proxy_port = "8087"
  post_install_script = data.coder_parameter.setup_script.value
}

module "vscode" {
  count       = data.coder_workspace.me.start_count
  source      = "registry.coder.com/coder/vscode-web/coder"
  version     = "1.3.0"
  agent_id    = coder_agent.dev[0].id
  extensions  = ["ms-python.python"]
  accept_license = true
}

resource "docker_container" "workspace" {
  count      = data.coder_workspace.me.start_count
  image      = "codercom/example-universal:ubuntu"
  name       = "coder-${data.coder_workspace_owner.me.name}-${data.coder_workspace.me.name}"
  entrypoint = ["sh", "-c", coder_agent.dev[0].init_script]
  env        = ["CODER_AGENT_TOKEN=${coder_agent.dev[0].token}"]
}
