data "coder_workspace_preset" "small_change" {
  name        = "Small change"
  description = "One file, quickly."
  icon        = "/icon/code.svg"
  default     = true

  parameters = {
    size     = "2"
    folder   = "docs"
    features = jsonencode(["lint"])
  }

  prebuilds {
    instances = 1

    expiration_policy {
      ttl = 86400
    }

    scheduling {
      timezone = "Europe/Berlin"

      schedule {
        cron      = "* 8-17 * * 1-5"
        instances = 3
      }

      schedule {
        cron      = "* * * * 6,0"
        instances = 0
      }
    }
  }
}

data "coder_workspace_preset" "large_change" {
  name = "Large change"

  parameters = {
    size         = "8"
    features     = jsonencode(["lint", "tests"])
    setup_script = <<-EOT
      #!/usr/bin/env bash
      echo "another setup"
    EOT
  }
}
