"""Edits to folders that people wrote: an agent added, another target, never a file rendered anew."""
