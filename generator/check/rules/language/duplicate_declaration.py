"""duplicate-declaration: the same address twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.diagnostics import Span
    from generator.hcl.tree import Block

INFO = RuleInfo(
    "duplicate-declaration",
    "language",
    "a variable, local, output, resource, data source, module, provider or check that is declared twice",
    Severity.ERROR,
)

_SHOWN = {"variable": "var.{}", "output": "output.{}", "module": "module.{}", "resource": "{}.{}", "data": "data.{}.{}"}
_SHOWN |= {"ephemeral": "ephemeral.{}.{}", "action": "action.{}.{}", "check": "check.{}"}
_STATE = ("backend", "cloud")  # where the state is: there is one, whichever of the two says it


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each declaration of an address that an earlier place declares."""
    first: dict[str, Span] = {}
    for document in context.template.documents:
        for block in document.body.blocks:
            for address, place in _declares(block):
                if address not in first:
                    first[address] = place
                    continue
                yield INFO.at(
                    place, f"`{address}` is declared twice", related=(Note("the first time", first[address]),)
                )


def _declares(block: Block) -> Iterator[tuple[str, Span]]:
    if block.type == "locals":
        for name, attribute in block.body.attributes.items():
            yield f"local.{name}", attribute.name_span
    elif block.type == "provider":
        alias = getattr(block.body.expression("alias"), "value", None)
        if alias is not None or "alias" not in block.body.attributes:
            yield f"provider.{block.label(0)}" + (f".{alias}" if alias else ""), block.header
    elif block.type == "terraform":
        yield from (("required_providers", required.header) for required in block.body.blocks_of("required_providers"))
        yield from (("backend", nested.header) for nested in block.body.blocks if nested.type in _STATE)
    elif block.type in _SHOWN and all(block.label(i) for i in range(_SHOWN[block.type].count("{}"))):
        yield _SHOWN[block.type].format(block.label(0), block.label(1)), block.header
