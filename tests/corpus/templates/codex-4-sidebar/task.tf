variable "openai_api_key" {
  type      = string
  sensitive = true
}

module "codex" {
  source         = "registry.coder.com/coder-labs/codex/coder"
  version        = "4.0.0"
  agent_id       = coder_agent.main.id
  workdir        = "/home/coder/app"
  openai_api_key = var.openai_api_key
  ai_prompt      = coder_ai_task.codex.prompt
  depends_on     = [module.git-clone]
}

# The chat stands beside the task.
resource "coder_ai_task" "codex" {
  sidebar_app {
    # from the module
    id = module.codex.task_app_id
  }
}

output "chat" {
  description = "The app with the chat."
  value       = module.codex.task_app_id
}
