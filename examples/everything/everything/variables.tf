variable "claude_code_oauth_token" {
  type        = string
  description = "Long-lived OAuth token of a Claude subscription."
  sensitive   = true
}

variable "npm_token" {
  type        = string
  description = "Token for the package registry."
  sensitive   = true
}

variable "docker_host" {
  type        = string
  description = "Address of the Docker daemon, such as unix:///var/run/docker.sock. Empty for the provisioner's own."
  default     = "unix:///var/run/docker.sock"
}
