"""Where new blocks go: beside their kind, into the one file of a template that has one, else into `task.tf`."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING

from generator.diagnostics import Edit, Span
from generator.template.load import is_terraform_name, path_prefix
from generator.template.overrides import is_override

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.hcl.tree import Block
    from generator.rewrite.draft import Draft

_TASK_FILE = "task"

_HEREDOC = re.compile(r"<<-?\w")


def with_block(draft: Draft, text: str, kin: tuple[str, ...], else_kin: tuple[str, ...] = ()) -> Draft:
    """The draft with a block.

    Args:
        draft: What it is added to.
        text: The block as `terraform fmt` lays it out, comment above it included, without a line end behind it.
        kin: The type, and perhaps the first label, of blocks that it goes behind where there are any.
        else_kin: The same of blocks that it goes behind where there are none of those.
    """
    beside = _last_of(draft, kin) or _last_of(draft, else_kin)
    if beside is not None and _takes(draft, beside.span.path, text):
        return _behind(draft, beside, text)
    file = _home(draft, text)
    path = path_prefix(draft.template.folder) + file
    if path not in draft.template.sources:
        return draft.with_file(file, f"{text}\n")
    data = draft.template.sources[path].data
    gap = b"" if data.endswith(b"\n") or not data.strip() else b"\n"
    blank = "\n" if data.strip() else ""
    return draft.edited(Edit(Span(path, len(data), len(data)), _lines(data, f"{gap.decode()}{blank}{text}\n")))


def _last_of(draft: Draft, kin: tuple[str, ...]) -> Block | None:
    """The last block of a kind in a file of Terraform's own syntax that is no override file."""
    found = None
    for block in draft.template.blocks(*kin) if kin else ():
        path = block.span.path
        if path.endswith(".tf") and not is_override(path):
            found = block
    return found


def _behind(draft: Draft, block: Block, text: str) -> Draft:
    data, path = draft.template.sources[block.span.path].data, block.span.path
    comments = [comment.span for comment in draft.document(block.span).comments]
    end = data.find(b"\n", block.span.end)
    while over := next((span for span in comments if span.start < end < span.end), None):
        end = data.find(b"\n", over.end)
    if end < 0:
        return draft.edited(Edit(Span(path, len(data), len(data)), _lines(data, f"\n\n{text}\n")))
    return draft.edited(Edit(Span(path, end + 1, end + 1), _lines(data, f"\n{text}\n")))


def _home(draft: Draft, text: str) -> str:
    """The name of the file for what has no kin."""
    files = list(_files(draft))
    prefix = path_prefix(draft.template.folder)
    if len(files) == 1 and files[0].endswith(".tf") and _takes(draft, prefix + files[0], text):
        return files[0]
    names = (f"{_TASK_FILE}.tf" if number == 1 else f"{_TASK_FILE}_{number}.tf" for number in count(1))
    return next(name for name in names if name not in files or _takes(draft, prefix + name, text))


def _files(draft: Draft) -> Iterator[str]:
    """The names of the Terraform files of the folder itself, override files left out."""
    prefix = path_prefix(draft.template.folder)
    for path in draft.template.sources:
        name = path.removeprefix(prefix)
        if path.startswith(prefix) and "/" not in name and is_terraform_name(name) and not is_override(name):
            yield name


def _takes(draft: Draft, path: str, text: str) -> bool:
    """False where the file ends its lines as Windows does and the text has a heredoc, whose lines a shell will read."""
    return not (_HEREDOC.search(text) and b"\r\n" in draft.template.sources[path].data)


def _lines(data: bytes, text: str) -> str:
    """Text with the line ends of a file."""
    return text.replace("\n", "\r\n") if b"\r\n" in data else text
