variable "anthropic_api_key" {
  type        = string
  description = "Anthropic API key for Claude Code."
  sensitive   = true
}

variable "docker_host" {
  type        = string
  description = "Address of the Docker daemon, such as unix:///var/run/docker.sock. Empty for the provisioner's own."
  default     = ""
}
