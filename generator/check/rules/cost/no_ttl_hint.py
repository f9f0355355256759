"""no-ttl-hint: a task template whose README does not say how long its workspaces live."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.hcl.tree import Block

INFO = RuleInfo("no-ttl-hint", "cost", "no word in the README on how long a task's workspace lives", Severity.INFO)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at what makes a template one for tasks when its README, or the lack of one, limits no workspace's life."""
    if not context.means_task or not context.target.has_tasks:
        return
    template, costs = context.template, context.catalog.costs
    if template.readme is not None and costs.lifetime_words.search(template.readme.text):
        return
    place = next(_task_blocks(context), None)
    if place is not None:
        yield INFO.at(
            place.header,
            "no file of a template can limit how long a task's workspace runs; tell operators in `README.md` to run "
            f"`{costs.lifetime_command}`",
        )


def _task_blocks(context: Context) -> Iterator[Block]:
    yield from context.template.ai_tasks
    yield from context.template.blocks("data", "coder_task")
    yield from (parameter.block for parameter in context.prompt_parameters)
