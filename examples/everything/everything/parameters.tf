data "coder_parameter" "image" {
  name         = "image"
  display_name = "Image"
  description  = "The image to work in."
  type         = "string"
  mutable      = true
  icon         = "/icon/docker.svg"
  default      = "codercom/example-universal:ubuntu"

  option {
    name        = "Universal"
    value       = "codercom/example-universal:ubuntu"
    description = "All languages."
    icon        = "/icon/docker.svg"
  }
}

data "coder_parameter" "cpus" {
  name         = "cpus"
  display_name = "CPUs"
  description  = "CPU cores that the container may use. No limit where absent."
  type         = "number"
  mutable      = true
  icon         = "/icon/memory.svg"
  default      = "2"

  validation {
    min = 1
    max = 256
  }
}

data "coder_parameter" "setup_script" {
  name         = "setup_script"
  display_name = "Setup script"
  description  = "Shell script that runs before the agent starts."
  type         = "string"
  form_type    = "textarea"
  default      = <<-EOT
    #!/usr/bin/env bash
    set -euo pipefail
    cd /home/coder/coder
    npm install
  EOT
  mutable      = true
  order        = 100
}

data "coder_parameter" "size" {
  name         = "size"
  display_name = "Size"
  description  = "Small, medium or **large**."
  type         = "number"
  form_type    = "slider"
  icon         = "/icon/memory.svg"
  mutable      = true
  order        = 1
  default      = "4"

  validation {
    min       = 1
    max       = 8
    monotonic = "increasing"
  }
}

data "coder_parameter" "folder" {
  name    = "folder"
  type    = "string"
  default = "docs"
  styling = jsonencode({
    placeholder = "The folder to work on"
  })

  validation {
    regex = "^[a-z-]+$"
    error = "Lower-case letters and hyphens."
  }
}

data "coder_parameter" "features" {
  name      = "features"
  type      = "list(string)"
  form_type = "multi-select"
  default   = jsonencode(["lint"])

  option {
    name  = "Lint"
    value = "lint"
  }

  option {
    name        = "Tests"
    value       = "tests"
    description = "Runs for minutes."
    icon        = "/icon/lock.svg"
  }
}

data "coder_parameter" "author" {
  name    = "author"
  type    = "string"
  default = data.coder_workspace_owner.me.email

  option {
    name  = "You"
    value = data.coder_workspace_owner.me.email
  }

  option {
    name  = "The bot"
    value = "bot@example.com"
  }
}

data "coder_parameter" "verbose" {
  name      = "verbose"
  type      = "bool"
  mutable   = true
  ephemeral = true
  default   = "false"
}

data "coder_parameter" "log_level" {
  count = data.coder_parameter.verbose.value == "true" ? 1 : 0

  name    = "log_level"
  type    = "string"
  default = "debug"

  option {
    name  = "Debug"
    value = "debug"
  }

  option {
    name  = "Trace"
    value = "trace"
  }
}
