# Claude Code, pinned to a release that makes tasks on Coder 2.27.
module "claude-code" {
  source  = "registry.coder.com/coder/claude-code/coder"
  version = "2.2.0"

  count                   = data.coder_workspace.me.start_count
  agent_id                = coder_agent.main.id
  folder                  = "/home/coder/docs"
  experiment_report_tasks = true
}
