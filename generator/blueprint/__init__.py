"""Blueprint manifests: what a kind of infrastructure offers."""
