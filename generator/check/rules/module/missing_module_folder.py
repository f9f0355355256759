"""missing-module-folder: a module call whose folder is not in the template."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Edit, Fix, RuleInfo, Severity
from generator.hcl.literals import quoted
from generator.template.model import CIRCULAR, MISSING, OUTSIDE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.template.model import ModuleCall

INFO = RuleInfo(
    "missing-module-folder",
    "module",
    "a module in a folder that is not part of the template",
    Severity.ERROR,
    fixable=True,
)

# One or two words: no address of a registry, which has three parts, and nothing that go-getter knows.
_WORDS = re.compile(r"[\w-]+(/[\w-]+)?")

_SAID = {
    OUTSIDE: "`{}` lies outside of the template's folder, which is all that Coder gets; move the module into it",
    MISSING: "there are no Terraform files in `{}`; check the path",
    CIRCULAR: "this calls the module that it stands in, or one around it, without an end",
}


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the source of each module call whose folder Terraform will not find, or that calls itself."""
    for call in context.template.module_calls:
        if call.source is not None and call.source not in context.catalog.addresses and _WORDS.fullmatch(call.source):
            yield _without_dot(call, call.source)
        module = context.template.local_modules.get(call.name)
        if module is not None and module.problem is not None:
            yield INFO.at(call.source_place, _SAID[module.problem].format(call.source))


def _without_dot(call: ModuleCall, source: str) -> Diagnostic:
    written = call.block.body.attributes["source"].expression.span
    return INFO.at(
        call.source_place,
        f"`{source}` is no address of a module; a folder of the template is written `./{source}`",
        fix=Fix(f"Write `./{source}`", (Edit(written, quoted(f"./{source}")),), safe=False),
    )
