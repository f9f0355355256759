"""malformed-registry-source: a source on registry.coder.com that is no module address to Terraform."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Edit, Fix, RuleInfo, Severity
from generator.hcl.expressions import Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.template.model import ModuleCall

INFO = RuleInfo(
    "malformed-registry-source", "module", "a registry source that Terraform refuses", Severity.ERROR, fixable=True
)

_ON_REGISTRY = re.compile(r"(https?://)?registry\.coder\.com(?:/(.*))?", re.DOTALL)
# hashicorp/terraform-registry-address, module.go: namespace and name, then the target system, then a subfolder.
_NAME = r"[0-9A-Za-z](?:[0-9A-Za-z_-]{0,62}[0-9A-Za-z])?"
_ACCEPTED = re.compile(rf"{_NAME}/{_NAME}/[0-9a-z]{{1,64}}(?://.+)?")
_API = "v1/"


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each source that names the registry but not as `registry.coder.com/<namespace>/<name>/coder`.

    A URL of the registry's API is let through where no version is given: Terraform downloads from it.
    """
    for call in context.template.module_calls:
        match = None if call.source is None else _ON_REGISTRY.fullmatch(call.source)
        if match is None:
            continue
        scheme, path = match[1], match[2] or ""
        if scheme is None and _ACCEPTED.fullmatch(path):
            continue
        if scheme is not None and call.version is None and path.startswith(_API):
            continue
        meant = _meant(path, context.catalog.addresses)
        expression = call.block.body.attributes["source"].expression
        yield INFO.at(
            expression.span,
            f"`{call.source}` is no module address; write `{meant or 'registry.coder.com/<namespace>/<name>/coder'}`",
            fix=_fix(call, meant),
        )


def _meant(path: str, known: tuple[str, ...]) -> str | None:
    """The address that was meant, where the path holds the namespace and name of a known module, or its old form."""
    parts = [part for part in path.split("/") if part]
    if parts[:1] == ["modules"]:
        parts = parts[1:] if "/".join(parts[1:3]) in known else ["coder", *parts[1:]]
    address = "/".join(parts[:2])
    return f"registry.coder.com/{address}/coder" if address in known and parts[2:] in ([], ["coder"]) else None


def _fix(call: ModuleCall, meant: str | None) -> Fix | None:
    expression = call.block.body.attributes["source"].expression
    if meant is None or not isinstance(expression, Literal):
        return None
    return Fix(f"Write `{meant}`", (Edit(expression.span, f'"{meant}"'),), safe=True)
