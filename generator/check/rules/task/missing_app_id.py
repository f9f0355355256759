"""missing-app-id: a `coder_ai_task` that names no app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.agents import delivery_for
from generator.catalog.coder import TASK_RESOURCE
from generator.diagnostics import Diagnostic, Edit, Fix, RuleInfo, Severity, Span
from generator.template.task_resources import AI_TASK, instances, task_makers, task_resources, written_text
from generator.template.values import reach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.template.task import AgentCall
    from generator.template.task_resources import TaskResource

INFO = RuleInfo("missing-app-id", "task", "a `coder_ai_task` without an app", Severity.ERROR, fixable=True)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each `coder_ai_task` with neither `app_id` nor `sidebar_app`; the build fails, the import does not."""
    if not context.target.has_tasks:
        return
    for task in task_resources(context.template):
        body, named = task.block.body, task.app_id or task.sidebar_app
        if named is None and not any(body.dynamic_of("sidebar_app")) and instances(context.template, task.block) != 0:
            yield _finding(context, task)


def _finding(context: Context, task: TaskResource) -> Diagnostic:
    trouble = f"`coder_ai_task.{task.name}` has no app, so every build fails"
    app = "the id of the `coder_app` that shows the agent"
    if TASK_RESOURCE not in context.target.serves:
        return INFO.at(task.block.header, f"{trouble}; add `sidebar_app {{ id = ... }}` with {app}")
    fix, given = None, _only_app(context)
    if given is not None:
        agent_call, output = given
        arguments = _arguments(context, task, agent_call, output)
        app = f"`{arguments['app_id']}`" if arguments else f"`{output}` of `module.{agent_call.call.name}`"
        fix = _fix(context, task, arguments)
    return INFO.at(task.block.header, f"{trouble}; set `app_id` to {app}", fix=fix)


def _only_app(context: Context) -> tuple[AgentCall, str] | None:
    """The one agent call whose release gives an app id, and that output; None where there is none or several."""
    found = []
    for agent_call in context.agent_calls:
        output = delivery_for(agent_call.agent.app_id, agent_call.release)
        if output is not None:
            found.append((agent_call, output.text))
    if len(found) != 1 or task_makers(context.known_calls, context.catalog):
        return None
    return found[0]


def _arguments(context: Context, task: TaskResource, agent_call: AgentCall, output: str) -> dict[str, str]:
    """What the resource lacks; empty where a person has to decide."""
    module, resource = agent_call.call.block.body.attributes, task.block.body.attributes
    if "for_each" in module or "for_each" in resource or _reads_task(context, agent_call):
        return {}
    address = f"module.{agent_call.call.name}"
    if "count" not in module:
        return {"app_id": f"{address}.{output}"}
    count = written_text(context.template, module["count"].expression)
    if "count" not in resource:
        # A task beside no module, as in a stopped workspace, would have no app: the two need one count.
        return {"count": count, "app_id": f"{address}[count.index].{output}"}
    if written_text(context.template, resource["count"].expression) == count:
        return {"app_id": f"{address}[count.index].{output}"}
    return {}


def _reads_task(context: Context, agent_call: AgentCall) -> bool:
    """True when the module reads the resource itself: its output in there might make a cycle."""
    return any(
        traversal.root == AI_TASK
        for attribute in agent_call.call.block.body.all_attributes()
        for traversal in reach(attribute.expression, context.template.locals)
    )


def _fix(context: Context, task: TaskResource, arguments: dict[str, str]) -> Fix | None:
    """Safe where nothing but the app id is added: without one nothing works."""
    body = task.block.body
    if not arguments:
        return None
    if "app_id" in body.attributes:
        if len(arguments) > 1:
            return None
        edit: Edit | None = Edit(body.attributes["app_id"].expression.span, arguments["app_id"])
    else:
        edit = _into_block(context, task, arguments)
    if edit is None:
        return None
    return Fix(f"Set `app_id` to `{arguments['app_id']}`", (edit,), safe=len(arguments) == 1)


def _into_block(context: Context, task: TaskResource, arguments: dict[str, str]) -> Edit | None:
    data = context.template.sources[task.block.span.path].data
    inside = data[task.block.body_start : task.block.body_end]
    newline = "\r\n" if inside.startswith(b"\r\n") else "\n"
    lines = "".join(f"{newline}  {name} = {value}" for name, value in arguments.items())
    if not inside.strip():
        return Edit(Span(task.block.span.path, task.block.body_start, task.block.body_end), f"{lines}\n")
    if not inside.startswith((b"\n", b"\r\n")):
        return None
    return Edit(Span(task.block.span.path, task.block.body_start, task.block.body_start), lines)
