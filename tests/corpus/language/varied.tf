terraform {
  required_providers {
    coder = {
      source = "coder/coder"
    }
    docker = {
      source = "kreuzwerker/docker"
    }
    kubernetes = {
      source = "hashicorp/kubernetes"
    }
    random = {
      source = "hashicorp/random"
    }
  }
}

variable "namespace" {
  type        = string
  description = "Where the pods run."
  default     = "coder"
  validation {
    condition     = length(var.namespace) > 0
    error_message = "Name a namespace."
  }
}

variable "mounts" {
  type    = list(object({ target = string, read_only = optional(bool, false) }))
  default = []
}

locals {
  labels   = { for name, value in { owner = data.coder_workspace_owner.me.name, empty = "" } : name => value if value != "" }
  pod_name = lower(join("-", ["coder", local.owner, data.coder_workspace.me.name]))
  owner    = data.coder_workspace_owner.me.name
  regions  = toset(["eu", "us"])
}

data "coder_workspace" "me" {}
data "coder_workspace_owner" "me" {}

data "coder_parameter" "size" {
  name         = "size"
  display_name = "Size"
  type         = "number"
  default      = 10
  mutable      = true
  validation {
    min       = 1
    max       = 100
    monotonic = "increasing"
  }
}

data "coder_parameter" "region" {
  name    = "region"
  default = "eu"
  dynamic "option" {
    for_each = local.regions
    content {
      name  = upper(option.value)
      value = option.key
    }
  }
}

data "coder_workspace_preset" "small" {
  name = "Small"
  parameters = {
    (data.coder_parameter.size.name) = "10"
  }
  prebuilds {
    instances = 1
    scheduling {
      timezone = "UTC"
      schedule {
        cron      = "* 8-18 * * 1-5"
        instances = 2
      }
    }
  }
}

resource "random_id" "suffix" {
  for_each    = local.regions
  byte_length = 4
  prefix      = "${each.key}-"
}

resource "coder_agent" "main" {
  os             = "linux"
  arch           = "amd64"
  startup_script = templatefile("${path.module}/start.sh", { region = data.coder_parameter.region.value })
  display_apps {
    vscode       = false
    web_terminal = true
  }
  metadata {
    key      = "cpu"
    script   = "coder stat cpu"
    interval = 10
  }
  resources_monitoring {
    memory {
      enabled   = true
      threshold = 80
    }
    volume {
      path      = "/home"
      enabled   = true
      threshold = 80
    }
  }
}

resource "coder_app" "editor" {
  count        = data.coder_workspace.me.start_count
  agent_id     = coder_agent.main.id
  slug         = "editor-${count.index}"
  display_name = "Editor"
  url          = "http://localhost:8080"
  healthcheck {
    url       = "http://localhost:8080/healthz"
    interval  = 5
    threshold = 6
  }
}

resource "docker_container" "side" {
  count   = data.coder_workspace.me.start_count
  name    = "side-${local.pod_name}"
  image   = "ubuntu"
  command = ["sh", "-c", coder_agent.main.init_script]
  dynamic "mounts" {
    for_each = var.mounts
    iterator = mount
    content {
      target    = mount.value.target
      type      = "bind"
      read_only = mount.value.read_only
    }
  }
  lifecycle {
    ignore_changes = [image]
  }
}

resource "kubernetes_persistent_volume_claim" "home" {
  metadata {
    name      = "home-${local.pod_name}"
    namespace = var.namespace
    labels    = local.labels
  }
  spec {
    access_modes = ["ReadWriteOnce"]
    resources {
      requests = {
        storage = format("%dGi", data.coder_parameter.size.value)
      }
    }
  }
}

resource "kubernetes_deployment" "main" {
  count = data.coder_workspace.me.start_count
  metadata {
    name      = local.pod_name
    namespace = var.namespace
  }
  spec {
    replicas = 1
    selector {
      match_labels = local.labels
    }
    template {
      metadata {
        labels = merge(local.labels, { suffix = random_id.suffix["eu"].hex })
      }
      spec {
        container {
          name              = "dev"
          image             = "codercom/enterprise-base:ubuntu"
          image_pull_policy = "Always"
          command           = ["sh", "-c", coder_agent.main.init_script]
          env {
            name  = "CODER_AGENT_TOKEN"
            value = coder_agent.main.token
          }
          volume_mount {
            name       = "home"
            mount_path = "/home/coder"
          }
        }
        volume {
          name = "home"
          persistent_volume_claim {
            claim_name = kubernetes_persistent_volume_claim.home.metadata[0].name
          }
        }
      }
    }
  }
}

resource "coder_metadata" "pod" {
  count       = data.coder_workspace.me.start_count
  resource_id = kubernetes_deployment.main[0].id
  item {
    key   = "region"
    value = data.coder_parameter.region.value
  }
}

output "agent" {
  value     = try(coder_agent.main.token, "")
  sensitive = true
}
