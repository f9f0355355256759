"""agent-without-compute: an agent that no machine runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.template.compute import surely_without_compute, users

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context

INFO = RuleInfo("agent-without-compute", "provider", "an agent that no resource runs", Severity.WARNING)

_BY_TOKEN = (None, "token")


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each agent on which surely no resource depends but Coder's own."""
    template = context.template
    blocks = list(template.blocks("resource", "coder_agent"))
    if template.opaque or not blocks:
        return
    found = users(context.references)
    for block in blocks:
        if not context.coder_blocks.instances(block) or template.value(block.body.expression("auth")) not in _BY_TOKEN:
            continue  # never made, or found by the identity of its machine
        if surely_without_compute(block.label(1), found, context.registry_calls, context.catalog):
            yield INFO.at(
                block.header,
                f"no resource uses `coder_agent.{block.label(1)}`, so Coder drops it without a word, and its apps, "
                "scripts and variables with it; pass its `token` and `init_script` to what runs the workspace",
            )
