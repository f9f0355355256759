data "coder_workspace" "me" {}
data "coder_workspace_owner" "me" {}

resource "coder_agent" "pod" {
  os   = "linux"
  arch = "amd64"
  dir  = "/home/coder/project"

  startup_script = "mkdir -p /home/coder/project"
}

module "git_clone" {
  source   = "registry.coder.com/coder/git-clone/coder"
  version  = "1.1.1"
  count    = data.coder_workspace.me.start_count
  agent_id = coder_agent.pod.id
  url      = "https://github.com/coder/coder"
  base_dir = "/home/coder"
}
