"""Comments that silence a finding: `# taskplate: ignore[rule-name] reason`, on the line or above it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.diagnostics import Diagnostic, Edit, Fix, RuleInfo, Severity, Span
from generator.source.files import BYTE_ORDER_MARK
from generator.source.near import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from generator.hcl.tree import Comment, Document
    from generator.template.model import Template

_COMMENT = re.compile(r"(?:#|//|/\*)\s*taskplate:\s*ignore(?:\[([^\]]*)\]|\b(?!\[))")

UNKNOWN = RuleInfo("unknown-suppression", "syntax", "a comment silences a rule that does not exist", Severity.WARNING)
UNUSED = RuleInfo(
    "unused-suppression", "syntax", "a comment silences a rule that finds nothing there", Severity.WARNING, fixable=True
)


class _Suppression(Struct, frozen=True):
    """One rule named in one comment; it reaches the findings that start on `line` of `path`."""

    rule: str
    path: str
    line: int
    span: Span
    comment: Comment
    alone: bool  # the comment names no other rule, so that it can go as a whole


def suppress(
    template: Template, diagnostics: Iterable[Diagnostic], known: Collection[str], ran: Collection[str]
) -> list[Diagnostic]:
    """The findings that no comment silences, and findings about comments that name nothing or silence nothing.

    Args:
        template: Where the comments are.
        diagnostics: What the rules found; those of `invalid-syntax` cannot be silenced.
        known: The names of all rules.
        ran: The names of the rules that ran; a comment for another is not reported as unused.
    """
    suppressions = [s for document in (*template.documents, *template.values) for s in _suppressions(document)]
    if not suppressions:
        return list(diagnostics)
    used: set[Span] = set()
    kept = []
    for diagnostic in diagnostics:
        hits = [s for s in suppressions if s.rule == diagnostic.rule.name and _reaches(template, s, diagnostic)]
        if hits and diagnostic.rule.name != "invalid-syntax":
            used.update(hit.span for hit in hits)
        else:
            kept.append(diagnostic)
    for suppression in suppressions:
        if suppression.rule not in known:
            kept.append(UNKNOWN.at(suppression.span, _unknown(suppression.rule, known)))
        elif suppression.rule in ran and suppression.span not in used:
            message = f"`{suppression.rule}` finds nothing here; remove it from the comment"
            kept.append(UNUSED.at(suppression.span, message, fix=_removal(template, suppression)))
    return kept


def _unknown(name: str, known: Collection[str]) -> str:
    return (
        f"there is no rule `{name}`.{did_you_mean(name, known)}"
        if name
        else "name the rule to ignore in brackets: `ignore[rule-name]`"
    )


def _reaches(template: Template, suppression: _Suppression, diagnostic: Diagnostic) -> bool:
    place = diagnostic.primary
    return place.path == suppression.path and template.sources[place.path].line_of(place.start) == suppression.line


def _suppressions(document: Document) -> Iterator[_Suppression]:
    source = document.source
    alone = {
        line
        for comment in document.comments
        if comment.alone
        for line in range(source.line_of(comment.span.start), source.line_of(comment.span.end) + 1)
    }
    for comment in document.comments:
        match = _COMMENT.match(comment.text)
        if match is None:
            continue
        line = source.line_of(comment.span.start)
        while line in alone:  # a comment on its own line, or several, speak of the next line that is none
            line += 1
        if match.group(1) is None:
            yield _Suppression("", source.path, line, comment.span, comment, alone=True)
            continue
        names = match.group(1).split(",")
        at = comment.span.start + len(comment.text[: match.start(1)].encode())
        for name in names:
            bare = name.strip()
            start = at + len(name.encode()) - len(name.lstrip().encode())
            span = Span(source.path, start, start + len(bare.encode()))
            yield _Suppression(bare, source.path, line, span, comment, alone=len(names) == 1)
            at += len(name.encode()) + 1


def _removal(template: Template, suppression: _Suppression) -> Fix | None:
    if not suppression.alone:
        return None
    data = template.sources[suppression.path].data
    span = suppression.comment.span
    start, end = span.start, span.end
    if suppression.comment.alone:
        start = data.rfind(b"\n", 0, start) + 1
        if start == 0 and data.startswith(BYTE_ORDER_MARK):
            start = len(BYTE_ORDER_MARK)
        newline = data.find(b"\n", end)
        end = newline + 1 if newline >= 0 else len(data)
    else:
        start = len(data[:start].rstrip(b" \t"))
        end = len(data[:end].rstrip(b"\r\n"))
    return Fix("Remove the comment", (Edit(Span(span.path, start, end), ""),), safe=True)
