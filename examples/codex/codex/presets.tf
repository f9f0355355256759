data "coder_workspace_preset" "small" {
  name    = "Small"
  default = true

  parameters = {
    memory_gb = "2"
  }
}

data "coder_workspace_preset" "large" {
  name        = "Large"
  description = "For builds that need room."

  parameters = {
    memory_gb = "16"
    image     = "codercom/example-universal:ubuntu"
  }
}
