data "coder_parameter" "setup_script" {
  name         = "setup_script"
  display_name = "Setup script"
  description  = "Shell script that runs when the workspace starts."
  type         = "string"
  form_type    = "textarea"
  default      = <<-EOT
    cd /home/coder
    npm install --global pnpm
  EOT
  mutable      = true
  order        = 100
}

data "coder_parameter" "region" {
  name        = "region"
  description = "Where the workspace runs."
  type        = "string"
  default     = "eu"

  option {
    name  = "Europe"
    value = "eu"
  }

  option {
    name  = "United States"
    value = "us"
  }
}
