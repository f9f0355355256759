# This file is maintained automatically by "terraform init".
# Manual edits may be lost in future updates.

provider "registry.terraform.io/coder/coder" {
  version     = "2.4.2"
  constraints = "~> 2.4.2"
  hashes = [
    "h1:9eAxT2ZA2ERmnh8wQoqi6Qw9cXWk5Tn5PpvUvpsUzPQ=",
    "zh:0361b4a3fd9d6a0ad5d4c7d5e6ad1d2a7a7c1d9b5a3b0a1c3ad6b8c7e0f4b1a2",
  ]
}

provider "registry.terraform.io/kreuzwerker/docker" {
  version = "3.6.2"
  hashes = [
    "h1:1K3j0xUY2D0+E/M2l5wn+FEyWqZo8Sk1s1bXlW5Wc8o=",
  ]
}
