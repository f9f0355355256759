"""What Terraform's own parser refuses: the verdict of HashiCorp's HCL library (by pygohcl), and nothing else of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pygohcl
from msgspec import Struct

from generator.diagnostics import Span
from generator.source.files import BYTE_ORDER_MARK

if TYPE_CHECKING:
    from generator.source.files import SourceFile

MAX_NESTING_SIGNS = 100_000
"""Brackets and signs of one file; some 200,000 levels of them overflow the parser's stack, which ends the process."""

_NESTING_SIGNS = b"[({!-?"
_NAME = "tmp.hcl"
_PLACE = r"(\d+),(\d+)(?:-(?:(\d+),)?(\d+))?"
_MESSAGE = rf"(?s){re.escape(_NAME)}:{_PLACE}: (.*)"
_OTHERS = rf", and \d+ other diagnostic\(s\)$|, {re.escape(_NAME)}:\d+,\d+"
_ALREADY_SET = rf" at {re.escape(_NAME)}:(\d+),(\d+)-(\d+)"


class SyntaxProblem(Struct, frozen=True):
    """Why a file adds nothing to the model.

    Attributes:
        message: What the parser refuses, in its own words.
        refused: True when Terraform refuses the file; False when only our own tree fails on it.
    """

    message: str
    span: Span
    refused: bool = True


def syntax_problem(source: SourceFile) -> SyntaxProblem | None:
    """The first thing that Terraform's parser refuses in a file, or None when it takes the file.

    A NUL byte is refused here, since the parser would not see what follows it, and so are more than
    `MAX_NESTING_SIGNS` and what is not UTF-8.
    """
    if source.misread is not None:
        return not_text(source, source.misread)
    data = source.data
    nul = data.find(b"\0")
    if nul >= 0:
        return SyntaxProblem("the file holds a NUL byte", Span(source.path, nul, nul + 1))
    if len(data) - len(data.translate(None, _NESTING_SIGNS)) > MAX_NESTING_SIGNS:
        message = f"the file holds more than {MAX_NESTING_SIGNS:,} brackets and signs, too many to read it safely"
        return SyntaxProblem(message, Span(source.path, 0, 0), refused=False)
    try:
        pygohcl.loadb(data.removeprefix(BYTE_ORDER_MARK))
    except pygohcl.HCLParseError as error:
        return _problem(source, str(error))
    except (pygohcl.HCLInternalError, UnicodeDecodeError, ValueError, RecursionError):
        return None  # it parsed; turning it into JSON, which nobody asked for, failed
    return None


def not_text(source: SourceFile, at: int) -> SyntaxProblem:
    """What is wrong with a file that has a byte at `at` which is not UTF-8."""
    message = "Invalid character encoding: a Terraform file is UTF-8 text, which this byte is not"
    return SyntaxProblem(message, Span(source.path, at, at + len("\N{REPLACEMENT CHARACTER}".encode())))


def _problem(source: SourceFile, text: str) -> SyntaxProblem:
    match = re.search(_MESSAGE, text)
    if match is None:
        return SyntaxProblem(" ".join(text.split()), Span(source.path, 0, 0))
    line, column, end_line, end_column, message = match.groups()
    from generator.hcl.columns import parser_offset

    start = parser_offset(source, int(line), int(column))
    end = start if end_column is None else parser_offset(source, int(end_line or line), int(end_column))
    message = re.split(_OTHERS, message.strip(), maxsplit=1)[0]
    message = re.sub(_ALREADY_SET, lambda at: f" at {at.group(1)}:{at.group(2)}", message)
    summary, _, detail = message.partition("; ")
    said = f"{summary}: {detail}" if detail else summary
    return SyntaxProblem(" ".join(said.split()), Span(source.path, start, max(start, end)))
