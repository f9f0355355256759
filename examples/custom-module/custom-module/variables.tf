variable "my_agent_token" {
  type        = string
  description = "Token of the service that my-agent talks to."
  sensitive   = true
}

variable "docker_host" {
  type        = string
  description = "Address of the Docker daemon, such as unix:///var/run/docker.sock. Empty for the provisioner's own."
  default     = ""
}
