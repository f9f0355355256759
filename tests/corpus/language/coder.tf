# Every kind of block of the coder provider, with most of its arguments.
terraform {
  required_version = ">= 1.0"
  required_providers {
    coder  = { source = "coder/coder", version = "~> 2.13" }
    docker = { source = "kreuzwerker/docker" }
  }
}

variable "share" {
  type    = string
  default = "owner"
}

locals {
  port  = 4200
  icons = "/icon"
  home  = "/home/${lower("Coder")}"
}

data "coder_provisioner" "me" {}
data "coder_workspace" "me" {}
data "coder_workspace_owner" "me" {}
data "coder_task" "me" {}

data "coder_external_auth" "github" {
  id       = "github"
  optional = true
}

data "coder_workspace_tags" "where" {
  tags = {
    "zone" = data.coder_parameter.zone.value
  }
}

data "coder_parameter" "zone" {
  name         = "zone"
  display_name = "Zone"
  type         = "string"
  form_type    = "dropdown"
  icon         = "${local.icons}/globe.svg"
  default      = "eu"
  mutable      = true
  order        = 1

  option {
    name  = "Europe"
    value = "eu"
    icon  = "/emojis/1f1ea-1f1fa.png"
  }
  option {
    name        = "America"
    value       = "us"
    description = "Far away."
  }
}

data "coder_parameter" "branch" {
  name      = "branch"
  form_type = "input"
  default   = "main"
  styling   = jsonencode({ placeholder = "main" })
  validation {
    regex = "^[a-z0-9/-]+$"
    error = "Letters, digits, slashes and hyphens."
  }
}

data "coder_parameter" "cores" {
  name      = "cores"
  type      = "number"
  form_type = "slider"
  default   = 4
  mutable   = true
  validation {
    min       = 2
    max       = 16
    monotonic = "increasing"
    error     = "Between {min} and {max}."
  }
}

data "coder_parameter" "rebuild" {
  name      = "rebuild"
  type      = "bool"
  form_type = "switch"
  default   = false
  mutable   = true
  ephemeral = true
}

data "coder_parameter" "tools" {
  name      = "tools"
  type      = "list(string)"
  form_type = "multi-select"
  default   = jsonencode(["git"])
  option {
    name  = "Git"
    value = "git"
  }
  option {
    name  = "jq"
    value = "jq"
  }
}

data "coder_parameter" "memory" {
  name    = "memory"
  type    = "number"
  default = "8"
  option {
    name  = "8 GiB"
    value = "8"
  }
  option {
    name  = "16 GiB"
    value = "16"
  }
}

data "coder_workspace_preset" "europe" {
  name        = "Europe"
  description = "Close by."
  icon        = "/icon/globe.svg"
  default     = true
  parameters = {
    (data.coder_parameter.zone.name)  = "eu"
    (data.coder_parameter.cores.name) = "4"
    branch                            = "main"
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
        cron      = "* 8-12 * * 6"
        instances = 1
      }
    }
  }
}

data "coder_workspace_preset" "america" {
  name       = "America"
  parameters = { zone = "us", memory = "16" }
}

resource "coder_agent" "main" {
  os                      = "linux"
  arch                    = data.coder_provisioner.me.arch
  auth                    = "token"
  dir                     = local.home
  connection_timeout      = 120
  startup_script_behavior = "non-blocking"
  api_key_scope           = "all"
  order                   = 1
  startup_script          = "echo ready"
  env = {
    BRANCH = data.coder_parameter.branch.value
  }
  display_apps {
    vscode          = true
    ssh_helper      = false
    web_terminal    = true
    vscode_insiders = false
  }
  metadata {
    key          = "cpu"
    display_name = "CPU"
    script       = "coder stat cpu"
    interval     = 10
    timeout      = 1
  }
  metadata {
    key          = "mem"
    display_name = "Memory"
    script       = "coder stat mem"
    interval     = 10
  }
  resources_monitoring {
    memory {
      enabled   = true
      threshold = 80
    }
    volume {
      path      = "/home/coder"
      enabled   = true
      threshold = 90
    }
    volume {
      path      = "/var"
      enabled   = false
      threshold = 50
    }
  }
}

resource "coder_app" "web" {
  agent_id     = coder_agent.main.id
  slug         = "web"
  display_name = "Web"
  url          = "http://localhost:${local.port}"
  icon         = "${local.icons}/code.svg"
  share        = var.share
  open_in      = "slim-window"
  subdomain    = true
  order        = 2
  group        = "Web"
  tooltip      = "The application."
  healthcheck {
    url       = "http://localhost:${local.port}/healthz"
    interval  = 5
    threshold = 6
  }
}

resource "coder_app" "top" {
  agent_id     = coder_agent.main.id
  slug         = "top"
  display_name = "Processes"
  command      = "htop"
  share        = "owner"
}

resource "coder_app" "docs" {
  agent_id     = coder_agent.main.id
  slug         = "docs"
  display_name = "Documents"
  url          = "https://docs.example.com"
  external     = true
}

resource "coder_env" "zone" {
  agent_id       = coder_agent.main.id
  name           = "ZONE"
  value          = data.coder_parameter.zone.value
  merge_strategy = "replace"
}

resource "coder_script" "nightly" {
  agent_id     = coder_agent.main.id
  display_name = "Nightly"
  script       = "make clean"
  cron         = "0 0 3 * * *"
  timeout      = 600
  log_path     = "/tmp/nightly.log"
  icon         = "/icon/terminal.svg"
}

resource "coder_script" "setup" {
  agent_id           = coder_agent.main.id
  display_name       = "Setup"
  script             = "make"
  run_on_start       = true
  start_blocks_login = true
}

resource "coder_devcontainer" "repo" {
  agent_id         = coder_agent.main.id
  workspace_folder = "${local.home}/repo"
}

resource "docker_volume" "home" {
  name = "coder-${data.coder_workspace.me.id}-home"
}

resource "docker_container" "workspace" {
  count   = data.coder_workspace.me.start_count
  name    = "coder-${data.coder_workspace_owner.me.name}-${lower(data.coder_workspace.me.name)}"
  image   = "codercom/enterprise-base:ubuntu"
  command = ["sh", "-c", coder_agent.main.init_script]
  env     = ["CODER_AGENT_TOKEN=${coder_agent.main.token}"]
}

resource "coder_metadata" "container" {
  count       = data.coder_workspace.me.start_count
  resource_id = docker_container.workspace[0].id
  icon        = "/icon/docker.svg"
  daily_cost  = 4
  hide        = false
  item {
    key   = "zone"
    value = data.coder_parameter.zone.value
  }
  item {
    key       = "image"
    value     = "ubuntu"
    sensitive = true
  }
}

resource "coder_ai_task" "task" {
  count  = data.coder_workspace.me.start_count
  app_id = coder_app.web.id
}
