data "coder_parameter" "instance_type" {
  name         = "instance_type"
  display_name = "Instance type"
  description  = "EC2 instance type, of the same architecture as `arch` and built on the Nitro system."
  type         = "string"
  mutable      = true
  icon         = "/icon/memory.svg"
  default      = "t3.medium"

  option {
    name  = "2 vCPU and 4 GiB"
    value = "t3.medium"
  }

  option {
    name  = "4 vCPU and 16 GiB"
    value = "t3.xlarge"
  }
}

data "coder_parameter" "home_disk_gb" {
  name         = "home_disk_gb"
  display_name = "Home disk (GiB)"
  description  = "Size of the home volume, in GiB. It can grow, not shrink."
  type         = "number"
  mutable      = true
  icon         = "/icon/folder.svg"
  default      = "20"

  validation {
    min       = 1
    max       = 16384
    monotonic = "increasing"
  }
}
