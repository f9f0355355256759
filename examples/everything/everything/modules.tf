# Git Clone
module "git_clone" {
  source  = "registry.coder.com/coder/git-clone/coder"
  version = "2.0.3"

  count    = data.coder_workspace.me.start_count
  agent_id = coder_agent.main.id
  url      = "https://github.com/coder/coder"
  base_dir = "/home/coder"
}

# Git Clone
module "git_clone_2" {
  source  = "registry.coder.com/coder/git-clone/coder"
  version = "2.0.3"

  count       = data.coder_workspace.me.start_count
  agent_id    = coder_agent.main.id
  url         = "https://github.com/coder/registry.git"
  base_dir    = "/home/coder"
  folder_name = "modules"
  branch_name = "main"
}

# code-server
module "code_server" {
  source  = "registry.coder.com/coder/code-server/coder"
  version = "1.5.2"

  count    = data.coder_workspace.me.start_count
  agent_id = coder_agent.main.id
  folder   = "/home/coder/${data.coder_parameter.folder.value}"
}
