"""The use cases, and the public Python API: the only place that assembles the layers below."""
