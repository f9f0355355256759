"""terraform-not-on-target: a constraint on Terraform that the one of the target's provisioners does not meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.template.task import registry_calls
from generator.template.version_constraints import TERRAFORM, called_requirements, own_requirements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.template.version_constraints import Requirement

INFO = RuleInfo(
    "terraform-not-on-target",
    "module",
    "a constraint on Terraform that the target's provisioners do not meet",
    Severity.WARNING,
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each constraint that the Terraform which comes with the target does not meet."""
    brought = context.catalog.coder.terraform_of(context.target)
    if brought is None:
        return
    for requirement in _requirements(context):
        if requirement.subject == TERRAFORM and not requirement.constraint.allows(brought):
            asks = f"`{requirement.constraint}`" + (f" of {requirement.asked_by}" if requirement.asked_by else "")
            yield INFO.at(
                requirement.span,
                f"{asks} shuts out Terraform {brought}, which the provisioners of Coder {context.target} bring; "
                "admit it, or install another one there",
            )


def _requirements(context: Context) -> Iterator[Requirement]:
    for template in context.template.parts:
        yield from own_requirements(template)
        for call in registry_calls(template, context.catalog):
            if call.pinned is not None:
                yield from called_requirements(context.catalog, call, call.pinned)
