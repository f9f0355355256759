# A machine that people reach by SSH alone; Coder starts and stops it.
terraform {
  required_providers {
    coder = {
      source  = "coder/coder"
      version = "~> 2.0"
    }
    digitalocean = {
      source = "digitalocean/digitalocean"
    }
  }
}

variable "ssh_key_id" {
  type        = number
  description = "The key that may log in."
}

data "coder_workspace" "me" {}

data "coder_parameter" "region" {
  name    = "region"
  default = "ams3"
  mutable = false
}

resource "digitalocean_droplet" "machine" {
  count    = data.coder_workspace.me.start_count
  name     = "coder-${data.coder_workspace.me.name}"
  region   = data.coder_parameter.region.value
  image    = "ubuntu-22-04-x64"
  size     = "s-2vcpu-4gb"
  ssh_keys = [var.ssh_key_id]
}

output "address" {
  value = one(digitalocean_droplet.machine[*].ipv4_address)
}
