variable "anthropic_api_key" {
  type        = string
  description = "Anthropic API key for Claude Code."
  sensitive   = true
}

variable "subscription_id" {
  type        = string
  description = "Id of the Azure subscription in which workspaces are created."
}

variable "spot" {
  type        = bool
  description = "Whether to use spare capacity, which costs less and may be taken back at any time."
  default     = false
}

variable "subnet_id" {
  type        = string
  description = "Id of the subnet of the machines, which must give them a way out. A network of the workspace's own with a public address to go out by where empty."
  default     = ""
}

variable "identity_id" {
  type        = string
  description = "Id of a user-assigned identity, whose rights everything in the workspace then has. None where empty."
  default     = ""
}

variable "disk_encryption_set_id" {
  type        = string
  description = "Id of the disk encryption set whose key encrypts the disks. Azure's own key where empty."
  default     = ""
}

variable "encryption_at_host" {
  type        = bool
  description = "Whether caches and temporary disks are encrypted too. The subscription must have the feature EncryptionAtHost."
  default     = false
}
