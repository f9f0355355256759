"""Composition to files: the Jinja environment that escapes by default, and the writer."""
