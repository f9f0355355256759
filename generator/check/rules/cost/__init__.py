"""Rules about what a workspace costs."""
