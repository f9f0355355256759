"""The report for pages: a table in GitHub Flavored Markdown, for job summaries and comments on merge requests."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.report.human import summary
from generator.source.files import locate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.diagnostics import Diagnostic
    from generator.report.findings import Findings
    from generator.source.files import SourceFile

LIMIT = 1_000_000
"""Bytes that the table may take: GitHub refuses a summary of more than 1 MiB."""

_HEAD = ("severity", "place", "finding", "rule")
_NAMED = re.compile("(?<!`)(`[^`]+`)(?!`)")
_PLAIN_CODE = re.compile("(?! .* $)[^|`\r\n]+")  # of code between blanks Markdown takes a blank from each end
_SIGNS = re.compile(r"[\\`*_\[\]<>&~!$]")
_UNSEEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")  # HTML has some of them and shows none
_LINE_END = re.compile("\r\n?|\n")


def markdown_report(findings: Findings) -> str:
    """What was checked and how many findings there are, each of them in a table, and what could not be checked."""
    count = len(findings.folders) - len(findings.unreadable)
    checked = f"{count} template{'s' if count != 1 else ''} checked"
    parts = ["### taskplate\n", f"{summary(findings.diagnostics, checked)}\n"]
    if findings.diagnostics:
        parts.append("".join(_table(findings)))
    if findings.failures:
        parts.append("".join(f"- {_told(each)}\n" for each in findings.failures))
    return "\n".join(parts).encode(errors="backslashreplace").decode()


def _table(findings: Findings) -> Iterator[str]:
    yield _row(_HEAD)
    yield _row(["---"] * len(_HEAD))
    size = 0
    for index, diagnostic in enumerate(findings.diagnostics):
        row = _row(_cells(diagnostic, findings.sources))
        size += len(row.encode(errors="backslashreplace"))
        if size > LIMIT:
            left = len(findings.diagnostics) - index
            yield f"\n{left} more {'is' if left == 1 else 'are'} not shown here.\n"
            return
        yield row


def _cells(diagnostic: Diagnostic, sources: Mapping[str, SourceFile]) -> list[str]:
    start, _ = locate(sources, diagnostic.primary)
    told = [_told(diagnostic.message)]
    for note in diagnostic.related:
        where, _ = locate(sources, note.span)
        told.append(f"{_code(f'{note.span.path}:{where}')}: {_told(note.message)}")
    if diagnostic.fix is not None:
        kind = "`--fix` does it" if diagnostic.fix.safe else "look before you do"
        told.append(f"fix: {_told(diagnostic.fix.title)} ({kind})")
    place = _code(f"{diagnostic.primary.path}:{start}")
    return [diagnostic.severity.value, place, "<br>".join(told), _code(diagnostic.rule.name)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _told(text: str) -> str:
    """Text in which names stand between backticks, as a cell that shows just that."""
    parts = _NAMED.split(_UNSEEN.sub("\ufffd", text))
    return "".join(_code(part[1:-1]) if index % 2 else _plain(part) for index, part in enumerate(parts))


def _plain(text: str) -> str:
    # Whether a backslash before a pipe is escaped itself is read in two ways; an entity is read in one.
    return _LINE_END.sub("<br>", _SIGNS.sub(r"\\\g<0>", text).replace("|", "&#124;"))


def _code(text: str) -> str:
    """Text as code: between backticks, where nothing can be escaped, or in HTML where something has to be."""
    text = _UNSEEN.sub("\ufffd", text)
    if _PLAIN_CODE.fullmatch(text):
        return f"`{text}`"
    return f"<code>{''.join(c if c.isalnum() or c == ' ' else f'&#{ord(c)};' for c in text)}</code>"
