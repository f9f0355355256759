"""The prompt taken from the task instead of the parameter that Coder filled in up to 2.29."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.hcl.expressions import GetAttribute
from generator.rewrite.arguments import reference_edits
from generator.rewrite.placing import with_block
from generator.rewrite.remarks import LEFT
from generator.rewrite.removing import without
from generator.template.task import prompt_parameters

if TYPE_CHECKING:
    from generator.catalog.catalog import Catalog
    from generator.rewrite.draft import Draft
    from generator.template.model import Parameter


def with_task_prompt(draft: Draft, catalog: Catalog, task_data: str) -> Draft:
    """The draft that reads the prompt from `data "coder_task"`; the parameter and what presets gave it are gone.

    Args:
        draft: The draft.
        catalog: What the magic parameter is called.
        task_data: The block of the data source, with its comment, for a template that has none.
    """
    for parameter in prompt_parameters(draft.template, catalog):
        draft = _without_parameter(draft, parameter, task_data)
    return draft


def _without_parameter(draft: Draft, parameter: Parameter, task_data: str) -> Draft:
    address = f"data.coder_parameter.{parameter.label}"
    uses = [each for each in draft.template.references if str(each).startswith(f"{address}.") or str(each) == address]
    for use in uses:
        last = use.steps[-1]
        if use.attributes[3:] != ("value",) or not isinstance(last, GetAttribute):
            message = f"takes more of `{address}` than its value, which is the prompt; decide it yourself"
            draft = draft.leaving(LEFT.at(use.span, message))
    if draft.left and any(draft.left[-1].primary == use.span for use in uses):
        return draft
    tasks = [block.label(1) for block in draft.template.blocks("data", "coder_task")]
    prompt = f"data.coder_task.{tasks[0] if tasks else 'me'}.prompt"
    draft = draft.edited(*reference_edits(draft.template, uses, f"{address}.value", prompt))
    if uses:
        draft = draft.saying(f"The prompt is `{prompt}`, not `{address}.value`.")
    if uses and not tasks:
        draft = with_block(draft, task_data, ()).saying("Added `data.coder_task.me`.")
    default = parameter.default
    if isinstance(default, str) and default.strip():
        draft = draft.asking(f"`{parameter.name}` had a text by default, which no task gets now: {default.strip()!r}.")
    return without(draft, address)
