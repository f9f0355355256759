# The pod is a module of its own; this file wires it.

data "coder_workspace" "me" {
}

resource "coder_agent" "main" {
  os   = "linux"
  arch = "amd64"
  dir  = "/home/coder"
}

module "pod" {
  source    = "./pod"
  running   = data.coder_workspace.me.start_count > 0
  name      = data.coder_workspace.me.id
  token     = coder_agent.main.token
  bootstrap = coder_agent.main.init_script
}
