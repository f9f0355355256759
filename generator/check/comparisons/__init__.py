"""Rules that compare two versions of a template: what existing workspaces hit when it changes."""
