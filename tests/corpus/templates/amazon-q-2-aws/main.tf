terraform {
  required_providers {
    coder = {
      source = "coder/coder"
      version = ">= 2.7"
    }
    aws = {
      source = "hashicorp/aws"
    }
    cloudinit = {
      source = "hashicorp/cloudinit"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

variable "q_tarball" {
  type = string
  description = "`q login`, packed; see the wiki"
  sensitive = true
}

variable "ami" { type = string }

data "coder_workspace" "me" {}
data "coder_workspace_owner" "me" {}

data "coder_parameter" "task" {
  name = "AI Prompt"
  description = "The task for Amazon Q"
  default = "Look at the open pull requests."
  type = "string"
  form_type = "textarea"
  mutable = true
  order = 1
}

resource "coder_agent" "vm" {
  os = "linux"
  arch = "amd64"
  connection_timeout = 300
}

module "amazon-q" {
  source = "registry.coder.com/coder/amazon-q/coder"
  version = "2.1.0"
  agent_id = coder_agent.vm.id
  workdir = "/home/coder"
  auth_tarball = var.q_tarball
  ai_prompt = trimspace(data.coder_parameter.task.value)
  trust_all_tools = true
  pre_install_script = file("${path.module}/prepare.sh")
}

data "cloudinit_config" "user_data" {
  gzip = false
  part {
    filename = "cloud-config.yaml"
    content_type = "text/cloud-config"
    content = <<-YAML
      #cloud-config
      users:
        - name: coder
          sudo: ALL=(ALL) NOPASSWD:ALL
      write_files:
        # module "amazon-q" { version = "2.1.0" }
        - path: /etc/motd
          content: "${data.coder_workspace_owner.me.name}"
    YAML
  }
  part {
    filename = "init.sh"
    content_type = "text/x-shellscript"
    content = "export CODER_AGENT_TOKEN=${coder_agent.vm.token}; ${coder_agent.vm.init_script}"
  }
}

resource "aws_instance" "vm" {
  ami = var.ami
  instance_type = "t3.medium"
  user_data = data.cloudinit_config.user_data.rendered
  depends_on = [ module.amazon-q, data.coder_workspace_owner.me ]
}

resource "aws_ec2_instance_state" "vm" {
  instance_id = aws_instance.vm.id
  state = data.coder_workspace.me.start_count == 1 ? "running" : "stopped"
}
