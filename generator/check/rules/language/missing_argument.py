"""missing-argument: a block without an argument that it must have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.hcl.expressions import Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.template.schema_bodies import SchemaBody

INFO = RuleInfo("missing-argument", "language", "a required argument that is not given", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each block that lacks a required argument, or gives it as `null`."""
    if context.template.has_overrides:
        return
    for body in context.schema_bodies:
        if body.top.type == "provider":  # Terraform asks for what is missing there, or takes it from the environment
            continue
        for name in _required(body):
            given = body.body.expression(name)
            as_blocks = any(body.body.blocks_of(name)) or any(body.body.dynamic_of(name))
            if given is None and not as_blocks:
                yield INFO.at(body.block.header, f"`{body.name}` needs the argument `{name}`")
            if isinstance(given, Literal) and given.value is None and body.provider is not None:
                yield INFO.at(given.span, f"`{body.name}` needs a value for `{name}`; `null` is none")


def _required(body: SchemaBody) -> Iterator[str]:
    yield from body.schema.required
    yield from (name for name in body.required_then if body.schema.attribute(name) is not None)
