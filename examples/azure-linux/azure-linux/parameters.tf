data "coder_parameter" "region" {
  name         = "region"
  display_name = "Region"
  description  = "Azure region in which workspaces are created. It is fixed once a workspace exists."
  type         = "string"
  mutable      = false
  icon         = "/icon/azure.png"
  default      = "eastus"

  option {
    name  = "East US"
    value = "eastus"
  }

  option {
    name  = "West Europe"
    value = "westeurope"
  }
}

data "coder_parameter" "size" {
  name         = "size"
  display_name = "Size"
  description  = "Size of the machine, of the same architecture as `arch`."
  type         = "string"
  mutable      = true
  icon         = "/icon/memory.svg"
  default      = "Standard_B2s"

  option {
    name  = "2 vCPU and 4 GiB"
    value = "Standard_B2s"
  }

  option {
    name  = "4 vCPU and 16 GiB"
    value = "Standard_B4ms"
  }
}
