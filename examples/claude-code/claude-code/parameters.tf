data "coder_parameter" "setup_script" {
  name         = "setup_script"
  display_name = "Setup script"
  description  = "Shell script that runs before the agent starts."
  type         = "string"
  form_type    = "textarea"
  default      = <<-EOT
    #!/usr/bin/env bash
    set -euo pipefail
    npm install --global pnpm
  EOT
  mutable      = true
  order        = 100
}
