"""Rules about what Terraform itself refuses: names, arguments, blocks, types, functions, cycles."""
