terraform {
  required_version = ">= 1.9"

  required_providers {
    coder = {
      source  = "coder/coder"
      version = ">= 2.13.0"
    }
    google = {
      source  = "hashicorp/google"
      version = ">= 5.20, < 8.0"
    }
  }
}

# The provisioner's own credentials.
provider "google" {
  project = var.project
  zone    = "europe-west4-a"
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
  arch         = "arm64"
  home_devices = "/dev/disk/by-id/google-home" # where Linux sees the home disk, by its device name

  labels = merge({
    team = "platform"
    }, {
    coder-provisioned = "true"
    coder-workspace   = data.coder_workspace.me.id
    coder-name        = lower(data.coder_workspace.me.name)
    coder-owner       = lower(data.coder_workspace_owner.me.name)
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

data "google_compute_image" "ubuntu" {
  project = "ubuntu-os-cloud"
  family  = "ubuntu-2404-lts-${local.arch}"
}

# The home folder. It stays when the workspace stops and goes when the workspace is deleted.
resource "google_compute_disk" "home" {
  name   = "coder-${data.coder_workspace.me.id}-home"
  zone   = "europe-west4-a"
  type   = "pd-balanced"
  size   = 20
  labels = local.labels

  dynamic "disk_encryption_key" {
    for_each = var.kms_key == "" ? [] : [var.kms_key]
    content {
      kms_key_self_link = disk_encryption_key.value
    }
  }

  # Another zone, type or key is for new workspaces only, since it would make the disk anew.
  lifecycle {
    ignore_changes = [zone, type, disk_encryption_key]
  }
}

resource "google_compute_instance" "workspace" {
  count        = var.keep_machine ? 1 : data.coder_workspace.me.start_count
  name         = "coder-${data.coder_workspace.me.id}"
  zone         = google_compute_disk.home.zone
  machine_type = data.coder_parameter.machine_type.value
  labels       = local.labels

  desired_status            = data.coder_workspace.me.transition == "start" ? "RUNNING" : "TERMINATED"
  allow_stopping_for_update = true

  metadata = {
    # While the workspace is stopped there is no token to give.
    user-data              = data.coder_workspace.me.start_count == 0 ? "#cloud-config\n{}\n" : local.boot
    enable-oslogin         = "TRUE"
    block-project-ssh-keys = "TRUE"
    serial-port-enable     = "FALSE"
  }

  boot_disk {
    kms_key_self_link = var.kms_key == "" ? null : var.kms_key

    initialize_params {
      image  = data.google_compute_image.ubuntu.self_link
      type   = "pd-balanced"
      size   = 20
      labels = local.labels
    }
  }

  attached_disk {
    source      = google_compute_disk.home.self_link
    device_name = "home"
  }

  network_interface {
    network    = var.subnetwork == "" ? var.network : null
    subnetwork = var.subnetwork == "" ? null : var.subnetwork

    dynamic "access_config" {
      for_each = var.public_ip ? ["ephemeral"] : []
      content {}
    }
  }

  scheduling {
    provisioning_model          = var.spot ? "SPOT" : "STANDARD"
    preemptible                 = var.spot
    automatic_restart           = !var.spot
    on_host_maintenance         = var.spot ? "TERMINATE" : "MIGRATE"
    instance_termination_action = var.spot ? "STOP" : null
  }

  # What the account may do is for its IAM roles to say; the scope leaves that to them.
  dynamic "service_account" {
    for_each = var.service_account == "" ? [] : [var.service_account]
    content {
      email  = service_account.value
      scopes = ["cloud-platform"]
    }
  }

  shielded_instance_config {
    enable_secure_boot          = true
    enable_vtpm                 = true
    enable_integrity_monitoring = true
  }

  # A machine that is kept stays what it is, whatever disk or network new ones take.
  lifecycle {
    ignore_changes = [boot_disk, network_interface[0].network, network_interface[0].subnetwork]
  }
}

resource "coder_metadata" "workspace" {
  count       = length(google_compute_instance.workspace)
  resource_id = google_compute_instance.workspace[0].id

  item {
    key   = "zone"
    value = google_compute_instance.workspace[0].zone
  }
  item {
    key   = "machine type"
    value = google_compute_instance.workspace[0].machine_type
  }
  item {
    key   = "root disk"
    value = "20 GiB"
  }
}

resource "coder_metadata" "home" {
  resource_id = google_compute_disk.home.id

  item {
    key   = "size"
    value = "20 GiB"
  }
}
