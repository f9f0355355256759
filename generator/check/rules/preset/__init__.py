"""Rules of the family `preset`."""
