"""The Markdown report is a table whose cells show what was meant, whatever is in messages and names."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from generator.diagnostics import Span
from generator.report.findings import Findings, FolderFindings
from generator.report.markdown import LIMIT, markdown_report
from tests.report.samples import INFO, full, one

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

TEXTS = st.text(st.characters(exclude_categories=("Cs",)) | st.sampled_from("`|\\*_<>&[]\n "))


class Shown(HTMLParser):
    """The cells of a page's tables, as text."""

    def __init__(self, report: str) -> None:
        super().__init__()
        self.cells: list[str] = []
        self._inside = False
        self.feed(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(report))

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "td":
            self._inside = True
            self.cells.append("")
        elif tag == "br":
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "td"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.cells[-1] += data


def words(text: str) -> list[str]:
    """A text without what a page does not show: how wide blanks are, which control characters there are."""
    return re.sub("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", "\ufffd", text).split()


def test_findings_notes_fixes_and_faults(snapshot: SnapshotAssertion) -> None:
    assert markdown_report(full()) == snapshot


def test_without_findings_there_is_no_table() -> None:
    folders = (FolderFindings("t"), FolderFindings("u"))
    assert markdown_report(Findings(folders, {})) == "### taskplate\n\n2 templates checked: no findings\n"


@given(TEXTS.filter(lambda text: words(text) != []), TEXTS.filter(lambda text: text != ""))
def test_any_text_is_shown_as_it_is_and_stays_in_its_cell(message: str, path: str) -> None:
    shown = Shown(markdown_report(one(INFO.at(Span(path, 0, 0), message))))
    said = re.sub("(?<!`)`([^`]+)`(?!`)", r"\1", message)  # names between backticks are shown as code
    assert [words(cell) for cell in shown.cells] == [["warning"], words(f"{path}:1:1"), words(said), ["bad-word"]]


def test_what_is_too_much_for_a_summary_is_counted() -> None:
    message = "a" * (LIMIT // 3)
    found = tuple(INFO.at(Span(f"{number}.tf", 0, 0), message) for number in range(4))
    report = markdown_report(Findings((FolderFindings("t", found),), {}))
    assert len(Shown(report).cells) == 4 * 2
    assert report.endswith("\n\n2 more are not shown here.\n")
    assert len(report) < LIMIT + 1000
