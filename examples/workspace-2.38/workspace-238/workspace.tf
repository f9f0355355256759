resource "coder_script" "setup" {
  agent_id           = coder_agent.main.id
  display_name       = "Setup"
  icon               = "/icon/terminal.svg"
  script             = local.setup
  run_on_start       = true
  start_blocks_login = true
}
