data "coder_parameter" "cpus" {
  name         = "cpus"
  display_name = "CPUs"
  description  = "CPU cores that the workspace may use."
  type         = "number"
  mutable      = true
  icon         = "/icon/memory.svg"
  default      = "2"

  validation {
    min = 1
    max = 256
  }
}

data "coder_parameter" "memory_gb" {
  name         = "memory_gb"
  display_name = "Memory (GiB)"
  description  = "Memory that the workspace may use, in GiB."
  type         = "number"
  mutable      = true
  icon         = "/icon/memory.svg"
  default      = "4"

  option {
    name  = "4 GiB"
    value = "4"
  }

  option {
    name  = "8 GiB"
    value = "8"
  }
}
