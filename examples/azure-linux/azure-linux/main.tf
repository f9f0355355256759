terraform {
  required_version = ">= 1.9"

  required_providers {
    coder = {
      source  = "coder/coder"
      version = ">= 2.13.0"
    }
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.0"
    }
    tls = {
      source  = "hashicorp/tls"
      version = "~> 4.0"
    }
  }
}

# The provisioner's own credentials. Registering resource providers is the subscription owner's.
provider "azurerm" {
  subscription_id                 = var.subscription_id
  resource_provider_registrations = "none"

  features {}
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

  # Where Linux sees the home disk, by its number: on a SCSI controller, else on NVMe.
  home_lun     = 10
  home_devices = "/dev/disk/azure/scsi1/lun${local.home_lun} /dev/disk/azure/data/by-lun/${local.home_lun}"

  tags = merge({
    team = "platform"
    }, {
    Coder_Provisioned = "true"
    Coder_Workspace   = data.coder_workspace.me.name
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
    mount -o noatime,nodelalloc "$device" /home/coder
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

resource "azurerm_resource_group" "workspace" {
  name     = "coder-${data.coder_workspace.me.id}"
  location = data.coder_parameter.region.value
  tags     = local.tags

  # Another region is for new workspaces only, since it would make everything anew.
  lifecycle {
    ignore_changes = [location]
  }
}

# The home folder. It stays when the workspace stops and goes when the workspace is deleted.
resource "azurerm_managed_disk" "home" {
  name                          = "home"
  resource_group_name           = azurerm_resource_group.workspace.name
  location                      = azurerm_resource_group.workspace.location
  create_option                 = "Empty"
  storage_account_type          = "StandardSSD_LRS"
  disk_size_gb                  = 50
  disk_encryption_set_id        = var.disk_encryption_set_id == "" ? null : var.disk_encryption_set_id
  network_access_policy         = "DenyAll"
  public_network_access_enabled = false
  tags                          = local.tags
}

resource "azurerm_virtual_network" "workspace" {
  count               = var.subnet_id == "" ? 1 : 0
  name                = "workspace"
  resource_group_name = azurerm_resource_group.workspace.name
  location            = azurerm_resource_group.workspace.location
  address_space       = ["10.0.0.0/28"]
  tags                = local.tags
}

resource "azurerm_subnet" "workspace" {
  count                           = var.subnet_id == "" ? 1 : 0
  name                            = "workspace"
  resource_group_name             = azurerm_resource_group.workspace.name
  virtual_network_name            = azurerm_virtual_network.workspace[0].name
  address_prefixes                = ["10.0.0.0/28"]
  default_outbound_access_enabled = false
}

# Lets everything out and nothing in.
resource "azurerm_network_security_group" "workspace" {
  name                = "workspace"
  resource_group_name = azurerm_resource_group.workspace.name
  location            = azurerm_resource_group.workspace.location
  tags                = local.tags

  security_rule {
    name                       = "nothing-in"
    description                = "The agent dials out"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_address_prefix      = "*"
    source_port_range          = "*"
    destination_address_prefix = "*"
    destination_port_range     = "*"
  }
}

# The way out of a network of its own. From here on, everything goes when the workspace stops.
resource "azurerm_public_ip" "workspace" {
  count               = var.subnet_id == "" ? data.coder_workspace.me.start_count : 0
  name                = "workspace"
  resource_group_name = azurerm_resource_group.workspace.name
  location            = azurerm_resource_group.workspace.location
  sku                 = "Standard"
  allocation_method   = "Static"
  tags                = local.tags
}

resource "azurerm_network_interface" "workspace" {
  count               = data.coder_workspace.me.start_count
  name                = "workspace"
  resource_group_name = azurerm_resource_group.workspace.name
  location            = azurerm_resource_group.workspace.location
  tags                = local.tags

  ip_configuration {
    name                          = "workspace"
    subnet_id                     = var.subnet_id == "" ? azurerm_subnet.workspace[0].id : var.subnet_id
    private_ip_address_allocation = "Dynamic"
    public_ip_address_id          = one(azurerm_public_ip.workspace[*].id)
  }
}

resource "azurerm_network_interface_security_group_association" "workspace" {
  count                     = data.coder_workspace.me.start_count
  network_interface_id      = azurerm_network_interface.workspace[0].id
  network_security_group_id = azurerm_network_security_group.workspace.id
}

# Azure makes no machine without a key or a password of an administrator. Nobody has this key.
resource "tls_private_key" "unused" {
  algorithm = "RSA"
  rsa_bits  = 4096
}

resource "azurerm_linux_virtual_machine" "workspace" {
  count                           = data.coder_workspace.me.start_count
  name                            = "coder-${data.coder_workspace.me.id}"
  resource_group_name             = azurerm_resource_group.workspace.name
  location                        = azurerm_resource_group.workspace.location
  size                            = data.coder_parameter.size.value
  network_interface_ids           = [azurerm_network_interface.workspace[0].id]
  custom_data                     = base64encode(local.boot)
  admin_username                  = "unused"
  disable_password_authentication = true
  allow_extension_operations      = false
  encryption_at_host_enabled      = var.encryption_at_host
  priority                        = var.spot ? "Spot" : "Regular"
  eviction_policy                 = var.spot ? "Deallocate" : null
  tags                            = local.tags

  admin_ssh_key {
    username   = "unused"
    public_key = tls_private_key.unused.public_key_openssh
  }

  source_image_reference {
    publisher = "Canonical"
    offer     = "ubuntu-24_04-lts"
    sku       = local.arch == "arm64" ? "server-arm64" : "server"
    version   = "latest"
  }

  os_disk {
    caching                = "ReadWrite"
    storage_account_type   = "StandardSSD_LRS"
    disk_size_gb           = 30
    disk_encryption_set_id = var.disk_encryption_set_id == "" ? null : var.disk_encryption_set_id
  }

  dynamic "identity" {
    for_each = var.identity_id == "" ? [] : [var.identity_id]
    content {
      type         = "UserAssigned"
      identity_ids = [identity.value]
    }
  }

  # Not before nothing gets in.
  depends_on = [azurerm_network_interface_security_group_association.workspace]
}

resource "azurerm_virtual_machine_data_disk_attachment" "home" {
  count              = data.coder_workspace.me.start_count
  managed_disk_id    = azurerm_managed_disk.home.id
  virtual_machine_id = azurerm_linux_virtual_machine.workspace[0].id
  lun                = local.home_lun
  caching            = "ReadOnly"
}

resource "coder_metadata" "workspace" {
  count       = data.coder_workspace.me.start_count
  resource_id = azurerm_linux_virtual_machine.workspace[0].id

  item {
    key   = "region"
    value = azurerm_linux_virtual_machine.workspace[0].location
  }
  item {
    key   = "size"
    value = azurerm_linux_virtual_machine.workspace[0].size
  }
  item {
    key   = "root disk"
    value = "30 GiB"
  }
}

resource "coder_metadata" "home" {
  resource_id = azurerm_managed_disk.home.id

  item {
    key   = "size"
    value = "50 GiB"
  }
}
