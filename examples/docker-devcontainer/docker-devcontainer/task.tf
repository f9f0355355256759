# The task that this workspace was started for; the prompt is empty outside of a task.
data "coder_task" "me" {}

# Claude Code, pinned to a release that makes tasks on Coder 2.34.
module "claude-code" {
  source  = "registry.coder.com/coder/claude-code/coder"
  version = "4.9.2"

  count              = data.coder_workspace.me.start_count
  agent_id           = coder_agent.main.id
  workdir            = format("/workspaces/%s", trimsuffix(basename(split("#", data.coder_parameter.repository.value)[0]), ".git"))
  ai_prompt          = data.coder_task.me.prompt
  claude_api_key     = var.anthropic_api_key
  pre_install_script = local.setup
}

# What makes this a task template: the app in which the agent is seen.
resource "coder_ai_task" "task" {
  count  = data.coder_workspace.me.start_count
  app_id = module.claude-code[count.index].task_app_id
}
