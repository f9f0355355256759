"""The rules and real Terraform agree on seeded faults: what it refuses they find, what it takes they leave.

A fault of a named kind is put into a file that has none; Terraform with the real coder provider and stubs of everything
else judges it by validate and both plans of an import. `TASKPLATE_MUTANTS` is how many mutants each kind gets, all
subjects together, in place of a few.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from generator.check.registry import RULE_NAMES
from generator.diagnostics import Severity
from tests.mutations.judging import all_rules, judged, judged_alone, ours, ours_of
from tests.mutations.kinds import STAGES, TAKEN
from tests.mutations.server import SERVER
from tests.mutations.subjects import examples, hand_written, mutants

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from tests.lab.lab import Lab
    from tests.mutations.judging import Verdict

pytestmark = pytest.mark.terraform

SAMPLE = int(os.environ.get("TASKPLATE_MUTANTS", "0"))
RECALL = 0.95
# Rules whose verdict Terraform cannot give: the Coder server's checks, and what goes wrong in a build or a task alone.
FAMILIES_OF_CODER = ("task", "preset", "security", "cost")
RULES_OF_CODER = (
    "agent-without-compute",
    "env-merge-conflict",
    "metadata-target-twice",
    "null-default-variable",
    "refused-agent-name",
    "refused-script-order",
    "refused-workspace-tags",
    "repeated-agent-name",
    "repeated-parameter-name",
    "repeated-slug",
    "script-without-trigger",
)
OF_STYLE = ("unformatted",)
OF_TASKS_AND_TERRAFORM = ("wrong-app-id",)
OF_CODER = frozenset(RULES_OF_CODER).union(*(RULE_NAMES[family] for family in FAMILIES_OF_CODER)) - {
    *OF_TASKS_AND_TERRAFORM
}
OF_TERRAFORM = tuple(name for name in all_rules() if name not in OF_CODER and name not in OF_STYLE)


def judgement(
    verdicts: Iterable[Verdict], rules: Sequence[str], least: Severity = Severity.ERROR
) -> tuple[list[Verdict], str]:
    """The verdicts with our findings, and a table of how many of the refused are found."""
    full = [replace(verdict, ours=ours_of(verdict.mutant, rules, least)) for verdict in verdicts]
    made = Counter(verdict.mutant.kind for verdict in full)
    refused = Counter(verdict.mutant.kind for verdict in full if verdict.theirs)
    found = Counter(verdict.mutant.kind for verdict in full if verdict.theirs and verdict.found)
    rows = [f"  {kind}: {found[kind]} of {refused[kind]} refused found, {made[kind]} made" for kind in made]
    return full, "\n".join(["", *rows, f"  all: {found.total()} of {refused.total()} refused, {made.total()} made"])


def missed(verdicts: Iterable[Verdict]) -> list[tuple[object, ...]]:
    """What Terraform refuses and we do not, kind by kind."""
    return [
        (v.mutant.kind, v.mutant.subject.name, v.mutant.line, sorted(v.theirs), v.said[0], v.ours)
        for v in verdicts
        if v.theirs and not v.found
    ]


# How many mutants a kind gets, on which subjects, and how many of them at least are a fault to Terraform: a run in
# which one mutant hides the others has few.
RUNS = {
    "reading": (3, (*hand_written(), *examples()), 0.8),
    "checking": (3, (*hand_written(), *examples()), 0.8),
    "planning": (2, hand_written(), 0.7),
}


@pytest.mark.parametrize("stage", RUNS)
@pytest.mark.timeout(3000 if SAMPLE else 300)
def test_what_terraform_refuses_is_found_in_its_place_and_nothing_else(
    stage: str, lab: Lab, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    each, subjects, share = RUNS[stage]
    made = mutants(STAGES[stage], subjects, SAMPLE or each)
    verdicts, table = judgement(judged(lab, tmp_path / "root", made, plan=True), OF_TERRAFORM)
    with capsys.disabled():
        print(table, end="")
    refused = sum(1 for verdict in verdicts if verdict.theirs)
    assert [(v.mutant.kind, v.mutant.subject.name, v.ours) for v in verdicts if v.ours and not v.theirs] == []
    assert len(missed(verdicts)) <= (1 - RECALL) * refused, missed(verdicts)
    assert refused >= len(made) * share, "few of the faults are any to Terraform"


@pytest.mark.timeout(3000 if SAMPLE else 300)
def test_what_terraform_finds_in_the_graph_is_found_too(
    lab: Lab, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Terraform makes one graph of all modules, and stops at the first of them with a fault."""
    made = mutants(STAGES["graph"], hand_written(), SAMPLE or 2)
    runs = (judged(lab, tmp_path / str(i), [mutant], plan=False) for i, mutant in enumerate(made))
    verdicts, table = judgement((verdict for run in runs for verdict in run), OF_TERRAFORM)
    with capsys.disabled():
        print(table, end="")
    assert [verdict.mutant for verdict in verdicts if not verdict.theirs] == []
    assert missed(verdicts) == []


@pytest.mark.timeout(3000 if SAMPLE else 300)
def test_what_cannot_be_installed_is_told(lab: Lab, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """At any severity: the registry may have what the catalog does not know yet."""
    made = mutants(STAGES["installing"], hand_written(), SAMPLE or 2)
    verdicts, table = judgement(judged_alone(lab, tmp_path, made), OF_TERRAFORM, Severity.INFO)
    with capsys.disabled():
        print(table, end="")
    assert [verdict.mutant for verdict in verdicts if not verdict.theirs] == []
    assert missed(verdicts) == []


@pytest.mark.timeout(3000 if SAMPLE else 300)
def test_what_terraform_takes_is_left_to_the_rules_about_coder(
    lab: Lab, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = mutants(TAKEN, hand_written(), SAMPLE or 1)
    verdicts, _ = judgement(judged(lab, tmp_path / "root", made, plan=True), all_rules())
    told = Counter(
        verdict.mutant.kind
        for verdict in verdicts
        if verdict.mutant.kind in SERVER and SERVER[verdict.mutant.kind][0] in {each.rule for each in verdict.ours}
    )
    with capsys.disabled():
        for kind in SERVER:
            number = sum(1 for mutant in made if mutant.kind == kind)
            print(f"\n  {kind}: {told[kind]} of {number} found by {SERVER[kind][0]}", end="")
    assert [(verdict.mutant.kind, verdict.said) for verdict in verdicts if verdict.theirs] == []
    about_coder = OF_CODER | {rule for rule, _ in SERVER.values()}
    assert [each for verdict in verdicts for each in verdict.ours if each.rule not in about_coder] == []
    assert told.total() >= RECALL * sum(1 for mutant in made if mutant.kind in SERVER)


@pytest.mark.parametrize("subject", [*hand_written(), *examples()], ids=lambda subject: subject.name)
def test_a_file_without_a_fault_has_no_finding(subject) -> None:
    assert ours(subject.text, all_rules()) == ()


def test_every_kind_finds_a_place_for_its_fault() -> None:
    kinds = {name: kind for kinds in (*STAGES.values(), TAKEN) for name, kind in kinds.items()}
    made = {mutant.kind for mutant in mutants(kinds, (*hand_written(), *examples()), 1)}
    assert set(kinds) - made == set()
