"""Diagnostics and sources in, text out."""
