"""Secrets have no place in a spec: it is kept in git, and what it says is written into the template as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.catalog import Catalog
    from generator.compose.problems import Problems
    from generator.source.yaml_tree import Path
    from generator.spec.model import TaskSpec

_ADVICE = "give it as `env: {NAME: {variable: name}}`, and the value when you push the template"
_SHOWN = 6  # characters of a key that a message repeats


def check_secrets(spec: TaskSpec, catalog: Catalog, problems: Problems) -> None:
    """Note every text that has the shape of a key, and every literal value of a variable that is known to hold one."""
    shapes = catalog.secret_shapes
    texts = list(_texts(spec.tree.value, ()))
    if spec.setup.script is not None and ("setup", "script_file") in spec.tree.values:
        texts.append((("setup", "script_file"), spec.setup.script))
    for path, text in texts:
        for shape, key in shapes.find(text):
            problems.add("secret-in-text", path, f"`{key[:_SHOWN]}…` looks like a secret ({shape.name}); {_ADVICE}")
    for name, value in spec.env.items():
        if name in shapes.environment and isinstance(value, str) and not shapes.is_placeholder(value):
            problems.add("secret-in-text", ("env", name), f"`{name}` holds a secret; {_ADVICE}")


def _texts(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    match value:
        case str():
            yield path, value
        case dict():
            for key, item in value.items():
                yield from _texts(item, (*path, key))
        case list():
            for index, item in enumerate(value):
                yield from _texts(item, (*path, index))
        case _:
            return
