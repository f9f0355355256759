"""A module call that takes another release: its version, and all that it gives where the new release takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.retirement import retired_output
from generator.diagnostics import Edit
from generator.hcl.expressions import GetAttribute, Literal, ObjectCons, traversals
from generator.hcl.literals import quoted
from generator.hcl.removal import removed_attribute
from generator.rewrite.arguments import argument_edit, renamed_argument, text_of_value
from generator.rewrite.remarks import LEFT
from generator.rewrite.removing import without_environment
from generator.rewrite.upgrade.inputs import Change
from generator.template.task import registry_calls
from generator.template.task_resources import resolved

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.catalog.agents import Agent
    from generator.catalog.catalog import Catalog
    from generator.catalog.retirement import Retired
    from generator.catalog.versions import Constraint, Release
    from generator.diagnostics import Diagnostic
    from generator.hcl.tree import Attribute
    from generator.rewrite.draft import Draft
    from generator.template.model import EnvironmentVariable
    from generator.template.task import RegistryCall


def with_release(
    draft: Draft, catalog: Catalog, name: str, release: Release, agent: Agent | None, retired: Sequence[Retired]
) -> Draft:
    """The draft in which a call takes a release; where that cannot be decided, the call as it is, and why.

    Args:
        draft: The draft.
        catalog: What is known of the module.
        name: The label of the call, whose interface is known.
        release: The release.
        agent: The module as an agent; None where it is none.
        retired: Its inputs and outputs that vanished.
    """
    call = call_of(draft, catalog, name)
    held = call.held
    if held is None or held.release == release:
        return draft
    change = Change(held, call.interface.release(release), call.interface, agent, retired)
    refused = [*_undecided(draft, call, change), *_lost_outputs(draft, call, change)]
    if refused:
        return draft.leaving(*refused)
    for given in call.call.inputs:
        if given in held.inputs:
            draft = _with_input(draft, call_of(draft, catalog, name), change, given)
    draft = _with_environment(draft, catalog, name, change)
    for wanted in change.newly_required(set(call_of(draft, catalog, name).call.inputs)):
        draft = _with_default(draft, call_of(draft, catalog, name), change, wanted)
    draft = _with_outputs(draft, name, change)
    draft = draft.edited(_version_edit(draft, call_of(draft, catalog, name), release))
    return draft.saying(f"`module.{name}` takes {change.title}, not {held.release}.")


def call_of(draft: Draft, catalog: Catalog, name: str) -> RegistryCall:
    """A call of a module whose interface is known, as it is now."""
    return next(call for call in registry_calls(draft.template, catalog) if call.call.name == name)


def _undecided(draft: Draft, call: RegistryCall, change: Change) -> Iterator[Diagnostic]:
    """Why a call cannot take a release: what of it nobody can decide."""
    for name, attribute in call.call.inputs.items():
        if name not in change.held.inputs:
            continue  # wrong already, which is for `validate` to say
        value = draft.template.value(attribute.expression)
        fate = change.fate_of(name, value)
        if not fate.known:
            message = f"{change.title} has no input `{name}`, and what takes its place is not known; decide it yourself"
            yield LEFT.at(attribute.name_span, message)
        elif fate.input not in {None, name} and fate.input in call.call.inputs:
            message = f"`{name}` is `{fate.input}` in {change.title}, which is given too; keep one"
            yield LEFT.at(attribute.name_span, message)
        elif fate.input is not None and change.refuses(fate.input, value):
            message = f"{change.title} does not take this value of `{fate.input}`; decide it yourself"
            yield LEFT.at(attribute.expression.span, message)
    for name in change.newly_required(set(call.call.inputs)):
        if change.old_default(name) is None:
            yield LEFT.at(call.call.place, f"{change.title} requires the input `{name}`; give it yourself")


def _lost_outputs(draft: Draft, call: RegistryCall, change: Change) -> Iterator[Diagnostic]:
    for name, output, traversal in draft.template.module_outputs():
        if name == call.call.name and output not in change.new.outputs and _later_output(change, output) is None:
            message = f"{change.title} has no output `{output}`; decide it yourself"
            yield LEFT.at(traversal.span, message)


def _later_output(change: Change, output: str) -> str | None:
    row = retired_output(change.retired, output, change.held.release)
    return row.became if row is not None and row.became in change.new.outputs else None


def _with_input(draft: Draft, call: RegistryCall, change: Change, name: str) -> Draft:
    """The draft with one input where the new release takes it, in override files too."""
    attribute: Attribute | None = call.call.inputs[name]
    fate = change.fate_of(name, draft.template.value(call.call.inputs[name].expression))
    if fate.input == name:
        return draft
    label = f"`module.{call.call.name}`"
    while attribute is not None:  # what an override file hides comes to light behind it
        if fate.input is not None:
            draft = draft.edited(renamed_argument(attribute, fate.input))
        else:
            draft = draft.edited(removed_attribute(draft.document(attribute.span), attribute))
        now = next(each for each in draft.template.module_calls if each.name == call.call.name)
        attribute = now.inputs.get(name)
    if fate.input is not None:
        return draft.saying(f"{label}: `{name}` is `{fate.input}`.")
    if fate.told:
        draft = draft.asking(f"{label} no longer takes `{name}`. {fate.told}")
    return draft.saying(f"{label}: `{name}` is gone.")


def _with_environment(draft: Draft, catalog: Catalog, name: str, change: Change) -> Draft:
    """The draft without what the old release read from the environment and the new one takes as an input, or not."""
    unseen: dict[str, str] = {}
    for before, after in change.roles():
        if before is None or before.env is None or (after is not None and after.env == before.env):
            continue
        variable = next((each for each in draft.template.environment if each.name == before.env), None)
        if variable is None:
            if after is not None and after.input is not None:
                unseen[before.env] = after.input
            continue
        if after is None:
            if before.value is not None and draft.template.value(variable.value) == before.value:
                draft = without_environment(draft, before.env)
            else:
                message = f"`{before.env}` was for {change.held.release}; {change.title} may not read it"
                draft = draft.leaving(LEFT.at(variable.span, message))
        elif after.input is not None:
            draft = _as_input(draft, call_of(draft, catalog, name), variable, after.input, change)
    given = call_of(draft, catalog, name).call.inputs
    moved = [f"`{env}` is the input `{wanted}`" for env, wanted in unseen.items() if wanted not in given]
    for block in draft.template.blocks("resource", "coder_agent") if moved else ():
        env = block.body.expression("env")
        if env is not None and not isinstance(env, ObjectCons):
            message = (
                f"what this holds cannot be told: in {change.title}, {', '.join(moved)}; move yourself what it has"
            )
            draft = draft.leaving(LEFT.at(env.span, message))
    return draft


def _as_input(draft: Draft, call: RegistryCall, variable: EnvironmentVariable, wanted: str, change: Change) -> Draft:
    if wanted in call.call.inputs or any(each.root in {"count", "each"} for each in traversals(variable.value)):
        message = f"`{variable.name}` is the input `{wanted}` in {change.title}; move it yourself"
        return draft.leaving(LEFT.at(variable.span, message))
    text = text_of_value(draft.template, variable.value)
    draft = draft.edited(argument_edit(draft.template, call.call.block, wanted, text))
    draft = draft.saying(f"`module.{call.call.name}` gets `{wanted}`, which was `{variable.name}`.")
    return without_environment(draft, variable.name)


def _with_default(draft: Draft, call: RegistryCall, change: Change, name: str) -> Draft:
    text = change.old_default(name)
    if text is None:
        return draft
    draft = draft.edited(argument_edit(draft.template, call.call.block, name, text))
    return draft.saying(f"`module.{call.call.name}` gets `{name}`, which was {text} by itself.")


def _with_outputs(draft: Draft, name: str, change: Change) -> Draft:
    """The draft in which outputs are called as the new release calls them."""
    edits = []
    for label, output, traversal in draft.template.module_outputs():
        later = _later_output(change, output) if label == name and output not in change.new.outputs else None
        steps = [s for s in traversal.steps if isinstance(s, GetAttribute) and s.name == output]
        if later is not None and steps:
            edits.append(Edit(steps[-1].span, f".{later}"))
    return draft.edited(*edits)


def _version_edit(draft: Draft, call: RegistryCall, release: Release) -> Edit:
    version = call.call.version
    if version is not None and call.call.constraint is not None:
        place = resolved(draft.template, version.expression).span
        return Edit(place, quoted(version_text(call.call.constraint, release)))
    source = call.call.block.body.expression("source")
    if call.call.address is None and isinstance(source, Literal):  # from git, by a release tag
        return Edit(source.span, quoted(str(source.value).replace(f"/v{call.release}", f"/v{release}")))
    return argument_edit(draft.template, call.call.block, "version", quoted(str(release)), after="source")


def version_text(constraint: Constraint, release: Release) -> str:
    """A constraint for a release in the form that another has: exact, or `~>` with as many numbers."""
    terms = constraint.terms
    if len(terms) == 1 and terms[0].operator == "~>" and terms[0].written > 1:
        return f"~> {'.'.join(str(release).split('.')[: terms[0].written])}"
    return str(release)
