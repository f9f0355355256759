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

# Claude Code (for people)
module "claude-code-cli" {
  source  = "registry.coder.com/coder/claude-code/coder"
  version = "5.4.0"

  count             = data.coder_workspace.me.start_count
  agent_id          = coder_agent.main.id
  workdir           = "/home/coder/coder"
  enable_ai_gateway = true
  model             = "opus"
}
