variable "docker_host" {
  type        = string
  description = "Address of the Docker daemon, such as unix:///var/run/docker.sock. Empty for the provisioner's own."
  default     = ""
}
