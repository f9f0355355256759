"""refused-override: an override file that changes nothing there is, or what may not be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.hcl.expressions import TupleCons

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.template.overrides import Override

INFO = RuleInfo(
    "refused-override",
    "language",
    "a block of an override file that changes nothing, or what may not be changed",
    Severity.ERROR,
)

# internal/configs/module.go of Terraform: these are records of their own file, and those it adds where they are not.
_NEVER = frozenset({"check", "moved", "import", "removed"})
_ADDED = frozenset({"provider", "terraform"})
_DEPENDING = frozenset({"resource", "data", "module", "output"})


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each block or local of an override file that Terraform refuses."""
    for override in context.template.overrides:
        yield from _refused(override, opaque=context.template.opaque)


def _refused(override: Override, *, opaque: bool) -> Iterator[Diagnostic]:
    block = override.block
    if block.type in _NEVER:
        yield INFO.at(block.header, f"override files cannot hold `{block.type}`; move it to another file")
        return
    if not opaque:
        for attribute in override.unmatched:
            yield INFO.at(
                attribute.name_span,
                f"no other file declares `local.{attribute.name}`, so there is nothing to override; declare it there",
            )
        if override.base is None and block.type not in _ADDED and not override.unmatched:
            what = " ".join([block.type, *(f'"{label.value}"' for label in block.labels)])
            yield INFO.at(
                block.header, f"no other file has `{what}`, so there is nothing to override; move the block there"
            )
    depends = block.body.attributes.get("depends_on")
    if depends is not None and block.type in _DEPENDING:
        expression = depends.expression
        if isinstance(expression, TupleCons) and expression.items:
            yield INFO.at(
                depends.name_span, "`depends_on` may not be overridden; write it in the block that is changed"
            )
