# Git Clone
module "git-clone" {
  source  = "registry.coder.com/coder/git-clone/coder"
  version = "2.0.3"

  count             = data.coder_workspace.me.start_count
  agent_id          = coder_agent.main.id
  url               = "https://github.com/coder/coder"
  base_dir          = "/home/coder"
  pre_clone_script  = <<-EOT
    #!/usr/bin/env bash
    coder exp sync start clone-1 || true
  EOT
  post_clone_script = <<-EOT
    #!/usr/bin/env bash
    coder exp sync complete clone-1 || true
  EOT
}

# Git Clone
module "git-clone-2" {
  source  = "registry.coder.com/coder/git-clone/coder"
  version = "2.0.3"

  count             = data.coder_workspace.me.start_count
  agent_id          = coder_agent.main.id
  url               = "https://github.com/coder/registry.git"
  base_dir          = "/home/coder"
  folder_name       = "modules"
  branch_name       = "main"
  pre_clone_script  = <<-EOT
    #!/usr/bin/env bash
    coder exp sync start clone-2 || true
  EOT
  post_clone_script = <<-EOT
    #!/usr/bin/env bash
    coder exp sync complete clone-2 || true
  EOT
}

# code-server
module "code-server" {
  source  = "registry.coder.com/coder/code-server/coder"
  version = "1.5.2"

  count    = data.coder_workspace.me.start_count
  agent_id = coder_agent.main.id
  folder   = "/home/coder/${data.coder_parameter.folder.value}"
}
