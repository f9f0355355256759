"""What an agent's module ran to set the workspace up, run by a script of the template's own once the module is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from generator.catalog.agents import delivery_for
from generator.compose.values import numbered
from generator.hcl.expressions import traversals
from generator.hcl.literals import HclText
from generator.rewrite.arguments import text_of_value
from generator.rewrite.placing import with_block
from generator.template.task import agent_calls, registry_calls
from generator.template.values import reach

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from generator.catalog.catalog import Catalog
    from generator.hcl.expressions import Expression
    from generator.hcl.tree import Attribute
    from generator.rewrite.draft import Draft
    from generator.template.model import ModuleCall, Template

_SCRIPT = ("resource", "coder_script")
_AGENT = ("resource", "coder_agent")


class SetupText(Protocol):
    """Writes the block of a script."""

    def __call__(self, label: str, agent_id: HclText, script: HclText, repetition: Mapping[str, HclText]) -> str:
        """The block, by its label, of a script that an agent, by the expression for its id, runs."""


def with_setups(draft: Draft, catalog: Catalog, setup_text: SetupText, going: Collection[str]) -> Draft:
    """The draft in which scripts of the template's own run what modules that go ran before and after their agent.

    Args:
        draft: The draft, in which the modules are called still.
        catalog: What is known of agents.
        setup_text: Writes the block of a script.
        going: The addresses of what goes.
    """
    template = draft.template
    labels = {block.label(1) for block in template.blocks(*_SCRIPT)}
    for call in agent_calls(registry_calls(template, catalog), catalog):
        if f"module.{call.call.name}" not in going:
            continue
        added = []
        for deliveries in (call.agent.setup_script, call.agent.post_install):
            delivery = delivery_for(deliveries, call.release)
            given = None if delivery is None or delivery.input is None else call.call.inputs.get(delivery.input)
            agent_id = call.call.inputs.get("agent_id")
            if given is None or agent_id is None:
                continue
            label = numbered("setup", labels, "_")
            agent, script = (_text(template, each.expression) for each in (agent_id, given))
            text = setup_text(label, agent, script, _repetition(template, call.call, (agent_id, given)))
            draft = with_block(draft, text, _SCRIPT, _AGENT)
            draft = draft.saying(f"Added `coder_script.{label}`, which runs the `{given.name}` of `{call.call.name}`.")
            draft = draft.asking(f"Look through the script of `coder_script.{label}` for what was for the agent alone.")
            added.append(label)
        if len(added) > 1:
            first, second = (f"`coder_script.{label}`" for label in added)
            draft = draft.asking(f"{first} and {second} run side by side; let one wait for the other where it has to.")
    return draft


def _repetition(template: Template, call: ModuleCall, taken: Iterable[Attribute]) -> dict[str, HclText]:
    """The `count` or `for_each` that a script needs: the module's, where what it takes reads it, else its agent's."""
    of_module = call.block.body.attributes
    for attribute in taken:
        for traversal in traversals(attribute.expression):
            name = {"count": "count", "each": "for_each"}.get(traversal.root)
            if name in of_module:
                return {name: _text(template, of_module[name].expression)}
    agents = {block.label(1): block for block in template.blocks(*_AGENT)}
    for traversal in reach(call.inputs["agent_id"].expression, template.locals):
        agent = agents.get(traversal.attributes[1]) if traversal.attributes[:1] == ("coder_agent",) else None
        count = None if agent is None else agent.body.expression("count")
        if count is not None:
            return {"count": _text(template, count)}
    return {}


def _text(template: Template, expression: Expression) -> HclText:
    return HclText(text_of_value(template, expression))
