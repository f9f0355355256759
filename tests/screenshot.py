"""The picture at the top of README.md: `taskplate validate` on a template with faults, as a terminal shows it.

`python -m tests.screenshot` draws it anew with rich (extra `dev`); a test says when that is due, and needs no rich.
"""

from __future__ import annotations

import contextlib
import io
from xml.etree import ElementTree as ET

from generator.cli.main import run
from tests.documents import ROOT

PICTURE = ROOT / "docs" / "validate.svg"
COMMAND = ("taskplate", "validate", "research")
_FOLDER = ROOT / "tests" / "data" / "screenshot"
_WIDTH = 112  # columns
_FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace"


class _Terminal(io.StringIO):
    """A stream that takes itself for a terminal, so that what is printed has its colours."""

    def isatty(self) -> bool:
        return True


def session(*, colour: bool = False) -> str:
    """The command and what it prints."""
    stream = _Terminal() if colour else io.StringIO()
    with contextlib.chdir(_FOLDER), contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
        run(COMMAND[1:])
    return f"$ {' '.join(COMMAND)}\n{stream.getvalue()}"


def shown(svg: str) -> str:
    """The text that a picture shows, line by line."""
    lines: dict[float, str] = {}
    for element in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"):
        text = element.text or ""
        if element.get("clip-path") and text:  # the others are the window's title
            column = round(_number(element, "x") * len(text) / _number(element, "textLength"))
            line = lines.get(_number(element, "y"), "")
            lines[_number(element, "y")] = line.ljust(column) + text.replace("\xa0", " ")
    return "\n".join(line.rstrip() for _, line in sorted(lines.items()))


def _number(element: ET.Element, name: str) -> float:
    return float(element.get(name, "0"))


def drawn() -> str:
    """The picture, which loads nothing from elsewhere."""
    from rich._export_format import CONSOLE_SVG_FORMAT
    from rich.console import Console
    from rich.terminal_theme import MONOKAI
    from rich.text import Text

    console = Console(record=True, width=_WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text.from_ansi(session(colour=True)))
    head, _, rest = CONSOLE_SVG_FORMAT.partition("@font-face")
    style = rest[rest.index(".{unique_id}-matrix") :].replace("Fira Code, monospace", _FONT)
    svg = console.export_svg(title="taskplate", theme=MONOKAI, code_format=head + style, unique_id="taskplate")
    return "\n".join(line.rstrip() for line in svg.splitlines() if line.strip()) + "\n"


if __name__ == "__main__":
    PICTURE.write_text(drawn(), encoding="utf-8")
