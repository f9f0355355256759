terraform {
  required_providers {
    coder = {
      source = "coder/coder"
    }
  }
}

data "coder_workspace" "me" {}

module "box" {
  source = "./box"
  name   = data.coder_workspace.me.name
  count  = data.coder_workspace.me.start_count
}

output "url" {
  value = "https://${data.coder_workspace.me.name}.example.com"
}
