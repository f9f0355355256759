"""Edits to module calls and how findings speak of the release that a call takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Edit, Fix, Span
from generator.hcl.literals import quoted

if TYPE_CHECKING:
    from generator.catalog.versions import Release
    from generator.hcl.tree import Attribute
    from generator.template.model import ModuleCall, Template
    from generator.template.task import AgentCall


def release_taken(agent_call: AgentCall) -> str:
    """The module and release of a call, and why it is that release where the call leaves a choice."""
    registry = agent_call.registry
    text = f"{registry.interface.address} {agent_call.release}"
    if registry.call.constraint is None:
        return f"{text} (the newest, since no `version` is given)"
    return text if registry.pinned is not None else f"{text} (the newest that `{registry.call.constraint}` admits)"


def pin(template: Template, call: ModuleCall, release: Release) -> Fix | None:
    """An unsafe fix that makes a call take one release: its inputs may be others. None where there is no place."""
    version, source = call.version, call.block.body.attributes.get("source")
    if version is not None:
        edit: Edit | None = Edit(version.expression.span, quoted(str(release)))
    else:
        edit = None if source is None else line_after(template, source, (("version", quoted(str(release))),))
    return None if edit is None else Fix(f"Pin {release}", (edit,), safe=False)


def line_after(template: Template, attribute: Attribute, arguments: tuple[tuple[str, str], ...]) -> Edit | None:
    """An edit that puts arguments on lines of their own below an attribute, aligned with it.

    Args:
        template: The template that holds it.
        attribute: The attribute above.
        arguments: Names and expressions.

    Returns:
        None where the attribute does not stand alone on one line.
    """
    data = template.sources[attribute.span.path].data
    start = data.rfind(b"\n", 0, attribute.span.start) + 1
    end = data.find(b"\n", attribute.span.end)
    if end < 0:
        return None
    newline = "\r\n" if data[end - 1 : end] == b"\r" else "\n"
    end -= len(newline) - 1
    indent = data[start : attribute.span.start].decode()
    rest = data[attribute.span.end : end].strip()
    between = data[attribute.name_span.end : attribute.expression.span.start]
    if indent.strip() or b"\n" in data[attribute.span.start : end] or (rest and rest[:1] != b"#" and rest[:2] != b"//"):
        return None
    width = attribute.name_span.end - attribute.name_span.start + between.find(b"=")
    lines = "".join(f"{newline}{indent}{name.ljust(width - 1)} = {value}" for name, value in arguments)
    return Edit(Span(attribute.span.path, end, end), lines)
