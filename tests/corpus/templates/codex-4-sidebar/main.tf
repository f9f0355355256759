terraform {
  required_providers {
    coder = {
      source  = "coder/coder"
      version = ">= 2.12.0"
    }
    kubernetes = {
      source = "hashicorp/kubernetes"
    }
  }
}

data "coder_workspace" "me" {}

data "coder_workspace_owner" "me" {}
