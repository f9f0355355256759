"""What only Coder Tasks need, taken out for releases that have none: what stays is plain compute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.agents import delivery_for
from generator.compose.values import numbered
from generator.hcl.literals import HclText
from generator.rewrite.arguments import text_of_value
from generator.rewrite.placing import with_block
from generator.rewrite.remarks import LEFT
from generator.rewrite.removing import without, without_environment
from generator.rewrite.upgrade.inputs import read_variables
from generator.rewrite.usage import blocks_by_address, needs_beyond_order, orphans, users
from generator.template.task import agent_calls, prompt_parameters, registry_calls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.catalog.catalog import Catalog
    from generator.rewrite.draft import Draft

_GOES_ALONG = ("var.", "local.", "data.coder_parameter.", "data.coder_task.", "data.coder_external_auth.")
"""What goes with the last thing that used it; other data sources and resources stay, whoever uses them."""


def without_tasks(draft: Draft, catalog: Catalog, setup_text: Callable[[str, HclText, HclText], str]) -> Draft:
    """The draft without tasks: no `coder_ai_task`, no agent that runs them, no prompt, and nothing that only they used.

    An agent whose module has no Tasks stays: it is somebody's tool in the workspace. So does what the modules that go
    ran to set the workspace up.

    Args:
        draft: The draft.
        catalog: What is known of agents.
        setup_text: The block, by its label, of a script that an agent, by the expression for its id, runs.
    """
    draft = _with_setups(draft, catalog, setup_text)
    going = list(_plumbing(draft, catalog))
    stays, draft = _needed_elsewhere(draft, going)
    going = [address for address in going if address not in stays]
    environment = list(_environment(draft, catalog, set(going)))
    resources = [f"coder_env.{label}" for label in _labels_of(draft, environment)]
    with_them = orphans(draft.template, [*going, *resources], _GOES_ALONG)
    keys = [address.removeprefix("var.") for address in with_them if address.startswith("var.")]
    for address in (*going, *with_them):
        draft = without(draft, address)
    for name in environment:
        draft = without_environment(draft, name)
    if keys:
        names = ", ".join(f"`{name}`" for name in keys)
        draft = draft.asking(f"Take {names} out of your `.tfvars` files and CI: the template no longer has them.")
    return draft


def _with_setups(draft: Draft, catalog: Catalog, setup_text: Callable[[str, HclText, HclText], str]) -> Draft:
    """The draft in which a script of the template's own runs what the modules that go ran before and after them."""
    template = draft.template
    labels = {block.label(1) for block in template.blocks("resource", "coder_script")}
    for call in agent_calls(registry_calls(template, catalog), catalog):
        inputs = call.call.inputs
        for deliveries in (call.agent.setup_script, call.agent.post_install) if call.mechanisms else ():
            delivery = delivery_for(deliveries, call.release)
            given = None if delivery is None or delivery.input is None else inputs.get(delivery.input)
            agent_id = inputs.get("agent_id")
            if given is None or agent_id is None:
                continue
            label = numbered("setup", labels, "_")
            texts = [HclText(text_of_value(template, each.expression)) for each in (agent_id, given)]
            draft = with_block(draft, setup_text(label, *texts), ("resource", "coder_script"))
            draft = draft.saying(f"Added `coder_script.{label}`, which runs the `{given.name}` of `{call.call.name}`.")
            draft = draft.asking(f"Look through the script of `coder_script.{label}` for what was for the agent alone.")
    return draft


def _plumbing(draft: Draft, catalog: Catalog) -> Iterator[str]:
    template = draft.template
    yield from (f"coder_ai_task.{block.label(1)}" for block in template.ai_tasks)
    for call in agent_calls(registry_calls(template, catalog), catalog):
        if call.mechanisms:
            yield f"module.{call.call.name}"
    yield from (f"data.coder_parameter.{each.label}" for each in prompt_parameters(template, catalog))
    yield from (f"data.coder_task.{block.label(1)}" for block in template.blocks("data", "coder_task"))


def _needed_elsewhere(draft: Draft, going: list[str]) -> tuple[set[str], Draft]:
    """What cannot go because something that stays needs it, however indirectly; each such need is told."""
    blocks = blocks_by_address(draft.template)
    used = users(draft.template)
    stays: set[str] = set()
    changed = True
    while changed:
        changed = False
        for address in going:
            if address in stays:
                continue
            for user in sorted(used.get(address, ())):
                block = blocks.get(user)
                if user in going and user not in stays:
                    continue
                if block is not None and not needs_beyond_order(block, address):
                    continue
                if _only_feeds(draft, user, set(going) - stays):
                    continue
                stays.add(address)
                changed = True
                if block is not None:
                    message = f"`{user}` needs `{address}`, which is of no use without Tasks; decide it yourself"
                    draft = draft.leaving(LEFT.at(block.header, message))
                break
    return stays, draft


def _only_feeds(draft: Draft, user: str, going: set[str]) -> bool:
    """True for a local that only things which go are using, and for an environment variable of theirs."""
    if user.startswith("coder_env."):
        return True
    by = users(draft.template).get(user, set())
    return user.startswith("local.") and bool(by) and by <= going


def _environment(draft: Draft, catalog: Catalog, going: set[str]) -> Iterator[str]:
    """The environment variables that the agents which go read."""
    names = {variable.name for variable in draft.template.environment}
    for call in agent_calls(registry_calls(draft.template, catalog), catalog):
        if f"module.{call.call.name}" in going:
            yield from sorted(names & read_variables(call.agent, call.release))


def _labels_of(draft: Draft, names: list[str]) -> Iterator[str]:
    for block in draft.template.blocks("resource", "coder_env"):
        if draft.template.value(block.body.expression("name")) in names:
            yield block.label(1)
