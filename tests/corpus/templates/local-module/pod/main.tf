terraform {
  required_providers {
    kubernetes = {
      source = "hashicorp/kubernetes"
    }
  }
}

variable "running" {
  type = bool
}

variable "name" {
  type = string
}

variable "token" {
  type      = string
  sensitive = true
}

variable "bootstrap" {
  type = string
}

resource "kubernetes_pod_v1" "this" {
  count = var.running ? 1 : 0
  metadata {
    name = "ws-${var.name}"
  }
  spec {
    container {
      name    = "dev"
      image   = "codercom/enterprise-base:ubuntu"
      command = ["sh", "-c", var.bootstrap]
      env {
        name  = "CODER_AGENT_TOKEN"
        value = var.token
      }
    }
  }
}
