"""Files, spans, positions; YAML and JSON Schema errors with lines."""
