variable "anthropic_api_key" {
  type        = string
  description = "Anthropic API key for Claude Code."
  sensitive   = true
}

variable "namespace" {
  type        = string
  description = "Namespace in which workspaces are created."
}

variable "use_kubeconfig" {
  type        = bool
  description = "Whether the provisioner authenticates by its ~/.kube/config. False for the service account of the pod that it runs in."
  default     = false
}

variable "allow_privilege_escalation" {
  type        = bool
  description = "Whether `sudo` works in the container. Without it the pod keeps to the `restricted` pod security standard, and nothing can be installed, AgentAPI neither. An agent then wants an image that holds it, and the input `install_agentapi` as false."
  default     = true
}
