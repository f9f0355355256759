# The task that this workspace was started for; the prompt is empty outside of a task.
data "coder_task" "me" {}

# Codex, pinned to a release that makes tasks on Coder 2.34.
module "codex" {
  source  = "registry.coder.com/coder-labs/codex/coder"
  version = "4.3.1"

  count              = data.coder_workspace.me.start_count
  agent_id           = coder_agent.main.id
  workdir            = "/home/coder/app"
  ai_prompt          = data.coder_task.me.prompt
  openai_api_key     = var.openai_api_key
  pre_install_script = local.setup
}

# What makes this a task template: the app in which the agent is seen.
resource "coder_ai_task" "task" {
  count  = data.coder_workspace.me.start_count
  app_id = module.codex[count.index].task_app_id
}
