"""The language rules and real Terraform agree on seeded faults: what it refuses they find, what it takes they leave."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.catalog.catalog import Catalog
from generator.check.registry import rule_names, select
from generator.check.rule import Context
from generator.check.runner import run
from generator.diagnostics import Edit, Severity
from generator.hcl.edits import apply_edits
from generator.source.files import SourceFile
from generator.template.load import template_from_sources
from tests.helpers import build_tree
from tests.mutations import KINDS, Mutant, Subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.lab.lab import Lab

pytestmark = pytest.mark.terraform

TESTS = Path(__file__).parents[1]
CATALOG = Catalog()
SEED = 3
EACH = 10
"""How many mutants of a kind each subject gives: as many as real Terraform judges in about ten seconds."""
RECALL = 0.95

# Terraform stops at the first of these stages that goes wrong, so a run holds mutants of one stage only.
STAGES = {
    "reading": ("declared twice", "count with for_each", "block at the top renamed"),
    "graph": ("locals in a circle",),
}
STAGES["checking"] = tuple(kind for kind in KINDS if not any(kind in kinds for kinds in STAGES.values()))


@dataclass(frozen=True)
class Verdict:
    """What Terraform and the rules say of a mutant: the lines they object to, 0 for the file as a whole."""

    mutant: Mutant
    theirs: frozenset[int]
    ours: frozenset[int]
    messages: tuple[str, ...]

    @property
    def found(self) -> bool:
        """True when we object where Terraform does."""
        return bool(self.ours) and (0 in self.theirs or not self.ours.isdisjoint(self.theirs))


def subject(folder: Path) -> Subject:
    """The files of a folder as one, without provider blocks: each would start a provider for every mutant."""
    whole = Subject("\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.tf"))))
    edits = [Edit(block.span, "") for block in whole.template.blocks("provider")]
    return Subject(apply_edits(whole.source.data, edits).decode())


SUBJECTS = {
    "varied": subject(TESTS / "corpus" / "language"),
    "example": subject(TESTS.parent / "examples" / "workspace-2.38" / "workspace-238"),
}


def ours(text: str) -> tuple[frozenset[int], tuple[str, ...]]:
    source = SourceFile("main.tf", text.encode())
    template = template_from_sources([source], ".")
    context = Context(template, CATALOG, CATALOG.coder.target(CATALOG.coder.default))
    outcome = run(context, select(("language", "syntax")), rule_names())
    assert not outcome.faults
    errors = [each for each in outcome.diagnostics if each.severity is Severity.ERROR]
    return frozenset(source.line_of(e.primary.start) for e in errors), tuple(e.message for e in errors)


def judged(lab: Lab, folder: Path, good: str, mutants: Sequence[Mutant]) -> Iterable[Verdict]:
    """Has Terraform judge all mutants of a text in one run, each as a module of its own."""
    files = {f"m{i}/main.tf": good for i in range(len(mutants))}
    files |= {f"m{i}/start.sh": "true\n" for i in range(len(mutants))}
    files["main.tf"] = "".join(f'module "m{i}" {{\n  source = "./m{i}"\n}}\n' for i in range(len(mutants)))
    with lab.workspace(build_tree(folder, files), coder_provider="2.18.0") as terraform:
        assert terraform.init().errors == ()
        for i, mutant in enumerate(mutants):
            (terraform.folder / f"m{i}" / "main.tf").write_text(mutant.text, encoding="utf-8")
        errors = terraform.validate().errors
    for i, mutant in enumerate(mutants):
        theirs = {error.line for error in errors if error.file == f"m{i}/main.tf"}
        if any(f"module.m{i}." in error.detail + error.summary and not error.file for error in errors):
            theirs.add(0)
        yield Verdict(mutant, frozenset(theirs), *ours(mutant.text))


@pytest.mark.parametrize(
    ("stage", "name"),
    [
        (stage, name)
        for name, each in SUBJECTS.items()
        for stage, kinds in STAGES.items()
        if any(each.mutants(kind, SEED, 1) for kind in kinds)
    ],
)
def test_what_terraform_refuses_is_found_on_its_line_and_nothing_else(
    stage: str, name: str, lab: Lab, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mutants = [mutant for kind in STAGES[stage] for mutant in SUBJECTS[name].mutants(kind, SEED, EACH)]
    verdicts = list(judged(lab, tmp_path / "root", SUBJECTS[name].source.text, mutants))
    refused = Counter(verdict.mutant.kind for verdict in verdicts if verdict.theirs)
    missed = [verdict for verdict in verdicts if verdict.theirs and not verdict.found]
    missed_kinds = Counter(verdict.mutant.kind for verdict in missed)
    with capsys.disabled():
        for kind in STAGES[stage]:
            print(f"\n  {name}, {kind}: {refused[kind] - missed_kinds[kind]} of {refused[kind]} refused found", end="")
    assert [(v.mutant.kind, v.mutant.line, v.messages) for v in verdicts if v.ours and not v.theirs] == []
    assert len(missed) <= (1 - RECALL) * refused.total(), [(v.mutant.kind, v.mutant.line, v.theirs) for v in missed]
    assert refused.total() >= len(mutants) * 0.8, "few of the faults are any to Terraform"


@pytest.mark.parametrize("name", SUBJECTS)
def test_a_file_without_a_fault_has_no_finding(name: str) -> None:
    assert ours(SUBJECTS[name].source.text)[1] == ()
