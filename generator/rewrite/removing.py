"""Takes things out of a draft by their address: blocks, single locals, the values that presets give a parameter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.hcl.expressions import ObjectCons
from generator.hcl.removal import removed_attribute, removed_block, removed_element, removed_item
from generator.hcl.unknown import UNKNOWN
from generator.rewrite.usage import blocks_by_address
from generator.template.task_resources import written_text

if TYPE_CHECKING:
    from generator.hcl.tree import Attribute, Block
    from generator.rewrite.draft import Draft


def without(draft: Draft, address: str) -> Draft:
    """The draft without what an address names, in override files too; the same where there is nothing of that name."""
    if address.startswith("local."):
        return _without_local(draft, address.removeprefix("local."))
    block = blocks_by_address(draft.template).get(address)
    if block is None:
        return draft
    draft = _without_dependence(draft, address)
    block = blocks_by_address(draft.template)[address]
    if address.startswith("data.coder_parameter."):
        name = next((each.name for each in draft.template.parameters if each.label == block.label(1)), None)
        if isinstance(name, str):
            draft = without_preset_value(draft, name)
            block = blocks_by_address(draft.template)[address]
    while block is not None:  # what an override file says of it comes to light behind it
        draft = draft.edited(removed_block(draft.document(block.span), block))
        block = blocks_by_address(draft.template).get(address)
    return draft.saying(f"Removed `{address}`.")


def without_preset_value(draft: Draft, parameter: str) -> Draft:
    """The draft in which no preset gives a parameter a value."""
    for label in [preset.label for preset in draft.template.presets]:
        preset = next(each for each in draft.template.presets if each.label == label)
        written = preset.block.body.expression("parameters")
        item = written.get(parameter) if isinstance(written, ObjectCons) else None
        if item is None or not isinstance(written, ObjectCons):
            continue
        value = draft.template.value(item.value)
        text = written_text(draft.template, item.value) if value is UNKNOWN else str(value)
        if text.strip():
            said = f"The preset `{preset.name}` set `{parameter}` to {_short(text)}; say it elsewhere if it matters."
            draft = draft.asking(said)
        attribute = preset.block.body.attributes["parameters"]
        document = draft.document(attribute.span)
        alone = len(written.items) == 1
        edit = removed_attribute(document, attribute) if alone else removed_item(document, item)
        draft = draft.edited(edit).saying(f"The preset `{preset.name}` gives `{parameter}` no value.")
    return draft


def without_environment(draft: Draft, name: str) -> Draft:
    """The draft in which nothing sets an environment variable of the agents."""
    for block in draft.template.blocks("resource", "coder_env"):
        if draft.template.value(block.body.expression("name")) == name:
            return without(draft, f"coder_env.{block.label(1)}")
    for block in draft.template.blocks("resource", "coder_agent"):
        env = block.body.expression("env")
        item = env.get(name) if isinstance(env, ObjectCons) else None
        if item is not None and isinstance(env, ObjectCons):
            attribute = block.body.attributes["env"]
            document = draft.document(attribute.span)
            alone = len(env.items) == 1
            edit = removed_attribute(document, attribute) if alone else removed_item(document, item)
            return draft.edited(edit).saying(f"`coder_agent.{block.label(1)}` no longer sets `{name}`.")
    return draft


def _without_local(draft: Draft, name: str) -> Draft:
    found = False
    while (held := _local(draft, name)) is not None:  # what an override file hides comes to light behind it
        block, attribute = held
        document = draft.document(attribute.span)
        alone = len(block.body.attributes) == 1
        draft = draft.edited(removed_block(document, block) if alone else removed_attribute(document, attribute))
        found = True
    return draft.saying(f"Removed `local.{name}`.") if found else draft


def _local(draft: Draft, name: str) -> tuple[Block, Attribute] | None:
    """A local and the block that it is written in."""
    for block in draft.template.blocks("locals"):
        attribute = block.body.attributes.get(name)
        if attribute is not None:
            own = (each.block for each in draft.template.overrides if each.block.span.contains(attribute.span))
            return next(own, block), attribute
    return None


def _without_dependence(draft: Draft, address: str) -> Draft:
    """The draft in which nothing says `depends_on` of an address."""
    for user in [block for document in draft.template.documents for block in document.body.blocks]:
        attribute = user.body.attributes.get("depends_on")
        items = getattr(attribute.expression, "items", ()) if attribute is not None else ()
        named = [item for item in items if str(item) == address]
        if attribute is not None and named:
            document = draft.document(attribute.span)
            edit = removed_attribute(document, attribute) if len(items) == 1 else removed_element(document, named[0])
            return _without_dependence(draft.edited(edit), address)
    return draft


def _short(text: str) -> str:
    line = " ".join(text.split())
    return f"`{line if len(line) <= 60 else line[:59] + '…'}`"
