# The key, the prompt, and Codex itself.

variable "openai_api_key" {
  type      = string
  sensitive = true
}

# What Coder puts the prompt of a task into.
data "coder_parameter" "ai_prompt" {
  name    = "AI Prompt"
  type    = "string"
  default = ""
  mutable = true
}

module "codex" {
  source              = "registry.coder.com/coder-labs/codex/coder"
  version             = "3.0.0"
  agent_id            = coder_agent.main.id
  workdir             = "/home/coder"
  openai_api_key      = var.openai_api_key
  ai_prompt           = data.coder_parameter.ai_prompt.value
  codex_system_prompt = <<-EOT
    Answer in German.
    Never push to main.
  EOT
}
