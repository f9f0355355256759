variable "anthropic_api_key" {
  type        = string
  description = "Anthropic API key for Claude Code."
  sensitive   = true
}

variable "project_id" {
  type        = string
  description = "Id of the DigitalOcean project in which workspaces are listed. The account's default project where empty."
  default     = ""
}

variable "vpc_id" {
  type        = string
  description = "Id of the VPC network of the Droplets. The region's default where empty."
  default     = ""
}

variable "monitoring" {
  type        = bool
  description = "Whether DigitalOcean's metrics agent is installed."
  default     = false
}
