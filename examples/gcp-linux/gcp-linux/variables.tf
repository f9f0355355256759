variable "anthropic_api_key" {
  type        = string
  description = "Anthropic API key for Claude Code."
  sensitive   = true
}

variable "project" {
  type        = string
  description = "Id of the Google Cloud project in which workspaces are created."
}

variable "spot" {
  type        = bool
  description = "Whether to use spare capacity, which costs less and may be taken back at any time."
  default     = true
}

variable "keep_machine" {
  type        = bool
  description = "Whether a stop switches the machine off and keeps its root disk. Otherwise it deletes the machine. The home disk stays either way."
  default     = false
}

variable "network" {
  type        = string
  description = "VPC network of the machines, where no subnetwork is named."
  default     = "default"
}

variable "subnetwork" {
  type        = string
  description = "Name or self link of the subnetwork of the machines. That of the network in the region where empty."
  default     = ""
}

variable "public_ip" {
  type        = bool
  description = "Whether machines have a public address, their way out where the network has no Cloud NAT. Nothing listens there."
  default     = true
}

variable "service_account" {
  type        = string
  description = "Email of a service account, whose rights everything in the workspace then has. None where empty."
  default     = ""
}

variable "kms_key" {
  type        = string
  description = "Self link of the Cloud KMS key that encrypts the disks. Google's own key where empty."
  default     = ""
}
