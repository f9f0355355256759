"""refused-script-order: an order of scripts that cannot be read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.catalog.coder import in_force
from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.hcl.expressions import TupleCons

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.diagnostics import Span
    from generator.hcl.expressions import Expression
    from generator.template.coder_blocks import CoderBlock

INFO = RuleInfo("refused-script-order", "provider", "an order of scripts that cannot be read", Severity.ERROR)

_SELECTOR = re.compile(r"(coder_script|module)\.([^\W\d][\w-]*)(\[(?:\d+|\"[^\"]*\")\])?")
_SIDES = ("run", "after")


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at a list without elements, or at the element that names no script."""
    followed = in_force(context.catalog.provider_checks.script_order, context.target)
    for rule in context.coder_blocks.of("coder_script_order", "rule"):
        for side in _SIDES:
            yield from _list(rule, side)
        if rule.made and followed and not rule.instance.module:  # what selectors name there is not known
            yield from _selectors(context, rule)


def _list(rule: CoderBlock, side: str) -> Iterator[Diagnostic]:
    attribute, value = rule.attribute(side), rule.value(side)
    if attribute is None or not isinstance(value, list):
        return
    written = attribute.expression
    if not value:
        yield INFO.at(written.span, f"`{side}` names no script; name one, such as `coder_script.setup`")
    for position, element in enumerate(value):
        if element == "":
            yield INFO.at(_element(written, position), f"an element of `{side}` is empty; name a script or a module")


def _element(written: Expression, position: int) -> Span:
    return written.items[position].span if isinstance(written, TupleCons) else written.span


def _selectors(context: Context, rule: CoderBlock) -> Iterator[Diagnostic]:
    named: dict[str, set[str]] = {side: set() for side in _SIDES}
    for side in _SIDES:
        attribute, value = rule.attribute(side), rule.value(side)
        if attribute is None or not isinstance(value, list):
            continue
        for position, selector in enumerate(value):
            if isinstance(selector, str) and selector:
                why = _refusal(context, selector)
                if why is None and side == "after" and selector in named["run"]:
                    why = f"`{selector}` cannot run after itself; remove it from one side"
                if why is not None:
                    yield INFO.at(_element(attribute.expression, position), why)
                named[side].add(selector)


def _refusal(context: Context, selector: str) -> str | None:
    match = _SELECTOR.fullmatch(selector)
    if match is None or (match[1] == "module" and match[3]):
        return (
            f"`{selector}` names no script; write `coder_script.<label>`, with an index if need be, or `module.<label>`"
        )
    kind, label = match[1], match[2]
    if context.template.opaque:
        return None
    if kind == "module":
        known = any(call.name == label for call in context.template.module_calls)
    else:
        known = any(block.label(1) == label for block in context.template.blocks("resource", "coder_script"))
    return None if known else f"there is no `{kind}.{label}` here; declare it or name another"
