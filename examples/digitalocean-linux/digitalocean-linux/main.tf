terraform {
  required_version = ">= 1.9"

  required_providers {
    coder = {
      source  = "coder/coder"
      version = ">= 2.13.0"
    }
    digitalocean = {
      source  = "digitalocean/digitalocean"
      version = "~> 2.30"
    }
    tls = {
      source  = "hashicorp/tls"
      version = "~> 4.0"
    }
  }
}

# Reads DIGITALOCEAN_TOKEN of the provisioner's environment.
provider "digitalocean" {}

data "coder_provisioner" "me" {}

data "coder_workspace" "me" {}

data "coder_workspace_owner" "me" {}

resource "coder_agent" "main" {
  arch = "amd64"
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
  # Where Linux sees the home volume.
  home_devices = "/dev/disk/by-label/${digitalocean_volume.home.initial_filesystem_label}"
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

# The home folder. It stays when the workspace stops and goes when the workspace is deleted.
resource "digitalocean_volume" "home" {
  name                     = "coder-${data.coder_workspace.me.id}-home"
  region                   = "fra1"
  size                     = 50
  initial_filesystem_type  = "ext4"
  initial_filesystem_label = "coder-home"
  tags                     = ["team:platform"]

  # Another region is for new workspaces only, since it would make the volume anew.
  lifecycle {
    ignore_changes = [region, initial_filesystem_type, initial_filesystem_label]
  }
}

# Without a key, DigitalOcean sets a password for root and mails it. Nobody has this key.
resource "tls_private_key" "unused" {
  algorithm = "ED25519"
}

resource "digitalocean_ssh_key" "unused" {
  name       = "coder-${data.coder_workspace.me.id}"
  public_key = tls_private_key.unused.public_key_openssh
}

# The machine. It goes when the workspace stops, since one that is switched off costs the same.
resource "digitalocean_droplet" "workspace" {
  count             = data.coder_workspace.me.start_count
  name              = "coder-${data.coder_workspace.me.id}"
  region            = digitalocean_volume.home.region
  size              = data.coder_parameter.size.value
  image             = "ubuntu-24-04-x64"
  vpc_uuid          = var.vpc_id == "" ? null : var.vpc_id
  ssh_keys          = [digitalocean_ssh_key.unused.id]
  volume_ids        = [digitalocean_volume.home.id]
  user_data         = local.boot
  droplet_agent     = false # opens the machine to a console by SSH
  graceful_shutdown = true  # so that all is written
  monitoring        = var.monitoring
  tags              = ["team:platform"]
}

# Lets everything out and nothing in.
resource "digitalocean_firewall" "workspace" {
  count       = data.coder_workspace.me.start_count
  name        = "coder-${data.coder_workspace.me.id}"
  droplet_ids = [digitalocean_droplet.workspace[0].id]

  outbound_rule {
    protocol              = "tcp"
    port_range            = "1-65535"
    destination_addresses = ["0.0.0.0/0", "::/0"]
  }
  outbound_rule {
    protocol              = "udp"
    port_range            = "1-65535"
    destination_addresses = ["0.0.0.0/0", "::/0"]
  }
}

resource "digitalocean_project_resources" "workspace" {
  count     = var.project_id == "" ? 0 : 1
  project   = var.project_id
  resources = concat([digitalocean_volume.home.urn], digitalocean_droplet.workspace[*].urn)
}

resource "coder_metadata" "workspace" {
  count       = data.coder_workspace.me.start_count
  resource_id = digitalocean_droplet.workspace[0].id

  item {
    key   = "region"
    value = digitalocean_droplet.workspace[0].region
  }
  item {
    key   = "size"
    value = digitalocean_droplet.workspace[0].size
  }
  item {
    key   = "root disk"
    value = "${digitalocean_droplet.workspace[0].disk} GiB"
  }
}

resource "coder_metadata" "home" {
  resource_id = digitalocean_volume.home.id

  item {
    key   = "size"
    value = "50 GiB"
  }
}
