"""unmeetable-constraints: constraints for a provider, or for Terraform, that no release meets together."""

from __future__ import annotations

from functools import reduce
from itertools import combinations
from operator import and_
from typing import TYPE_CHECKING

from generator.catalog.versions import Constraint, Release
from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity
from generator.template.task import registry_calls
from generator.template.version_constraints import TERRAFORM, called_requirements, own_requirements

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.check.rule import Context
    from generator.template.task import RegistryCall
    from generator.template.version_constraints import Requirement

INFO = RuleInfo(
    "unmeetable-constraints", "module", "version constraints that no release meets together", Severity.ERROR
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at one constraint of each provider, and of Terraform, that leaves no release beside the others.

    A warning only where the release of a called module is not sure and another one that its version admits would do.
    """
    asked: dict[str, list[Requirement]] = {}
    for requirement in _requirements(context):
        asked.setdefault(requirement.subject, []).append(requirement)
    for subject, requirements in asked.items():
        if not _feasible(context, requirements):
            yield from _judged(context, subject, requirements)
        elif subject in context.template.locked_providers:
            yield from _locked_out(context, subject, requirements)


def _requirements(context: Context) -> Iterator[Requirement]:
    """What the template asks for, the modules in folders of it, and the modules that they call."""
    for template in context.template.parts:
        yield from own_requirements(template)
        for call in registry_calls(template, context.catalog):
            if call.release is not None:
                yield from called_requirements(context.catalog, call, call.release)


def _feasible(context: Context, requirements: Sequence[Requirement]) -> bool:
    """True when some release may meet them all; of the coder provider the releases between are known."""
    joint = reduce(and_, (requirement.constraint for requirement in requirements))
    coder = context.catalog.coder
    lowest = joint.lowest
    if lowest is None or lowest.prerelease or requirements[0].subject != coder.provider_source:
        return lowest is not None  # the prereleases of the coder provider are not known either
    known = coder.provider_releases
    beyond = [Constraint.parse(text, provider=True) for text in (f"< {known[0]}", f"> {known[-1]}")]
    return any(map(joint.allows, known)) or any((joint & limit).lowest is not None for limit in beyond)


def _judged(context: Context, subject: str, requirements: list[Requirement]) -> Iterator[Diagnostic]:
    conflict = _smallest(context, requirements)
    own = [requirement for requirement in conflict if requirement.call is None]
    what = "Terraform" if subject == TERRAFORM else f"{subject} provider"
    if len(conflict) == 1:
        message = f"no {what} release meets {_asks(conflict[0])}"
    elif own:
        message = _against_own(own[0], conflict, what)
    else:
        message = f"no {what} release meets all: {', '.join(map(_asks, conflict))}; call other releases"
    first = own[0] if own else conflict[-1]
    yield INFO.at(
        first.span,
        message,
        severity=Severity.ERROR if _sure(context, requirements, conflict) else Severity.WARNING,
        related=tuple(Note(_asks(other), other.span) for other in conflict if other is not first),
    )


def _smallest(context: Context, requirements: list[Requirement]) -> list[Requirement]:
    """Few that cannot be met together: one, one of the template with all that contradict it, two, or all."""
    for one in requirements:
        if not _feasible(context, [one]):
            return [one]
    for one in requirements:
        against = [other for other in requirements if other is not one and not _feasible(context, [one, other])]
        if one.call is None and against:
            return [one, *against]
    for pair in combinations(requirements, 2):
        if not _feasible(context, pair):
            return list(pair)
    return requirements


def _against_own(own: Requirement, conflict: list[Requirement], what: str) -> str:
    others = [requirement for requirement in conflict if requirement is not own]
    hardest = max(others, key=lambda other: other.constraint.floor or Release(0))
    asks = _asks(hardest, elsewhere=True)
    way_out = "drop that" if hardest.call is None else f"call another release of {hardest.call.interface.address}"
    return f"`{own.constraint}` admits no {what} release beside {asks}; write `{hardest.constraint}`, or {way_out}"


def _asks(requirement: Requirement, *, elsewhere: bool = False) -> str:
    if requirement.call is not None:
        return f"`{requirement.constraint}` of {requirement.asked_by}"
    return f"`{requirement.constraint}`{' of the template too' if elsewhere else ''}"


def _sure(context: Context, requirements: list[Requirement], conflict: list[Requirement]) -> bool:
    """True when no choice of releases that the calls leave could end the conflict."""
    return not any(
        call.pinned is None and call.open and _escapes(context, requirements, call)
        for call in (requirement.call for requirement in conflict)
        if call is not None
    )


def _escapes(context: Context, requirements: list[Requirement], call: RegistryCall) -> bool:
    """True when another release that the call admits asks for nothing that contradicts the rest."""
    subject = requirements[0].subject
    rest = [requirement for requirement in requirements if requirement.call is not call]
    for release in call.releases:
        asked = [each for each in called_requirements(context.catalog, call, release) if each.subject == subject]
        if not (rest or asked) or _feasible(context, [*rest, *asked]):
            return True
    return False


def _locked_out(context: Context, subject: str, requirements: list[Requirement]) -> Iterator[Diagnostic]:
    """The first constraint that the lock file's release does not meet: Terraform and Coder do not move it."""
    locked = context.template.locked_providers[subject]
    for requirement in requirements:
        sure = requirement.call is None or requirement.call.pinned is not None
        if sure and not requirement.constraint.allows(locked):
            yield INFO.at(
                requirement.span,
                f"the lock file holds {subject} {locked}, against {_asks(requirement)}; run `terraform init -upgrade`",
            )
            return
