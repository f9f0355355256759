"""The task-template spec: what was written, as types."""
