"""Rules about what the coder provider and the Coder server refuse of single blocks."""
