"""HCL as a tree with places, as values, as text. Knows nothing of Coder."""
