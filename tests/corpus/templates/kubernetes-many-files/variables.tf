variable "use_kubeconfig" {
  type        = bool
  description = "True where Coder runs outside of the cluster."
  default     = false
}

variable "namespace" {
  type        = string
  description = "The namespace to create workspaces in; it must exist."
}
