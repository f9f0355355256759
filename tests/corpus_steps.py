"""The templates that people could have written (tests/corpus/templates), and the commands that rewrite them."""

from __future__ import annotations

import shlex
import tempfile
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from unittest.mock import patch

from jinja2 import Environment

from generator.app.targets import target_of
from generator.catalog.catalog import Catalog
from generator.check.registry import rule_names, select
from generator.check.rule import Context
from generator.check.runner import run
from generator.cli.output import unified_diff
from generator.diagnostics import Severity
from generator.hcl.tree import parse
from generator.source.files import SourceFile
from generator.template.load import template_from_sources
from tests.helpers import build_tree, run_cli

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.diagnostics import Span
    from generator.hcl.tree import Block

CATALOG = Catalog()
MARK = b"\xef\xbb\xbf"
TEMPLATES = Path(__file__).parent / "corpus" / "templates"

_27, _34, _38 = (f"upgrade --coder {target}" for target in ("2.27", "2.34", "2.38"))

COMMANDS: Mapping[str, tuple[str, ...]] = {
    "agent-for-each": ("add claude-code --coder 2.34", _38),
    "agent-in-module": ("add claude-code --coder 2.34",),
    "agentapi-2-custom": (
        "add claude-code --coder 2.34",
        "add custom --coder 2.34 --start-command aider",
        _27,
        _34,
        _38,
    ),
    "agentapi-binary": ("add claude-code --coder 2.34", _27, _34, _38),
    "amazon-q-2-aws": ("add amazon-q --coder 2.34", _27, _34, _38),
    "aws-mixed-syntaxes": ("add copilot --coder 2.34", "add copilot --coder 2.27 --auth github-token", _38),
    "claude-code-2-tabs": ("add claude-code --coder 2.27", _27, _34, _38),
    "claude-code-3-comments": ("add claude-code --coder 2.27", _27, _34, _38),
    "claude-code-4-enabled": ("add codex --coder 2.34", "add claude-code --coder 2.34", _27, _34, _38),
    "claude-code-from-git": ("add claude-code --coder 2.34", _27, _34, _38),
    "codex-2-override": ("add codex --coder 2.27", _27, _34, _38),
    "codex-3-windows": (_27, _34, _38),
    "codex-4-sidebar": ("add codex --coder 2.34", _34, _38),
    "codex-range": (_27, _34, _38),
    "devcontainer": ("add codex --coder 2.34", "add codex --coder 2.27 --no-setup", _34),
    "digitalocean-json": ("add goose --coder 2.34", "add claude-code --coder 2.27 --auth bedrock", _38),
    "gemini-2-json": ("add gemini --coder 2.27", _27, _34, _38),
    "goose-2-locals": ("add goose --coder 2.27", _27, _34, _38),
    "kubernetes-many-files": ("add gemini --coder 2.34", "add opencode --coder 2.34", _34),
    "local-module": (
        "add custom --coder 2.34 --start-command 'my-agent --watch' --workdir /home/coder/src",
        "add gemini --coder 2.27 --auth vertex --no-setup",
    ),
    "no-agent": ("add claude-code --coder 2.34", _38),
    "one-file-docker": (
        "add claude-code --coder 2.34",
        "add codex --coder 2.27 --workdir /home/coder/app",
        "add claude-code --coder 2.38",
        _34,
    ),
    "two-agents": ("add codex --coder 2.34", "add codex --coder 2.34 --agent dev", _34),
    "unpinned-claude-code": ("add claude-code --coder 2.34", _34, _38),
    "windows-editor": ("add claude-code --coder 2.34 --auth oauth-token", "add goose --coder 2.27", _38),
}
"""What is tried on each template."""

_VISIBLE = str.maketrans({"\r": "␍", "\ufeff": "<BOM>", "\t": "→\t"})


class Step(NamedTuple):
    """A command on a template."""

    template: str
    command: str

    @property
    def name(self) -> str:
        """Both as one word that can be the name of a file."""
        words = self.command.replace("--coder ", "").replace("--", "").replace("'", "").replace("/", " ").split()
        return f"{self.template}.{'-'.join(words)}"

    @property
    def target(self) -> str:
        """The Coder release that the template is for afterwards."""
        words = self.command.split()
        return words[words.index("--coder") + 1]


STEPS = tuple(Step(template, command) for template, commands in COMMANDS.items() for command in commands)


UNCHANGED = frozenset(
    {
        "agent-for-each.upgrade-2.38",
        "agent-in-module.add-claude-code-2.34",
        "agentapi-2-custom.add-claude-code-2.34",
        "agentapi-2-custom.add-custom-2.34-start-command-aider",
        "agentapi-2-custom.upgrade-2.27",
        "agentapi-binary.add-claude-code-2.34",
        "agentapi-binary.upgrade-2.27",
        "amazon-q-2-aws.add-amazon-q-2.34",
        "aws-mixed-syntaxes.upgrade-2.38",
        "claude-code-2-tabs.add-claude-code-2.27",
        "claude-code-3-comments.add-claude-code-2.27",
        "claude-code-4-enabled.add-claude-code-2.34",
        "claude-code-4-enabled.add-codex-2.34",
        "claude-code-4-enabled.upgrade-2.27",
        "claude-code-from-git.add-claude-code-2.34",
        "codex-2-override.add-codex-2.27",
        "codex-4-sidebar.add-codex-2.34",
        "codex-range.upgrade-2.27",
        "devcontainer.upgrade-2.34",
        "digitalocean-json.upgrade-2.38",
        "gemini-2-json.add-gemini-2.27",
        "goose-2-locals.add-goose-2.27",
        "no-agent.add-claude-code-2.34",
        "no-agent.upgrade-2.38",
        "one-file-docker.add-claude-code-2.38",
        "two-agents.add-codex-2.34",
        "two-agents.upgrade-2.34",
        "unpinned-claude-code.add-claude-code-2.34",
        "windows-editor.upgrade-2.38",
    }
)
"""The steps that change nothing: there is nothing to do, or it is refused."""


class Outcome(NamedTuple):
    """What came of a step.

    Attributes:
        code: The exit code.
        said: What was printed, then what was said on the error stream.
        before: The files as they were, by name.
        after: The files as they are now.
    """

    code: int
    said: str
    before: Mapping[str, bytes]
    after: Mapping[str, bytes]

    @property
    def refused(self) -> bool:
        """True when nothing was done, for a reason."""
        return self.code > 1

    @property
    def sentences(self) -> set[str]:
        """What was said in whole sentences: what was done, what is left to do, why nothing was done."""
        lines = self.said.replace(".tf.json", ".tf").splitlines()
        return {line for line in lines if line.endswith(".") and not line.startswith(" ")}

    def text(self, step: Step) -> str:
        """All of it for people; line ends and marks that could not be seen are written out."""
        names = sorted({*self.before, *self.after})
        diffs = "".join(unified_diff(name, self.before.get(name), self.after.get(name)) for name in names)
        said = "".join(f"{line.rstrip()}\n" for line in self.said.splitlines() if line.strip())
        parts = (f"$ taskplate {step.command} {step.template}\n{said}[exit {self.code}]\n", diffs)
        return "\n".join(filter(None, parts)).translate(_VISIBLE)


def files_below(folder: Path) -> dict[str, bytes]:
    """The files of a folder by their path in it."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@contextmanager
def _reading_once() -> Iterator[None]:
    """What is known, and the parts of blueprints, are read once for all steps; a command reads them once for itself."""
    with (
        patch("generator.app.catalogs.catalog_for", return_value=CATALOG),
        patch.object(Environment, "compile", _compiled),
    ):
        yield


_compile = Environment.compile
_codes: dict[tuple[str, str, str], object] = {}


def _compiled(environment: Environment, source: str, name: str, file: str) -> object:
    key = (source, name, file)
    if key not in _codes:
        _codes[key] = _compile(environment, source, name, file)
    return _codes[key]


def rewritten(step: Step, files: Mapping[str, bytes]) -> Outcome:
    """What comes of the command of a step where the template holds these files."""
    with tempfile.TemporaryDirectory() as scratch, _reading_once():
        folder = build_tree(Path(scratch) / step.template, files)
        code, out, err = run_cli([*shlex.split(step.command), step.template, "--force"], Path(scratch))
        return Outcome(code, out + err, files, files_below(folder))


@cache
def outcome(step: Step) -> Outcome:
    """What comes of a step."""
    return rewritten(step, files_below(TEMPLATES / step.template))


def errors(files: Mapping[str, bytes], coder: str) -> set[tuple[str, str]]:
    """The errors that `validate` finds on a target: rule and message."""
    sources = [SourceFile(name, data) for name, data in files.items() if name.endswith((".tf", ".tf.json", ".hcl"))]
    context = Context(template_from_sources(sources, ".", CATALOG.sources), CATALOG, target_of(CATALOG, coder))
    found = run(context, select(), rule_names()).diagnostics
    return {(each.rule.name, each.message) for each in found if each.severity is Severity.ERROR}


def changed_ends(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    """The files that begin with another mark than before, or do not end all their lines as they did."""
    return [
        name
        for name, data in after.items()
        if name in before
        and (data[:3] == MARK, _line_ends(data)) != (before[name][:3] == MARK, _line_ends(before[name]))
    ]


def _line_ends(data: bytes) -> set[bytes]:
    lines = data.split(b"\n")[:-1]
    return {line[-1:] if line.endswith(b"\r") else b"" for line in lines}


def lost_lines(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    """The lines of native files that are not there any more, in their order, though nothing in their block changed.

    A comment directly above a block is part of it, and blank lines are nobody's.
    """
    lost = []
    for name, data in before.items():
        if name.endswith(".tf") and after.get(name) != data:
            now = after.get(name, b"")
            kept = iter([line.rstrip(b"\r") for line in now.split(b"\n")])  # the last one may have got an end
            lost += [f"{name}: {line.decode()}" for line in _untouched(data, now) if line.rstrip(b"\r") not in kept]
    return lost


def _untouched(old: bytes, new: bytes) -> Iterator[bytes]:
    still = set(_blocks(new))
    touched = set()
    commented = {
        line
        for comment in parse(SourceFile("main.tf", old)).comments
        for line in _lines_of(comment.span, old)
        if not old[: comment.span.start].rpartition(b"\n")[2].strip()
    }
    for block, text in _blocks_at(old):
        if text not in still:
            at = _lines_of(block.span, old)
            first = at.start
            while first - 1 in commented:
                first -= 1
            touched.update(range(first, at.stop))
    return (line for at, line in enumerate(old.split(b"\n")) if at not in touched and line.strip())


def _lines_of(span: Span, data: bytes) -> range:
    """The lines that it stands on, from 0. A comment to the end of its line may hold that end."""
    return range(data.count(b"\n", 0, span.start), data.count(b"\n", 0, max(span.start, span.end - 1)) + 1)


def _blocks(data: bytes) -> Iterator[bytes]:
    return (text for _, text in _blocks_at(data))


def _blocks_at(data: bytes) -> Iterator[tuple[Block, bytes]]:
    for block in parse(SourceFile("main.tf", data)).body.blocks:
        yield block, data[block.span.start : block.span.end]
