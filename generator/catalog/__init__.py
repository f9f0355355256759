"""The catalog: what is known of agents, modules, their releases and Coder."""
