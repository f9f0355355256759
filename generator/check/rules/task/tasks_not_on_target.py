"""tasks-not-on-target: a task on a Coder release that has no Tasks, or hides them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.coder import PROMPT_PARAMETER, TASK_RESOURCE
from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.template.task_resources import task_makers, task_resources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.diagnostics import Span

INFO = RuleInfo("tasks-not-on-target", "task", "a task on a Coder release without Tasks", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each task; information only where the deployment can switch Tasks on."""
    target, coder = context.target, context.catalog.coder
    if target.has_tasks and not target.hidden:
        return
    for place, what in _tasks(context):
        if target.has_tasks:
            yield INFO.at(place, f"Coder {target}: {target.notice.rstrip('.')}", severity=Severity.INFO)
        elif target.mechanism is None:
            first = coder.first_with(PROMPT_PARAMETER)
            since = f"they came with Coder {first.major}.{first.minor}"
            yield INFO.at(place, f"Coder {target} has no Tasks, so {what} does nothing; {since}")
        else:
            last = coder.last_with(TASK_RESOURCE)
            until = "" if last is None else f" (the last with Tasks is {last.major}.{last.minor})"
            yield INFO.at(
                place,
                f"Coder {target} silently ignores {what}{until}; remove it and let a Coder agent choose the template",
            )


def _tasks(context: Context) -> Iterator[tuple[Span, str]]:
    for task in task_resources(context.template):
        yield task.block.header, f"`coder_ai_task.{task.name}`"
    if context.means_task:
        for maker in task_makers(context.known_calls, context.catalog):
            yield maker.call.place, f"the `coder_ai_task` that {maker.title} makes"
