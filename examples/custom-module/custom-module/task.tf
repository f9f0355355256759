# The task that this workspace was started for; the prompt is empty outside of a task.
data "coder_task" "me" {}

# Custom agent, pinned to a release that makes tasks on Coder 2.34.
module "custom" {
  source  = "registry.coder.com/coder/agentapi/coder"
  version = "2.4.0"

  count                    = data.coder_workspace.me.start_count
  agent_id                 = coder_agent.main.id
  folder                   = "/home/coder/project"
  pre_install_script       = data.coder_parameter.setup_script.value
  start_script             = <<-EOT
    #!/usr/bin/env bash
    # Starts AgentAPI around the agent. The agentapi module gives the port as the second argument, and the firewall's
    # wrapper, if there is one, as AGENTAPI_BOUNDARY_PREFIX.
    set -o errexit
    set -o pipefail

    # What stands in the agent's command is for its own shell.
    # shellcheck disable=SC2016
    exec agentapi server --type custom --port "$${2:-3284}" --term-width 67 --term-height 1190 -- \
      $${AGENTAPI_BOUNDARY_PREFIX:+"$AGENTAPI_BOUNDARY_PREFIX"} bash -lc 'my-agent --yes --prompt "$TASK_PROMPT"'
  EOT
  web_app_icon             = "/icon/terminal.svg"
  web_app_display_name     = "Agent"
  web_app_slug             = "agent"
  cli_app_display_name     = "Agent CLI"
  cli_app_slug             = "agent-cli"
  module_dir_name          = ".agent-module"
  agentapi_version         = "v0.12.1"
  enable_state_persistence = true
}

# What makes this a task template: the app in which the agent is seen.
resource "coder_ai_task" "task" {
  count  = data.coder_workspace.me.start_count
  app_id = module.custom[count.index].task_app_id
}
