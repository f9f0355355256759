"""wrong-app-id: a `coder_ai_task` whose app is no app."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.catalog.coder import TASK_RESOURCE
from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity
from generator.hcl.expressions import Traversal
from generator.template.task_resources import APP, module_holds, resolved, task_resources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.diagnostics import Span
    from generator.hcl.expressions import Expression
    from generator.template.task_resources import TaskResource

INFO = RuleInfo("wrong-app-id", "task", "a `coder_ai_task` whose app is no app", Severity.ERROR)

_UUID = r"(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at an app id that can be told to be none, and at a second way to name the app."""
    if not context.target.has_tasks:
        return
    for task in task_resources(context.template):
        if task.app_id is not None and task.sidebar_app is not None:
            yield _both(context, task, task.sidebar_app.header, task.app_id.span)
        if task.app is not None:
            yield from _wrong(context, task.app)


def _both(context: Context, task: TaskResource, sidebar_app: Span, app_id: Span) -> Diagnostic:
    former, latter = ("app_id", app_id), ("sidebar_app", sidebar_app)
    (kept, kept_span), (extra, extra_span) = (
        (former, latter) if TASK_RESOURCE in context.target.serves else (latter, former)
    )
    return INFO.at(
        extra_span,
        f"`coder_ai_task.{task.name}` names its app twice, which the provider refuses; remove `{extra}`",
        related=(Note(f"`{kept}` is here", kept_span),),
    )


def _wrong(context: Context, app: Expression) -> Iterator[Diagnostic]:
    value = context.template.value(app)
    if isinstance(value, str) and not re.fullmatch(_UUID, value):
        advice = "refer to the app, as by `coder_app.name.id` or the output of the agent's module"
        what = f"`{value}`" if value else "an empty string"
        yield INFO.at(app.span, f"{what} is no app id: the provider asks for a UUID; {advice}")
    source = resolved(context.template, app)
    if not isinstance(source, Traversal):
        return
    names = source.attributes
    if names[0] == "module" and len(names) == 3:
        yield from _wrong_output(context, app, source)
    elif names[0].startswith("coder_") and len(names) == 3 and (names[0], names[2]) != ("coder_app", "id"):
        yield INFO.at(app.span, f"`{source}` is no app id; use the `id` of the `coder_app` that shows the agent")


def _wrong_output(context: Context, app: Expression, source: Traversal) -> Iterator[Diagnostic]:
    _, call, output = source.attributes
    for known in context.known_calls:
        held = known.held
        # An output that the release lacks is another matter.
        if known.call.name != call or held is None or output not in held.outputs:
            continue
        if module_holds(context.catalog, known, APP) is False:
            yield INFO.at(
                app.span,
                f"`{source}` is no app id: {known.title} has no app; use the `id` of the "
                "`coder_app` that shows the agent",
            )
