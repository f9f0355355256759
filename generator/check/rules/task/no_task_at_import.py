"""no-task-at-import: task resources of which the import job plans no instance, so that this is no task template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.template.task_resources import modules_are_known, planned_at_import, task_makers, task_resources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context

INFO = RuleInfo(
    "no-task-at-import", "task", "the import job plans no `coder_ai_task`, so this is no task template", Severity.ERROR
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the `count` or `for_each` of the task resources, when each of them surely has no instance at import.

    Silent where a module may hold a task resource of its own, and on releases that look at the resource alone.
    """
    if not context.target.counts_instances or not modules_are_known(context.template, context.known_calls):
        return
    if task_makers(context.known_calls, context.catalog):
        return
    blocks = [task.block for task in task_resources(context.template)]
    if any(planned_at_import(context.template, context.catalog.coder, block) is not False for block in blocks):
        return
    for block in blocks:
        number = block.body.attributes.get("count") or block.body.attributes.get("for_each")
        yield INFO.at(
            block.header if number is None else number.expression.span,
            f"Coder {context.target} takes this for a task template only if the import job plans an instance of the "
            "resource, and there it has none; count by `data.coder_workspace.me.start_count`",
        )
