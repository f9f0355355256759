"""Links of documents: relative to the repository where they are written, relative to the site where they are read."""

from __future__ import annotations

import re
from os.path import normpath, relpath
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parent.parent.parent

_FENCED = re.compile(r"^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?^(?P=fence)[ ]*$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"(?P<code>`+[^`]*`+)|(?P<words>!?\[(?:[^\[\]]|\[[^\[\]]*\])*\])\((?P<target>[^()\s]+)\)")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_HEADING = re.compile(r"^#{1,6} +(.*?) *#* *$", re.MULTILINE)


class Links:
    """Where files and folders of the repository are on the site.

    Attributes:
        sources: The files and folders that have no page of their own and that a link has led to; each gets one.
    """

    def __init__(self, places: Mapping[str, str]) -> None:
        """The pages that there are: path in the repository to path on the site."""
        self._places = places
        self.sources: set[str] = set()

    def moved(self, text: str, path: str, page: str) -> str:
        """The text of a document with its links as they must be on the site.

        Args:
            text: Markdown.
            path: Where it is written, in the repository.
            page: Where it is read, on the site.
        """

        def put(match: re.Match[str]) -> str:
            target = match["target"]
            if target is None or _ELSEWHERE.match(target) or target.startswith("#"):
                return match[0]
            name, mark, anchor = target.partition("#")
            wanted = normpath(PurePosixPath(path).parent / name)
            place = relpath(self.place(wanted), PurePosixPath(page).parent)
            return f"{match['words']}({place}{mark}{anchor})"

        return "".join(each if fenced else _LINK.sub(put, each) for fenced, each in _parts(text))

    def place(self, path: str) -> str:
        """Where a file or folder of the repository is on the site."""
        place = self._places.get(path)
        if place is not None:
            return place
        if path.startswith("docs/"):
            return path.removeprefix("docs/")  # a picture, or nothing, which the strict build tells
        if not (ROOT / path).exists():
            return path
        self.sources.add(path)
        return f"source/{path}/index.md" if (ROOT / path).is_dir() else f"source/{path}.md"


def targets(text: str) -> Iterator[str]:
    """What the links of a document lead to, those to other hosts left out."""
    for fenced, part in _parts(text):
        for match in () if fenced else _LINK.finditer(part):
            if match["target"] is not None and not _ELSEWHERE.match(match["target"]):
                yield match["target"]


def anchors(text: str) -> set[str]:
    """The anchors of a document's headings, as GitHub and the site make them."""
    prose = "".join(part for fenced, part in _parts(text) if not fenced)
    headings = (re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading) for heading in _HEADING.findall(prose))
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def _parts(text: str) -> Iterator[tuple[bool, str]]:
    """A text cut into what is fenced and what is not."""
    end = 0
    for match in _FENCED.finditer(text):
        yield False, text[end : match.start()]
        yield True, match[0]
        end = match.end()
    yield False, text[end:]
