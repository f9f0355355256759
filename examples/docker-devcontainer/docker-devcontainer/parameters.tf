data "coder_parameter" "repository" {
  name         = "repository"
  display_name = "Repository"
  description  = "URL of the git repository whose dev container is built; it is cloned into /workspaces."
  type         = "string"
  mutable      = true
  icon         = "/icon/git.svg"
  default      = "https://github.com/coder/coder"
}
