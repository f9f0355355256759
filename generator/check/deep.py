"""What Terraform itself said of a template, joined to what the rules found in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.diagnostics import Diagnostic, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.template.model import Template

REFUSED = RuleInfo(
    "refused-by-terraform", "deep", "Terraform itself refuses what no other rule finds (`--deep`)", Severity.ERROR
)
NOT_TRIED = RuleInfo(
    "not-tried", "deep", "Terraform could not judge the template with what is at hand (`--deep`)", Severity.INFO
)
DEEP_RULES: tuple[RuleInfo, ...] = (REFUSED, NOT_TRIED)
"""Rules without a check of their own: their findings are what Terraform says when it is asked."""


class Told(Struct, frozen=True):
    """What Terraform says, as a finding.

    Attributes:
        finding: Of `refused-by-terraform`, or of the rule that says the same.
        placed: False where Terraform named no place.
    """

    finding: Diagnostic
    placed: bool


def untold(template: Template, told: Sequence[Told], found: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """What Terraform said of the files of a template and no rule did.

    Args:
        template: The template, or a module in it.
        told: What Terraform said; what it says of other templates' files is left out.
        found: What the rules found. An error stands for all that Terraform says of a line that it is on; a finding of
            the same rule for what it says of the same block, and for what it names no place of.
    """
    own = {document.source.path for document in template.documents}
    errors = {
        (diagnostic.primary.path, line)
        for diagnostic in found
        if diagnostic.severity is Severity.ERROR
        for line in _lines(template, diagnostic)
    }
    for each in told:
        finding = each.finding
        path = finding.primary.path
        if path not in own or any((path, line) in errors for line in _lines(template, finding)):
            continue
        block = template.block_at(finding.primary)
        same = [other.primary for other in found if other.rule.name == finding.rule.name]
        if not any(not each.placed or (block is not None and block.span.contains(span)) for span in same):
            yield finding


def _lines(template: Template, diagnostic: Diagnostic) -> range:
    span = diagnostic.primary
    source = template.sources[span.path]
    return range(source.line_of(span.start), source.line_of(max(span.start, span.end - 1)) + 1)
