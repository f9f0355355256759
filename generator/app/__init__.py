"""The public Python API: the use cases, each of which assembles the layers below it. Names are loaded when asked for.

`generate` and `validate` do the two jobs; `add`, `upgrade`, `update`, `compare`, `export_cookiecutter`, `format_paths`,
`catalog_list`, `catalog_show`, `explain` and `schema` are what the commands of the same names do.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from generator.app.adding import Wanted, add
    from generator.app.comparing import Compared, compare
    from generator.app.exporting import Exported, export_cookiecutter
    from generator.app.formatting import Formatted, format_paths
    from generator.app.generation import Generated, RefusedTemplateError, generate, generate_all
    from generator.app.reference import catalog_list, catalog_show, explain, schema, schema_names
    from generator.app.rewriting import Rewritten
    from generator.app.updating import Updated, update
    from generator.app.upgrading import upgrade
    from generator.app.validation import Validation, validate

__all__ = [
    "Compared",
    "Exported",
    "Formatted",
    "Generated",
    "RefusedTemplateError",
    "Rewritten",
    "Updated",
    "Validation",
    "Wanted",
    "add",
    "catalog_list",
    "catalog_show",
    "compare",
    "explain",
    "export_cookiecutter",
    "format_paths",
    "generate",
    "generate_all",
    "schema",
    "schema_names",
    "update",
    "upgrade",
    "validate",
]

_HOMES = {
    "Wanted": "adding",
    "add": "adding",
    "Compared": "comparing",
    "compare": "comparing",
    "Exported": "exporting",
    "export_cookiecutter": "exporting",
    "Formatted": "formatting",
    "format_paths": "formatting",
    "Generated": "generation",
    "RefusedTemplateError": "generation",
    "generate": "generation",
    "generate_all": "generation",
    "Rewritten": "rewriting",
    "Updated": "updating",
    "update": "updating",
    "upgrade": "upgrading",
    "Validation": "validation",
    "validate": "validation",
}


def __getattr__(name: str) -> Any:
    """The public name, from the module that holds it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'reference')}"), name)
