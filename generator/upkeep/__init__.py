"""Keeps the catalog true: reads a registry's release tags into interfaces, and proves curated claims against them."""
