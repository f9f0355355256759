data "coder_workspace_preset" "large" {
  name        = "Large"
  description = "For builds."
  default     = true

  parameters = {
    cpus      = "8"
    memory_gb = "8"
  }
}
