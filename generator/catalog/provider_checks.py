"""What a provider, and the server behind it, refuse of single arguments and blocks beyond the provider's schema."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from generator.catalog.coder import in_force
from generator.catalog.versions import ReleaseRange

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.catalog.coder import Target
    from generator.catalog.versions import Release

PROVIDER_BLOCK: Final = "provider"
"""What stands for the provider's own block where the type of a resource would."""

_FORM = "coder_parameter.form_type"

_EVERY = ReleaseRange.parse("..")


class Where(Struct, frozen=True):
    """What a check is about, and which releases make it.

    Attributes:
        type: Type of the resource or data source; `PROVIDER_BLOCK` for the provider's own block.
        path: The nested blocks, dotted; empty for what stands in the block at the top.
        name: The argument, or the block where the check is about one; empty for the block at the top.
        provider: The provider releases that make the check.
        coder: The Coder releases that make it.
        server: True when the Coder server makes it, in the template's import, and not the provider.
    """

    type: str
    path: str
    name: str
    provider: ReleaseRange
    coder: ReleaseRange
    server: bool

    def applies(self, release: Release, target: Target) -> bool:
        """True when a provider release and a Coder release make the check."""
        return release in self.provider and in_force(self.coder, target)

    @property
    def subject(self) -> str:
        """Who makes the check, as the subject of a sentence."""
        return "Coder" if self.server else "the coder provider"


class AllowedValues(Struct, frozen=True):
    """An argument that takes one of some values, letter by letter; `aliases` are other names of some of them."""

    where: Where
    values: tuple[str, ...]
    aliases: Mapping[str, str]


class Form(Struct, frozen=True, eq=False, dict=True):
    """An argument whose whole text must match `regex`, which `means` says in words: "it must ..."."""

    where: Where
    regex: str
    means: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled `regex`."""
        return re.compile(self.regex)


class Length(Struct, frozen=True):
    """An argument whose text may not be longer than `maximum`, counted in bytes of UTF-8 or in characters."""

    where: Where
    maximum: int
    in_bytes: bool

    def of(self, text: str) -> int:
        """The length of a text as this check counts it."""
        return len(text.encode(errors="surrogatepass")) if self.in_bytes else len(text)


class NumberBounds(Struct, frozen=True):
    """A number within bounds, both inclusive and each None where there is none.

    Attributes:
        where: The argument.
        also: Numbers outside of the bounds that are taken as well.
        wraps: True when another number is taken in silence, so that nothing is refused.
    """

    where: Where
    minimum: int | None
    maximum: int | None
    also: tuple[int, ...]
    wraps: bool

    def holds(self, number: float) -> bool:
        """True when a number is taken."""
        above = self.minimum is None or self.minimum <= number
        return number in self.also or (above and (self.maximum is None or number <= self.maximum))


class Conflict(Struct, frozen=True):
    """An argument or block beside which none of `others` may be written; null counts as not written."""

    where: Where
    others: tuple[str, ...]


class UniqueKey(Struct, frozen=True):
    """An argument of repeated blocks that may not have one value twice within the block around them.

    Attributes:
        where: The argument.
        in_set: True where blocks that are equal in everything count as one.
    """

    where: Where
    in_set: bool


class OneOf(Struct, frozen=True):
    """A block that must hold one of `names`: blocks, and arguments that are not empty; with `only`, exactly one."""

    where: Where
    names: tuple[str, ...]
    only: bool


class ResourceNames(Struct, frozen=True):
    """How many characters the name of a resource may have, and the types whose name is not stored."""

    characters: int
    not_stored: frozenset[str]


class AgentNames(Struct, frozen=True):
    """What names agents may have: `pattern` matches the whole name, `means` says it in words, for `coder` releases."""

    pattern: re.Pattern[str]
    means: str
    coder: ReleaseRange


class ParameterForms(Struct, frozen=True):
    """The forms that a type of parameter may have, with options or without; the first where none is written."""

    type: str
    options: bool
    forms: tuple[str, ...]
    provider: ReleaseRange


class ParameterChecks(Struct, frozen=True):
    """How `coder_parameter` is judged as a whole.

    Attributes:
        all_forms: Every word that `form_type` takes, whether a type has that form or not.
        forms: The forms of each type, for ranges of provider releases.
        empty_default: The provider releases to which an empty default is a value; before, it was none.
        monotonic: What `monotonic` may be.
    """

    all_forms: frozenset[str]
    forms: tuple[ParameterForms, ...]
    empty_default: ReleaseRange
    monotonic: tuple[str, ...]

    def forms_of(self, type_: str, release: Release, *, options: bool) -> tuple[str, ...] | None:
        """The forms that a type may have; None for a type or a provider release of which nothing is said."""
        return next(
            (
                row.forms
                for row in self.forms
                if row.type == type_ and row.options is options and release in row.provider
            ),
            None,
        )


class ProviderChecks(Struct, frozen=True):
    """The checks, from `modules_catalog/provider_checks/`.

    Attributes:
        values: Arguments that take one of some values.
        forms: Arguments whose text has a form.
        urls: Arguments that must be a URL, as Go reads one.
        lengths: Arguments whose text may not be longer.
        numbers: Arguments that are numbers within bounds.
        conflicts: What may not be written together.
        unique: Arguments of repeated blocks that may not have one value twice within the block around them.
        one_of: Blocks that must hold one of some things.
        resource_names: The names that resources may have.
        agent_names: The names that agents may have.
        merge_strategies: The Coder releases that follow the merge strategies of `coder_env`.
        static_tags: The Coder releases that work tags out from the text of the template alone.
        parameters: How parameters are judged as a whole.
        five_field_warning: The provider releases that warn of a script's schedule that is meant as classic cron.
        script_order: The Coder releases that follow `coder_script_order`.
    """

    values: tuple[AllowedValues, ...]
    forms: tuple[Form, ...]
    urls: tuple[Where, ...]
    lengths: tuple[Length, ...]
    numbers: tuple[NumberBounds, ...]
    conflicts: tuple[Conflict, ...]
    unique: tuple[UniqueKey, ...]
    one_of: tuple[OneOf, ...]
    resource_names: ResourceNames
    agent_names: AgentNames
    merge_strategies: ReleaseRange
    static_tags: ReleaseRange
    parameters: ParameterChecks
    five_field_warning: ReleaseRange
    script_order: ReleaseRange


def checks_from_data(data: Mapping[str, Any]) -> ProviderChecks:
    """The checks from the content of their file, which has been checked against its schema in the tests."""
    names, agents = data["resource_names"], data["agent_names"]
    return ProviderChecks(
        values=tuple(
            AllowedValues(_where(row), tuple(row["values"]), row.get("aliases", {})) for row in data["values"]
        ),
        forms=tuple(Form(_where(row), row["regex"], row["means"]) for row in data["forms"]),
        urls=tuple(map(_where, data["urls"])),
        lengths=tuple(
            Length(_where(row), row.get("bytes") or row["characters"], "bytes" in row) for row in data["lengths"]
        ),
        numbers=tuple(
            NumberBounds(
                _where(row), row.get("minimum"), row.get("maximum"), tuple(row.get("also", ())), row.get("wraps", False)
            )
            for row in data["numbers"]
        ),
        conflicts=tuple(Conflict(_where(row), tuple(row["with"])) for row in data["conflicts"]),
        unique=tuple(UniqueKey(_where(row), row.get("set", False)) for row in data["unique"]),
        one_of=tuple(OneOf(_where(row), tuple(row["of"]), row.get("only", False)) for row in data["one_of"]),
        resource_names=ResourceNames(names["characters"], frozenset(names["not_stored"])),
        agent_names=AgentNames(re.compile(agents["regex"]), agents["means"], ReleaseRange.parse(agents["coder"])),
        merge_strategies=ReleaseRange.parse(data["merge_strategies"]["coder"]),
        static_tags=ReleaseRange.parse(data["static_tags"]["coder"]),
        parameters=_parameters(data["parameters"], data["values"]),
        five_field_warning=ReleaseRange.parse(data["five_field_warning"]["provider"]),
        script_order=ReleaseRange.parse(data["script_order"]["coder"]),
    )


def _parameters(data: Mapping[str, Any], values: Sequence[Mapping[str, Any]]) -> ParameterChecks:
    return ParameterChecks(
        all_forms=frozenset(each for row in values if row["at"] == _FORM for each in row["values"]),
        forms=tuple(
            ParameterForms(row["type"], row["options"], tuple(row["forms"]), ReleaseRange.parse(row["provider"]))
            for row in data["forms"]
        ),
        empty_default=ReleaseRange.parse(data["empty_default"]),
        monotonic=tuple(data["monotonic"]),
    )


def _where(row: Mapping[str, Any]) -> Where:
    type_, *inner = row["at"].split(".")
    return Where(
        type=type_,
        path=".".join(inner[:-1]),
        name=inner[-1] if inner else "",
        provider=_range(row.get("provider")),
        coder=_range(row.get("coder")),
        server=row.get("server", False),
    )


def _range(text: str | None) -> ReleaseRange:
    return _EVERY if text is None else ReleaseRange.parse(text)
