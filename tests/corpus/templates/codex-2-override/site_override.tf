# What is different at our site; main.tf is taken from upstream as it is.

variable "openai_api_key" {
  sensitive = true
}

module "codex" {
  version     = "2.1.1"
  folder      = "/home/coder/mono"
  codex_model = "gpt-5-codex"
}

resource "docker_container" "workspace" {
  image = "registry.example.com/dev/node:22"
}
