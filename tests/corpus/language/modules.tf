# Calls of registry modules: pinned, in a range, counted, by keys, and one that feeds another.
terraform {
  required_providers {
    coder = {
      source  = "coder/coder"
      version = ">= 2.13"
    }
    docker = {
      source  = "kreuzwerker/docker"
      version = "~> 3.0"
    }
  }
}

locals {
  home     = "/home/coder"
  editors  = { main = 13338, docs = 13339 }
  projects = toset(["coder", "terraform-provider-coder"])
}

data "coder_workspace" "me" {}
data "coder_task" "me" {}

resource "coder_agent" "main" {
  os   = "linux"
  arch = "amd64"
}

resource "docker_container" "workspace" {
  count   = data.coder_workspace.me.start_count
  name    = "workspace"
  image   = "ubuntu"
  command = ["sh", "-c", coder_agent.main.init_script]
}

module "code-server" {
  source  = "registry.coder.com/coder/code-server/coder"
  version = "1.5.2"

  count      = data.coder_workspace.me.start_count
  agent_id   = coder_agent.main.id
  folder     = local.home
  port       = 13338
  subdomain  = true
  open_in    = "tab"
  share      = "owner"
  extensions = ["golang.go"]
}

module "editors" {
  source   = "registry.coder.com/coder/code-server/coder"
  version  = "1.5.2"
  for_each = local.editors
  agent_id = coder_agent.main.id
  slug     = "editor-${each.key}"
  port     = each.value
  order    = 3
}

module "projects" {
  source   = "registry.coder.com/coder/git-clone/coder"
  version  = "2.0.3"
  for_each = local.projects
  agent_id = coder_agent.main.id
  url      = "https://github.com/coder/${each.value}"
}

module "git-clone" {
  source   = "registry.coder.com/coder/git-clone/coder"
  version  = "~> 2.0"
  agent_id = coder_agent.main.id
  url      = "https://github.com/coder/coder"
  base_dir = local.home
}

module "claude-code" {
  source    = "registry.coder.com/coder/claude-code/coder"
  version   = "4.9.2"
  agent_id  = coder_agent.main.id
  workdir   = module.git-clone.repo_dir
  ai_prompt = data.coder_task.me.prompt
}

resource "coder_ai_task" "task" {
  count  = data.coder_workspace.me.start_count
  app_id = module.claude-code.task_app_id
}

output "repositories" {
  value = { for name, project in module.projects : name => project.repo_dir }
}
