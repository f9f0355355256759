# A virtual machine: tabs of older templates, long expressions, data sources of the cloud.
terraform {
  required_providers {
    coder = {
      source  = "coder/coder"
      version = ">= 2.0, < 3.0.0"
    }
    aws = {
      source = "hashicorp/aws"
    }
    cloudinit = {
      source = "hashicorp/cloudinit"
    }
  }
}

variable "ami_owner" {
  description = "Whose images."
  type        = string
  default     = "099720109477"

  validation {
    condition     = can(regex("^[0-9]{12}$", var.ami_owner))
    error_message = "An account is twelve digits."
  }
}

variable "subnet" {
  description = "Where machines go."
  type        = string
  default     = null
  nullable    = true
}

data "coder_workspace" "me" {
}
data "coder_workspace_owner" "me" {
}

data "coder_parameter" "instance_type" {
  name         = "instance_type"
  display_name = "Instance type"
  description  = <<-EOT
    What the machine is. See [the list](https://aws.amazon.com/ec2/instance-types/).
  EOT
  default      = "t3.micro"
  mutable      = false
  option {
    name  = "2 vCPU, 1 GiB RAM"
    value = "t3.micro"
  }
  option {
    name  = "2 vCPU, 4 GiB RAM"
    value = "t3.medium"
  }
}

data "coder_parameter" "disk" {
  name    = "disk"
  type    = "number"
  default = 30
  validation {
    min = 10
    max = 500
  }
}

locals {
  started    = data.coder_workspace.me.transition == "start"
  linux_user = "coder"
  name       = "coder-${lower(data.coder_workspace_owner.me.name)}-${lower(data.coder_workspace.me.name)}"
  tags = {
    Name              = local.name
    Coder_Provisioned = "true"
  }
}

data "aws_ami" "ubuntu" {
  most_recent = true
  owners      = [var.ami_owner]
  filter {
    name   = "name"
    values = ["ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-*"]
  }
}

resource "coder_agent" "dev" {
  count          = data.coder_workspace.me.start_count
  arch           = "amd64"
  auth           = "aws-instance-identity"
  os             = "linux"
  startup_script = <<-EOT
    set -e
    %{if local.started~}
    sudo mkdir -p /mnt/${local.linux_user}
    %{endif~}
    for tool in ${join(" ", ["git", "jq"])}; do command -v "$tool"; done
  EOT

  metadata {
    key          = "disk"
    display_name = "Disk"
    script       = "coder stat disk --path /home/${local.linux_user}"
    interval     = 600 # ten minutes
    timeout      = 30
  }
}

resource "coder_app" "editor" {
  count        = data.coder_workspace.me.start_count
  agent_id     = coder_agent.dev[0].id
  slug         = "editor"
  display_name = "Editor"
  url          = "http://localhost:13337/?folder=/home/${local.linux_user}"
  icon         = "/icon/code.svg"
  subdomain    = false
  share        = "owner"

  healthcheck {
    url       = "http://localhost:13337/healthz"
    interval  = 3
    threshold = 10
  }
}

data "cloudinit_config" "user_data" {
  gzip          = false
  base64_encode = false
  boundary      = "//"

  part {
    filename     = "cloud-config.yaml"
    content_type = "text/cloud-config"
    content      = yamlencode({ hostname = lower(data.coder_workspace.me.name), users = [{ name = local.linux_user }] })
  }
  part {
    filename     = "userdata.sh"
    content_type = "text/x-shellscript"
    content      = "#!/bin/sh\nsudo -u '${local.linux_user}' sh -c '${try(coder_agent.dev[0].init_script, "")}'\n"
  }
}

resource "aws_instance" "dev" {
  ami               = data.aws_ami.ubuntu.id
  availability_zone = "us-east-1a"
  instance_type     = data.coder_parameter.instance_type.value
  subnet_id         = var.subnet
  user_data         = data.cloudinit_config.user_data.rendered
  ebs_optimized     = startswith(data.coder_parameter.instance_type.value, "t3")

  root_block_device {
    volume_size = data.coder_parameter.disk.value
    volume_type = "gp3"
  }

  tags = merge(local.tags, { Owner = data.coder_workspace_owner.me.email != "" ? data.coder_workspace_owner.me.email : "none" })

  lifecycle {
    ignore_changes = [ami, user_data]
  }
}

resource "aws_ec2_instance_state" "dev" {
  instance_id = aws_instance.dev.id
  state       = local.started ? "running" : "stopped"
  depends_on  = [aws_instance.dev]
}

resource "coder_metadata" "machine" {
  resource_id = aws_instance.dev.id
  item {
    key   = "type"
    value = aws_instance.dev.instance_type
  }
  item {
    key   = "disk"
    value = "${aws_instance.dev.root_block_device[0].volume_size} GiB"
  }
}

output "address" {
  description = "Where the machine is."
  value       = aws_instance.dev.private_ip
}
