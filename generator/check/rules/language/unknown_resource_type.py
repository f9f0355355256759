"""unknown-resource-type: a resource or data source that its provider never had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.source.near import near_match

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context

INFO = RuleInfo(
    "unknown-resource-type",
    "language",
    "a resource or data source that its provider does not have",
    Severity.ERROR,
)

_OTHER = {"resource": "data", "data": "resource"}
_WORDS = {"resource": "resource", "data": "data source"}


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each type that a provider whose every type is known does not have."""
    for kind, word in _WORDS.items():
        for block in context.template.blocks(kind):
            type_ = block.label(0)
            use = context.providers.of(block)
            if use is None or not use.schema.complete or type_ in use.schema.types(kind):
                continue
            if use.history(kind, type_) is not None:
                continue
            release = f"{use.schema.source} {use.schema.version}"
            message = f"{release} has no {word} `{type_}`"
            if type_ in use.schema.types(_OTHER[kind]):
                yield INFO.at(block.labels[0].span, f"{message}, but a {_WORDS[_OTHER[kind]]} of that name")
                continue
            known = use.schema.types(kind)
            near = near_match(type_, known)
            hint = "" if near is None else f"; did you mean `{near}`?"
            yield INFO.at(block.labels[0].span, message + hint)
