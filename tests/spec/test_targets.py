"""Several environments from one spec: a target is laid over the rest, and faults are shown where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.source.problems import InvalidInputError
from generator.spec.load import load_specs
from tests.helpers import build_tree, run_cli

if TYPE_CHECKING:
    from pathlib import Path

    from generator.spec.model import TaskSpec

SPEC = """\
name: web
blueprint:
  name: docker
  options: {cpus: 2, image: a}
agent: {id: claude-code, model: sonnet}
presets: [{name: Small}]
targets:
"""


def specs(folder: Path, targets: str) -> dict[str, TaskSpec]:
    build_tree(folder, {"spec.yaml": SPEC + targets})
    return load_specs(folder / "spec.yaml", "spec.yaml")


def test_mappings_are_merged_and_all_else_is_replaced(tmp_path: Path) -> None:
    made = specs(tmp_path, "  big: {blueprint: {options: {cpus: 8}}, presets: [{name: A}, {name: B}]}\n")["big"]
    assert made.options == {"cpus": 8, "image": "a"}
    assert [preset.name for preset in made.presets] == ["A", "B"]
    assert made.agent is not None
    assert made.agent.model == "sonnet"


def test_null_takes_a_key_away(tmp_path: Path) -> None:
    made = specs(tmp_path, '  plain: {coder: "2.38", agent: null}\n')["plain"]
    assert (made.coder, made.agent) == ("2.38", None)


def test_a_template_is_named_after_its_target_unless_it_has_a_name(tmp_path: Path) -> None:
    made = specs(tmp_path, "  one: {}\n  two: {name: other}\n")
    assert [spec.name for spec in made.values()] == ["web-one", "other"]


@pytest.mark.parametrize(
    ("targets", "place", "said"),
    [
        ("  big: {presets: [{nme: A}]}\n", (8, 20), "`presets[0]` has no key `nme`"),
        ("  big: {agent: {modell: x}}\n", (8, 17), "`agent` has no key `modell`"),
        ("  big: {targets: {}}\n", (8, 8), "targets"),
        ("  Big: {}\n", (8, 3), "Big"),
        ("  big: 1\n", (8, 8), "big"),
    ],
)
def test_a_fault_is_shown_where_it_stands(tmp_path: Path, targets: str, place: tuple[int, int], said: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        specs(tmp_path, targets)
    found = [d for d in caught.value.diagnostics if said in d.message]
    source = next(iter(caught.value.sources.values()))
    positions = [source.position(d.primary.start) for d in found]
    assert place in [(at.line, at.column) for at in positions], [d.message for d in caught.value.diagnostics]


def test_all_targets_are_made_or_none(tmp_path: Path) -> None:
    build_tree(tmp_path, {"spec.yaml": SPEC + "  one: {}\n  two: {blueprint: {options: {cpu: 1}}}\n"})
    code, _, err = run_cli(["generate", "spec.yaml"], tmp_path)
    assert code == 2
    assert "`docker` has no option `cpu`" in err
    assert "spec.yaml:9:" in err
    assert not (tmp_path / "web-one").exists()
    build_tree(tmp_path, {"spec.yaml": SPEC + '  one: {}\n  two: {coder: "2.38"}\n'})
    assert run_cli(["generate", "spec.yaml", "-o", "out"], tmp_path)[0] == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["web-one", "web-two"]
    assert run_cli(["generate", "spec.yaml", "-o", "out", "--check"], tmp_path)[0] == 0


def test_one_target_is_chosen_by_its_name(tmp_path: Path) -> None:
    build_tree(tmp_path, {"spec.yaml": SPEC + "  one: {}\n  two: {}\n"})
    assert run_cli(["generate", "spec.yaml", "--target", "one"], tmp_path)[0] == 0
    assert (tmp_path / "web-one").is_dir()
    assert not (tmp_path / "web-two").exists()
    code, _, err = run_cli(["generate", "spec.yaml", "--target", "on"], tmp_path)
    assert code == 2
    assert "has no target `on`. Did you mean `one`? There are: one, two." in err
