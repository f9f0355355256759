"""`terraform fmt` without Terraform: the canonical text of an HCL file.

Scanned by `tokens`, rewritten here (what Terraform itself changes: labels, lone interpolations, old type names), spaced
by `format_lines`. Checked byte for byte against `terraform fmt` 1.11.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import TYPE_CHECKING

from generator.hcl.format_lines import lay_out
from generator.hcl.strings import unescaped_quoted
from generator.hcl.tokens import NESTING, Kind, Token, UnscannableError, scan

if TYPE_CHECKING:
    from collections.abc import Sequence

_BRACKETS_OF_TYPE = (Token(Kind.OPEN_PAREN, "("), Token(Kind.CLOSE_PAREN, ")"))
_COLLECTIONS = frozenset({"list", "map", "set"})
_QUOTED_COLLECTIONS = frozenset({"list", "map"})
_PLAIN_LABEL = re.compile(r"[ !#-\[\]-~]*")
_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
_SURROGATE = re.compile("[\ud800-\udfff]")


def format_hcl(data: bytes) -> bytes:
    """The bytes `terraform fmt` would leave in a file that holds `data`.

    A byte order mark goes; line endings, comments and the text of heredocs stay. As with Terraform, a second run can
    find more to unwrap where interpolations are nested (`"${"${a}"}"`); otherwise it changes nothing.

    Where Terraform 1.11 would lose or break something, that part stays as it is: an index by `true`, `false` or `null`
    (Terraform drops it), a label with a `$` or `%` beside other text (likewise), and a lone interpolation that cannot
    lose its quotes, because a line would end where the expression goes on, or more would follow the end of a heredoc.

    Args:
        data: A `.tf` or `.tfvars` file; the caller has checked its syntax.

    Returns:
        The canonical bytes. `data` itself when it cannot be read as HCL; other syntax errors may go unnoticed, and then
        the result has them too.
    """
    has_mark = data.startswith(codecs.BOM_UTF8)
    text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape")
    try:
        tokens = _rewrite(scan(text))
    except UnscannableError:
        return data
    if has_mark and len(tokens) == 1:
        # Terraform counts the three bytes of the mark as blanks, and only blanks at the very end survive.
        tokens = [Token(Kind.END, " " * len(codecs.BOM_UTF8) + tokens[0].text)]
    return lay_out(tokens).encode("utf-8", "surrogateescape")


def _rewrite(tokens: Sequence[Token]) -> list[Token]:
    """The tokens after Terraform's changes to attributes and block headers, in the same order.

    Raises:
        UnscannableError: The tokens are no body of attributes and blocks.
    """
    result: list[Token] = []
    block_types: list[str] = []
    position = 0
    while (token := tokens[position]).kind is not Kind.END:
        if token.kind in (Kind.NEWLINE, Kind.COMMENT):
            result.append(token)
            position += 1
        elif token.kind is Kind.CLOSE_BRACE and block_types:
            block_types.pop()
            result.append(token)
            position += 1
        elif token.kind is Kind.IDENTIFIER:
            after_name = _skip_comments(tokens, position + 1)
            if tokens[after_name].kind is Kind.ASSIGN:
                start = _skip_comments(tokens, after_name + 1)
                end = _end_of_expression(tokens, start)
                is_type = block_types == ["variable"] and token.text == "type"
                expression = tokens[start:end]
                result += tokens[position:start]
                result += _canonical_type(expression) if is_type else _unwrapped(expression, tokens[end])
            else:
                header, end = _block_header(tokens, position)
                result += header
                block_types.append(token.text)
            position = end
        else:
            raise _not_a_body(token)
    if block_types:
        raise _not_a_body(tokens[-1])
    result.append(tokens[-1])
    return result


def _not_a_body(token: Token) -> UnscannableError:
    return UnscannableError(f"`{token.text}` starts neither an attribute nor a block")


def _skip_comments(tokens: Sequence[Token], position: int) -> int:
    while tokens[position].kind is Kind.COMMENT:
        position += 1
    return position


def _end_of_expression(tokens: Sequence[Token], start: int) -> int:
    """Where the expression at `start` ends, comments after it left out."""
    depth = 0
    end = position = start
    while True:
        kind = tokens[position].kind
        if kind is Kind.END:
            return end
        depth += NESTING.get(kind, 0)
        if depth < 0 or (depth == 0 and _ends_line(tokens[position])):
            return end
        position += 1
        if kind is not Kind.COMMENT:
            end = position


def _block_header(tokens: Sequence[Token], start: int) -> tuple[list[Token], int]:
    """The header of the block at `start` up to its brace, with quoted labels, and where the body begins.

    Comments before the last label go, as Terraform has it.
    """
    header, comments = [tokens[start]], []
    position = start + 1
    while (token := tokens[position]).kind is not Kind.OPEN_BRACE:
        position += 1
        if token.kind is Kind.COMMENT:
            comments.append(token)
            continue
        comments.clear()
        if token.kind is Kind.IDENTIFIER:
            header += _quoted(token.text)
        elif token.kind is Kind.OPEN_QUOTE:
            literals = []
            while (literal := tokens[position]).kind is Kind.QUOTED_LITERAL:
                literals.append(literal)
                position += 1
            if literal.kind is not Kind.CLOSE_QUOTE:
                raise _not_a_body(tokens[start])
            position += 1
            header += _canonical_label(token, literals, literal)
        else:
            raise _not_a_body(tokens[start])
    return [*header, *comments, token], position + 1


def _canonical_label(open_quote: Token, literals: Sequence[Token], close_quote: Token) -> list[Token]:
    """A quoted label anew; as it is when it needs nothing, or has what no Terraform string can hold."""
    if len(literals) == 1 and not _PLAIN_LABEL.fullmatch(literals[0].text):
        label = unescaped_quoted(literals[0].text)
        if not _SURROGATE.search(label):
            return _quoted(label)
    return [open_quote, *literals, close_quote]


def _quoted(label: str) -> list[Token]:
    """A quoted label: its text normalised as Terraform normalises strings (NFC), and escaped."""
    text = unicodedata.normalize("NFC", label)
    escaped = "".join(_ESCAPES.get(character) or _printable(character) for character in text)
    escaped = re.sub(r"[$%](?=\{)", lambda sign: sign[0] * 2, escaped)
    literal = [Token(Kind.QUOTED_LITERAL, escaped)] if escaped else []
    return [Token(Kind.OPEN_QUOTE, '"'), *literal, Token(Kind.CLOSE_QUOTE, '"')]


def _printable(character: str) -> str:
    """The character, or its escape when it leaves no ink."""
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _unwrapped(expression: Sequence[Token], after: Token) -> Sequence[Token]:
    """The inside of an expression that is one interpolation and nothing else (`"${a}"`); any other unchanged.

    Args:
        expression: The value of an attribute.
        after: The token that follows it.
    """
    kinds = [kind for kind, _ in expression]
    if kinds[:2] != [Kind.OPEN_QUOTE, Kind.OPEN_INTERPOLATION] or kinds[-2:] != [Kind.CLOSE_TEMPLATE, Kind.CLOSE_QUOTE]:
        return expression
    inside = list(expression[2:-2])
    quotes = 0
    for kind in kinds[2:-2]:
        if kind is Kind.OPEN_QUOTE:
            quotes += 1
        elif kind is Kind.CLOSE_QUOTE:
            quotes -= 1
        elif quotes <= 0 and kind in (Kind.OPEN_INTERPOLATION, Kind.CLOSE_TEMPLATE, Kind.QUOTED_LITERAL):
            return expression
    while inside and inside[0].kind is Kind.NEWLINE:
        inside.pop(0)
    while inside and inside[-1].kind is Kind.NEWLINE:
        inside.pop()
    if not inside:
        return expression
    has_brackets = inside[0].kind is Kind.OPEN_PAREN and inside[-1].kind is Kind.CLOSE_PAREN
    if any(token.kind is Kind.NEWLINE for token in inside) and not has_brackets:
        after = Token(Kind.CLOSE_PAREN, ")")
        inside = [Token(Kind.OPEN_PAREN, "("), *inside, after]
    return inside if _holds_together(inside, after) else expression


def _holds_together(expression: Sequence[Token], after: Token) -> bool:
    """Whether `expression` stays one expression on lines of its own, followed by `after`."""
    depth = 0
    for token, following in zip(expression, [*expression[1:], after], strict=True):
        depth += NESTING.get(token.kind, 0)
        if token.kind is Kind.CLOSE_HEREDOC and following.kind is not Kind.NEWLINE:
            return False
        if (
            depth == 0
            and _ends_line(token)
            and not (following is after and (_ends_line(after) or after.kind is Kind.END))
        ):
            return False
    return True


def _ends_line(token: Token) -> bool:
    return token.kind is Kind.NEWLINE or (token.kind is Kind.COMMENT and token.text.endswith("\n"))


def _canonical_type(expression: Sequence[Token]) -> Sequence[Token]:
    """The type of a variable with the short forms of Terraform 0.11 spelt out (`"list"` as `list(string)`)."""
    opening, closing = _BRACKETS_OF_TYPE
    if len(expression) == 1 and expression[0].kind is Kind.IDENTIFIER and expression[0].text in _COLLECTIONS:
        return [expression[0], opening, Token(Kind.IDENTIFIER, "any"), closing]
    if [kind for kind, _ in expression] == [Kind.OPEN_QUOTE, Kind.QUOTED_LITERAL, Kind.CLOSE_QUOTE]:
        name = expression[1].text
        string = Token(Kind.IDENTIFIER, "string")
        if name == "string":
            return [string]
        if name in _QUOTED_COLLECTIONS:
            return [Token(Kind.IDENTIFIER, name), opening, string, closing]
    return expression
