"""A folder of Terraform files as one model."""
