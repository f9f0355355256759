"""An agent added to a template: of what a composition makes, what the template does not have yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.catalog.agents import delivery_for
from generator.catalog.catalog import registry_address
from generator.errors import UsageError
from generator.hcl.removal import with_comment
from generator.hcl.tree import parse
from generator.rewrite.arguments import argument_edit
from generator.rewrite.placing import with_block
from generator.rewrite.usage import users
from generator.source.files import SourceFile
from generator.template.task_resources import task_resources, written_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.catalog.agents import Agent
    from generator.hcl.tree import Block
    from generator.rewrite.draft import Draft
    from generator.rewrite.site import Site
    from generator.template.model import Template
    from generator.template.task import AgentCall

_FILES = ("variables.tf", "parameters.tf", "workspace.tf", "setup.tf", "modules.tf", "task.tf")
"""The rendered files of which blocks are taken, in this order; of the others the template has its own."""

_PROMPT = "data.coder_parameter.ai_prompt"
_TERRAFORMS = frozenset({"source", "version", "count"})


class Rendered(Struct, frozen=True):
    """A block as it was rendered: the text with the comment above it, and the block in a template of its own kind."""

    block: Block
    text: str
    data: bytes

    @property
    def address(self) -> str:
        """What people call it: `var.x`, `module.x`, `data.coder_task.me`, `coder_env.x`."""
        labels = ".".join(label.value for label in self.block.labels)
        kind = {"variable": "var.", "module": "module.", "data": "data."}.get(self.block.type, "")
        return f"{kind}{labels}" if labels else "local.setup"

    @property
    def is_given(self) -> bool:
        """True for what is there to be referred to, and is of no use by itself: a variable, the task's prompt."""
        return self.block.type == "variable" or self.block.label(0) == "coder_task"

    @property
    def makes_task(self) -> bool:
        """True for what makes a task of a template whose agent is there: the prompt, the agent's call, the resource."""
        kinds = {"coder_task", "coder_ai_task"}
        return self.block.type == "module" or self.block.label(0) in kinds or self.address == _PROMPT

    def value(self, name: str) -> str:
        """An argument as Terraform text; empty where it has none of that name."""
        expression = self.block.body.expression(name)
        return "" if expression is None else self.data[expression.span.start : expression.span.end].decode()


def rendered_blocks(files: Mapping[str, bytes]) -> list[Rendered]:
    """The blocks of rendered files that belong into a template of others, in the order in which they are added."""
    found = []
    for name in _FILES:
        data = files.get(name, b"")
        document = parse(SourceFile(name, data))
        for block in document.body.blocks:
            span = with_comment(document, block)
            found.append(Rendered(block, data[span.start : span.end].decode(), data))
    return found


def with_agent(draft: Draft, agent: Agent, site: Site, blocks: list[Rendered], *, task_only: bool = False) -> Draft:
    """The draft with what it lacks of the blocks of a composition that was made for it.

    What is there stays as it is. A call of the agent's module that is there is given the arguments that it lacks; its
    setup stays its own, and so does what a start script of the template's own reads. A variable that nothing would
    refer to does not come.

    Args:
        draft: The draft.
        agent: The agent.
        site: Where it works.
        blocks: The blocks, in the order in which they are added.
        task_only: Add nothing but what makes a task of an agent that is there.

    Raises:
        UsageError: A name is taken by something else. Nothing is half done: drafts are not changed.
    """
    wanted = [
        each
        for each in blocks
        if (site.call is None or not _is_its_own(agent, each)) and (each.makes_task or not task_only)
    ]
    made = _with_blocks(draft, agent, site, wanted, task_only=task_only)
    used = users(made.template)
    idle = [each for each in wanted if each.is_given and each.address not in used]
    if not idle:
        return made
    return _with_blocks(draft, agent, site, [each for each in wanted if each not in idle], task_only=task_only)


def _with_blocks(draft: Draft, agent: Agent, site: Site, blocks: list[Rendered], *, task_only: bool) -> Draft:
    for each in blocks:
        draft = _with_block(draft, agent, site, each, task_only=task_only)
    return draft


def _with_block(draft: Draft, agent: Agent, site: Site, new: Rendered, *, task_only: bool) -> Draft:
    template = draft.template
    block = new.block
    match block.type, block.label(0):
        case "variable", name:
            return _with_variable(draft, name, new)
        case "module", name if site.call is not None and name == site.names.call:
            return _completed(draft, agent, site.call, new, task_only=task_only)
        case "resource", "coder_ai_task" if template.ai_tasks:
            return _with_app(draft, new)
        case _ if _is_there(template, new):
            return draft
    _refuse_taken(template, new)
    kin = ("data", "coder_parameter") if block.label(0) == "coder_parameter" else ()
    return with_block(draft, new.text, kin).saying(f"Added `{new.address}`.")


def _with_variable(draft: Draft, name: str, new: Rendered) -> Draft:
    there = draft.template.variables.get(name)
    if there is None:
        return with_block(draft, new.text, ("variable",)).saying(f"Added `var.{name}`.")
    if new.value("sensitive") != "true" or draft.template.value(there.body.expression("sensitive")) is True:
        return draft
    edit = argument_edit(draft.template, there, "sensitive", "true")
    return draft.edited(edit).saying(f"`var.{name}` is sensitive now.")


def _completed(draft: Draft, agent: Agent, there: AgentCall, new: Rendered, *, task_only: bool) -> Draft:
    """The agent's call with the arguments that it lacks and cannot do without."""
    held = there.registry.interface.release(there.release).inputs
    name = there.call.name
    prompt = delivery_for(agent.prompt, there.release)
    choices = (delivery_for(agent.setup_script, there.release), delivery_for(agent.workdir, there.release))
    spared = {each.input for each in choices if each is not None}
    for wanted in new.block.body.attributes:
        if wanted in there.call.inputs or wanted in _TERRAFORMS:
            continue
        asked = prompt is not None and wanted == prompt.input
        if not asked and not held[wanted].required and (task_only or wanted in spared):
            continue
        block = next(call.block for call in draft.template.module_calls if call.name == name)
        draft = draft.edited(argument_edit(draft.template, block, wanted, new.value(wanted)))
        draft = draft.saying(f"`module.{name}` gets `{wanted}`.")
    return draft


def _with_app(draft: Draft, new: Rendered) -> Draft:
    """The task that is there with an app to show, where it has none; a template makes one task."""
    tasks = task_resources(draft.template)
    if len(tasks) != 1 or tasks[0].app is not None or not new.value("app_id"):
        return draft
    count = new.value("count")
    if count and "count" not in tasks[0].block.body.attributes:  # the app is that of one of the agent's instances
        draft = draft.edited(argument_edit(draft.template, tasks[0].block, "count", count))
        draft = draft.saying(f"`coder_ai_task.{tasks[0].name}` gets `count`.")
    block = task_resources(draft.template)[0].block
    draft = draft.edited(argument_edit(draft.template, block, "app_id", new.value("app_id")))
    return draft.saying(f"`coder_ai_task.{tasks[0].name}` gets `app_id`.")


def _is_its_own(agent: Agent, new: Rendered) -> bool:
    """True for what a template decides itself whose agent is there: its setup, what its own start script reads."""
    if new.block.label(0) == "coder_env":
        return bool(agent.start_script)
    return new.block.type == "locals" or new.address == "data.coder_parameter.setup_script"


def _is_there(template: Template, new: Rendered) -> bool:
    """Whether the template has what a block makes, under whatever label."""
    block = new.block
    match block.type, block.label(0):
        case "data", "coder_task":
            return any(template.blocks("data", "coder_task"))
        case "data", "coder_parameter":
            return any(parameter.name == _text(new, "name") for parameter in template.parameters)
        case "data", "coder_external_auth":
            wanted = _text(new, "id")
            blocks = template.blocks("data", "coder_external_auth")
            return any(template.value(each.body.expression("id")) == wanted for each in blocks)
        case "resource", "coder_env":
            return any(variable.name == _text(new, "name") for variable in template.environment)
        case "module", _:
            address = registry_address(_text(new, "source"))
            return any(call.address == address for call in template.module_calls)
        case "locals", _:
            return _same_locals(template, new)
        case _:
            return False


def _same_locals(template: Template, new: Rendered) -> bool:
    held = [template.locals.get(name) for name in new.block.body.attributes]
    texts = [None if each is None else written_text(template, each).strip() for each in held]
    return texts == [new.value(name).strip() for name in new.block.body.attributes]


def _text(new: Rendered, name: str) -> str:
    return str(getattr(new.block.body.expression(name), "value", ""))


def _refuse_taken(template: Template, new: Rendered) -> None:
    taken = set(_addresses(template))
    wanted = [f"local.{name}" for name in new.block.body.attributes] if new.block.type == "locals" else [new.address]
    for address in wanted:
        if address in taken:
            raise UsageError(
                f"{template.folder}: has `{address}` already, which is not what it would have to be; rename it first"
            )


def _addresses(template: Template) -> Iterator[str]:
    yield from (f"local.{name}" for name in template.locals)
    yield from (f"module.{call.name}" for call in template.module_calls)
    for kind, prefix in (("data", "data."), ("resource", "")):
        yield from (f"{prefix}{block.label(0)}.{block.label(1)}" for block in template.blocks(kind))
