data "coder_parameter" "machine_type" {
  name         = "machine_type"
  display_name = "Machine type"
  description  = "Machine type, of the same architecture as `arch`."
  type         = "string"
  mutable      = true
  icon         = "/icon/memory.svg"
  default      = "t2a-standard-2"

  option {
    name  = "2 vCPU and 8 GiB"
    value = "t2a-standard-2"
  }

  option {
    name  = "4 vCPU and 16 GiB"
    value = "t2a-standard-4"
  }
}
