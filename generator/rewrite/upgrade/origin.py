"""Which Coder releases a template is made for, so that it is never moved back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.coder import PROMPT_PARAMETER, TASK_RESOURCE
from generator.rewrite.upgrade.calls import task_agents
from generator.template.task_resources import task_resources

if TYPE_CHECKING:
    from generator.catalog.catalog import Catalog
    from generator.catalog.coder import Target
    from generator.template.model import Template


def why_not_back(template: Template, catalog: Catalog, target: Target) -> str | None:
    """Why a template cannot move to a target that is older than it, as a sentence; None where it can move there."""
    for call in task_agents(template, catalog):
        if call.mechanisms and call.mechanisms[0] == TASK_RESOURCE and TASK_RESOURCE not in target.serves:
            return _later(catalog, target, f"`module.{call.call.name}` takes {call.agent.module} {call.release}")
    for task in task_resources(template):
        if task.app_id is not None and TASK_RESOURCE not in target.serves:
            return _later(catalog, target, f"`coder_ai_task.{task.name}` has `app_id`")
    return None


def _later(catalog: Catalog, target: Target, because: str) -> str | None:
    if PROMPT_PARAMETER not in target.serves:
        return None
    first = catalog.coder.first_with(TASK_RESOURCE)
    return f"{because}, which is for Coder {first.major}.{first.minor} and later; a template is not moved back"
