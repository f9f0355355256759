# The task that this workspace was started for; the prompt is empty outside of a task.
data "coder_task" "me" {}

# What makes this a task template: the app in which the agent is seen.
resource "coder_ai_task" "task" {
  app_id = coder_app.agent.id
}
