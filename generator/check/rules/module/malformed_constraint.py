"""malformed-constraint: a version constraint that Terraform cannot read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.hcl.expressions import traversals
from generator.template.version_constraints import version_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.hcl.expressions import Expression
    from generator.template.model import Template

INFO = RuleInfo("malformed-constraint", "module", "a version constraint that Terraform cannot read", Severity.ERROR)

# hashicorp/go-version v1.7, version.go (VersionRegexpRaw) and constraint.go: Terraform reads all constraints with it.
_WORD, _NUMBERED = r"[A-Za-z\-~]+[0-9A-Za-z\-~]*", r"[0-9]+[0-9A-Za-z\-~]*"
_MORE = r"(?:\.[0-9A-Za-z\-~]+)*"
_VERSION = rf"v?[0-9]+(?:\.[0-9]+)*(?:-{_NUMBERED}{_MORE}|-?{_WORD}{_MORE})?(?:\+[0-9A-Za-z\-~]+{_MORE})?"
_TERM = re.compile(rf"\s*(?:=|!=|>|<|>=|<=|~>)?\s*{_VERSION}\s*")
# What no address of a registry begins with; that of ours as a web page is for malformed-registry-source.
_ELSEWHERE = r"\.\.?/|\w+::|git@|https?://(?!registry\.coder\.com)"


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each constraint of a provider, a module or Terraform that is malformed, out of place or no text."""
    yield from _misplaced(context.template)
    for expression in _constraints(context.template):
        text = context.template.value(expression)
        if any(True for _ in traversals(expression)):
            yield INFO.at(
                expression.span, "Terraform reads this before any value is known; write the constraint itself"
            )
        elif isinstance(text, str) and not all(map(_TERM.fullmatch, text.split(","))):
            yield INFO.at(
                expression.span, f"`{text}` is no version constraint; write such as `4.9.2`, `~> 4.9.0` or `>= 4, < 5`"
            )


def _misplaced(template: Template) -> Iterator[Diagnostic]:
    """Points at the version of a module that comes from no registry."""
    for call in template.module_calls:
        if call.version is not None and call.source is not None and re.match(_ELSEWHERE, call.source):
            where = "a folder" if call.source.startswith(".") else "an address"
            yield INFO.at(
                call.version.name_span,
                f"only a module of a registry has a `version`, and this comes from {where}; take it out",
            )


def _constraints(template: Template) -> Iterator[Expression]:
    for block in template.blocks("terraform"):
        required_version = block.body.expression("required_version")
        if required_version is not None:
            yield required_version
    for _, attribute in template.required_providers():
        version = version_in(attribute.expression)
        if version is not None:
            yield version
    for type_ in ("provider", "module"):
        for block in template.blocks(type_):
            version = block.body.expression("version")
            if version is not None:
                yield version
