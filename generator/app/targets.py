"""The target as users give it: a Coder release in words to what is known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.versions import Release
from generator.errors import UsageError

if TYPE_CHECKING:
    from generator.catalog.catalog import Catalog
    from generator.catalog.coder import Target


def target_of(catalog: Catalog, text: str | None) -> Target:
    """The target that `text` names (`2.34`, `v2.34.1`), or the default where it is None.

    Raises:
        UsageError: The text is no release.
    """
    if text is None:
        return catalog.coder.target(catalog.coder.default)
    return catalog.coder.target(release_of(text))


def release_of(text: str) -> Release:
    """The Coder release that `text` names.

    Raises:
        UsageError: The text is no release.
    """
    try:
        return Release.parse(text)
    except ValueError:
        raise UsageError(f"`{text}` is no Coder release; write it as 2.34") from None
