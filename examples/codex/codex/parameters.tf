data "coder_parameter" "image" {
  name         = "image"
  display_name = "Container image"
  description  = "Image of the workspace container. Needs a user whose home is /home/coder."
  type         = "string"
  mutable      = true
  icon         = "/icon/docker.svg"
  default      = "codercom/example-universal:ubuntu"

  option {
    name  = "Node"
    value = "codercom/enterprise-node:ubuntu"
  }

  option {
    name  = "Everything"
    value = "codercom/example-universal:ubuntu"
  }
}

data "coder_parameter" "memory_gb" {
  name         = "memory_gb"
  display_name = "Memory (GiB)"
  description  = "Memory that the container may use, in GiB. No limit where absent."
  type         = "number"
  mutable      = true
  icon         = "/icon/memory.svg"
  default      = "4"

  validation {
    min = 2
    max = 16
  }
}
