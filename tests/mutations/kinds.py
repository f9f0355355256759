"""All kinds of faults by the stage at which Terraform finds them; it stops at the first stage that goes wrong."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from tests.mutations import added, arguments, language, modules, parameters, server

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.mutations.subject import Kind

_READ = (
    "declared twice",
    "count with for_each",
    "block at the top renamed",
    "setting of Terraform's own renamed",
    "lifecycle wrong",
    "default of a variable of another type",
    "output without a value",
    "sign dropped",
)
_IN_A_GRAPH = ("locals in a circle",)
_LANGUAGE = {name: kind for name, kind in language.KINDS.items() if name not in _READ + _IN_A_GRAPH}

STAGES: Mapping[str, Mapping[str, Kind]] = MappingProxyType(
    {
        "reading": {name: language.KINDS[name] for name in _READ} | modules.READING | dict(added.READING),
        "graph": {name: language.KINDS[name] for name in _IN_A_GRAPH} | modules.WIRING,
        "installing": modules.INSTALLED,
        "checking": _LANGUAGE | modules.KINDS | arguments.KINDS | dict(added.KINDS),
        "planning": arguments.PLANNED | parameters.PLANNED | modules.PLANNED | dict(added.PLANNED),
    }
)
"""The kinds that Terraform refuses: when it reads the files, makes a graph of them, installs what they name, checks
them without values, and plans."""

TAKEN: Mapping[str, Kind] = MappingProxyType(
    {name: kind for name, (_, kind) in server.SERVER.items()} | dict(server.ACCEPTED)
)
"""The kinds that Terraform takes."""

UNPARSED = frozenset({"sign dropped"})
"""The kinds whose mutants may have syntax errors."""
