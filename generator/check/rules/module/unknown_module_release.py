"""unknown-module-release: a version that no release of the module has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.versions import Constraint
from generator.diagnostics import Diagnostic, Edit, Fix, RuleInfo, Severity
from generator.hcl.expressions import Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.versions import Release
    from generator.check.rule import Context
    from generator.template.task import RegistryCall

INFO = RuleInfo(
    "unknown-module-release", "module", "a module version that no release has", Severity.ERROR, fixable=True
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each version that admits no release the catalog knows.

    An error where the catalog knows releases on both sides of it; only information where newer releases than the
    catalog knows, or older ones than the registry's tags reach back to, may exist.
    """
    for registry in context.registry_calls:
        constraint = registry.call.constraint
        if constraint is None or registry.releases:
            continue
        exact = constraint.exact
        what = f"no release {exact}" if exact is not None else f"no release that `{constraint}` admits"
        missing, advice = _judged(registry, constraint)
        yield INFO.at(
            registry.call.place,
            f"{registry.interface.address} has {what}{'' if missing else ' in the catalog'}; {advice}",
            severity=Severity.ERROR if missing else Severity.INFO,
            fix=_fix(registry, exact) if missing and exact is not None else None,
        )


def _judged(registry: RegistryCall, constraint: Constraint) -> tuple[bool, str]:
    """Whether there surely is no such release, and what to do."""
    known = registry.interface.releases
    newest = registry.interface.newest
    floor = constraint.floor
    if registry.open or (floor is not None and floor > newest):
        return False, f"the newest known is {newest}"
    if (constraint & Constraint.parse(f"< {known[0]}")).lowest is not None:
        return False, f"the oldest known is {known[0]}"
    near = _nearest(known, floor)
    return True, f"the nearest {'are' if len(near) > 1 else 'is'} {' and '.join(map(str, near))}"


def _nearest(known: tuple[Release, ...], wanted: Release | None) -> list[Release]:
    if wanted is None:
        return [known[0]]
    return [*[release for release in known if release <= wanted][-1:], *[r for r in known if r > wanted][:1]]


def _fix(registry: RegistryCall, exact: Release) -> Fix | None:
    version = registry.call.version
    lower = [
        release
        for release in registry.interface.releases
        if release < exact and (release.major, release.minor) == (exact.major, exact.minor) and not release.prerelease
    ]
    if version is None or not lower or not isinstance(version.expression, Literal):
        return None
    return Fix(f"Take {lower[-1]}", (Edit(version.expression.span, f'"{lower[-1]}"'),), safe=False)
