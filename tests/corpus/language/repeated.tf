# Nothing is written once that can be written in a loop.
terraform {
  required_providers {
    coder      = { source = "coder/coder" }
    kubernetes = { source = "hashicorp/kubernetes" }
  }
}

variable "apps" {
  type = map(object({
    port  = number
    share = optional(string, "owner")
    check = optional(object({ interval = number, threshold = number }))
  }))
  default = {
    web  = { port = 8080, check = { interval = 5, threshold = 6 } }
    docs = { port = 8081 }
  }
}

variable "labels" {
  type    = map(string)
  default = {}
}

locals {
  sizes = {
    small = { name = "Small", cores = 2, memory = 4 }
    large = { name = "Large", cores = 8, memory = 32 }
  }
  names   = [for key, size in local.sizes : key if size.cores > 0]
  watched = { cpu = "coder stat cpu", mem = "coder stat mem" }
  volumes = ["/home/coder", "/var/lib"]
  size    = local.sizes[data.coder_parameter.choice["size"].value]
  labels  = merge(var.labels, { for name in local.names : "size-${name}" => tostring(local.sizes[name].cores) })
  choices = {
    size = { title = "Size", values = local.names, default = local.names[0] }
    zone = { title = "Zone", values = ["eu", "us"], default = "eu" }
  }
  agents = { for role in ["main", "helper"] : role => { dir = "/home/${role}", order = index(["main", "helper"], role) } }
}

data "coder_workspace" "me" {}
data "coder_workspace_owner" "me" {}

data "coder_parameter" "choice" {
  for_each     = local.choices
  name         = each.key
  display_name = each.value.title
  default      = each.value.default
  mutable      = true
  dynamic "option" {
    for_each = each.value.values
    iterator = choice
    content {
      name  = title(choice.value)
      value = choice.value
    }
  }
}

data "coder_workspace_preset" "size" {
  for_each = toset(local.names)
  name     = "All of ${each.value}"
  parameters = {
    size = each.value
    zone = one([for zone in ["eu", "us"] : zone if zone == "eu"])
  }
}

resource "coder_agent" "main" {
  os    = "linux"
  arch  = "amd64"
  dir   = local.agents["main"].dir
  order = local.agents.main.order
  dynamic "metadata" {
    for_each = local.watched
    content {
      key          = metadata.key
      display_name = upper(metadata.key)
      script       = metadata.value
      interval     = 10
      timeout      = 1
    }
  }
  resources_monitoring {
    dynamic "volume" {
      for_each = toset(local.volumes)
      content {
        path      = volume.value
        enabled   = true
        threshold = 90
      }
    }
  }
}

resource "coder_agent" "helper" {
  os   = "linux"
  arch = "amd64"
  dir  = local.agents["helper"].dir
}

resource "coder_app" "each" {
  for_each     = var.apps
  agent_id     = coder_agent.main.id
  slug         = each.key
  display_name = title(each.key)
  url          = format("http://localhost:%d", each.value.port)
  share        = each.value.share
  dynamic "healthcheck" {
    for_each = each.value.check[*]
    content {
      url       = "http://localhost:${each.value.port}/healthz"
      interval  = healthcheck.value.interval
      threshold = healthcheck.value.threshold
    }
  }
}

resource "coder_env" "each" {
  for_each = { for key, agent in { main = coder_agent.main, helper = coder_agent.helper } : "AGENT_${upper(key)}" => agent.id }
  agent_id = coder_agent.main.id
  name     = each.key
  value    = each.value
}

resource "coder_script" "numbered" {
  count        = length(local.volumes)
  agent_id     = coder_agent.main.id
  display_name = "Volume ${count.index + 1}"
  script       = "du -sh ${element(local.volumes, count.index)}"
  run_on_start = count.index == 0 ? true : true
}

resource "kubernetes_pod" "each" {
  for_each = { for role, agent in { main = coder_agent.main, helper = coder_agent.helper } : role => agent if data.coder_workspace.me.start_count > 0 }
  metadata {
    name   = lower("coder-${data.coder_workspace_owner.me.name}-${each.key}")
    labels = local.labels
  }
  spec {
    dynamic "container" {
      for_each = toset([each.key])
      content {
        name    = container.value
        image   = "codercom/enterprise-base:ubuntu"
        command = ["sh", "-c", each.value.init_script]
        dynamic "env" {
          for_each = { CODER_AGENT_TOKEN = each.value.token, ROLE = each.key }
          content {
            name  = env.key
            value = env.value
          }
        }
        resources {
          limits = { cpu = local.size.cores, memory = "${local.size.memory}Gi" }
        }
      }
    }
  }
}

resource "coder_metadata" "pods" {
  for_each    = kubernetes_pod.each
  resource_id = each.value.id
  dynamic "item" {
    for_each = [for key in sort(keys(local.size)) : { key = key, value = local.size[key] }]
    content {
      key   = item.value.key
      value = tostring(item.value.value)
    }
  }
}

output "apps" {
  value = [for app in coder_app.each : app.slug]
}
