"""The spacing of Terraform's canonical style: indentation, spaces between tokens, and columns of `=` and of comments.

The tokens themselves stay as they are; `format` changes those before they come here. Source: the behaviour of
`terraform fmt` 1.11, of which this follows even what looks like chance (`"${a}" [0]` gets its space).
"""

from __future__ import annotations

from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.hcl.columns import count_columns
from generator.hcl.tokens import NESTING, Kind, Token

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_INDENT = 2
_TEMPLATE_INSIDES = frozenset({Kind.QUOTED_LITERAL, Kind.HEREDOC_LITERAL})
_NEGATION_FOLLOWS = frozenset(
    {
        Kind.NONE,
        Kind.OPEN_PAREN,
        Kind.OPEN_BRACE,
        Kind.OPEN_BRACKET,
        Kind.ASSIGN,
        Kind.COLON,
        Kind.COMMA,
        Kind.QUESTION,
        Kind.ARITHMETIC,
        Kind.MINUS,
        Kind.COMPARISON,
        Kind.LOGICAL,
        Kind.NOT,
    }
)
"""Kinds after which a minus negates what follows, instead of subtracting it."""


class _Line(Struct, frozen=True):
    """One line, spaced within its cells; a heredoc or a block comment belongs to the line it starts on.

    Attributes:
        lead: Everything before the other cells, indentation and line ending included.
        lead_columns: The width of `lead`.
        assignment: From the `=` on, when a whole expression follows it; else empty.
        assignment_columns: The width of `assignment`.
        comment: The comment that ends the line, when something stands before it; else empty.
    """

    lead: str
    lead_columns: int
    assignment: str
    assignment_columns: int
    comment: str


def lay_out(tokens: Sequence[Token]) -> str:
    """The text of `tokens` in canonical style; blanks before the end of the file stay, as Terraform leaves them.

    Args:
        tokens: As `tokens.scan` gives them, the one of kind `END` last.
    """
    lines = _indented(_cut_into_lines(tokens[:-1]))
    assignment_gaps = _gaps([line.lead_columns if line.assignment else None for line in lines])
    comment_gaps = _gaps(
        [
            line.lead_columns + gap + line.assignment_columns if line.comment else None
            for line, gap in zip(lines, assignment_gaps, strict=True)
        ]
    )
    parts: list[str] = []
    for line, assignment_gap, comment_gap in zip(lines, assignment_gaps, comment_gaps, strict=True):
        parts += (line.lead, " " * assignment_gap, line.assignment, " " * comment_gap, line.comment)
    parts.append(tokens[-1].text)
    return "".join(parts)


def _gaps(columns: Sequence[int | None]) -> list[int]:
    """The spaces that bring neighbours to one column, one past the widest; None has no such column and parts groups."""
    gaps: list[int] = []
    for aligned, group in groupby(columns, key=lambda width: width is not None):
        widths = [width or 0 for width in group]
        column = max(widths) + 1
        gaps += [column - width if aligned else 0 for width in widths]
    return gaps


def _cut_into_lines(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    start = 0
    for position, (kind, text) in enumerate(tokens):
        if kind is Kind.NEWLINE or (kind is Kind.COMMENT and text.endswith("\n")):
            yield tokens[start : position + 1]
            start = position + 1
    if start < len(tokens):
        yield tokens[start:]


def _indented(token_lines: Iterator[Sequence[Token]]) -> list[_Line]:
    """The lines with their cells, indented by how many lines above left brackets open."""
    lines: list[_Line] = []
    open_brackets: list[int] = []
    for tokens in token_lines:
        if tokens[0].kind is Kind.NEWLINE:
            lines.append(_Line(tokens[0].text, 0, "", 0, ""))
            continue
        lead, assignment, comment = _cells(tokens)
        opened = _opened_before_heredoc(lead)
        if opened < 0:
            _close(open_brackets, -opened)
        indent = _INDENT * len(open_brackets)
        if opened > 0:
            open_brackets.append(opened)
        lead_text, lead_columns = _spaced(lead)
        assignment_text, assignment_columns = _spaced(assignment)
        lines.append(
            _Line(" " * indent + lead_text, indent + lead_columns, assignment_text, assignment_columns, comment)
        )
    return lines


def _cells(tokens: Sequence[Token]) -> tuple[Sequence[Token], Sequence[Token], str]:
    """The tokens before an assignment, those from its `=` on, and the comment that ends the line."""
    comment = ""
    if len(tokens) > 1 and tokens[-1].kind is Kind.COMMENT:
        comment = tokens[-1].text
        tokens = tokens[:-1]
    for position, token in enumerate(tokens):
        if token.kind is Kind.ASSIGN and position > 0:
            if sum(NESTING.get(kind, 0) for kind, _ in tokens[position:]) == 0:
                return tokens[:position], tokens[position:], comment
            break
    return tokens, (), comment


def _opened_before_heredoc(tokens: Sequence[Token]) -> int:
    """How many more brackets the tokens open than close; what follows the start of a heredoc does not count."""
    opened = 0
    for kind, _ in tokens:
        if kind is Kind.OPEN_HEREDOC:
            break
        opened += NESTING.get(kind, 0)
    return opened


def _close(open_brackets: list[int], closed: int) -> None:
    """Take `closed` brackets off the lines that opened them, the last line first."""
    while closed > 0 and open_brackets:
        if closed < open_brackets[-1]:
            open_brackets[-1] -= closed
            return
        closed -= open_brackets.pop()


def _spaced(tokens: Sequence[Token]) -> tuple[str, int]:
    """The tokens with canonical spaces between them, and the width of that."""
    if not tokens:
        return "", 0
    before, subject = Kind.NONE, tokens[0]
    parts = [subject.text]
    for after in tokens[1:]:
        is_in = subject.text == "in" and before is Kind.IDENTIFIER and subject.kind is Kind.IDENTIFIER
        if _is_space_after(before, subject.kind, after.kind, is_in):
            parts.append(" ")
        parts.append(after.text)
        before, subject = subject.kind, after
    text = "".join(parts)
    return text, count_columns(text) if text.isascii() else sum(map(count_columns, parts))


@cache
def _is_space_after(before: Kind, subject: Kind, after: Kind, is_in: bool) -> bool:  # noqa: FBT001
    """Whether `subject` and `after` are kept apart; the order of the questions matters.

    Args:
        before: What comes before `subject` in its cell; `NONE` at the start.
        subject: The token asked about.
        after: What follows it in its cell.
        is_in: `subject` is the word `in` after a name, so it may well be the one of a `for`.
    """
    if _is_joined(subject, after):
        return False
    if subject is Kind.COMMA:
        return True
    if _is_at_template_text(subject, after):
        return False
    if is_in:
        return True
    if after is Kind.OPEN_BRACKET and (subject in (Kind.IDENTIFIER, Kind.NUMBER) or NESTING.get(subject, 0) < 0):
        return False
    if subject is Kind.NOT:
        return False
    if subject is Kind.MINUS:
        return before not in _NEGATION_FOLLOWS
    return _is_space_at_bracket(subject, after)


def _is_joined(subject: Kind, after: Kind) -> bool:
    return (
        after in (Kind.NEWLINE, Kind.DOT, Kind.COMMA, Kind.ELLIPSIS)
        or subject is Kind.DOT
        or (subject is Kind.IDENTIFIER and after in (Kind.OPEN_PAREN, Kind.DOUBLE_COLON))
        or (subject is Kind.DOUBLE_COLON and after is Kind.IDENTIFIER)
    )


def _is_at_template_text(subject: Kind, after: Kind) -> bool:
    return (
        subject in _TEMPLATE_INSIDES
        or after in _TEMPLATE_INSIDES
        or subject in (Kind.OPEN_QUOTE, Kind.OPEN_HEREDOC)
        or after in (Kind.CLOSE_QUOTE, Kind.CLOSE_HEREDOC)
    )


def _is_space_at_bracket(subject: Kind, after: Kind) -> bool:
    """The answer where only brackets matter: braces keep their distance, other brackets hug what they hold."""
    templates = (Kind.OPEN_INTERPOLATION, Kind.OPEN_DIRECTIVE)
    if subject is Kind.OPEN_BRACE or after is Kind.CLOSE_BRACE:
        return not (subject is Kind.OPEN_BRACE and after is Kind.CLOSE_BRACE)
    if (subject in templates and after is Kind.OPEN_BRACE) or (
        subject is Kind.CLOSE_BRACE and after is Kind.CLOSE_TEMPLATE
    ):
        return True
    if subject is Kind.CLOSE_TEMPLATE and after in templates:
        return False
    return NESTING.get(subject, 0) <= 0 and NESTING.get(after, 0) >= 0
