"""A folder while it is rewritten: its files in memory, read anew after each step, and what is to be said of it."""

from __future__ import annotations

from codecs import BOM_UTF8
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from generator.diagnostics import Edit, Span
from generator.hcl.edits import apply_edits
from generator.rewrite.layout import laid_out, place_in_layout
from generator.source.files import SourceFile
from generator.template.load import path_prefix, template_from_sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.diagnostics import Diagnostic
    from generator.hcl.tree import Document
    from generator.template.model import Template


class Draft(Struct, frozen=True):
    """A template on its way to another; every step gives a new one.

    Attributes:
        template: What it is now.
        before: The files as they were, by the path that spans name.
        done: What was done, a sentence each.
        left: What was left as it is, at its place in the files as they are now.
        by_hand: What a person has to do besides, a sentence each.
    """

    template: Template
    before: Mapping[str, SourceFile]
    done: tuple[str, ...] = ()
    left: tuple[Diagnostic, ...] = ()
    by_hand: tuple[str, ...] = ()

    @classmethod
    def of(cls, template: Template) -> Draft:
        """The draft of a template in which nothing was done yet."""
        return cls(template, dict(template.sources))

    def edited(self, *edits: Edit) -> Draft:
        """With edits made, none of which overlaps another. Places that were noted move along."""
        if not edits:
            return self
        sources = dict(self.template.sources)
        for path in {edit.span.path for edit in edits}:
            data = apply_edits(sources[path].data, [edit for edit in edits if edit.span.path == path])
            sources[path] = SourceFile(path, data)
        left = tuple(replace(each, primary=_moved(each.primary, edits), fix=None) for each in self.left)
        return replace(self, template=self._read(sources), left=left)

    def with_file(self, name: str, text: str) -> Draft:
        """With one more file."""
        path = path_prefix(self.template.folder) + name
        return replace(self, template=self._read({**self.template.sources, path: SourceFile(path, text.encode())}))

    def saying(self, *done: str) -> Draft:
        """With something that was done."""
        return replace(self, done=(*self.done, *done))

    def asking(self, *by_hand: str) -> Draft:
        """With something that a person has to do, once."""
        return replace(self, by_hand=tuple(dict.fromkeys((*self.by_hand, *by_hand))))

    def leaving(self, *left: Diagnostic) -> Draft:
        """With something that was left as it is."""
        return replace(self, left=tuple(dict.fromkeys((*self.left, *left))))

    def document(self, span: Span) -> Document:
        """The file that a place is in, as a tree.

        Raises:
            KeyError: No Terraform file of the template is called so.
        """
        for part in self.template.parts:
            for document in part.documents:
                if document.source.path == span.path:
                    return document
        raise KeyError(span.path)

    @property
    def changes(self) -> dict[str, bytes | None]:
        """The files that are not as they were, by their name in the folder; None for one that is gone.

        What was formatted as Terraform formats it is so again; of all else only the edits differ. A file of which
        nothing is left is gone.
        """
        prefix = path_prefix(self.template.folder)
        found: dict[str, bytes | None] = {}
        for path, source in self.template.sources.items():
            old = self.before.get(path)
            if old is None or old.data != source.data:
                data = laid_out(path, None if old is None else old.data, source.data)
                found[path.removeprefix(prefix)] = data if data.removeprefix(BOM_UTF8).strip() else None
        return found

    @property
    def left_in_changes(self) -> tuple[Diagnostic, ...]:
        """What was left, at its place in the files as `changes` has them."""
        changes, prefix = self.changes, path_prefix(self.template.folder)
        found = []
        for each in self.left:
            path = each.primary.path
            data = changes.get(path.removeprefix(prefix))
            place = each.primary
            if data is not None:
                place = place_in_layout(place, self.template.sources[path].data, data)
            found.append(replace(each, primary=place))
        return tuple(found)

    def _read(self, sources: Mapping[str, SourceFile]) -> Template:
        template = self.template
        return template_from_sources(sources.values(), template.folder, template.module_sources)


def _moved(span: Span, edits: Iterable[Edit]) -> Span:
    """Where a place is after edits; of a replaced range that it shares a part of, the whole replacement is in it."""
    start, end = span.start, span.end
    for edit in edits:
        at, behind = edit.span.start, edit.span.end
        if edit.span.path != span.path:
            continue
        grown = len(edit.replacement.encode()) - (behind - at)
        if behind <= span.start:
            start, end = start + grown, end + grown
        elif at < span.end:
            start -= max(0, span.start - at)
            end += max(0, behind - span.end) + grown
    return Span(span.path, start, end)
