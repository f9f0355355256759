data "coder_parameter" "size" {
  name    = "size"
  default = "small"
  option {
    name  = "Small"
    value = "small"
  }
  option {
    name  = "Large"
    value = "large"
  }
}

data "coder_workspace_preset" "small" {
  name = "Small"
  parameters = {
    size        = "small"
    "AI Prompt" = ""
  }
  prebuilds {
    instances = 2
    expiration_policy {
      ttl = 86400
    }
  }
}

data "coder_workspace_preset" "large" {
  name       = "Large"
  parameters = { "AI Prompt" = "Run the long tests.", size = "large" }
}
