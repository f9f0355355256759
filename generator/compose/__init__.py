"""Spec, catalog and blueprint become a Composition: every default resolved, every decision taken."""
