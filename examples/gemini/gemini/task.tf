# The task that this workspace was started for; the prompt is empty outside of a task.
data "coder_task" "me" {}

# Gemini CLI, pinned to a release that makes tasks on Coder 2.34.
module "gemini" {
  source  = "registry.coder.com/coder-labs/gemini/coder"
  version = "3.0.2"

  count          = data.coder_workspace.me.start_count
  agent_id       = coder_agent.main.id
  folder         = "/home/coder/project"
  task_prompt    = data.coder_task.me.prompt
  gemini_model   = "gemini-2.5-pro"
  gemini_api_key = var.gemini_api_key
  use_vertexai   = true
}

# What makes this a task template: the app in which the agent is seen.
resource "coder_ai_task" "task" {
  count  = data.coder_workspace.me.start_count
  app_id = module.gemini[count.index].task_app_id
}
