# Only provisioners with these tags build the workspace.
data "coder_workspace_tags" "tags" {
  tags = {
    zone = "eu"
    size = data.coder_parameter.size.value
  }
}

data "coder_external_auth" "github" {
  id       = "github"
  optional = false
}

data "coder_external_auth" "gitlab" {
  id       = "gitlab"
  optional = true
}

resource "coder_env" "git_author_name" {
  agent_id = coder_agent.main.id
  name     = "GIT_AUTHOR_NAME"
  value    = coalesce(data.coder_workspace_owner.me.full_name, data.coder_workspace_owner.me.name)
}

resource "coder_env" "git_author_email" {
  agent_id = coder_agent.main.id
  name     = "GIT_AUTHOR_EMAIL"
  value    = data.coder_workspace_owner.me.email
}

resource "coder_env" "git_committer_name" {
  agent_id = coder_agent.main.id
  name     = "GIT_COMMITTER_NAME"
  value    = coalesce(data.coder_workspace_owner.me.full_name, data.coder_workspace_owner.me.name)
}

resource "coder_env" "git_committer_email" {
  agent_id = coder_agent.main.id
  name     = "GIT_COMMITTER_EMAIL"
  value    = data.coder_workspace_owner.me.email
}

resource "coder_env" "log_level" {
  agent_id = coder_agent.main.id
  name     = "LOG_LEVEL"
  value    = try(data.coder_parameter.log_level[0].value, "debug")
}

resource "coder_env" "workspace_owner" {
  agent_id = coder_agent.main.id
  name     = "WORKSPACE_OWNER"
  value    = data.coder_workspace_owner.me.name
}

resource "coder_env" "npm_token" {
  agent_id = coder_agent.main.id
  name     = "NPM_TOKEN"
  value    = var.npm_token
}

resource "coder_env" "github_token" {
  agent_id = coder_agent.main.id
  name     = "GITHUB_TOKEN"
  value    = data.coder_external_auth.github.access_token
}

resource "coder_app" "preview" {
  agent_id     = coder_agent.main.id
  slug         = "preview"
  display_name = "Preview"
  icon         = "/icon/code.svg"
  url          = "http://localhost:4200"
  subdomain    = true
  share        = "authenticated"
  order        = 2
  group        = "Web"

  healthcheck {
    url       = "http://localhost:4200/healthz"
    interval  = 5
    threshold = 15
  }
}

resource "coder_app" "other_port" {
  agent_id     = coder_agent.main.id
  slug         = "other-port"
  display_name = "Other port"
  url          = "http://localhost:${(data.coder_parameter.size.value + 3000)}"
  subdomain    = true
}

resource "coder_app" "top" {
  agent_id     = coder_agent.main.id
  slug         = "top"
  display_name = "Top"
  command      = "htop"
}
