"""agent-skips-permissions: an agent that acts without asking, and nothing that limits it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.catalog.agent_modules import true_of
from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.hcl.expressions import Literal, Template
from generator.hcl.scalars import equal, text_of
from generator.hcl.unknown import UNKNOWN
from generator.template.task_resources import resolved

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.catalog.agent_modules import Fence, Unasked
    from generator.check.rule import Context
    from generator.hcl.expressions import Expression
    from generator.hcl.tree import Attribute
    from generator.template.task import RegistryCall

INFO = RuleInfo(
    "agent-skips-permissions", "security", "an agent that acts without asking, and no fence around it", Severity.INFO
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each input by which an agent skips its questions, unless a fence that the catalog knows is up."""
    for registry in context.registry_calls:
        module = context.catalog.agent_modules.get(registry.interface.address)
        if module is None or registry.release is None:
            continue
        fences = true_of(module.fences, registry.release)
        if any(_is_up(context, registry, fence) for fence in fences):
            continue
        for unasked in true_of(module.unasked, registry.release):
            given = registry.call.inputs.get(unasked.input)
            if given is not None and _skips(context, registry, given, unasked):
                yield INFO.at(
                    given.expression.span,
                    f"`{unasked.input}` lets the agent of `module.{registry.call.name}` act without asking; "
                    f"{_advice(fences)}",
                )


def _skips(context: Context, registry: RegistryCall, given: Attribute, unasked: Unasked) -> bool:
    if unasked.pattern is not None:
        return re.search(unasked.pattern, _text(context, given.expression)) is not None
    value = context.template.known_parts(given.expression)
    for key in unasked.member:
        value = value.get(key) if isinstance(value, dict) else UNKNOWN
    if value is None or not equal(value, unasked.value):
        return isinstance(value, str) and value == text_of(unasked.value)
    held = registry.held
    default = None if held is None or unasked.input not in held.inputs else held.inputs[unasked.input].default
    return bool(unasked.member) or not equal(value, default)


def _text(context: Context, expression: Expression) -> str:
    """The text of an expression, without what is interpolated where that cannot be told; empty for no text."""
    value = context.template.value(expression)
    if isinstance(value, str):
        return value
    written = resolved(context.template, expression)
    parts = written.parts if isinstance(written, Template) and not written.directives else ()
    return "".join(part.value for part in parts if isinstance(part, Literal) and isinstance(part.value, str))


def _is_up(context: Context, registry: RegistryCall, fence: Fence) -> bool:
    """True unless a fence is surely missing."""
    if fence.module is not None:
        return any(call.address == fence.module for call in context.template.module_calls)
    given = registry.call.inputs.get(fence.input or "")
    return given is not None and context.template.value(given.expression) not in (False, None, "false")


def _advice(fences: Sequence[Fence]) -> str:
    ways = [f"set `{fence.input} = true`" if fence.input else f"run it behind `{fence.module}`" for fence in fences]
    first = f"{ways[0]} to limit where it may connect, and " if ways else ""
    return f"{first}keep its container unprivileged and its keys few"
