"""Templates that people could have written, rewritten: what changes is what their maintainers would have changed.

One readable file for each template and command lies beside this one; read it as you would read a pull request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from generator.hcl.format import format_hcl
from tests.corpus_steps import (
    MARK,
    STEPS,
    TEMPLATES,
    UNCHANGED,
    Step,
    changed_ends,
    errors,
    files_below,
    lost_lines,
    outcome,
    rewritten,
)
from tests.json_translation import in_json

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion


class Diffs(SingleFileSnapshotExtension):
    """One text file for each snapshot."""

    _write_mode = WriteMode.TEXT
    file_extension = "diff"


def named(step: Step) -> str:
    return step.name


over_all_steps = pytest.mark.parametrize("step", STEPS, ids=named, scope="module")  # the tests of a step run together


def test_every_template_is_rewritten_by_some_command() -> None:
    assert {step.template for step in STEPS} == {folder.name for folder in TEMPLATES.iterdir()}


@pytest.mark.parametrize("template", sorted({step.template for step in STEPS}))
def test_a_template_has_no_errors_on_a_release_that_it_could_be_made_for(template: str) -> None:
    """But for the two that are there for what is wrong with them."""
    files = files_below(TEMPLATES / template)
    found = min((errors(files, coder) for coder in ("2.27", "2.29", "2.34")), key=len)
    wrong = {"two-agents": {"secret-variable-not-sensitive"}, "unpinned-claude-code": {"agent-without-tasks"}}
    assert {rule for rule, _ in found} >= wrong.get(template, set())
    assert (found == set()) == (template not in wrong)


@over_all_steps
def test_the_change_is_right(step: Step, snapshot: SnapshotAssertion) -> None:
    assert outcome(step).text(step) == snapshot(extension_class=Diffs)


@over_all_steps
def test_a_second_run_changes_nothing(step: Step) -> None:
    made = outcome(step)
    again = rewritten(step, made.after)
    assert again.after == made.after
    assert again.code == made.code
    assert (made.after == made.before) == (step.name in UNCHANGED)


@over_all_steps
def test_no_error_is_new_and_what_was_canonical_is(step: Step) -> None:
    made = outcome(step)
    assert errors(made.after, step.target) <= errors(made.before, step.target)
    for name, data in made.after.items():
        if name.endswith(".tf") and format_hcl(made.before.get(name, b"")) == made.before.get(name, b""):
            assert format_hcl(data) == data, name


@over_all_steps
def test_what_no_command_is_about_keeps_its_bytes(step: Step) -> None:
    made = outcome(step)
    assert lost_lines(made.before, made.after) == []
    assert changed_ends(made.before, made.after) == []


@over_all_steps
def test_the_same_is_done_to_a_template_in_json(step: Step) -> None:
    made = outcome(step)
    files = {
        (f"{name}.json" if name.endswith(".tf") else name): (
            in_json(data.removeprefix(MARK).decode()).encode() if name.endswith(".tf") else data
        )
        for name, data in made.before.items()
    }
    in_other_syntax = rewritten(step, files)
    assert in_other_syntax.code == made.code
    assert in_other_syntax.sentences == made.sentences
