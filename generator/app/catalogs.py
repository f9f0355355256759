"""Which catalog holds: the built-in one, with the user's own over it, and how sources of modules are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from generator.catalog.catalog import Catalog
from generator.catalog.sources import AS_WRITTEN, ModuleSources

if TYPE_CHECKING:
    from pathlib import Path


class CatalogChoice(Struct, frozen=True):
    """What is chosen of a catalog.

    Attributes:
        own: The folder of the user's own catalog; None for the built-in one alone.
        sources: How templates write the sources of modules.
    """

    own: Path | None = None
    sources: ModuleSources = AS_WRITTEN


BUILT_IN: Final = CatalogChoice()


class Catalogs:
    """Opens catalogs, each once."""

    def __init__(self, given: Catalog | None = None) -> None:
        """Take a catalog that holds whatever is chosen, where one is given."""
        self._given = given
        self._opened: dict[CatalogChoice, Catalog] = {}

    def of(self, choice: CatalogChoice) -> Catalog:
        """The catalog of a choice.

        Raises:
            UsageError: The user's own is no catalog.
        """
        if self._given is not None:
            return self._given
        if choice not in self._opened:
            self._opened[choice] = Catalog(own=choice.own, sources=choice.sources)
        return self._opened[choice]


def catalog_for(folder: Path, own: Path | None = None) -> Catalog:
    """The catalog of `choice_for`.

    Raises:
        UsageError: The user's own is no catalog, or the configuration cannot be read.
        InvalidInputError: The configuration is wrong.
    """
    return Catalogs().of(choice_for(folder, own))


def choice_for(folder: Path, own: Path | None = None) -> CatalogChoice:
    """What is chosen in a folder: what its configuration says, over which the folder of a catalog given here wins.

    Raises:
        UsageError: The configuration cannot be read.
        InvalidInputError: It is wrong.
    """
    from generator.app.config import ConfigFinder

    config = ConfigFinder().config_for(folder)
    choice = BUILT_IN if config is None else config.catalog
    return choice if own is None else replace(choice, own=own)
