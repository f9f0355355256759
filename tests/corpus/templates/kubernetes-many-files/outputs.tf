output "owner" {
  value = data.coder_workspace_owner.me.name
}
