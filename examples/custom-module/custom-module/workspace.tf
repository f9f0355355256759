resource "coder_env" "task_prompt" {
  agent_id = coder_agent.main.id
  name     = "TASK_PROMPT"
  value    = data.coder_task.me.prompt
}

resource "coder_env" "my_agent_token" {
  agent_id = coder_agent.main.id
  name     = "MY_AGENT_TOKEN"
  value    = var.my_agent_token
}
