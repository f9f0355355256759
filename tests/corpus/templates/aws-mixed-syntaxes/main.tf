# Machines on EC2. What a program writes (variables, regions) is JSON; this file is written by people.

terraform {
  required_providers {
    coder = {
      source = "coder/coder"
    }
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" { region = data.coder_parameter.region.value }

data "coder_workspace" "this" {}
data "coder_workspace_owner" "this" {}

locals {
  name  = "coder-${data.coder_workspace_owner.this.name}-${data.coder_workspace.this.name}"
  agent = try(coder_agent.dev[0], null)
}

resource "coder_agent" "dev" {
  count = data.coder_workspace.this.start_count
  os    = "linux"
  arch  = "amd64"
  auth  = "aws-instance-identity"
}

resource "coder_app" "preview" {
  count        = data.coder_workspace.this.start_count
  agent_id     = coder_agent.dev[0].id
  slug         = "preview"
  display_name = "Preview"
  url          = "http://localhost:8080"
}

resource "aws_instance" "dev" {
  ami           = var.ami
  instance_type = "t3.large"
  user_data     = data.coder_workspace.this.transition == "start" ? local.agent.init_script : null
  tags = {
    Name              = local.name
    Coder_Provisioned = "true"
  }
  lifecycle { ignore_changes = [ami] }
}

resource "aws_ec2_instance_state" "dev" {
  instance_id = aws_instance.dev.id
  state       = data.coder_workspace.this.transition == "start" ? "running" : "stopped"
}
