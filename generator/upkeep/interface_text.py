"""The text of an interface file: every release of a module, each thing told once per form with the releases of it.

The text depends on the releases alone, so that a sync of what is known already changes nothing.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from generator.catalog.interface import UNRECORDED
from generator.catalog.sources import REGISTRY_HOST
from generator.catalog.versions import ReleaseRange
from generator.escapes import yaml_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.catalog.interface import ModuleInput, ModuleRelease
    from generator.catalog.versions import Release

_HEADER_LINES = 2
_WIDTH = 140  # characters of a form on one line
_PLAIN = re.compile(
    r"[A-Za-z_][A-Za-z0-9_.-]*(\((list|string|number|bool|any|map|set|[()])*\))?|[a-z0-9.-]+(/[a-zA-Z0-9._-]+)+"
)
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n", "~"})  # what YAML 1.1 reads otherwise

Form = dict[str, Any]


def interface_text(
    address: str, releases: Sequence[ModuleRelease], *, on_main: bool, origin: str, date: str, schema: str | None
) -> str:
    """The file of a module.

    Args:
        address: Namespace and name.
        releases: Every release, at least one, in any order.
        on_main: Whether the registry's main branch holds the module.
        origin: Which registry was read.
        date: The ISO date as of which it was.
        schema: What the file names as its schema, for editors; None to name none.
    """
    held = sorted(releases, key=lambda each: each.release)
    lines = [
        f"# Interface of every release of {address}, read from the release tags of {origin} (as of {date}).",
        "# Synced data: do not edit by hand.",
        *([f"$schema: {schema}"] if schema is not None else []),
        f"source: {REGISTRY_HOST}/{address}/coder",
        f"on_main: {json.dumps(on_main)}",
        "releases:",
        *(f'  "{each.release}": "{each.released}"' for each in held),
        *_section("inputs", held, [{name: _input(v) for name, v in each.inputs.items()} for each in held]),
        *_outputs(held),
        *_section("env", held, [{n: {"from": list(i)} if i else {} for n, i in each.env.items()} for each in held]),
        *_section(
            "modules", held,
            [{m.label: _said(source=m.source, version=m.version) for m in each.modules} for each in held],
        ),
        *_section(
            "providers", held,
            [{p.name: _said(source=p.source, constraint=p.constraint) for p in each.providers} for each in held],
        ),
        *_terraform(held),
        *_section("resources", held, [{n: {"count": c} for n, c in each.resources.items()} for each in held]),
        *_tasks(held),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def without_header(text: str) -> str:
    """The text without the lines that tell when it was made, which differ where nothing else does."""
    return "".join(text.splitlines(keepends=True)[_HEADER_LINES:])


def _said(**values: str | None) -> Form:
    return {key: value for key, value in values.items() if value is not None}


def _input(held: ModuleInput) -> Form:
    form: Form = {"type": held.type}
    if held.required:
        form["required"] = True
    elif held.default is UNRECORDED:
        form["default_omitted"] = True
    else:
        form["default"] = held.default
    if held.sensitive:
        form["sensitive"] = True
    if held.allowed:
        form["allowed"] = list(held.allowed)
    if held.validated:
        form["validated"] = True
    return form


def _section(title: str, held: Sequence[ModuleRelease], members: Sequence[Mapping[str, Form]]) -> Iterator[str]:
    """A section of named things; `members` has those of each release."""
    names = sorted({name for each in members for name in each})
    if names:
        yield f"{title}:"
    for name in names:
        yield f"  {_key(name)}:"
        per = {each.release: there[name] for each, there in zip(held, members, strict=True) if name in there}
        for form in _forms(per, held):
            yield from _form_lines(form, "    ")


def _forms(per: Mapping[Release, Form], held: Sequence[ModuleRelease]) -> list[Form]:
    """The forms of one thing with the releases that have it so, in the order of the first of these."""
    groups: dict[str, tuple[Form, list[Release]]] = {}
    for release, form in per.items():
        groups.setdefault(json.dumps(form, sort_keys=True), (form, []))[1].append(release)
    return [{"in": _range(releases, held), **form} for form, releases in groups.values()]


def _range(releases: Sequence[Release], held: Sequence[ModuleRelease]) -> str:
    return str(ReleaseRange.of(releases, [each.release for each in held]))


def _outputs(held: Sequence[ModuleRelease]) -> Iterator[str]:
    names = sorted({name for each in held for name in each.outputs})
    if names:
        yield "outputs:"
    for name in names:
        yield f'  {_key(name)}: "{_range([each.release for each in held if name in each.outputs], held)}"'


def _terraform(held: Sequence[ModuleRelease]) -> Iterator[str]:
    per = {each.release: {"constraint": each.terraform} for each in held if each.terraform is not None}
    if per:
        yield "terraform:"
    for form in _forms(per, held):
        yield from _form_lines(form, "  ")


def _tasks(held: Sequence[ModuleRelease]) -> Iterator[str]:
    making = [each.release for each in held if each.makes_task]
    if making:
        yield f'makes_task: "{_range(making, held)}"'


def _form_lines(form: Form, pad: str) -> Iterator[str]:
    members = [f"{key}: {json.dumps(value) if key == 'in' else _flow(value)}" for key, value in form.items()]
    one_line = f"{pad}- {{{', '.join(members)}}}"
    if len(one_line) <= _WIDTH:
        yield one_line
        return
    for index, member in enumerate(members):
        yield f"{pad}{'  ' if index else '- '}{member}"


def _flow(value: object) -> str:
    match value:
        case list():
            return f"[{', '.join(map(_flow, value))}]"
        case dict():
            # Terraform's objects have no order.
            return "{" + ", ".join(f"{_key(str(key))}: {_flow(member)}" for key, member in sorted(value.items())) + "}"
        case str() if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
            return value
        case str():
            return yaml_text(value)
        case _:
            return json.dumps(value)


def _key(name: str) -> str:
    return name if _PLAIN_KEY.fullmatch(name) and name.lower() not in _WORDS else yaml_text(name)
