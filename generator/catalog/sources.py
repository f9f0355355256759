"""Where modules are taken from: a mirror's or a private host's sources beside those of the Coder registry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

REGISTRY_HOST: Final = "registry.coder.com"
"""The host by which the catalog knows modules, wherever they are served."""

_ON_REGISTRY = re.compile(r"registry\.coder\.com(?:/.*)?")


class ModuleSources(Struct, frozen=True):
    """How sources are rewritten: pairs of prefixes, what the catalog has and what a template writes instead.

    A prefix that does not end in a slash ends where a part of the source does: `registry.coder.com` is no prefix of
    `registry.coder.company.com/x`. Of several that fit, the longest counts.
    """

    pairs: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, prefixes: Mapping[str, str]) -> ModuleSources:
        """The rewriting of a configuration: prefix to the one written in its place."""
        return cls(tuple(sorted(prefixes.items())))

    def written(self, source: str) -> str:
        """What a template writes for a source of the catalog; the source itself where no prefix fits."""
        return _rewritten(source, [_Prefix(one, other, one.endswith("/")) for one, other in self.pairs])

    def known(self, source: str) -> str:
        """The source of the catalog that a template's source stands for; the source itself where no prefix fits."""
        return _rewritten(source, [_Prefix(other, one, one.endswith("/")) for one, other in self.pairs])


AS_WRITTEN: Final = ModuleSources()
"""No rewriting: sources are what they say."""


def is_registry_shape(original: str, mirror: str) -> bool:
    """False where a rewriting would take registry sources out of the form HOST/NAMESPACE/NAME/PROVIDER.

    Terraform takes a `version` for that form alone, and reads anything longer as a path or a URL. What is said of other
    hosts than the registry's is not judged.
    """
    return _ON_REGISTRY.fullmatch(original) is None or (original.count("/") == mirror.count("/") and ":/" not in mirror)


class _Prefix(Struct, frozen=True):
    """A prefix with what stands for it; `open_ended` where it may end within a part of the source."""

    text: str
    instead: str
    open_ended: bool

    def begins(self, source: str) -> bool:
        """True when a source begins so."""
        return source.startswith(self.text) and (self.open_ended or source[len(self.text) :][:1] in {"", "/"})


def _rewritten(source: str, prefixes: Sequence[_Prefix]) -> str:
    fitting = [prefix for prefix in prefixes if prefix.begins(source)]
    if not fitting:
        return source
    longest = max(fitting, key=lambda prefix: len(prefix.text))
    return longest.instead + source[len(longest.text) :]
