"""Valid HCL in odd dress, from a seed: whole files of every construct, and other spaces for a file at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.hcl.tokens import Kind, Token, scan

if TYPE_CHECKING:
    from random import Random

_NAMES = ("a", "foo", "long_name", "with-dash", "in", "for", "type", "ünïcode", "名前", "e\u0301", "null", "x1")
_TEXTS = (
    "", "text", "a b", "$", "%", "$$", "100%", "$${not}", "%%{not}", "\\n", "\\\"", "\\\\", "é", "日本語", "👩‍👩‍👧",
    "🇩🇪🇫🇷", "{", "}", "#", "//", "\t", "~", "한국어", "क्षि", "\\u00e9",
)  # fmt: skip
_COMMENTS = ("# note", "// note", "#", "//", "# ünïcode 🇩🇪", "# } {", "/* in */ # and", "/* two\n lines */")
_OPERATORS = ("+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||")
_LABELS = ("", "x", "a b", "é", "e\u0301", "\\t", "\\u00e9", "$${", "\U0001f600", "\u200b")
_KEYS = ('"k"', "(var.k)", '"é${a}"')
_TYPES = (
    "string",
    "list",
    "map",
    "set",
    '"string"',
    '"list"',
    '"map"',
    '"any"',
    "list(string)",
    "object({ a = list })",
)


class RandomHcl:
    """Writes one random file; every choice comes from `rng`."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng

    def file(self) -> str:
        """A file that Terraform accepts: every path of the grammar, spaced and broken at random."""
        text = "".join(self._item(depth=0) for _ in range(self.rng.randint(0, 6)))
        return text + (
            self.rng.choice(("last = 1", "# last", "last {}  ", "last = [1, # one\n]"))
            if self.rng.random() < 0.2
            else ""
        )

    def _blanks(self) -> str:
        return self.rng.choice(("", "", " ", " ", "   ", "\t"))

    def _block_comment(self) -> str:
        return self.rng.choice(("", "", "", "", "", " ", "/* c */ "))

    def _line_end(self) -> str:
        comment = self.rng.choice(_COMMENTS) if self.rng.random() < 0.2 else ""
        return self._blanks() + comment + "\n" * self.rng.choice((1, 1, 1, 1, 2, 3))

    def _break(self) -> str:
        """What may stand between the elements inside brackets."""
        return self.rng.choice(("", "", "", " ", "\n", "\n\n", " # c\n", "\n  // c\n", "/* c */"))

    def _item(self, depth: int) -> str:
        choice = self.rng.random()
        if choice < 0.1:
            return self._blanks() + self.rng.choice(_COMMENTS) + "\n"
        if choice < 0.15:
            return self._blanks() + "\n"
        if choice < 0.65 or depth > 2:
            return self._blanks() + self._attribute()
        return self._blanks() + self._block(depth) + self._line_end()

    def _attribute(self) -> str:
        # A body may not define one name twice, so a number makes each unlike the others.
        name = f"{self.rng.choice(_NAMES)}_{self.rng.randrange(10 ** self.rng.randint(3, 9))}"
        value = self._value()
        return f"{name}{self._blanks()}{self._block_comment()}={self._blanks()}{self._block_comment()}{value}"

    def _value(self) -> str:
        """A value and the end of its line, which after a heredoc is bare."""
        if self.rng.random() < 0.15:
            return self._heredoc(0) + "\n"
        return self._inline_value() + self._line_end()

    def _inline_value(self) -> str:
        if self.rng.random() < 0.1:
            return '"${' + self._break_in_template() + self._unquoted() + self._break_in_template() + '}"'
        return self._expression(0)

    def _unquoted(self, depth: int = 1) -> str:
        """An expression that is no string by itself: Terraform unwraps `"${"${a}"}"` one layer a run."""
        expression = self._expression(depth)
        return f"({expression})" if expression.startswith('"') else expression

    def _break_in_template(self) -> str:
        return self.rng.choice(("", "", " ", "\n", "\n\n", "\n "))

    def _block(self, depth: int) -> str:
        rng = self.rng
        if depth == 0 and rng.random() < 0.2:
            return rng.choice(("variable a ", 'variable   "b"')) + f"{{\ntype={rng.choice(_TYPES)}\n}}"
        labels = "".join(
            rng.choice((f" {rng.choice(_NAMES)}", f' "{rng.choice(_LABELS)}"')) for _ in range(rng.randint(0, 2))
        )
        header = f"{rng.choice(_NAMES)}{labels}{self._blanks()}{self._block_comment()}"
        if rng.random() < 0.15:
            return f"{header}{{{self._blanks()}}}"
        if rng.random() < 0.2:
            return (
                f"{header}{{{self._blanks()}a{self._blanks()}={self._blanks()}{self._expression(3)}{self._blanks()}}}"
            )
        body = "".join(self._item(depth + 1) for _ in range(rng.randint(0, 4)))
        return f"{header}{{{self._line_end()}{body}{self._blanks()}}}"

    def _expression(self, depth: int) -> str:
        rng = self.rng
        if depth > 3:
            return rng.choice(
                ("1", "true", "var.x", '"s"', "null", "1.5e3", "-1", "!a", "a[0]", "a.0", "a.*.b", "a[*].b")
            )
        makers = (
            self._literal, self._string, self._string, self._traversal, self._traversal, self._call, self._operation,
            self._operation, self._conditional, self._parenthesised, self._tuple, self._tuple, self._object,
            self._object, self._for_tuple, self._for_object, self._negation,
        )  # fmt: skip
        return rng.choice(makers)(depth + 1)

    def _literal(self, depth: int) -> str:
        return self.rng.choice(("1", "0.5", "1e10", "1.5E-3", "true", "false", "null"))

    def _string(self, depth: int) -> str:
        return (
            '"'
            + "".join(self._template_part(depth, self.rng.choice(_TEXTS)) for _ in range(self.rng.randint(0, 3)))
            + '"'
        )

    def _template_part(self, depth: int, text: str) -> str:
        rng = self.rng
        if rng.random() < 0.5:
            # A `$` or `%` at the end would escape what follows.
            return text.rstrip("$%") if rng.random() < 0.7 else text + " "
        strip, end = rng.choice(("", "~")), rng.choice(("", "~"))
        inner = self._blanks() + self._unquoted(depth + 1) + self._blanks()
        if rng.random() < 0.7:
            return f"${{{strip}{inner}{end}}}"
        if rng.random() < 0.5:
            return f"%{{{strip} if {inner} {end}}}yes%{{else}}no%{{ endif }}"
        return f"%{{for x in {inner}}}-${{x}}%{{{strip}endfor{end}}}"

    def _heredoc(self, depth: int) -> str:
        rng = self.rng
        marker, flush = rng.choice(("EOT", "ÉND", "E-1")), rng.choice(("", "-"))
        lines = "".join(
            self._blanks()
            + "".join(
                self._template_part(depth + 2, rng.choice(("a", "é $ ", "\\", '"', "# no", " x "))) for _ in range(2)
            )
            + "\n"
            for _ in range(rng.randint(0, 3))
        )
        return f"<<{flush}{marker}\n{lines}{self._blanks()}{marker}"

    def _traversal(self, depth: int) -> str:
        rng = self.rng
        text = rng.choice(("var.a", "local . b", "a", "module.m", "名前"))
        steps = (".b", ".0", "[0]", "[ 1 ]", '["k"]', "[*]", " [ var.i ]", f"[{self._expression(depth + 1)} + 1]")
        text += "".join(rng.sample(steps, rng.randint(0, 2)))
        text += rng.choice(("", "", "", ".*", " . * . c"))
        return text

    def _call(self, depth: int) -> str:
        rng = self.rng
        arguments = f"{self._blanks()},{self._break()}".join(
            self._expression(depth + 1) for _ in range(rng.randint(0, 3))
        )
        last = rng.choice(("", "", "...", ",")) if arguments else ""
        name = rng.choice(("f", "f ", "provider::p::f", "provider :: p :: f"))
        if rng.random() < 0.1:
            return f"{name}({self._break()}{self._heredoc(depth)}\n)"
        return f"{name}({self._break()}{arguments}{last}{self._break()})"

    def _operation(self, depth: int) -> str:
        space = self.rng.choice((" ", " ", "  "))
        return f"{self._expression(depth + 1)}{space}{self.rng.choice(_OPERATORS)}{space}{self._expression(depth + 1)}"

    def _negation(self, depth: int) -> str:
        return self.rng.choice(("-", "!", "- ", "! ")) + self.rng.choice(("1", "a", "f(x)", "(1 + 2)", "a.b"))

    def _conditional(self, depth: int) -> str:
        a, b, c = (self._expression(depth + 1) for _ in range(3))
        return (
            f"({a}{self._break()} ?{self._blanks()}{b} :{self._break()}{c})"
            if self.rng.random() < 0.5
            else f"{a} ? {b} : {c}"
        )

    def _parenthesised(self, depth: int) -> str:
        return f"({self._break()}{self._expression(depth + 1)}{self._break()})"

    def _tuple(self, depth: int) -> str:
        items = f",{self._break()}".join(self._expression(depth + 1) for _ in range(self.rng.randint(0, 3)))
        return f"[{self._break()}{items}{',' if items and self.rng.random() < 0.3 else ''}{self._break()}]"

    def _object(self, depth: int) -> str:
        rng = self.rng
        between = rng.choice((",", "\n", ",\n", " # c\n"))
        items = between.join(self._entry(depth) for _ in range(rng.randint(0, 3)))
        # An object that starts with the word `for` is another construct.
        opening = self._break() + ('"q" = 1' + between if items.startswith("for") else "")
        return f"{{{opening}{items}{self._break()}}}"

    def _entry(self, depth: int) -> str:
        key, sign = self.rng.choice((*_NAMES[:5], *_KEYS)), self.rng.choice("==:")
        return f"{key}{self._blanks()}{sign}{self._blanks()}{self._expression(depth + 1)}"

    def _for_tuple(self, depth: int) -> str:
        condition = f" if {self._expression(depth + 2)}" if self.rng.random() < 0.3 else ""
        return f"[{self._break()}for x in{self._blanks()} {self._expression(depth + 1)} : x{condition}{self._break()}]"

    def _for_object(self, depth: int) -> str:
        group = self.rng.choice(("", "..."))
        source = f"for k , v in {self._expression(depth + 1)}"
        return f"{{{self._break()}{source} : k =>{self._blanks()}v{group}{self._break()}}}"


_GLUED = ("==", "!=", "<=", ">=", "=>", "&&", "||", "::", "..", "//", "/*", "<<", "~}", "*/")
_TEMPLATE_TEXT = (Kind.QUOTED_LITERAL, Kind.HEREDOC_LITERAL)
_SPACINGS: tuple[tuple[str, ...], ...] = (("",), ("", " ", "   "), (" ", "      "), ("", "\t", " \t"))


def respaced(text: str, rng: Random) -> str:
    """`text` with other spaces, blank lines and end; the same tokens, but for the blank lines."""
    spacing = rng.choice(_SPACINGS)
    previous = Token(Kind.NONE, "")
    parts: list[str] = []
    for token in scan(text)[:-1]:
        if not _is_in_template_text(previous, token):
            space = rng.choice(spacing)
            parts.append(space or (" " if _would_merge(previous, token) else ""))
            if token.kind is Kind.NEWLINE and rng.random() < 0.1:
                parts.append("\n" * rng.randint(1, 2))
        parts.append(token.text)
        previous = token
    result = "".join(parts)
    if rng.random() < 0.1:
        result = result.rstrip("\n")
    if rng.random() < 0.1:
        result = result.replace("\r\n", "\n").replace("\n", "\r\n")
    return result + rng.choice(("", "", "", "  \t"))


def _is_in_template_text(left: Token, right: Token) -> bool:
    """Whether a space between the two would be part of a string."""
    return (
        left.kind in (*_TEMPLATE_TEXT, Kind.OPEN_QUOTE, Kind.OPEN_HEREDOC, Kind.CLOSE_HEREDOC)
        or right.kind in (*_TEMPLATE_TEXT, Kind.CLOSE_QUOTE, Kind.CLOSE_HEREDOC)
        or (left.kind is Kind.CLOSE_TEMPLATE and right.kind in (Kind.OPEN_INTERPOLATION, Kind.OPEN_DIRECTIVE))
    )


def _would_merge(left: Token, right: Token) -> bool:
    if not left.text or left.text.endswith("\n"):
        return False
    a, b = left.text[-1], right.text[0]
    return (
        (_is_of_word(a) and _is_of_word(b))
        or a + b in _GLUED
        or {a, b} <= set("0123456789.")
        or (a in ".=<>!:" and b in ".=<>:-")
    )


def _is_of_word(character: str) -> bool:
    return character.isalnum() or character in "_-" or ord(character) > 127
