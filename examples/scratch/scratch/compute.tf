# Written by hand: a process on the machine of the provisioner stands for the compute that you bring.
resource "terraform_data" "machine" {
  count = data.coder_workspace.me.start_count
  input = coder_agent.main.id

  provisioner "local-exec" {
    command = "nohup sh -c \"$INIT_SCRIPT\" >/dev/null 2>&1 &"

    environment = {
      CODER_AGENT_TOKEN = coder_agent.main.token
      INIT_SCRIPT       = coder_agent.main.init_script
    }
  }
}
