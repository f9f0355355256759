"""Findings that the tests of reports share."""

from __future__ import annotations

from generator.diagnostics import Diagnostic, Edit, Fix, Note, RuleInfo, Severity, Span
from generator.report.findings import Findings, FolderFindings, RuleFault
from generator.source.files import SourceFile

INFO = RuleInfo("bad-word", "style", "a bad word", Severity.WARNING)
PATH = "t/main.tf"
TEXT = 'locals {\n  é = "bad"\n\n  second = "bad"\n  list = [\n  ]\n}\n'


def span_of(word: str, *, last: bool = False, text: str = TEXT, path: str = PATH) -> Span:
    data = text.encode()
    start = data.rindex(word.encode()) if last else data.index(word.encode())
    return Span(path, start, start + len(word.encode()))


UNREADABLE = FolderFindings("v", unreadable="v/main.tf: there is no such file")


def full() -> Findings:
    """An error with all that a finding can have, a rule that failed, folders that are clean or cannot be read."""
    first, second = span_of('"bad"'), span_of('"bad"', last=True)
    fix = Fix("Say `good`", (Edit(second, '"good"'), Edit(Span(PATH, 0, 0), "# mended\n")), safe=True)
    diagnostics = (
        INFO.at(first, "`bad` is said, 100%"),
        INFO.at(second, "`bad` is said twice", severity=Severity.ERROR, related=(Note("first", first),), fix=fix),
        INFO.at(span_of("[\n  ]"), "an empty list", severity=Severity.INFO),
    )
    fault = RuleFault("worse-word", "KeyError: 'x' (check, line 3)")
    folders = (FolderFindings("t", diagnostics, (fault,)), FolderFindings("u"), UNREADABLE)
    return Findings(folders, {PATH: SourceFile(PATH, TEXT.encode())})


def one(diagnostic: Diagnostic, text: str = TEXT) -> Findings:
    path = diagnostic.primary.path
    return Findings((FolderFindings("t", (diagnostic,)),), {path: SourceFile(path, text.encode())})
