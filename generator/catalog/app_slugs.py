"""The slugs of the apps that modules make, which must be unique in a whole template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from generator.catalog.versions import ReleaseRange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from generator.catalog.interface import ModuleRelease


class AppSlug(Struct, frozen=True):
    """The slug of an app that some releases make: what an input says, or a fixed one.

    Attributes:
        switch: The input that must be true for the app to be made; None where it always is.
    """

    releases: ReleaseRange
    input: str | None
    slug: str | None
    switch: str | None


def slugs_from_data(data: Mapping[str, Any]) -> tuple[AppSlug, ...]:
    """The slugs from the content of an agent's or module's file."""
    return tuple(
        AppSlug(ReleaseRange.parse(item["in"]), item.get("input"), item.get("slug"), item.get("switch"))
        for item in data.get("slugs", ())
    )


def slugs_of(
    slugs: Iterable[AppSlug], held: ModuleRelease, given: Callable[[str], object]
) -> Iterator[tuple[AppSlug, str]]:
    """The slugs that surely are those of the apps of one call.

    Args:
        slugs: What is known of the module.
        held: The release that is called.
        given: What the call gives an input; None where it gives nothing.
    """

    def value(name: str) -> object:
        said = given(name)
        return held.inputs[name].default if said is None and name in held.inputs else said

    for app in slugs:
        if held.release not in app.releases or (app.switch is not None and value(app.switch) is not True):
            continue
        slug = app.slug if app.input is None else value(app.input)
        if type(slug) is str:  # text that is an expression is a type of its own
            yield app, slug
