variable "anthropic_api_key" {
  type        = string
  description = "Generate one at: https://console.anthropic.com/settings/keys"
  sensitive   = true
}

variable "system_prompt" {
  type    = string
  default = "You are a helpful assistant that can help with code."
}

data "coder_parameter" "setup_script" {
  name         = "setup_script"
  display_name = "Setup Script"
  type         = "string"
  form_type    = "textarea"
  description  = "Script to run after the agent is installed"
  mutable      = false
  default      = "#!/bin/bash\n"
}
