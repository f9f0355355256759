variable "anthropic_api_key" {
  type        = string
  description = "Anthropic API key for Claude Code."
  sensitive   = true
}

variable "git_username" {
  type        = string
  description = "User name with which envbuilder clones over HTTPS. Empty for none."
  default     = ""
}

variable "git_password" {
  type        = string
  description = "Password or token with which envbuilder clones over HTTPS. Empty for none."
  sensitive   = true
  default     = ""
}

variable "cache_repository" {
  type        = string
  description = "Container registry that keeps the layers of builds, such as registry.example.com/cache. Empty for none."
  default     = ""
}

variable "cache_docker_config" {
  type        = string
  description = "Content of a Docker config.json in base64, with the login at the cache repository. Empty where it asks for none."
  sensitive   = true
  default     = ""
}

variable "docker_host" {
  type        = string
  description = "Address of the Docker daemon, such as unix:///var/run/docker.sock. Empty for the provisioner's own."
  default     = ""
}
