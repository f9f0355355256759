"""The picture in README.md shows what `validate` prints today, and loads nothing."""

from __future__ import annotations

import re
from importlib.util import find_spec

import pytest

from tests.screenshot import PICTURE, drawn, session, shown

SVG = PICTURE.read_text(encoding="utf-8")


def test_picture_shows_what_is_printed() -> None:
    assert shown(SVG).split() == session().split(), "run `python -m tests.screenshot`"


def test_picture_loads_nothing_from_elsewhere() -> None:
    assert set(re.findall(r"https?://[\w./-]+", SVG)) <= {"http://www.w3.org/2000/svg", "https://www.textualize.io"}


def test_picture_can_be_drawn_anew() -> None:
    if find_spec("rich") is None:
        pytest.skip("rich is missing: install the extra `dev`")
    assert shown(drawn()) == shown(SVG)
