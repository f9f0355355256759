"""What real Terraform says of mutants, and what the rules say of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from generator.check.registry import RULE_NAMES, rule_names, select
from generator.check.rule import Context
from generator.check.runner import run
from generator.diagnostics import Severity
from generator.source.files import SourceFile
from generator.template.load import template_from_sources
from generator.terraform.import_environment import import_environment
from tests.helpers import build_tree
from tests.mutations.subject import CATALOG

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from generator.terraform.commands import Remark
    from tests.lab.lab import Lab
    from tests.mutations.subject import Mutant, Subject

PROVIDER = "2.18.0"
_TOGETHER = 130  # the time of a plan grows faster than its modules


@dataclass(frozen=True)
class Finding:
    """An error that we report: its rule with its family, its line and its message."""

    rule: str
    family: str
    line: int
    message: str


@dataclass(frozen=True)
class Verdict:
    """What Terraform and the rules say of a mutant.

    Attributes:
        mutant: The file with a fault.
        theirs: The lines to which Terraform objects, 0 for the file as a whole; empty when it accepts the file.
        ours: Our errors.
        said: Terraform's words.
        by_block: True when what refuses the file, a plan or an installation, judges blocks as a whole.
    """

    mutant: Mutant
    theirs: frozenset[int] = frozenset()
    ours: tuple[Finding, ...] = ()
    said: tuple[str, ...] = ()
    by_block: bool = False

    @property
    def found(self) -> bool:
        """True when we object where Terraform does: on its line, or in its block where that is judged as a whole.

        A plan names the first line of a block or some argument of it, whichever it is that is wrong; and whatever the
        provider has to say of an argument in a nested block may stand at the first line of the outer one.
        """
        if 0 in self.theirs or not self.ours:
            return bool(self.ours)
        if not self.theirs.isdisjoint(each.line for each in self.ours):
            return True
        about_values = [each.line for each in self.ours if self.by_block or each.family != "language"]
        blocks = (
            (start, end)
            for start, end in top_blocks(self.mutant.text)
            if start in self.theirs or (self.by_block and any(start <= line <= end for line in self.theirs))
        )
        return any(start <= line <= end for start, end in blocks for line in about_values)


def top_blocks(text: str) -> list[tuple[int, int]]:
    """The first and last lines of the blocks of a file."""
    source = SourceFile("main.tf", text.encode())
    documents = template_from_sources([source], ".").documents
    spans = (block.span for document in documents for block in document.body.blocks)
    return [(source.line_of(span.start), source.line_of(span.end)) for span in spans]


def ours(text: str, rules: Collection[str], least: Severity = Severity.ERROR) -> tuple[Finding, ...]:
    """The errors that some rules find in a file, or findings that are less than that."""
    source = SourceFile("main.tf", text.encode())
    template = template_from_sources([source], ".")
    context = Context(template, CATALOG, CATALOG.coder.target(CATALOG.coder.default))
    outcome = run(context, select(tuple(rules)), rule_names())
    assert not outcome.faults, outcome.faults
    errors = [each for each in outcome.diagnostics if each.severity.at_least(least)]
    return tuple(
        Finding(each.rule.name, each.rule.family, source.line_of(each.primary.start), each.message) for each in errors
    )


def ours_of(mutant: Mutant, rules: Collection[str], least: Severity = Severity.ERROR) -> tuple[Finding, ...]:
    """What is found in a mutant and not in the file without its fault."""
    before = {(each.rule, each.message) for each in ours(mutant.subject.text, rules, least)}
    return tuple(each for each in ours(mutant.text, rules, least) if (each.rule, each.message) not in before)


def all_rules() -> tuple[str, ...]:
    """The names of all rules about one template."""
    return tuple(name for names in RULE_NAMES.values() for name in names)


def judged(lab: Lab, folder: Path, mutants: Sequence[Mutant], *, plan: bool) -> list[Verdict]:
    """Has Terraform judge many mutants in one run of each step, each as a module of its own.

    What one step refuses is left out of the next: validate, and with `plan` the plans for start and stop.
    """
    starts = range(0, len(mutants), _TOGETHER)
    batches = (_judged(lab, folder / str(at), mutants[at : at + _TOGETHER], plan=plan) for at in starts)
    return [verdict for batch in batches for verdict in batch]


def _judged(lab: Lab, folder: Path, mutants: Sequence[Mutant], *, plan: bool) -> list[Verdict]:
    good = [mutant.subject for mutant in mutants]
    verdicts = [Verdict(mutant) for mutant in mutants]
    with lab.workspace(build_tree(folder, _tree(good)), coder_provider=PROVIDER) as terraform:
        assert terraform.init().errors == ()
        for i, mutant in enumerate(mutants):
            (terraform.folder / f"m{i}" / "main.tf").write_text(mutant.text, encoding="utf-8")
        _refuse(verdicts, terraform.validate().errors, planned=False)
        for transition in ("start", "stop") if plan else ():
            while accepted := [i for i, verdict in enumerate(verdicts) if not verdict.theirs]:
                calls = _calls([(i, good[i]) for i in accepted])
                (terraform.folder / "main.tf").write_text(calls, encoding="utf-8")
                outcome = terraform.plan(folder / transition, env=import_environment(transition))
                if outcome.ok:  # an error may hide others, so what is accepted is what passes without any
                    break
                _refuse(verdicts, outcome.errors, planned=True)
    return verdicts


def judged_alone(lab: Lab, folder: Path, mutants: Iterable[Mutant]) -> Iterator[Verdict]:
    """Has Terraform install and check each mutant in a run of its own."""
    for i, mutant in enumerate(mutants):
        root = build_tree(folder / str(i), {"main.tf": mutant.text, "start.sh": "true\n"})
        with lab.workspace(root, coder_provider=PROVIDER) as terraform:
            errors = terraform.init().errors or terraform.validate().errors
            lines = frozenset(error.line if error.file == "main.tf" else 0 for error in errors)
            yield Verdict(mutant, lines, said=tuple(map(str, errors)), by_block=True)


def _refuse(verdicts: list[Verdict], errors: Iterable[Remark], *, planned: bool) -> None:
    """Notes each error with the mutant that it is about."""
    for error in errors:
        where = error.file.partition("/")[0] if error.file.endswith("/main.tf") else ""
        about = [i for i in range(len(verdicts)) if where == f"m{i}" or (not where and _names(error, i))]
        assert about, f"about none of the mutants: {error}"
        for i in about:
            line = error.line if where else 0
            was = verdicts[i]
            said = (*was.said, str(error))
            verdicts[i] = replace(was, theirs=was.theirs | {line}, said=said, by_block=planned)


def _names(error: Remark, number: int) -> bool:
    return any(f"module.m{number}{sign}" in f"{error.summary} {error.detail} {error.address} " for sign in ". (,\"'")


def _tree(subjects: Sequence[Subject]) -> dict[str, str]:
    files = {f"m{i}/main.tf": subject.text for i, subject in enumerate(subjects)}
    files |= {f"m{i}/start.sh": "true\n" for i in range(len(subjects))}
    return files | {"main.tf": _calls(list(enumerate(subjects)))}


def _calls(subjects: Iterable[tuple[int, Subject]]) -> str:
    """The root module, which gives each mutant the variables that it must be given."""
    return "".join(
        f'module "m{i}" {{\n  source = "./m{i}"\n'
        + "".join(f'  {name} = "placeholder"\n' for name in subject.wanted)
        + "}\n"
        for i, subject in subjects
    )
