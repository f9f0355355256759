"""HCL as a flat run of tokens, cut where Terraform's own scanner cuts, so that `format` can space them again.

Only what is no space becomes a token, templates and comments included; nothing here knows the grammar.
Source of the rules: HCL's native syntax specification, and the behaviour of Terraform 1.11.
"""

from __future__ import annotations

import re
from enum import IntEnum, auto
from typing import NamedTuple

from msgspec import Struct

from generator.errors import TaskplateError


class UnscannableError(TaskplateError):
    """The text is no HCL: a stray character, or a string, heredoc or comment that does not end."""


class Kind(IntEnum):
    """What a token is, as far as spacing cares."""

    NONE = auto()
    """Stands for the missing neighbour of a first or last token; never scanned."""
    IDENTIFIER = auto()
    NUMBER = auto()
    NEWLINE = auto()
    COMMENT = auto()
    """A `#` or `//` comment holds its line ending; a `/* */` comment ends before it."""
    OPEN_QUOTE = auto()
    CLOSE_QUOTE = auto()
    QUOTED_LITERAL = auto()
    OPEN_HEREDOC = auto()
    """The introducer and its line ending."""
    CLOSE_HEREDOC = auto()
    """The closing marker with the spaces around it, without the line ending."""
    HEREDOC_LITERAL = auto()
    OPEN_INTERPOLATION = auto()
    OPEN_DIRECTIVE = auto()
    CLOSE_TEMPLATE = auto()
    """The brace that ends an interpolation or a directive."""
    OPEN_BRACE = auto()
    CLOSE_BRACE = auto()
    OPEN_BRACKET = auto()
    CLOSE_BRACKET = auto()
    OPEN_PAREN = auto()
    CLOSE_PAREN = auto()
    ASSIGN = auto()
    DOT = auto()
    COMMA = auto()
    ELLIPSIS = auto()
    COLON = auto()
    DOUBLE_COLON = auto()
    QUESTION = auto()
    FAT_ARROW = auto()
    NOT = auto()
    MINUS = auto()
    ARITHMETIC = auto()
    """`+`, `*`, `/` and `%`."""
    COMPARISON = auto()
    LOGICAL = auto()
    """`&&` and `||`."""
    END = auto()
    """The end of the file; its text is the blanks before it, a tab counted as one space."""


class Token(NamedTuple):
    """One token; `text` is exactly what the file holds, the spaces before it left out."""

    kind: Kind
    text: str


NESTING = {
    Kind.OPEN_BRACE: 1,
    Kind.OPEN_BRACKET: 1,
    Kind.OPEN_PAREN: 1,
    Kind.OPEN_INTERPOLATION: 1,
    Kind.OPEN_DIRECTIVE: 1,
    Kind.CLOSE_BRACE: -1,
    Kind.CLOSE_BRACKET: -1,
    Kind.CLOSE_PAREN: -1,
    Kind.CLOSE_TEMPLATE: -1,
}
"""What a token adds to the number of open brackets; kinds not listed add nothing."""

_SYMBOLS = {
    "{": Kind.OPEN_BRACE,
    "}": Kind.CLOSE_BRACE,
    "~}": Kind.CLOSE_TEMPLATE,
    '"': Kind.OPEN_QUOTE,
    "[": Kind.OPEN_BRACKET,
    "]": Kind.CLOSE_BRACKET,
    "(": Kind.OPEN_PAREN,
    ")": Kind.CLOSE_PAREN,
    "=": Kind.ASSIGN,
    ".": Kind.DOT,
    ",": Kind.COMMA,
    "...": Kind.ELLIPSIS,
    ":": Kind.COLON,
    "::": Kind.DOUBLE_COLON,
    "?": Kind.QUESTION,
    "=>": Kind.FAT_ARROW,
    "!": Kind.NOT,
    "-": Kind.MINUS,
    "+": Kind.ARITHMETIC,
    "*": Kind.ARITHMETIC,
    "/": Kind.ARITHMETIC,
    "%": Kind.ARITHMETIC,
    "==": Kind.COMPARISON,
    "!=": Kind.COMPARISON,
    "<": Kind.COMPARISON,
    "<=": Kind.COMPARISON,
    ">": Kind.COMPARISON,
    ">=": Kind.COMPARISON,
    "&&": Kind.LOGICAL,
    "||": Kind.LOGICAL,
}
_MODE_CHANGING = frozenset('{}"') | {"~}"}

_NAME = r"[A-Za-z_\x80-\U0010ffff][A-Za-z0-9_\-\x80-\U0010ffff]*"
_CODE = re.compile(
    rf"""[ \t]*(?:
      ({_NAME})
    | (\r?\n)
    | <<-?({_NAME})\r?\n
    | ({"|".join(re.escape(symbol) for symbol in sorted(_SYMBOLS, key=len, reverse=True) if symbol != "/")}|/(?![/*]))
    | ([0-9](?:(?:[0-9.]|[eE][+-]?[0-9])*(?:[0-9]|[eE][+-]?[0-9]))?)
    | ((?:\#|//)[^\n]*\n?|/\*[\s\S]*?\*/)
    | \Z
    )""",
    re.VERBOSE,
)
_NAME_GROUP, _NEWLINE_GROUP, _HEREDOC_GROUP, _SYMBOL_GROUP, _NUMBER_GROUP, _COMMENT_GROUP = range(1, 7)
_KIND_OF_GROUP = {
    _NAME_GROUP: Kind.IDENTIFIER,
    _NEWLINE_GROUP: Kind.NEWLINE,
    _NUMBER_GROUP: Kind.NUMBER,
    _COMMENT_GROUP: Kind.COMMENT,
}
_QUOTED = re.compile(
    r"""((?:[^"\\$%\r\n]+|\\[^\r\n])+|\$\$\{~?|%%\{~?|\$(?!\{)|%(?!\{))|([$%]\{~?)|(")""",
)
_HEREDOC = re.compile(r"([^$%\r\n]*\r?\n)|([^$%\r\n]+|\$\$\{~?|%%\{~?|\$(?!\{)|%(?!\{))|([$%]\{~?)")

_LITERAL_GROUP, _CLOSE_QUOTE_GROUP = 1, 3
_LINE_GROUP, _PARTIAL_LINE_GROUP = 1, 2

_WHITE_SPACE = "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
"""What may stand around a heredoc's closing marker: Unicode's White_Space, which `str.strip()` goes beyond."""


class _Mode(Struct):
    """One level of the scanner: code, or the template in it, or the code in that.

    Attributes:
        pattern: What is matched at this level.
        open_braces: In code, how many braces of this level are open.
        marker: In a heredoc, the word that ends it.
        at_line_start: In a heredoc, True where the marker would count.
    """

    pattern: re.Pattern[str]
    open_braces: int = 0
    marker: str = ""
    at_line_start: bool = True


def scan(text: str) -> list[Token]:
    """The tokens of an HCL file in their order, closed by one of kind `END`.

    Letters beyond ASCII are taken for parts of names without a look at their class: the caller has checked the syntax.

    Args:
        text: The file without a byte order mark; bytes that are no UTF-8 as lone surrogates.

    Raises:
        UnscannableError: Something is not HCL, or does not end.
    """
    scanner = _Scanner(text)
    while not scanner.done:
        scanner.step()
    return scanner.tokens


class _Scanner:
    """A position in a text, and the modes open there."""

    __slots__ = ("done", "modes", "position", "text", "tokens")

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.tokens: list[Token] = []
        self.modes = [_Mode(_CODE)]
        self.done = False

    def step(self) -> None:
        """Scan until the mode changes or the text ends."""
        pattern = self.modes[-1].pattern
        if pattern is _CODE:
            self._scan_code()
        elif pattern is _QUOTED:
            self._scan_quoted()
        else:
            self._scan_heredoc()

    def _scan_code(self) -> None:
        text, position, append, match_at = self.text, self.position, self.tokens.append, _CODE.match
        while match := match_at(text, position):
            start, position = position, match.end()
            group = match.lastindex
            if group is None:
                self._end(text[start:position])
                return
            if group == _SYMBOL_GROUP:
                symbol = match[group]
                if symbol in _MODE_CHANGING:
                    self.position = position
                    if self._change_mode(symbol):
                        return
                else:
                    append(Token(_SYMBOLS[symbol], symbol))
            elif group == _HEREDOC_GROUP:
                append(Token(Kind.OPEN_HEREDOC, match[0].lstrip(" \t")))
                self.modes.append(_Mode(_HEREDOC, marker=match[group]))
                self.position = position
                return
            else:
                append(Token(_KIND_OF_GROUP[group], match[group]))
        raise self._stuck(position)

    def _change_mode(self, symbol: str) -> bool:
        """Take a brace or a quote; True when the text after it is of another mode."""
        mode = self.modes[-1]
        nested = len(self.modes) > 1
        kind = _SYMBOLS[symbol]
        if kind is Kind.OPEN_QUOTE:
            self.modes.append(_Mode(_QUOTED))
        elif kind is Kind.OPEN_BRACE:
            mode.open_braces += 1
        elif nested and not mode.open_braces:
            kind = Kind.CLOSE_TEMPLATE
            self.modes.pop()
        elif kind is Kind.CLOSE_BRACE:
            mode.open_braces -= 1
        else:
            raise self._stuck(self.position)
        self.tokens.append(Token(kind, symbol))
        return mode is not self.modes[-1]

    def _scan_quoted(self) -> None:
        append = self.tokens.append
        while match := _QUOTED.match(self.text, self.position):
            self.position = match.end()
            if match.lastindex == _LITERAL_GROUP:
                append(Token(Kind.QUOTED_LITERAL, match[0]))
            elif match.lastindex == _CLOSE_QUOTE_GROUP:
                append(Token(Kind.CLOSE_QUOTE, match[0]))
                self.modes.pop()
                return
            else:
                self._open_template(match)
                return
        raise self._stuck(self.position)

    def _scan_heredoc(self) -> None:
        append, mode = self.tokens.append, self.modes[-1]
        while match := _HEREDOC.match(self.text, self.position):
            self.position = match.end()
            if match.lastindex == _LINE_GROUP:
                line = match[0]
                if mode.at_line_start and line.strip(_WHITE_SPACE) == mode.marker:
                    marker = line.removesuffix("\n").removesuffix("\r")
                    append(Token(Kind.CLOSE_HEREDOC, marker))
                    append(Token(Kind.NEWLINE, line[len(marker) :]))
                    self.modes.pop()
                    return
                append(Token(Kind.HEREDOC_LITERAL, line))
                mode.at_line_start = True
                continue
            mode.at_line_start = False
            if match.lastindex == _PARTIAL_LINE_GROUP:
                append(Token(Kind.HEREDOC_LITERAL, match[0]))
                continue
            self._open_template(match)
            return
        raise self._stuck(self.position)

    def _open_template(self, match: re.Match[str]) -> None:
        kind = Kind.OPEN_INTERPOLATION if match[0].startswith("$") else Kind.OPEN_DIRECTIVE
        self.tokens.append(Token(kind, match[0]))
        self.modes.append(_Mode(_CODE))

    def _end(self, blanks: str) -> None:
        if len(self.modes) > 1:
            raise self._stuck(len(self.text))
        self.tokens.append(Token(Kind.END, " " * len(blanks)))
        self.done = True

    def _stuck(self, position: int) -> UnscannableError:
        return UnscannableError(f"no HCL token starts at character {position}")
