"""The rules, and what runs them over a template."""
