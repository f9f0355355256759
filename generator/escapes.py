"""How a value is written so that it comes out as it went in: in HCL, YAML, Markdown, and in the comments of each.

Nothing but Python's own library is used here, and nothing of taskplate: the templates that `taskplate
export-cookiecutter` writes carry this file as it is, and fill in answers with the filters at its end.
"""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_HCL_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
# Text, which `re` compiles when it is first needed: a check loads this module and seldom writes anything.
_HCL_SPECIAL = r'["\\\x00-\x1f\x7f\u0085\u2028\u2029\ufeff]|(?:\$+|%+)\{'
# What stands in JSON strings as it is but not in YAML ones: what YAML refuses, or folds as a line break.
_UNPRINTABLE = "[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]"
_SURROGATES = "[\ud800-\udfff]"
_PIPE = r"(\\*)\|"
_WORD = r"\b[A-Z]\w+"
_INITIALS = ("ai", "api", "aws", "cd", "ci", "cli", "db", "gcp", "ide", "sql", "ui", "vm", "vpn")
_MARKDOWN = r"([\\`*_{}\[\]<>#|~!$])"


def hcl(value: object) -> str:
    """The HCL literal of text, a number, true, false or nothing.

    Raises:
        TypeError: The value is of another type.
        ValueError: A number is not finite; HCL has no text for it.
    """
    match value:
        case str():
            return hcl_text(value)
        case bool():
            return "true" if value else "false"
        case None:
            return "null"
        case int():
            return str(int(value))
        case float():
            return _fraction(value)
        case _:
            raise TypeError(f"{type(value).__name__} has no HCL literal")


def hcl_text(text: str) -> str:
    """A quoted HCL string whose value is `text`, `${` and `%{` in it inert.

    Terraform keeps strings in Unicode normal form C (cty), so that is the form written.
    """

    def escape(match: re.Match[str]) -> str:
        found = match.group(0)
        if found.endswith("{"):
            # Terraform reads `$$${` as `$` and an escaped `${`; tree-sitter's grammar does not always.
            return found[0] + found if len(found) == 2 else f"{found[:-2]}\\u{ord(found[0]):04x}{{"
        return _HCL_ESCAPES.get(found) or f"\\u{ord(found):04x}"

    return '"' + re.sub(_HCL_SPECIAL, escape, normal(text)) + '"'


def normal(text: str) -> str:
    """Text in the form in which Terraform keeps it."""
    return unicodedata.normalize("NFC", text)


def unit(value: object, name: str) -> str:
    """A number and its unit as one HCL text, such as `"10Gi"`."""
    return hcl_text(f"{value}{name}")


def tfvar(value: object) -> str:
    """A value as the Coder CLI takes it from a `.tfvars` file, which knows no `true`."""
    return hcl(str(value).lower() if isinstance(value, bool) else value)


def comment(text: str) -> str:
    """Text inside a `#` comment: one line."""
    return " ".join(text.split())


def yaml_text(text: str) -> str:
    """Text as a double-quoted YAML scalar on one line; what of it is no Unicode becomes U+FFFD."""
    import json  # late: a check of a template loads this module and does without

    if text.isprintable():
        return json.dumps(text, ensure_ascii=False)
    quoted = json.dumps(re.sub(_SURROGATES, "\ufffd", text), ensure_ascii=False)
    return re.sub(_UNPRINTABLE, lambda match: f"\\u{ord(match.group()):04x}", quoted)


def json_text(value: object) -> str:
    """A value as JSON on one line."""
    import json

    return json.dumps(value, ensure_ascii=False)


def markdown_text(value: object) -> str:
    """Text that means nothing to Markdown, whatever marks it holds."""
    return re.sub(_MARKDOWN, r"\\\1", str(value))


def markdown_cell(value: object) -> str:
    """Markdown on one line in which no `|` ends a table cell; one that is escaped already stays."""
    line = " ".join(str(value).splitlines())
    return re.sub(_PIPE, lambda match: match[0] if len(match[1]) % 2 else f"{match[1]}\\|", line)


def cell(value: object) -> str:
    """Text in a cell of a Markdown table."""
    return " ".join(markdown_text(value).splitlines())


def code(value: object) -> str:
    """Text between Markdown's backticks, in a table too."""
    return markdown_cell(str(value).replace("`", "'"))


def titled(name: object, about: str = "") -> str:
    """A name of words with hyphens between as people read it, as in `AWS Claude`.

    Args:
        name: The name.
        about: Text whose words are written as they are there: what the name is about.
    """
    known = {word.lower(): word for word in re.findall(_WORD, about)}
    known |= {word: word.upper() for word in _INITIALS}
    title = " ".join(known.get(word, word) for word in str(name).split("-"))
    return title[:1].upper() + title[1:]


def worth(value: object) -> str:
    """The value of a parameter between Markdown's backticks."""
    return code(value) or '""'


def argument(value: object) -> str:
    """Text as one argument of a command in a shell, on one line."""
    import shlex

    return shlex.quote(" ".join(str(value).splitlines()))


def number(text: object) -> int | float:
    """The number that a person wrote, whole where it has no fraction.

    Raises:
        ValueError: It is none.
    """
    written = str(text)
    return float(written) if "." in written else int(written)


def _fraction(value: float) -> str:
    if not math.isfinite(value):
        raise ValueError(f"{value} has no HCL literal")
    # Written out, since tree-sitter does not read the exponent of a number without a fraction.
    return format(Decimal(int(value) if value == int(value) else repr(value)), "f")


FILTERS: Mapping[str, Callable[..., object]] = {
    "argument": argument,
    "cell": cell,
    "code": code,
    "comment": comment,
    "hcl": hcl,
    "json": json_text,
    "markdown": str,
    "markdown_cell": markdown_cell,
    "number": number,
    "text": markdown_text,
    "tfvar": tfvar,
    "titled": titled,
    "unit": unit,
    "worth": worth,
    "yaml": yaml_text,
}
"""What an exported template writes answers with, by the names that it calls them."""
