"""Where a template may take the prompt of a task from, and where else than in its agent it already does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.agents import delivery_for
from generator.catalog.coder import PROMPT_PARAMETER, TASK_RESOURCE
from generator.hcl.expressions import ObjectCons
from generator.template.model import is_single
from generator.template.task import carries_prompt, prompt_parameters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.catalog import Catalog
    from generator.catalog.coder import Target
    from generator.hcl.tree import Attribute, Block
    from generator.template.model import Template
    from generator.template.task import AgentCall

_NOT_RUN = frozenset({("resource", "coder_ai_task"), ("resource", "coder_metadata"), ("resource", "coder_env")})
_NO_VALUE = frozenset({"count", "for_each", "depends_on"})


def prompt_sources(template: Template, catalog: Catalog, target: Target) -> tuple[str, ...]:
    """The expressions that are the prompt on a target and that the template declares, the newer mechanism first."""
    found = []
    if TASK_RESOURCE in target.serves:
        blocks = template.blocks("data", "coder_task")
        found += [f"data.coder_task.{block.label(1)}.prompt" for block in blocks if is_single(block)]
    if PROMPT_PARAMETER in target.serves:
        labels = [p.label for p in prompt_parameters(template, catalog) if is_single(p.block)]
        found += [f"data.coder_parameter.{label}.value" for label in labels]
    return tuple(found)


def source_to_declare(catalog: Catalog, target: Target, agent_call: AgentCall) -> tuple[str, str]:
    """For a template without a source: what to say of the declaration that it lacks, and the expression to use."""
    newer = TASK_RESOURCE in target.serves
    if newer and (TASK_RESOURCE in agent_call.mechanisms or PROMPT_PARAMETER not in target.serves):
        return ' and declare `data "coder_task" "me" {}`', "data.coder_task.me.prompt"
    name = catalog.coder.prompt_parameter
    return (
        f' and declare `data "coder_parameter" "ai_prompt"` with `name = "{name}"`',
        "data.coder_parameter.ai_prompt.value",
    )


def read_elsewhere(template: Template, catalog: Catalog, agent_call: AgentCall) -> bool:
    """True when the prompt goes to another place that may hand it on: a script, a file, a container, a module.

    An environment variable that nothing else in the template names, the system prompt, metadata and outputs hand
    nothing on.
    """
    system = delivery_for(agent_call.agent.system_prompt, agent_call.release)
    for block, attribute in _attributes(template):
        if block is agent_call.call.block and system is not None and attribute.name == system.input:
            continue
        if block.label(0) == "coder_agent" and attribute.name == "env" and isinstance(attribute.expression, ObjectCons):
            continue
        if carries_prompt(template, catalog, attribute.expression):
            return True
    return any(
        carries_prompt(template, catalog, variable.value) and _is_named(template, variable.name)
        for variable in template.environment
    )


def _attributes(template: Template) -> Iterator[tuple[Block, Attribute]]:
    for document in template.documents:
        for block in document.body.blocks:
            if block.type in {"resource", "module", "data"} and (block.type, block.label(0)) not in _NOT_RUN:
                for attribute in block.body.all_attributes():
                    if attribute.name not in _NO_VALUE:
                        yield block, attribute


def _is_named(template: Template, name: str) -> bool:
    """True when an environment variable is spoken of besides where it is set."""
    declared = sum(variable.name == name for variable in template.environment)
    return sum(source.data.count(name.encode()) for source in template.sources.values()) > declared
