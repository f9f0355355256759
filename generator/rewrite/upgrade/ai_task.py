"""`coder_ai_task` as later Coder releases want it: an `app_id`, and an instance in the import job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.hcl.removal import removed_block
from generator.rewrite.arguments import argument_edit, text_of_value
from generator.rewrite.remarks import LEFT
from generator.template.task_resources import planned_at_import, task_resources, written_text
from generator.template.values import reach

if TYPE_CHECKING:
    from generator.catalog.coder import CoderReleases
    from generator.hcl.expressions import Expression
    from generator.hcl.tree import Block
    from generator.rewrite.draft import Draft


def with_app_ids(draft: Draft) -> Draft:
    """The draft in which tasks name their app by `app_id`, not in a `sidebar_app` block."""
    for label in [task.name for task in task_resources(draft.template)]:
        task = next(each for each in task_resources(draft.template) if each.name == label)
        if task.sidebar_app is None or task.app_id is not None or task.app is None:
            continue
        app = text_of_value(draft.template, task.app)
        draft = draft.edited(argument_edit(draft.template, task.block, "app_id", app))
        task = next(each for each in task_resources(draft.template) if each.name == label)
        if task.sidebar_app is not None:
            draft = draft.edited(removed_block(draft.document(task.block.span), task.sidebar_app))
        draft = draft.saying(f"`coder_ai_task.{label}` has `app_id` in place of `sidebar_app`.")
    return draft


def with_planned_tasks(draft: Draft, coder: CoderReleases) -> Draft:
    """The draft whose import job plans its task: from Coder 2.34 on only that makes it a task template.

    A `count` that asks whether there is a task is 0 there; it follows the workspace instead, and so does the module
    that the task's app comes from.
    """
    for label in [task.name for task in task_resources(draft.template)]:
        block = next(each.block for each in task_resources(draft.template) if each.name == label)
        if planned_at_import(draft.template, coder, block) is not False:
            continue
        count = block.body.expression("count")
        workspaces = [each.label(1) for each in draft.template.blocks("data", "coder_workspace")]
        if count is None or not _asks_for_task(draft, count) or not workspaces:
            message = f"`coder_ai_task.{label}` has no instance in the import job, so Coder sees no task template"
            draft = draft.leaving(LEFT.at(block.header if count is None else count.span, message))
            continue
        start_count = f"data.coder_workspace.{workspaces[0]}.start_count"
        text = written_text(draft.template, count)
        for address in _counted_alike(draft, text):
            draft = _recounted(draft, address, start_count)
    return draft


def _asks_for_task(draft: Draft, count: Expression) -> bool:
    found = [each.attributes for each in reach(count, draft.template.locals)]
    return any(names[:2] == ("data", "coder_task") and "enabled" in names for names in found)


def _counted_alike(draft: Draft, text: str) -> list[tuple[str, str, str]]:
    """Type and labels of the blocks with that count: the task, and what it stands or falls with."""
    found = []
    for document in draft.template.documents:
        for block in document.body.blocks:
            count = block.body.expression("count")
            if count is not None and written_text(draft.template, count) == text:
                found.append((block.type, block.label(0), block.label(1)))
    return found


def _recounted(draft: Draft, key: tuple[str, str, str], count: str) -> Draft:
    name = ".".join(filter(None, key[1:])) if key[0] == "resource" else ".".join(filter(None, key))
    draft = draft.edited(argument_edit(draft.template, _block(draft, key), "count", count))
    return draft.saying(f"`{name}` follows `{count}`, since no task is there when Coder imports the template.")


def _block(draft: Draft, key: tuple[str, str, str]) -> Block:
    type_, first, second = key
    return next(block for block in draft.template.blocks(type_, first) if block.label(1) == second)
