data "coder_workspace_preset" "docs" {
  name        = "Docs"
  description = "Changes to the documentation, in Europe."
  default     = true

  parameters = {
    region = "eu"
  }
}
