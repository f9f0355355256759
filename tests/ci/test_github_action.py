"""action.yml: its steps are run as GitHub's runner runs them, on a repository with good and bad templates."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.ci.machine import BAD, GOOD, ROOT, require_pypi, with_taskplate
from tests.ci.runner import ACTION, BASH, INPUTS, STEPS, VALIDATE, Runner
from tests.helpers import build_tree, commit_all, git

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SCRIPT = (ROOT / "ci" / "github_action.py").read_text(encoding="utf-8")


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """A runner with a repository of three templates, of which `b` and `c` have an error."""
    files = {"templates/a/main.tf": GOOD, "templates/b/main.tf": BAD, "templates/c/main.tf": BAD}
    repository = build_tree(tmp_path / "repository", files)
    commit_all(repository)
    with_taskplate(tmp_path / "temp" / "taskplate" / "bin", "python", "")
    return Runner(tmp_path / "temp", repository)


def pull_request(runner: Runner, changes: Mapping[str, str]) -> None:
    """What the runner has checked out for a pull request: GitHub's merge of it, after the base has moved on."""
    root = runner.repository
    base = git(root, "rev-parse", "HEAD")
    git(root, "checkout", "-q", "-b", "topic")
    commit_all(build_tree(root, changes), "topic")
    git(root, "checkout", "-q", "main")
    commit_all(build_tree(root, {"templates/c/main.tf": BAD + "# moved on\n"}), "meanwhile")
    git(root, "checkout", "-q", "--detach", "main")
    git(root, "merge", "-q", "--no-ff", "-m", "merge", "topic")
    runner.event = {"pull_request": {"base": {"sha": base}}}
    runner.event_name = "pull_request"
    runner.sha = git(root, "rev-parse", "HEAD")


# What it says


def test_findings_become_annotations_a_report_and_a_summary(runner: Runner) -> None:
    ended = runner.run(paths="templates")
    assert ended.code == 1
    assert ended.annotated == ["templates/b/main.tf", "templates/c/main.tf"]
    assert all(line.startswith("::error ") for line in ended.commands)
    assert ended.outputs == {"sarif-file": "taskplate.sarif", "exit-code": "1"}
    results = json.loads((runner.repository / "taskplate.sarif").read_text())["runs"][0]["results"]
    places = [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in results]
    assert places == ["templates/b/main.tf", "templates/c/main.tf"]
    assert ended.summary.startswith("### taskplate\n\n3 templates checked: 2 errors\n\n| severity |")
    assert ended.summary.count("`duplicate-preset-name`") == 2


def test_good_templates_pass(runner: Runner) -> None:
    ended = runner.run(paths="templates/a")
    assert (ended.code, ended.log, ended.outputs["exit-code"]) == (0, "", "0")
    assert ended.summary == "### taskplate\n\n1 template checked: no findings\n\n"
    assert json.loads((runner.repository / "taskplate.sarif").read_text())["runs"][0]["results"] == []


@pytest.mark.parametrize(
    ("inputs", "code", "annotated"),
    [
        ({"fail_on": "never"}, 0, ["b", "c"]),
        ({"ignore": "preset"}, 0, []),
        ({"select": "security, syntax"}, 0, []),
        ({"paths": "templates/a\ntemplates/b"}, 1, ["b"]),
        ({"paths": "templates/a 'templates/b'"}, 1, ["b"]),
        ({"shard": "2/3"}, 1, ["b"]),
        ({"coder": "2.27"}, 1, ["b", "c"]),
    ],
)
def test_inputs_reach_taskplate(runner: Runner, inputs: dict[str, str], code: int, annotated: list[str]) -> None:
    ended = runner.run(**{"paths": "templates", **inputs})
    assert (ended.code, ended.annotated) == (code, [f"templates/{name}/main.tf" for name in annotated])


def test_known_findings_are_left_out(runner: Runner) -> None:
    command = ["sh", runner.temp / "taskplate/bin/python", "-m", "generator", "validate", "templates"]
    subprocess.run([*command, "--write-baseline", "known.json"], cwd=runner.repository, check=True, capture_output=True)
    assert runner.run(paths="templates", baseline="known.json").code == 0


def test_a_report_goes_where_it_is_wanted_or_nowhere(runner: Runner) -> None:
    assert runner.run(sarif_file="other.sarif").outputs["sarif-file"] == "other.sarif"
    assert runner.run(sarif_file="").outputs["sarif-file"] == ""
    assert not (runner.repository / "taskplate.sarif").exists()
    ended = runner.run(sarif_file="gone/x.sarif")
    assert (ended.code, ended.outputs) == (2, {"sarif-file": "", "exit-code": "2"})


def test_a_report_of_an_earlier_run_is_not_taken_for_one_of_this(runner: Runner) -> None:
    """To upload it would tell code scanning what is not so: a step before wrote it, or somebody committed it."""
    assert runner.run(paths="templates").outputs["sarif-file"] == "taskplate.sarif"
    assert runner.run(paths="gone").outputs == {"sarif-file": "", "exit-code": "2"}
    assert runner.run(changes="some").outputs == {"sarif-file": "", "exit-code": "2"}
    assert runner.run(paths="templates").outputs["sarif-file"] == "taskplate.sarif"  # the same bytes, written anew


@pytest.mark.parametrize(
    ("inputs", "code", "says"),
    [
        ({"paths": "gone"}, 2, "gone: there is no such file or folder"),
        ({"paths": "it's"}, 2, "the input `paths` cannot be read"),
        ({"paths": ".git"}, 3, "no Terraform files in .git or below"),
        ({"coder": "soon"}, 2, "`soon` is no Coder release"),
        ({"changes": "some"}, 2, "the input `changes` is `some`; it can be empty or one of templates, lines"),
    ],
)
def test_what_cannot_be_done_is_in_the_log_and_in_the_summary(
    runner: Runner, inputs: dict[str, str], code: int, says: str
) -> None:
    ended = runner.run(**inputs)
    assert (ended.code, ended.commands, ended.outputs["exit-code"]) == (code, [], str(code))
    assert says in ended.log
    assert f"<pre>taskplate: {says}" in ended.summary


def test_the_steps_together_need_nothing_but_python(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    """taskplate is installed from the action's own checkout, as by a workflow that `uses` it."""
    require_pypi()
    monkeypatch.delenv("PYTHONPATH", raising=False)
    shutil.rmtree(runner.temp)
    runner.temp.mkdir()
    environment = {**os.environ, "RUNNER_TEMP": str(runner.temp), "GITHUB_ACTION_PATH": str(ROOT)}
    environment["PYTHON"] = sys.executable
    script = STEPS["Install taskplate"]["run"]
    subprocess.run(
        [*BASH, "-c", script], cwd=runner.repository, env=environment, check=True, capture_output=True, timeout=250
    )
    assert runner.run(paths="templates").annotated == ["templates/b/main.tf", "templates/c/main.tf"]


# Pull requests


@pytest.mark.parametrize(
    ("changes", "checked", "annotated"), [("", 4, ["b", "c", "d"]), ("templates", 2, ["b", "d"]), ("lines", 4, ["d"])]
)
def test_a_pull_request_is_held_to_what_it_changes(
    runner: Runner, changes: str, checked: int, annotated: list[str]
) -> None:
    """`c` was changed on the branch that the pull request goes to, `b` in a line that nothing points at."""
    pull_request(runner, {"templates/b/main.tf": f"{BAD}# new\n", "templates/d/main.tf": BAD})
    ended = runner.run(paths="templates", changes=changes)
    assert f"\n{checked} templates checked: " in ended.summary
    assert ended.annotated == [f"templates/{name}/main.tf" for name in annotated]


def test_a_pull_request_that_touches_no_template_passes(runner: Runner) -> None:
    pull_request(runner, {"README.md": "new"})
    ended = runner.run(paths="templates", changes="templates")
    assert (ended.code, ended.annotated) == (0, [])
    assert ended.summary.startswith("### taskplate\n\n0 templates checked: no findings\n")


def test_the_branch_itself_may_be_checked_out(runner: Runner) -> None:
    """Its head can be a merge too, which says nothing of the pull request."""
    pull_request(runner, {"templates/b/main.tf": f"{BAD}# new\n"})
    git(runner.repository, "checkout", "-q", "topic")
    git(runner.repository, "merge", "-q", "--no-ff", "-m", "catch up", "main")
    runner.event["pull_request"]["base"]["sha"] = git(runner.repository, "rev-parse", "main")
    assert runner.run(paths="templates", changes="templates").annotated == ["templates/b/main.tf"]


def test_a_merge_queue_is_a_pull_request_too(runner: Runner) -> None:
    base = git(runner.repository, "rev-parse", "HEAD")
    commit_all(build_tree(runner.repository, {"templates/b/main.tf": f"{BAD}# new\n"}))
    runner.event, runner.event_name = {"merge_group": {"base_sha": base}}, "merge_group"
    assert runner.run(paths="templates", changes="templates").annotated == ["templates/b/main.tf"]


def test_other_events_check_everything(runner: Runner) -> None:
    assert len(runner.run(paths="templates", changes="templates").annotated) == 2


@pytest.mark.parametrize(("depth", "code"), [(1, 2), (2, 1)])
def test_a_checkout_that_is_too_shallow_is_said(runner: Runner, tmp_path: Path, depth: int, code: int) -> None:
    pull_request(runner, {"templates/d/main.tf": BAD})
    git(tmp_path, "clone", "-q", "--depth", str(depth), f"file://{runner.repository}", "shallow")
    runner.repository = tmp_path / "shallow"
    ended = runner.run(paths="templates", changes="templates")
    assert ended.code == code
    assert ("give actions/checkout `fetch-depth: 0`" in ended.summary) is (code == 2)
    assert ended.annotated == ([] if code == 2 else ["templates/d/main.tf"])


# What it must not do


@pytest.mark.parametrize("text", ['"; touch pwned; "', "$(touch pwned)", "`touch pwned`", "' || touch pwned #"])
def test_no_input_is_run(runner: Runner, text: str) -> None:
    assert runner.run(**{name.replace("-", "_"): text for name in INPUTS}).code == 2
    assert not list(runner.temp.parent.rglob("pwned"))


@pytest.mark.parametrize("name", [name for name in INPUTS if name not in {"python-version", "sarif-file"}])
def test_no_input_is_taken_for_an_option(runner: Runner, name: str) -> None:
    ended = runner.run(**{"paths": "templates", name.replace("-", "_"): "--fix"})
    assert ended.code == 2
    assert "--fix" in ended.summary
    assert git(runner.repository, "status", "--porcelain", "--", "templates") == ""


def test_names_in_a_repository_are_no_workflow_commands(runner: Runner) -> None:
    name = "x\n::add-mask::x\n::set-output name=a::b"
    build_tree(runner.repository, {f"templates/{name}/variables.tf": "", f"templates/{name}2/main.tf": BAD})
    (runner.repository / "templates" / name / "main.tf").symlink_to("gone")
    ended = runner.run(paths="templates")
    assert ended.code == 2
    assert "::add-mask::x" in ended.log.splitlines()
    ours = ("::error file=templates/", "::error title=taskplate::templates/")
    assert [line for line in ended.commands if not line.startswith(ours)] == []


def test_outputs_cannot_be_forged(runner: Runner) -> None:
    name = "x\nexit-code=0\n"
    assert runner.run(paths="templates", sarif_file=name).outputs["exit-code"] == "1"


def test_modules_of_the_repository_are_not_imported(runner: Runner) -> None:
    trap = "raise SystemExit('the repository was imported')\n"
    build_tree(runner.repository, dict.fromkeys(("generator.py", "click.py", "json.py", "random.py"), trap))
    build_tree(runner.repository, {f"templates/{number}/main.tf": GOOD for number in range(10)})
    ended = runner.run(paths="templates")
    assert "the repository was imported" not in ended.log
    assert "\n13 templates checked: 2 errors\n" in ended.summary


# What it says of itself


def test_every_input_and_output_is_documented() -> None:
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    told = [name for name in (*INPUTS, *ACTION["outputs"]) if f"\n| `{name}` | " not in page]
    assert told == []
    assert all(about["description"].endswith(".") for about in (*INPUTS.values(), *ACTION["outputs"].values()))


def test_every_input_reaches_the_script_by_the_environment() -> None:
    read = re.search(r"^INPUTS = (\(.*?\))$", SCRIPT, re.MULTILINE)
    assert read is not None
    names = [name.strip(' "') for name in read[1].strip("()").split(",")]
    assert {*names, "python-version"} == set(INPUTS)
    passed = {key: value for key, value in VALIDATE["env"].items() if key.startswith("INPUT_")}
    assert passed == {f"INPUT_{name.upper().replace('-', '_')}": f"${{{{ inputs.{name} }}}}" for name in names}


def test_no_expression_is_part_of_a_script_and_every_action_is_pinned() -> None:
    assert [step["name"] for step in STEPS.values() if "${{" in step.get("run", "")] == []
    assert all(re.fullmatch(r"[\w/.-]+@[0-9a-f]{40}", step["uses"]) for step in STEPS.values() if "uses" in step)
