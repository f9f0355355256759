"""The commands of Terraform that taskplate runs, with their answers in types."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field

from generator.errors import ToolError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from generator.terraform.engine import Engine, Run

NO_DIAGNOSTIC: Final = "Terraform failed without a diagnostic"
"""The summary of our own for a command that failed and did not say why as Terraform does."""

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Remark(Struct, frozen=True):
    """One diagnostic in Terraform's words.

    Attributes:
        severity: `error` or `warning`.
        summary: One line.
        detail: More lines; may be empty.
        file: The file it is about, relative to the folder; empty where it is about none.
        line: 1-based; 0 where there is no file.
        column: 1-based, in grapheme clusters; 0 where there is no file.
        end_line: Where it ends, likewise.
        end_column: The column behind its end, likewise.
        address: The resource it is about, such as `docker_container.workspace`; may be empty.
    """

    severity: str
    summary: str
    detail: str
    file: str = ""
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0
    address: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}: " if self.file else ""
        return f"{place}{self.severity}: {self.summary}: {' '.join(self.detail.split())}"


class Outcome(Struct, frozen=True):
    """What a command came to.

    Attributes:
        ok: True when Terraform was content.
        remarks: Its errors and warnings, in its order, exact repeats dropped.
    """

    ok: bool
    remarks: tuple[Remark, ...]

    @property
    def errors(self) -> tuple[Remark, ...]:
        """The remarks that are errors."""
        return tuple(remark for remark in self.remarks if remark.severity == "error")


class Terraform(Struct, frozen=True):
    """One engine at work in one folder.

    Attributes:
        engine: What runs.
        folder: The root module.
        env: The environment of every command, on top of what `Engine.run` inherits.
        timeout: Seconds that one command may take.
        attached: The environment of the commands that ask providers; empty where Terraform starts them itself.
    """

    engine: Engine
    folder: Path
    env: Mapping[str, str]
    timeout: float = 120.0
    attached: Mapping[str, str] = field(default_factory=dict)

    def init(self, *, backend: bool = False) -> Outcome:
        """Installs providers and modules into `.terraform`, and sets up the backend where that is asked for."""
        return _streamed(
            self._run("init", "-input=false", f"-backend={'true' if backend else 'false'}", "-no-color", "-json")
        )

    def validate(self) -> Outcome:
        """Checks an initialised folder without values."""
        run = self._run("validate", "-no-color", "-json", env=self.attached)
        answer = _object(run)
        return Outcome(bool(answer["valid"]), tuple(_remark(each) for each in answer["diagnostics"]))

    def plan(self, out: Path, *, env: Mapping[str, str] | None = None) -> Outcome:
        """Plans an initialised folder from an empty state into the file `out`, with `env` added for this plan only."""
        options = ("-input=false", "-lock=false", "-no-color", "-json", f"-out={out}")
        return _streamed(self._run("plan", *options, env={**self.attached, **(env or {})}))

    def show(self, plan: Path) -> dict[str, Any]:
        """The plan in that file as JSON, in Terraform's plan representation.

        Raises:
            ToolError: The file is not a plan of this folder.
        """
        return _object(self._run("show", "-no-color", "-json", str(plan), env=self.attached))

    def unformatted(self) -> tuple[str, ...]:
        """The files below the folder that `fmt` would change, by their paths in it.

        Raises:
            ToolError: A file has a syntax error, so that `fmt` cannot judge it.
        """
        run = self._run("fmt", "-check", "-recursive", "-list=true", "-no-color")
        if run.exit_code not in (0, 3):
            raise ToolError(f"`{self.engine.name} fmt` failed: {_one_line(run)}")
        return tuple(run.stdout.split("\n")[:-1])

    def console(self, expression: str) -> str:
        """What the expression, one line of it, comes to, as the console prints it.

        Raises:
            ToolError: The expression is wrong.
        """
        run = self._run("console", env=self.attached, stdin=expression + "\n")
        if run.exit_code != 0:
            raise ToolError(f"`{self.engine.name} console` failed: {_one_line(run)}")
        return run.stdout.removesuffix("\n")

    def _run(self, *args: str, env: Mapping[str, str] | None = None, stdin: str = "") -> Run:
        return self.engine.run(
            args, folder=self.folder, env={**self.env, **(env or {})}, timeout=self.timeout, stdin=stdin
        )


def _streamed(run: Run) -> Outcome:
    """The outcome of a command that prints one JSON object a line."""
    remarks = tuple(_remark(event["diagnostic"]) for event in _events(run.stdout) if event.get("type") == "diagnostic")
    if run.exit_code != 0 and not any(remark.severity == "error" for remark in remarks):
        remarks = (*remarks, Remark("error", NO_DIAGNOSTIC, _one_line(run)))
    return Outcome(run.exit_code == 0, tuple(dict.fromkeys(remarks)))


def _events(stdout: str) -> Iterator[dict[str, Any]]:
    for line in stdout.split("\n"):
        try:
            event = json.loads(line)
        except ValueError:
            continue  # `init` mixes plain lines in
        if isinstance(event, dict):
            yield event


def _object(run: Run) -> dict[str, Any]:
    try:
        answer = json.loads(run.stdout)
    except ValueError:
        raise ToolError(f"Terraform did not answer in JSON: {_one_line(run)}") from None
    if not isinstance(answer, dict):
        raise ToolError(f"Terraform did not answer with a JSON object: {_one_line(run)}")
    return answer


def _remark(diagnostic: Mapping[str, Any]) -> Remark:
    place = diagnostic.get("range") or {}
    start, end = place.get("start", {}), place.get("end", {})
    return Remark(
        severity=diagnostic["severity"],
        summary=diagnostic["summary"],
        detail=diagnostic.get("detail", ""),
        file=place.get("filename", ""),
        line=start.get("line", 0),
        column=start.get("column", 0),
        end_line=end.get("line", 0),
        end_column=end.get("column", 0),
        address=diagnostic.get("address", ""),
    )


def _one_line(run: Run) -> str:
    return " ".join(_COLOUR.sub("", run.stderr or run.stdout).split())  # `console` has no -no-color
