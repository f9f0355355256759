"""Rules of the family `module`."""
