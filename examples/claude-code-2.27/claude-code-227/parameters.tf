data "coder_parameter" "ai_prompt" {
  name         = "AI Prompt"
  display_name = "AI Prompt"
  description  = "What the agent shall do."
  type         = "string"
  form_type    = "textarea"
  default      = ""
  mutable      = true
  order        = 0
}
