data "coder_parameter" "size" {
  name         = "size"
  display_name = "Size"
  description  = "Size of the Droplet, which also says how large its own disk is."
  type         = "string"
  mutable      = true
  icon         = "/icon/memory.svg"
  default      = "s-2vcpu-4gb"

  option {
    name  = "2 vCPU and 4 GiB"
    value = "s-2vcpu-4gb"
  }

  option {
    name  = "4 vCPU and 8 GiB"
    value = "s-4vcpu-8gb"
  }
}
