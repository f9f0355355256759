"""missing-argument: a block without an argument that it must have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.hcl.evaluation import evaluate
from generator.hcl.expressions import Conditional, Literal, Template

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.hcl.expressions import Expression
    from generator.template.schema_bodies import SchemaBody

INFO = RuleInfo("missing-argument", "language", "a required argument that is not given", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each block that lacks a required argument, or gives it as `null`."""
    for body in context.schema_bodies:
        if body.top.type == "provider":  # Terraform asks for what is missing there, or takes it from the environment
            continue
        for name in _required(body):
            given = _written(context, body, name)
            as_blocks = any(body.body.blocks_of(name)) or any(body.body.dynamic_of(name))
            if given is None and not as_blocks:
                yield INFO.at(body.block.header, f"`{body.name}` needs the argument `{name}`")
            if given is not None and body.provider is not None and _is_null(context, body, given):
                yield INFO.at(given.span, f"`{body.name}` needs a value for `{name}`; `null` is none")


def _is_null(context: Context, body: SchemaBody, given: Expression) -> bool:
    """True for a null that is written out, or that the expression surely gives, at least when a start is planned."""
    if isinstance(given, Literal):
        return given.value is None
    if not body.certain or isinstance(given, Template):
        return False
    if context.template.known_parts(given) is None:
        return True
    if body.path or context.callers or body.top.type == "provider" or not isinstance(given, Conditional):
        return False
    instances = context.coder_blocks.instances(body.top)
    return any(instance.made and evaluate(given, instance.names) is None for instance in instances)


def _written(context: Context, body: SchemaBody, name: str) -> Expression | None:
    """The argument, where the block itself has it: an override file can change what is required, not bring it."""
    given = body.body.attributes.get(name)
    if given is None or given.span.path == body.block.span.path:
        return None if given is None else given.expression
    for override in context.template.overrides:
        if override.base is not None and override.base.header == body.block.header:
            return given.expression if name in override.base.body.attributes else None
    return given.expression


def _required(body: SchemaBody) -> Iterator[str]:
    yield from body.schema.required
    yield from (name for name in body.required_then if body.schema.attribute(name) is not None)
