"""compute-survives-stop: a machine that runs on when its workspace is stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.template.stopping import survivors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.costs import Compute
    from generator.check.rule import Context
    from generator.template.model import Template

INFO = RuleInfo(
    "compute-survives-stop", "cost", "a machine that runs on when its workspace is stopped", Severity.WARNING
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each machine of a workspace template that surely is there after a stop and that nothing stops."""
    template = context.template
    if not any(template.blocks("resource", "coder_agent")):
        return
    for block, compute in survivors(template, context.catalog, context.references):
        number = block.body.attributes.get("count") or block.body.attributes.get("for_each")
        yield INFO.at(
            block.header if number is None else number.expression.span,
            f"`{block.label(0)}.{block.label(1)}` runs on, and costs, when the workspace is stopped; "
            f"{_advice(template, compute)}",
        )


def _advice(template: Template, compute: Compute) -> str:
    """What to do about it, with the name that the template has for its workspace."""
    workspace = next(template.blocks("data", "coder_workspace"), None)
    label = "me" if workspace is None else workspace.label(1)
    advice = f"set `count = data.coder_workspace.{label}.start_count`"
    return advice if compute.stopped_by is None else f"{advice}, or stop it by `{compute.stopped_by}`"
