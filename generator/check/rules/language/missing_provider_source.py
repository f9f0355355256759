"""missing-provider-source: a provider that Terraform would look for where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.provider_schemas import BUILT_IN
from generator.diagnostics import Diagnostic, Fix, RuleInfo, Severity
from generator.hcl.literals import quoted
from generator.template.arguments import set_argument
from generator.template.providers import local_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.hcl.tree import Block

INFO = RuleInfo(
    "missing-provider-source",
    "language",
    "a provider that `required_providers` does not name",
    Severity.ERROR,
    fixable=True,
)

_USING = ("provider", "resource", "data")
_DEFAULT = "hashicorp/"


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the first block of each provider that is not HashiCorp's and that nothing says the source of."""
    if context.template.opaque:
        return
    seen: set[str] = set()
    for type_ in _USING:
        for block in context.template.blocks(type_):
            name = local_name(block)
            if name in seen or context.providers.declares(name):
                continue
            seen.add(name)
            known = context.catalog.provider(name)
            if known is not None and not known.source.startswith((_DEFAULT, BUILT_IN)):
                yield _finding(context, block, name, known.source)


def _finding(context: Context, block: Block, name: str, source: str) -> Diagnostic:
    return INFO.at(
        block.header,
        f"`required_providers` does not name `{name}`, so Terraform looks for {_DEFAULT}{name}, which does not exist; "
        f"add `{name} = {{ source = {quoted(source)} }}`",
        fix=_fix(context, name, source),
    )


def _fix(context: Context, name: str, source: str) -> Fix | None:
    for settings in context.template.blocks("terraform"):
        for required in settings.body.blocks_of("required_providers"):
            edit = set_argument(context.template, required, name, f"{{ source = {quoted(source)} }}")
            # As it stands the folder cannot be initialised, so nothing that works can change.
            return None if edit is None else Fix(f"Name the source of `{name}`", (edit,), safe=True)
    return None
