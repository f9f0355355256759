"""What only Coder Tasks need, taken out for releases that have none: what stays is plain compute."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from generator.rewrite.remarks import LEFT
from generator.rewrite.removing import without, without_environment
from generator.rewrite.upgrade.inputs import read_variables
from generator.rewrite.upgrade.setups import with_setups
from generator.rewrite.usage import blocks_by_address, needs_beyond_order, orphans, users
from generator.template.task import agent_calls, prompt_parameters, registry_calls
from generator.template.task_resources import task_resources
from generator.template.values import reach

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from generator.catalog.catalog import Catalog
    from generator.diagnostics import Diagnostic
    from generator.rewrite.draft import Draft
    from generator.rewrite.upgrade.setups import SetupText
    from generator.template.model import Template

_GOES_ALONG = ("var.", "local.", "data.coder_parameter.", "data.coder_task.", "data.coder_external_auth.")
"""What goes with the last thing that used it; other data sources and resources stay, whoever uses them."""


def without_tasks(draft: Draft, catalog: Catalog, setup_text: SetupText) -> Draft:
    """The draft without tasks: no `coder_ai_task`, no agent that runs them, no prompt, and nothing that only they used.

    An agent whose module has no Tasks stays, unless the task was meant to show it: it is somebody's tool in the
    workspace. So does what the modules that go ran to set the workspace up.

    Args:
        draft: The draft.
        catalog: What is known of agents.
        setup_text: Writes the block of a script.
    """
    plumbing = going = list(_plumbing(draft, catalog))
    draft = with_setups(draft, catalog, setup_text, _unneeded(draft, catalog, going))
    while True:
        bare = _without_variables(draft, catalog, going)
        needs = _needs_elsewhere(bare, going)
        if not needs:
            break
        going = [address for address in going if address not in needs]
        # What of the plumbing stays keeps the rest; why it stays itself is told.
        draft = draft.leaving(*(need.told for need in needs.values() if need.user not in plumbing))
    with_them = orphans(draft.template, bare.template, going, _GOES_ALONG)
    for address in (*going, *with_them):
        bare = without(bare, address)
    keys = [address.removeprefix("var.") for address in with_them if address.startswith("var.")]
    if keys:
        names, they = ", ".join(f"`{name}`" for name in keys), "it" if len(keys) == 1 else "them"
        bare = bare.asking(f"Take {names} out of your `.tfvars` files and CI: the template no longer has {they}.")
    return bare


def _plumbing(draft: Draft, catalog: Catalog) -> Iterator[str]:
    template = draft.template
    yield from (f"coder_ai_task.{block.label(1)}" for block in template.ai_tasks)
    for call in agent_calls(registry_calls(template, catalog), catalog):
        if call.mechanisms or _is_shown(template, call.call.name):
            yield f"module.{call.call.name}"
    yield from (f"data.coder_parameter.{each.label}" for each in prompt_parameters(template, catalog))
    yield from (f"data.coder_task.{block.label(1)}" for block in template.blocks("data", "coder_task"))


def _is_shown(template: Template, name: str) -> bool:
    """True for a module call that gives a task its app."""
    apps = (task.app for task in task_resources(template) if task.app is not None)
    return any(each.attributes[:2] == ("module", name) for app in apps for each in reach(app, template.locals))


def _without_variables(draft: Draft, catalog: Catalog, going: Collection[str]) -> Draft:
    """The draft in which nothing sets the environment variables that only the agents which go read."""
    calls = agent_calls(registry_calls(draft.template, catalog), catalog)
    read: dict[bool, set[str]] = {True: set(), False: set()}
    for call in calls:
        read[f"module.{call.call.name}" in going] |= read_variables(call.agent, call.release)
    for name in sorted(read[True] - read[False]):
        draft = without_environment(draft, name)
    return draft


def _unneeded(draft: Draft, catalog: Catalog, going: list[str]) -> list[str]:
    """Of what shall go, what can."""
    while needs := _needs_elsewhere(_without_variables(draft, catalog, going), going):
        going = [address for address in going if address not in needs]
    return going


class _Need(NamedTuple):
    """Who needs something, and what to say of that."""

    user: str
    told: Diagnostic


def _needs_elsewhere(draft: Draft, going: Collection[str]) -> dict[str, _Need]:
    """What cannot go because something that stays needs it."""
    blocks = blocks_by_address(draft.template)
    used = users(draft.template)
    found = {}
    for address in going:
        for user in sorted(used.get(address, ())):
            block = blocks.get(user)
            only_waits = block is not None and not needs_beyond_order(block, address)
            if user not in going and not only_waits and not _only_feeds(used, user, going):
                span = blocks[address].header if block is None else block.header
                message = f"`{user}` needs `{address}`, which is of no use without Tasks; decide it yourself"
                found[address] = _Need(user, LEFT.at(span, message))
                break
    return found


def _only_feeds(used: Mapping[str, set[str]], user: str, going: Collection[str]) -> bool:
    """True for a local that at most things which go are using, directly or through other locals."""
    by = used.get(user, set())
    return user.startswith("local.") and all(each in going or _only_feeds(used, each, going) for each in by)
