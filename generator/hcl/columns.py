"""The columns a text takes when `terraform fmt` aligns: one for each grapheme cluster, whatever its width on screen."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from generator.hcl import grapheme_table

if TYPE_CHECKING:
    from generator.source.files import SourceFile

_HANGUL_FIRST, _HANGUL_LAST, _TRAILING_FORMS = 0xAC00, 0xD7A3, 28
"""Unicode lays out Hangul syllables in groups of 28: one without a trailing consonant, then 27 with one."""


def count_columns(text: str) -> int:
    """The number of extended grapheme clusters in `text` (Unicode 15.0, UAX 29); a CRLF pair is one."""
    if text.isascii():
        return len(text) - text.count("\r\n")
    return len(_cluster_pattern().findall(text))


def first_columns(text: str, count: int) -> str:
    """The beginning of `text` that takes `count` columns; all of it where it has fewer."""
    return text[:count] if text.isascii() else "".join(_cluster_pattern().findall(text)[:count])


@cache
def _cluster_pattern() -> re.Pattern[str]:
    """A pattern that matches one grapheme cluster; made on first use because most files are ASCII."""
    prepend = f"[{_members(grapheme_table.PREPEND)}]"
    control = f"[{_members(grapheme_table.CONTROL)}\r\n\ud800-\udfff\ufffd]"
    pictographic = f"[{_members(grapheme_table.EXTENDED_PICTOGRAPHIC)}]"
    joiner = "\u200d"
    mark = f"[{_members(grapheme_table.EXTEND)}{_members(grapheme_table.SPACING_MARK)}{joiner}]"
    extension = f"(?:{joiner}{pictographic}|{mark})*"
    lead, vowel, trail = "[\u1100-\u115f\ua960-\ua97c]", "[\u1160-\u11a7\ud7b0-\ud7c6]", "[\u11a8-\u11ff\ud7cb-\ud7fb]"
    open_syllable = "[" + "".join(map(chr, range(_HANGUL_FIRST, _HANGUL_LAST + 1, _TRAILING_FORMS))) + "]"
    syllable = f"[{chr(_HANGUL_FIRST)}-{chr(_HANGUL_LAST)}]"
    closed_syllable = f"(?!{open_syllable}){syllable}"
    # As Terraform's library has it: a trailing consonant does not join a lead followed by an open syllable.
    after_lead = f"(?:(?:{open_syllable}?{vowel}+|{closed_syllable}){trail}*|{open_syllable})"
    hangul = (
        f"(?:{lead}+{after_lead}?|{open_syllable}{vowel}*{trail}*|{vowel}+{trail}*|{closed_syllable}{trail}*|{trail}+)"
    )
    flag = "[\U0001f1e6-\U0001f1ff]{1,2}"
    bound = f"(?:(?:{hangul}|{pictographic}|{flag}){extension}|(?!{control}|{prepend}).{mark}*)"
    return re.compile(f"\r\n|{control}|{prepend}+{bound}?|{bound}", re.DOTALL)


def _members(ranges: str) -> str:
    """The inside of a character class: `ranges` as `grapheme_table` writes them."""
    return "".join("-".join(f"\\U{int(point, 16):08x}" for point in part.split("-")) for part in ranges.split())


def parser_offset(source: SourceFile, line: int, column: int) -> int:
    """The byte offset of a place as HashiCorp's parser counts it: its columns are grapheme clusters, from 1."""
    return source.offset(line, len(first_columns(source.line_text(line), column - 1)) + 1)
