variable "anthropic_api_key" {
  type        = string
  description = "Anthropic API key for Claude Code."
  sensitive   = true
}

variable "spot" {
  type        = bool
  description = "Whether to use spare capacity, which costs less and may be taken back at any time."
  default     = false
}

variable "keep_machine" {
  type        = bool
  description = "Whether a stop switches the machine off and keeps its root volume. Otherwise it terminates the machine. The home volume stays either way."
  default     = true
}

variable "subnet_id" {
  type        = string
  description = "Id of the subnet of the machines. A default subnet where empty."
  default     = ""
}

variable "security_group_ids" {
  type        = list(string)
  description = "Ids of security groups for the machines. A group of each workspace's own, which lets nothing in, where empty."
  default     = []
}

variable "instance_profile" {
  type        = string
  description = "Name of an IAM instance profile, whose rights everything in the workspace then has. None where empty."
  default     = ""
}

variable "kms_key_id" {
  type        = string
  description = "ARN of the KMS key that encrypts the volumes. The account's default key for EBS where empty."
  default     = ""
}
