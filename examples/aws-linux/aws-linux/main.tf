terraform {
  required_version = ">= 1.9"

  required_providers {
    coder = {
      source  = "coder/coder"
      version = ">= 2.13.0"
    }
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.40, < 7.0"
    }
  }
}

# The provisioner's own credentials.
provider "aws" {
  region = "eu-central-1"
}

data "coder_provisioner" "me" {}

data "coder_workspace" "me" {}

data "coder_workspace_owner" "me" {}

resource "coder_agent" "main" {
  arch = local.arch
  os   = "linux"

  # Commits carry the owner of the workspace.
  env = {
    GIT_AUTHOR_NAME     = coalesce(data.coder_workspace_owner.me.full_name, data.coder_workspace_owner.me.name)
    GIT_AUTHOR_EMAIL    = data.coder_workspace_owner.me.email
    GIT_COMMITTER_NAME  = coalesce(data.coder_workspace_owner.me.full_name, data.coder_workspace_owner.me.name)
    GIT_COMMITTER_EMAIL = data.coder_workspace_owner.me.email
  }

  metadata {
    display_name = "CPU usage"
    key          = "cpu"
    script       = "coder stat cpu"
    interval     = 10
    timeout      = 1
    order        = 1
  }

  metadata {
    display_name = "Memory usage"
    key          = "memory"
    script       = "coder stat mem"
    interval     = 10
    timeout      = 1
    order        = 2
  }

  metadata {
    display_name = "Home disk"
    key          = "home"
    script       = "coder stat disk --path \"$HOME\""
    interval     = 60
    timeout      = 1
    order        = 3
  }
}

locals {
  arch = "amd64"

  # Where Linux sees the home volume: on the Nitro system by the volume's id, else by what Xen makes of the device name.
  home_devices = "/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${replace(aws_ebs_volume.home.id, "-", "")} /dev/xvdh"

  tags = merge({
    team = "platform"
    }, {
    Name              = "coder-${data.coder_workspace_owner.me.name}-${data.coder_workspace.me.name}"
    Coder_Provisioned = "true" # the policy of the provisioner goes by it
    Coder_Workspace   = data.coder_workspace.me.id
    Coder_Owner       = data.coder_workspace_owner.me.name
  })
}

# What the machine does at each boot, by cloud-init. The files of the agent are in memory; only root can read its token.
locals {
  mount_home = <<-EOT
    #!/bin/bash
    set -euo pipefail
    if mountpoint --quiet /home/coder; then
      exit 0
    fi

    # The disk may be attached after the machine has booted.
    device=
    for _ in $(seq 1 300); do
      # On some clouds there are several names to look for, on some there is one.
      # shellcheck disable=SC2043
      for candidate in ${local.home_devices}; do
        if [ -b "$candidate" ]; then
          device="$candidate"
          break 2
        fi
      done
      sleep 1
    done
    if [ -z "$device" ]; then
      echo "The disk of the home folder is not attached." >&2
      exit 1
    fi

    # 2 says that there is nothing on the disk; with any other answer there may be a home folder.
    found=0
    blkid -p "$device" > /dev/null || found=$?
    if [ "$found" -eq 2 ]; then
      mkfs.ext4 -q "$device"
    fi
    mount -o noatime "$device" /home/coder
    resize2fs "$device" || echo "The home folder has not grown with its disk." >&2

    if [ -z "$(find /home/coder -mindepth 1 ! -name lost+found -print -quit)" ]; then
      cp --recursive --no-target-directory /etc/skel /home/coder
    fi
    # A new disk is root's, and another image may count its users otherwise.
    if [ "$(stat --format %U /home/coder)" != coder ]; then
      chown --recursive coder:coder /home/coder
    fi
  EOT

  boot = <<-EOT
    #cloud-boothook
    #!/bin/bash
    set -euo pipefail

    # The agent dials out, so nobody needs to come in.
    systemctl mask --runtime --now --no-block ssh.service ssh.socket sshd.service sshd.socket
    passwd --lock root

    if ! id coder > /dev/null 2>&1; then
      useradd --create-home --shell /bin/bash coder
    fi
    echo 'coder ALL=(ALL) NOPASSWD:ALL' > /etc/sudoers.d/coder
    chmod 0440 /etc/sudoers.d/coder

    install --directory --mode 0755 /run/coder
    echo '${base64encode(local.mount_home)}' | base64 --decode > /run/coder/mount-home.sh
    echo '${base64encode(coder_agent.main.init_script)}' | base64 --decode > /run/coder/agent.sh
    install --mode 0600 /dev/null /run/coder/agent.env
    echo 'CODER_AGENT_TOKEN=${coder_agent.main.token}' > /run/coder/agent.env

    cat > /run/systemd/system/coder-agent.service << 'UNIT'
    [Unit]
    Description=Coder agent
    Wants=network-online.target
    After=network-online.target

    [Service]
    User=coder
    EnvironmentFile=/run/coder/agent.env
    ExecStartPre=+/bin/bash /run/coder/mount-home.sh
    ExecStart=/bin/sh /run/coder/agent.sh
    TimeoutStartSec=15min
    Restart=always
    RestartSec=10
    # What runs in the workspace outlives a restart of the agent.
    KillMode=process
    UNIT
    systemctl daemon-reload
    systemctl start --no-block coder-agent.service
  EOT
}

data "aws_availability_zones" "available" {
  state = "available"

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

data "aws_subnet" "workspace" {
  id                = var.subnet_id == "" ? null : var.subnet_id
  default_for_az    = var.subnet_id == "" ? true : null
  availability_zone = var.subnet_id == "" ? data.aws_availability_zones.available.names[0] : null
}

data "aws_ami" "ubuntu" {
  most_recent = true
  owners      = ["099720109477"] # Canonical

  filter {
    name   = "name"
    values = ["ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-${local.arch}-server-*"]
  }
}

# The home folder. It stays when the workspace stops and goes when the workspace is deleted.
resource "aws_ebs_volume" "home" {
  availability_zone = data.aws_subnet.workspace.availability_zone
  type              = "gp3"
  size              = tonumber(data.coder_parameter.home_disk_gb.value)
  encrypted         = true
  kms_key_id        = var.kms_key_id == "" ? null : var.kms_key_id
  tags              = local.tags # the same as `volume_tags` below, which reach this volume too

  # Another subnet or key of the operator's is for new workspaces only, since it would make the volume anew.
  lifecycle {
    ignore_changes = [availability_zone, kms_key_id]
  }
}

# Lets everything out and nothing in. Not there where the operator names groups.
resource "aws_security_group" "workspace" {
  count       = length(var.security_group_ids) == 0 ? 1 : 0
  name        = "coder-${data.coder_workspace.me.id}"
  description = "Coder workspace: out only"
  vpc_id      = data.aws_subnet.workspace.vpc_id
  tags        = local.tags

  egress {
    description = "The agent, git, package registries"
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }

  # Another subnet of the operator's is for new workspaces only.
  lifecycle {
    ignore_changes = [vpc_id]
  }
}

resource "aws_instance" "workspace" {
  count                  = var.keep_machine ? 1 : data.coder_workspace.me.start_count
  ami                    = data.aws_ami.ubuntu.id
  instance_type          = data.coder_parameter.instance_type.value
  availability_zone      = aws_ebs_volume.home.availability_zone
  subnet_id              = data.aws_subnet.workspace.id
  vpc_security_group_ids = concat(var.security_group_ids, aws_security_group.workspace[*].id)
  iam_instance_profile   = var.instance_profile == "" ? null : var.instance_profile
  tags                   = local.tags

  # Tags of `root_block_device` come too late: the provider gives those after the volume is made.
  volume_tags = local.tags

  # While the workspace is stopped there is no token to give.
  user_data = data.coder_workspace.me.start_count == 0 ? "#cloud-config\n{}\n" : local.boot

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1 # out of reach for containers
  }

  root_block_device {
    volume_type = "gp3"
    volume_size = 20
    encrypted   = true
    kms_key_id  = var.kms_key_id == "" ? null : var.kms_key_id
  }

  dynamic "instance_market_options" {
    for_each = var.spot ? ["spot"] : []
    content {
      market_type = instance_market_options.value

      # An instance of any other request cannot be stopped.
      spot_options {
        spot_instance_type             = "persistent"
        instance_interruption_behavior = "stop"
      }
    }
  }

  # A machine that is kept stays what it is, whatever image or subnet new ones take.
  lifecycle {
    ignore_changes = [ami, subnet_id, root_block_device[0].kms_key_id]
  }
}

resource "aws_volume_attachment" "home" {
  count                          = length(aws_instance.workspace)
  device_name                    = "/dev/sdh"
  volume_id                      = aws_ebs_volume.home.id
  instance_id                    = aws_instance.workspace[0].id
  stop_instance_before_detaching = true # so that all is written
}

# Switches the machine on and off where it is kept.
resource "aws_ec2_instance_state" "workspace" {
  count       = var.keep_machine ? 1 : 0
  instance_id = aws_instance.workspace[0].id
  state       = data.coder_workspace.me.transition == "start" ? "running" : "stopped"
}

resource "coder_metadata" "workspace" {
  count       = length(aws_instance.workspace)
  resource_id = aws_instance.workspace[0].id

  item {
    key   = "region"
    value = "eu-central-1"
  }
  item {
    key   = "instance type"
    value = aws_instance.workspace[0].instance_type
  }
  item {
    key   = "root disk"
    value = "20 GiB"
  }
}

resource "coder_metadata" "home" {
  resource_id = aws_ebs_volume.home.id

  item {
    key   = "size"
    value = "${tonumber(data.coder_parameter.home_disk_gb.value)} GiB"
  }
}
