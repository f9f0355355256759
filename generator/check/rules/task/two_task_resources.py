"""two-task-resources: more than one `coder_ai_task` in a build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity
from generator.template.task_resources import instances, task_makers, task_resources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.diagnostics import Span

INFO = RuleInfo("two-task-resources", "task", "more than one `coder_ai_task` in a build", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each `coder_ai_task` but the first, those made by modules first; only instances that are certain."""
    if not context.target.has_tasks:
        return
    found = list(_certain(context))
    for index, (place, what, count) in enumerate(found):
        if index == 0 and count == 1:
            continue
        first_place, first, _ = found[0]
        excess = f"{what} is one too many beside {first}" if index else f"`count` makes {count} of {what}"
        yield INFO.at(
            place,
            f"{excess}: a build with more than one `coder_ai_task` fails; keep one",
            related=(Note("the first `coder_ai_task`", first_place),) if index else (),
        )


def _certain(context: Context) -> Iterator[tuple[Span, str, int]]:
    """Place, name and number of each task that is sure to be made, most certain to stay first."""
    template = context.template
    for maker in task_makers(context.known_calls, context.catalog):
        count = instances(template, maker.call.block)
        if count:
            yield maker.call.place, f"the `coder_ai_task` inside {maker.title}", count
    for task in task_resources(template):
        count = instances(template, task.block)
        if count:
            yield task.block.header, f"`coder_ai_task.{task.name}`", count
