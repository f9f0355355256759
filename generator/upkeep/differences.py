"""What a sync changes about a module: releases that are new or gone, and what is another between two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import astuple

from generator.hcl.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from generator.catalog.interface import ModuleInput, ModuleInterface, ModuleRelease
    from generator.catalog.versions import Release


class ModuleChange(Struct, frozen=True):
    """What a sync changes about one module.

    Attributes:
        address: The module.
        is_new: True when nothing was known of it.
        added: Releases that were not known, ascending.
        gone: Releases that the checkout has no tag of, ascending.
        differences: What the newest release has otherwise than the newest one that was known, as words.
        retold: What is told otherwise of releases that were known, each with what of it.
        left_main: True when the main branch held it at the last sync and does not any more.
    """

    address: str
    is_new: bool
    added: tuple[Release, ...]
    gone: tuple[Release, ...]
    differences: tuple[str, ...]
    retold: tuple[tuple[Release, tuple[str, ...]], ...]
    left_main: bool


def change_of(
    address: str, before: ModuleInterface | None, after: Sequence[ModuleRelease], *, on_main: bool
) -> ModuleChange:
    """The change from what was known of a module to what its tags say.

    Args:
        address: The module.
        before: What was known; None for a new one.
        after: Every release, ascending.
        on_main: Whether the main branch holds it now.
    """
    now = {each.release: each for each in after}
    if before is None:
        return ModuleChange(address, is_new=True, added=tuple(now), gone=(), differences=(), retold=(), left_main=False)
    known = before.releases
    retold = [(r, tuple(differences(before.release(r), now[r]))) for r in known if r in now]
    latest = max(now, key=lambda release: (not release.prerelease, release))
    return ModuleChange(
        address,
        is_new=False,
        added=tuple(release for release in now if release not in known),
        gone=tuple(release for release in known if release not in now),
        differences=() if latest in known else tuple(differences(before.release(before.newest), now[latest])),
        retold=tuple((release, words) for release, words in retold if words),
        left_main=before.on_main and not on_main,
    )


def differences(one: ModuleRelease, other: ModuleRelease) -> Iterator[str]:
    """What another release has otherwise, a line of words for each thing."""
    yield from _names("input", one.inputs, other.inputs)
    for name, was in one.inputs.items():
        held = other.inputs.get(name)
        if held is not None and held != was:
            yield f"input `{name}`: {', '.join(_of_input(was, held))}"
    yield from _names("output", one.outputs, other.outputs)
    yield from _names("environment variable", one.env, other.env)
    for name in sorted(one.env.keys() & other.env.keys()):
        if one.env[name] != other.env[name]:
            yield f"environment variable `{name}` is made from {_listed(other.env[name])}"
    for title, before, after in (
        ("calls", one.modules, other.modules),
        ("requires", one.providers, other.providers),
    ):
        had, has = ({astuple(each) for each in side} for side in (before, after))
        for new in sorted(has - had):
            yield f"{title} {' '.join(part for part in new[1:] if part)}"
        for old in sorted(had - has):
            if old[0] not in {each[0] for each in has}:
                yield f"{title} {old[1]} no more"
    if one.terraform != other.terraform:
        yield f"requires Terraform {other.terraform or 'of any release'}"
    if one.makes_task != other.makes_task:
        yield "makes its task itself" if other.makes_task else "makes no task itself"
    yield from _names("blocks of type", one.resources, other.resources)
    if one.released and one.release == other.release and one.released != other.released:
        yield f"tagged on {other.released}, not {one.released}"


def _names(kind: str, before: Collection[str], after: Collection[str]) -> Iterator[str]:
    for sign, names in (("new", set(after) - set(before)), ("gone", set(before) - set(after))):
        if names:
            yield f"{sign}: {kind} {_listed(sorted(names))}"


def _of_input(was: ModuleInput, held: ModuleInput) -> Iterator[str]:
    if was.type != held.type:
        yield f"takes {held.type}, not {was.type}"
    if was.required != held.required:
        yield "is required" if held.required else "is optional"
    elif was.default != held.default:
        yield "has another default"
    if was.sensitive != held.sensitive:
        yield "is a secret" if held.sensitive else "is no secret"
    if was.allowed != held.allowed:
        yield f"allows {_listed(map(text_of, held.allowed))}" if held.allowed else "lists no values"
    elif was.validated != held.validated:
        yield "is validated" if held.validated else "is not validated"


def _listed(names: Collection[str] | map[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "nothing"
