################################################################
#                        PROVIDERS                             #
################################################################
terraform {
  required_providers {
    coder  = { source = "coder/coder", version = ">=2.7" } # see #4711
    docker = { source = "kreuzwerker/docker" }
  }
}

################################################################
#                        WORKSPACE                             #
################################################################
data "coder_workspace" "me" {}

resource "coder_agent" "main" {
  os   = "linux" /* there is no Windows image */
  arch = "amd64"
}

resource "docker_container" "workspace" {
  count = data.coder_workspace.me.start_count
  # the image is built nightly
  image = "ghcr.io/example/dev:latest"
  // the name must be unique on the host
  name       = "ws-${data.coder_workspace.me.id}"
  entrypoint = ["sh", "-c", coder_agent.main.init_script]
  env = [
    "CODER_AGENT_TOKEN=${coder_agent.main.token}", # who it is
    "TZ=UTC",                                      # logs
  ]
}

################################################################
#                          AGENT                               #
################################################################

/*
 * The key comes from our vault: ask in #platform.
 */
variable "claude_key" { # kept short
  type      = string
  sensitive = true
}

# The prompt. Coder fills it in for tasks;
# people fill it in by hand otherwise.
data "coder_parameter" "ai_prompt" {
  name        = "AI Prompt"
  type        = "string"
  description = "Write a prompt for Claude Code"
  default     = "" # nothing to do
  mutable     = true
}

# ------------------------------------------------------------
# Claude Code. Watch the release: 4.x moved the task out of it.
# ------------------------------------------------------------
module "claude-code" {
  source  = "registry.coder.com/coder/claude-code/coder"
  version = "3.1.0" # last one that we tested

  # where and for whom
  agent_id = coder_agent.main.id
  workdir  = "/home/coder/project" /* cloned below */

  ai_prompt = data.coder_parameter.ai_prompt.value # from the task
  // the way to pay
  claude_api_key = var.claude_key
  /* no questions asked */ dangerously_skip_permissions = true
  pre_install_script                                    = "git clone https://github.com/coder/coder ~/project" # before Claude
} # claude-code

################################################################
#                         PRESETS                              #
################################################################
data "coder_workspace_preset" "triage" {
  name = "Triage"
  parameters = {
    # nothing but the prompt
    "AI Prompt" = "Triage the newest issues." // English only
  }
  prebuilds { instances = 1 } # one is enough
}

# end of file
