terraform {
	required_version = "~> 1.0"
	required_providers {
		coder = {
			source = "coder/coder"
			version = "~> 2.7"
		}
		docker = {
			source = "kreuzwerker/docker"
		}
	}
}

variable "anthropic_key" {
	type = string
	sensitive = true
	description = "Key of the team's account"
}

variable "system_prompt" {
	type = string
	default = "Be brief."
}

data "coder_workspace" "me" {}
data "coder_workspace_owner" "me" {}

data "coder_parameter" "ai_prompt" {
	type = "string"
	name = "AI Prompt"
	default = ""
	description = "What shall be done?"
	mutable = true
}

data "coder_parameter" "repo" {
	name = "repo"
	default = "https://github.com/coder/coder"
}

data "coder_workspace_preset" "issue" {
	name = "Fix an issue"
	parameters = {
		"repo" = "https://github.com/coder/coder"
		"AI Prompt" = "Fix the oldest open issue."
	}
}

resource "coder_agent" "main" {
	os = "linux"
	arch = "amd64"
	env = {
		CODER_MCP_CLAUDE_API_KEY       = var.anthropic_key
		CODER_MCP_CLAUDE_TASK_PROMPT   = data.coder_parameter.ai_prompt.value
		CODER_MCP_CLAUDE_SYSTEM_PROMPT = var.system_prompt
		CODER_MCP_APP_STATUS_SLUG      = "ccw"
		REPO                           = data.coder_parameter.repo.value   # read by the start script
	}
}

module "coder-login" {
	count    = data.coder_workspace.me.start_count
	source   = "registry.coder.com/coder/coder-login/coder"
	version  = "1.0.31"
	agent_id = coder_agent.main.id
}

module "claude-code" {
	count = data.coder_workspace.me.start_count
	source = "registry.coder.com/coder/claude-code/coder"
	version = "2.0.3"
	agent_id = coder_agent.main.id
	folder = "/home/coder/src"
	install_claude_code = true
	claude_code_version = "latest"
	order = 999

	experiment_report_tasks = true
	experiment_post_install_script = <<-EOT
		npm install -g pnpm
		claude mcp add playwright -- npx -y @playwright/mcp
	EOT
}

resource "docker_container" "workspace" {
	count = data.coder_workspace.me.start_count
	image = "codercom/example-universal:ubuntu"
	name = "coder-${data.coder_workspace_owner.me.name}-${data.coder_workspace.me.name}"
	entrypoint = ["sh", "-c", coder_agent.main.init_script]
	env = ["CODER_AGENT_TOKEN=${coder_agent.main.token}"]
}
