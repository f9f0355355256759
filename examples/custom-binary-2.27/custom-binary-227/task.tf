# What makes this a task template: the app in which the agent is seen.
resource "coder_ai_task" "task" {
  sidebar_app {
    id = coder_app.agent.id
  }
}
