resource "coder_agent" "main" {
  os   = "linux"
  arch = "amd64"
}

module "git-clone" {
  source   = "registry.coder.com/coder/git-clone/coder"
  version  = "1.2.0"
  agent_id = coder_agent.main.id
  url      = "https://github.com/coder/coder"
}

resource "kubernetes_deployment_v1" "main" {
  count = data.coder_workspace.me.start_count
  metadata {
    name = "coder-${data.coder_workspace.me.id}"
    annotations = {
      "com.coder.user.email" = data.coder_workspace_owner.me.email
    }
  }
  spec {
    replicas = 1
    selector {
      match_labels = { "app.kubernetes.io/name" = "coder-workspace" }
    }
    template {
      metadata {
        labels = { "app.kubernetes.io/name" = "coder-workspace" }
      }
      spec {
        container {
          name    = "dev"
          image   = "codercom/enterprise-node:ubuntu"
          command = ["sh", "-c", coder_agent.main.init_script]
          env {
            name  = "CODER_AGENT_TOKEN"
            value = coder_agent.main.token
          }
        }
      }
    }
  }
}
