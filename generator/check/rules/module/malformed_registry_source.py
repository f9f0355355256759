"""malformed-registry-source: a source on registry.coder.com that is no module address to Terraform."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Edit, Fix, RuleInfo, Severity
from generator.hcl.expressions import Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.catalog import Catalog
    from generator.check.rule import Context
    from generator.template.model import ModuleCall

INFO = RuleInfo(
    "malformed-registry-source", "module", "a registry source that Terraform refuses", Severity.ERROR, fixable=True
)

_ON_REGISTRY = re.compile(r"(https?://)?(?i:registry\.coder\.com)(?:/(.*))?", re.DOTALL)
# hashicorp/terraform-registry-address, module.go: namespace and name, then the target system, then a subfolder.
_NAME = r"[0-9A-Za-z](?:[0-9A-Za-z_-]{0,62}[0-9A-Za-z])?"
_ACCEPTED = re.compile(rf"{_NAME}/{_NAME}/[0-9a-z]{{1,64}}(?://.*)?")
_API = "v1/"


_BARE = re.compile(rf"{_NAME}/{_NAME}(/coder)?")


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each source that means the registry but is not `registry.coder.com/<namespace>/<name>/coder`.

    Warnings only where Terraform asks elsewhere: for a web address without a version it downloads what the registry
    serves there, as it once did at `https://registry.coder.com/modules/<name>`, and for `<namespace>/<name>/coder` it
    asks registry.terraform.io. A URL of the registry's API is let through.
    """
    catalog = context.catalog
    for call in context.template.module_calls:
        if call.source is None:
            continue
        bare = _BARE.fullmatch(call.source)
        if bare is not None:
            if (meant := _meant(call.source, catalog)) is not None:
                says = "asks registry.terraform.io, which is another registry" if bare[1] else "names no registry"
                yield _finding(call, says, meant, sure=not bare[1])
            continue
        match = _ON_REGISTRY.fullmatch(call.source)
        if match is None:
            continue
        scheme, path = match[1], match[2] or ""
        served = scheme is not None and call.version is None
        if (scheme is None and _ACCEPTED.fullmatch(path)) or (served and path.startswith(_API)):
            continue
        says = "is a web page and pins no release" if served else "is no module address"
        yield _finding(call, says, _meant(path, catalog), sure=not served)


def _finding(call: ModuleCall, says: str, meant: str | None, *, sure: bool) -> Diagnostic:
    """Sure is what Terraform refuses: the fix cannot change what works then."""
    return INFO.at(
        call.source_place,
        f"`{call.source}` {says}; write `{meant or 'registry.coder.com/<namespace>/<name>/coder'}`",
        severity=Severity.ERROR if sure else Severity.WARNING,
        fix=_fix(call, meant, safe=sure),
    )


def _meant(path: str, catalog: Catalog) -> str | None:
    """The source that was meant, where the path holds the namespace and name of a known module, or its old form."""
    known = catalog.addresses
    parts = [part for part in path.partition("?")[0].split("/") if part]
    if parts[:1] == ["modules"]:
        parts = parts[1:] if "/".join(parts[1:3]) in known else ["coder", *parts[1:]]
    address = "/".join(parts[:2])
    return catalog.source_for(address) if address in known and parts[2:] in ([], ["coder"]) else None


def _fix(call: ModuleCall, meant: str | None, *, safe: bool) -> Fix | None:
    expression = call.block.body.attributes["source"].expression
    if meant is None or not isinstance(expression, Literal):
        return None
    return Fix(f"Write `{meant}`", (Edit(expression.span, f'"{meant}"'),), safe=safe)
