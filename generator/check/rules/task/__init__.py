"""Rules of the family `task`."""
