# Coder Login
module "coder-login" {
  source  = "registry.coder.com/coder/coder-login/coder"
  version = "1.1.1"

  count    = data.coder_workspace.me.start_count
  agent_id = coder_agent.main.id
}

# code-server
module "code-server" {
  source  = "registry.coder.com/coder/code-server/coder"
  version = "1.5.2"

  count    = data.coder_workspace.me.start_count
  agent_id = coder_agent.main.id
  folder   = "/home/coder/project"
}
