terraform {
  required_providers {
    coder = {
      source  = "coder/coder"
      version = "!= 2.9.0"
    }
    kubernetes = {
      source = "hashicorp/kubernetes"
    }
  }
}
