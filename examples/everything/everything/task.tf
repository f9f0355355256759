# The task that this workspace was started for; the prompt is empty outside of a task.
data "coder_task" "me" {}

# Claude Code, pinned to a release that makes tasks on Coder 2.34.
module "claude-code" {
  source  = "registry.coder.com/coder/claude-code/coder"
  version = "4.9.2"

  count         = data.coder_workspace.me.start_count
  agent_id      = coder_agent.main.id
  workdir       = "/home/coder/${data.coder_parameter.folder.value}"
  ai_prompt     = data.coder_task.me.prompt
  system_prompt = <<-EOT
    Text with $${dollar braces}, %%{ percent braces }, "quotes" and a \ backslash arrives as it is.
  EOT
  model         = "sonnet"
  mcp = jsonencode({
    mcpServers = {
      browser = {
        command = "npx"
        args    = ["-y", "@playwright/mcp@latest", "--headless"]
        env = {
          OWNER = data.coder_workspace_owner.me.name
        }
      }
      docs = {
        type = "http"
        url  = "https://example.com/mcp"
        headers = {
          X-Team = "platform"
        }
      }
    }
  })
  permission_mode         = "plan"
  enable_boundary         = true
  post_install_script     = "claude --version"
  claude_code_oauth_token = var.claude_code_oauth_token
  pre_install_script      = local.setup
  allowed_tools           = "Read,Edit"
  order                   = 1
  mcp_config_remote_path  = ["https://example.com/mcp.json"]
}

# What makes this a task template: the app in which the agent is seen.
resource "coder_ai_task" "task" {
  count  = data.coder_workspace.me.start_count
  app_id = module.claude-code[count.index].task_app_id
}
