"""Triggers and lifetime: each trigger is a file that its forge takes, and what cannot be had is said at its place."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator import assets
from generator.app import generate
from generator.catalog.catalog import Catalog
from generator.compose.composition import Trigger
from generator.render.environment import github_environment, gitlab_environment
from generator.source.problems import InvalidInputError
from tests.helpers import build_tree

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

CATALOG = Catalog()
BASE = "name: demo\nblueprint: docker\nagent: codex\npresets: [{name: Small}]\n"
"""Lines 1 to 4; what a test adds begins on line 5."""
SCHEMA = json.loads((assets.schemas() / "task-template.schema.json").read_bytes())["properties"]
EVERY = {
    "github issue-label": "{github: issue-label, label: ai}",
    "github pull-request": "{github: pull-request, owner: bot, preset: Small}",
    "github pull-request with a label": "{github: pull-request, label: review}",
    "github failed-run": "{github: failed-run, workflow: CI}",
    "gitlab issue-label": "{gitlab: issue-label, label: ai, preset: Small}",
    "gitlab merge-request": "{gitlab: merge-request, owner: bot}",
    "gitlab merge-request with a label": "{gitlab: merge-request, label: review}",
    "gitlab failed-run": "{gitlab: failed-run, prompt: Mend it.}",
}
FOLDER = assets.blueprints() / "_shared" / "triggers"
TEMPLATES = {"github": github_environment([FOLDER]), "gitlab": gitlab_environment([FOLDER])}
GITHUB = [kind for kind in EVERY if kind.startswith("github")]


def files(folder: Path, text: str, coder: str | None = None) -> dict[str, str]:
    build_tree(folder, {"spec.yaml": text})
    made = generate(folder / "spec.yaml", folder / "out", coder=coder, write=False, catalog=CATALOG)
    return {name: data.decode() for name, data in made.files.items()}


def trigger(folder: Path, item: str, coder: str | None = None, more: str = "") -> str:
    """The one file of a spec with one trigger."""
    found = files(folder, f"{BASE}triggers: [{item}]\n{more}", coder)
    (name,) = [name for name in found if name.startswith("triggers/")]
    return found[name]


def triggers(folder: Path, kinds: list[str], coder: str | None = None, more: str = "") -> dict[str, str]:
    """The files of a spec with several triggers, by kind."""
    found = files(folder, f"{BASE}triggers: [{', '.join(EVERY[kind] for kind in kinds)}]\n{more}", coder)
    return dict(zip(kinds, [text for name, text in found.items() if name.startswith("triggers/")], strict=True))


def step(text: str) -> dict[str, Any]:
    """The step of a GitHub workflow that starts the task."""
    used: dict[str, Any] = yaml.safe_load(text)["jobs"]["start"]["steps"][-1]
    return used


def refused(folder: Path, added: str, coder: str | None = None) -> list[str]:
    """Every finding as `line:column rule: message`; there is at least one."""
    with pytest.raises(InvalidInputError) as caught:
        files(folder, BASE + added, coder)
    return [
        f"{caught.value.sources[d.primary.path].position(d.primary.start)} {d.rule.name}: {d.message}"
        for d in caught.value.diagnostics
    ]


# What is written


def test_trigger_is_a_file_of_its_forge(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    for kind, text in triggers(tmp_path, list(EVERY)).items():
        assert text == snapshot(name=kind)


CHATS = "mechanism: workspace\n"


def test_tasks_are_those_of_the_service_s_user_unless_a_trigger_says_another(tmp_path: Path) -> None:
    items = "[{github: issue-label, label: a}, {github: pull-request, owner: mine}, {gitlab: failed-run}]"
    text = f"{BASE}triggers: {items}\nidentity: {{service: robot}}\n"
    found = files(tmp_path, text)
    assert step(found["triggers/github-issue-label.yml"])["with"]["coder-username"] == "robot"
    assert step(found["triggers/github-pull-request.yml"])["with"]["coder-username"] == "mine"
    assert "--owner" in found["triggers/gitlab-failed-run.yml"]
    assert 'value: "robot"' in found["triggers/gitlab-failed-run.yml"]
    assert "robot" not in "".join(files(tmp_path, text, "2.38").values())


@pytest.mark.parametrize("coder", ["2.34", "2.38"])
def test_without_tasks_a_github_trigger_starts_a_chat(tmp_path: Path, coder: str, snapshot: SnapshotAssertion) -> None:
    assert step(trigger(tmp_path, EVERY["github pull-request"], coder, CHATS)) == snapshot


def test_without_tasks_a_gitlab_trigger_starts_a_chat(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    assert trigger(tmp_path, EVERY["gitlab failed-run"], "2.38") == snapshot


@pytest.mark.parametrize(
    ("coder", "path"), [("2.32", "/api/experimental/chats"), ("2.37", "/api/v2/chats"), ("2.38", "/api/v2/chats")]
)
def test_a_chat_is_posted_where_the_target_takes_it(tmp_path: Path, coder: str, path: str) -> None:
    for kind, text in triggers(tmp_path, list(EVERY), coder, CHATS).items():
        by_action = "agents-chat-action" in text
        assert by_action == (kind.startswith("github") and coder == "2.37")
        assert by_action or f'"$CODER_URL{path}"' in text
        assert "task" not in text.casefold()


CURL = r"""#!/bin/sh
case "$*" in
  *organizations/default*) echo '{"id": "org-1"}' ;;
  *--json*api/v2/chats*) cat > "$OUT" && echo "$ANSWER" ;;
esac
"""


@pytest.mark.parametrize(("answer", "code"), [('{"id": "chat-1"}', 0), ("", 1), ('{"message": "no"}', 1)])
def test_the_request_holds_prompt_and_address_and_fails_without_a_chat(tmp_path: Path, answer: str, code: int) -> None:
    if shutil.which("jq") is None:
        pytest.skip("there is no jq")
    run = step(trigger(tmp_path, EVERY["github issue-label"], "2.38"))["run"]
    for name, text in {"curl": CURL, "gh": '#!/bin/sh\nprintf "%s " "$@"\n'}.items():
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    said = {"AGENT_PROMPT": 'Say "hi" to \\ $HOME', "ABOUT_URL": "https://example.com/1", "CODER_URL": "https://c"}
    environment = {**said, "CODER_SESSION_TOKEN": "x", "CODER_ORGANIZATION": "default", "ANSWER": answer}
    environment |= {"PATH": f"{tmp_path}:{os.environ['PATH']}", "OUT": str(tmp_path / "body")}
    done = subprocess.run(["bash", "-e", "-c", run], env=environment, capture_output=True, text=True)
    assert done.returncode == code, done.stderr
    text = f"{said['AGENT_PROMPT']}\n\n{said['ABOUT_URL']}"
    assert json.loads((tmp_path / "body").read_text()) == {
        "organization_id": "org-1",
        "content": [{"type": "text", "text": text}],
    }
    assert done.stdout.startswith("issue comment https://example.com/1 --body ") == (code == 0)
    assert done.stdout.endswith("https://c/agents/chat-1 ") == (code == 0)


def test_a_chat_is_told_the_template_and_the_preset(tmp_path: Path) -> None:
    text = trigger(tmp_path, EVERY["gitlab issue-label"], "2.38")
    (job,) = yaml.safe_load(text).values()
    assert job["variables"]["AGENT_PROMPT"]["value"].endswith(
        "\n\nWork in a workspace of the template `demo` with its preset `Small`."
    )


@pytest.mark.parametrize("chats", ["", CHATS])
@pytest.mark.parametrize("coder", ["2.34", "2.37"])
def test_step_gives_its_action_what_that_requires_and_nothing_it_does_not_take(
    tmp_path: Path, coder: str, chats: str
) -> None:
    for text in triggers(tmp_path, GITHUB, coder, chats).values():
        used = step(text)
        (action,) = [a for a in CATALOG.triggers.actions if used["uses"] == f"{a.action}@{a.commit}"]
        required = {name for name, required in action.inputs.items() if required}
        assert required <= set(used["with"]) <= set(action.inputs)
        if "github-issue-url" in action.inputs:
            assert ("github-user-id" in used["with"]) != ("coder-username" in used["with"])


def test_workflow_may_write_what_it_writes_and_nothing_else(tmp_path: Path) -> None:
    for kind, text in triggers(tmp_path, GITHUB).items():
        written_to = "pull-requests" if "pull-request" in kind else "issues"
        assert yaml.safe_load(text)["permissions"] == {written_to: "write"}


def test_a_workflow_passes_over_requests_that_get_no_secrets(tmp_path: Path) -> None:
    for kind, text in triggers(tmp_path, GITHUB).items():
        condition = yaml.safe_load(text)["jobs"]["start"]["if"]
        assert ("github.actor != 'dependabot[bot]'" in condition) == ("pull-request" in kind)


@pytest.mark.parametrize(("coder", "minutes"), [("2.34", 30), ("2.38", 10)])
def test_runs_of_a_workflow_about_one_thing_follow_each_other_and_none_hangs(
    tmp_path: Path, coder: str, minutes: int
) -> None:
    for kind, text in triggers(tmp_path, GITHUB, coder).items():
        job = yaml.safe_load(text)["jobs"]["start"]
        assert job["timeout-minutes"] == minutes
        group = job["concurrency"]["group"]
        assert group.startswith("${{ github.workflow }}-${{ github.event.")
        # One that waits gives way to the next of its group, which must not be one that the condition passes over.
        assert ("github.event.label.name" in group) == ("label" in job["if"])
        assert ("workflow_run.conclusion" in group) == ("failed-run" in kind)


def test_no_shell_text_of_a_workflow_holds_an_expression(tmp_path: Path) -> None:
    """What others wrote, such as the title of an issue, comes into a shell as a variable or not at all."""
    steps = [s for text in triggers(tmp_path, GITHUB).values() for s in yaml.safe_load(text)["jobs"]["start"]["steps"]]
    shell = [step["run"] for step in steps if "run" in step]
    assert shell
    assert [text for text in shell if "${{" in text] == []


def test_two_triggers_of_one_kind_are_two_files_of_two_names(tmp_path: Path) -> None:
    found = files(tmp_path, f"{BASE}triggers: [{', '.join([EVERY['github issue-label']] * 3)}]\n")
    names = [name for name in found if name.startswith("triggers/")]
    assert names == [f"triggers/github-issue-label{end}.yml" for end in ("", "-2", "-3")]
    assert len({yaml.safe_load(found[name])["name"] for name in names}) == 3


@pytest.mark.parametrize(("coder", "command"), [("2.27", "exp task"), ("2.28", "exp task"), ("2.29", "task")])
def test_gitlab_job_calls_the_command_that_the_target_has(tmp_path: Path, coder: str, command: str) -> None:
    assert f" coder {command} create --template" in trigger(tmp_path, EVERY["gitlab failed-run"], coder)


def test_readme_says_of_every_trigger_what_starts_it(tmp_path: Path) -> None:
    found = files(tmp_path, BASE + "triggers: [" + ", ".join(EVERY.values()) + "]\n")
    rows = re.findall(r"^\| `(triggers/\S+)` \| (.*) \|$", found["README.md"], re.MULTILINE)
    assert [name for name, _ in rows] == [name for name in found if name.startswith("triggers/")]
    assert rows[1][1] == "a pull request is opened, not from a fork nor by Dependabot"


@pytest.mark.parametrize(
    ("event", "asked"),
    [
        ({"object_kind": "issue", "object_attributes": {"action": "open"}, "labels": [{"title": "ai"}]}, True),
        ({"object_kind": "issue", "object_attributes": {"action": "open"}, "labels": []}, False),
        (
            {
                "object_kind": "issue",
                "object_attributes": {"action": "update"},
                "labels": [{"title": "ai"}],
                "changes": {"labels": {"previous": [], "current": [{"title": "ai"}]}},
            },
            True,
        ),
        (
            {
                "object_kind": "issue",
                "object_attributes": {"action": "update"},
                "labels": [{"title": "ai"}],
                "changes": {"labels": {"previous": [{"title": "ai"}], "current": [{"title": "ai"}, {"title": "b"}]}},
            },
            False,
        ),
        ({"object_kind": "issue", "object_attributes": {"action": "close"}, "labels": [{"title": "ai"}]}, False),
        ({"object_kind": "merge_request", "object_attributes": {"action": "open"}, "labels": [{"title": "ai"}]}, False),
    ],
)
def test_gitlab_job_starts_a_task_when_the_label_is_new_and_not_at_other_events(
    tmp_path: Path, event: dict[str, Any], asked: bool
) -> None:
    text = trigger(tmp_path, EVERY["gitlab issue-label"])
    found = re.search(r"jq '(.*?)' \"\$TRIGGER_PAYLOAD\"", text, re.DOTALL)
    assert found is not None
    try:
        run = subprocess.run(
            ["jq", found[1]], input=json.dumps(event), env={"AGENT_LABEL": "ai"}, capture_output=True, text=True
        )
    except FileNotFoundError:
        pytest.skip("there is no jq")
    assert run.stdout == f"{str(asked).lower()}\n", run.stderr


# Text of the spec is text to the forge


def evaluated(text: str) -> str:
    """What GitHub makes of a text whose only expressions are literals."""
    return re.sub(r"\$\{\{ '((?:[^']|'')*)' \}\}", lambda match: match[1].replace("''", "'"), text)


def compared(condition: str) -> str:
    """The text with which a condition compares the label."""
    found = re.fullmatch(
        r"\$\{\{ github\.event\.label\.name == (?:'((?:[^']|'')*)'|fromJSON\('([^']*)'\)) \}\}", condition, re.DOTALL
    )
    assert found is not None
    return found[1].replace("''", "'") if found[1] is not None else str(json.loads(found[2]))


def lines() -> st.SearchStrategy[str]:
    pieces = st.sampled_from(
        ["${{", "}}", "$", "{{", "'", '"', "\\", " ", "secrets.CODER_TOKEN", "# ", ": ", "<<", "é"]
    )
    return st.lists(pieces | st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1).map("".join)


def written(**said: str) -> dict[Any, Any]:
    """What the file of one trigger holds; `said` is of the spec, and the schema lets it through."""
    rest = {
        "workflow": None,
        "label": None,
        "preset": None,
        "owner": None,
        "prompt": "x",
        "uses": "a/b@" + "0" * 40,
        "release": "v1",
        "minutes": 30,
    }
    one = Trigger(**{"name": "one", "chat": False, "command": "task create", **rest, **said})  # type: ignore[arg-type]
    template = TEMPLATES[one.forge].get_template(f"{one.forge}.yml.j2")
    held: dict[Any, Any] = yaml.safe_load(template.render(trigger=one, name="demo"))
    return held


@given(label=lines(), prompt=lines(), preset=lines())
def test_text_reaches_github_as_it_is(label: str, prompt: str, preset: str) -> None:
    job = written(forge="github", event="issue-label", label=label, prompt=prompt, preset=preset)["jobs"]["start"]
    assert compared(job["if"]) == label
    for text, shown in (
        (prompt, job["env"]["AGENT_PROMPT"]),
        (preset, job["steps"][0]["with"]["coder-template-preset"]),
    ):
        assert evaluated(shown) == text
        assert "${{" not in shown.replace("${{ '$' }}{{", "")


@given(lines())
def test_name_of_a_workflow_is_written_as_it_is_where_github_evaluates_nothing(name: str) -> None:
    workflow = written(forge="github", event="failed-run", workflow=name)
    assert workflow[True]["workflow_run"]["workflows"] == [name]  # `on` is true to YAML 1.1


@given(label=lines(), prompt=lines(), preset=lines())
def test_text_reaches_gitlab_as_it_is_and_is_not_expanded(label: str, prompt: str, preset: str) -> None:
    (job,) = written(forge="gitlab", event="issue-label", label=label, prompt=prompt, preset=preset).values()
    said = {"PROMPT": prompt, "LABEL": label, "PRESET": preset}
    wanted = {f"AGENT_{name}": {"value": text, "expand": False} for name, text in said.items()}
    assert job["variables"] == {"GIT_STRATEGY": "none", "AGENT_TEMPLATE": {"value": "demo", "expand": False}, **wanted}


# What cannot be made


@pytest.mark.parametrize(
    ("item", "finding"),
    [
        ("{github: issue-label}", "5:12 invalid-trigger: GitHub's `issue-label` needs a `label`"),
        ("{github: failed-run}", "5:12 invalid-trigger: GitHub's `failed-run` needs a `workflow`"),
        ("{gitlab: failed-run, workflow: CI}", "5:33 invalid-trigger: GitLab's `failed-run` takes no `workflow`"),
        (
            "{github: failed-run, workflow: CI, label: a}",
            "5:47 invalid-trigger: GitHub's `failed-run` takes no `label`",
        ),
        (
            "{github: pull-request, preset: Smal}",
            "5:43 unknown-preset: there is no preset `Smal`. Did you mean `Small`?",
        ),
    ],
)
def test_trigger_that_does_not_hold_together_is_refused(tmp_path: Path, item: str, finding: str) -> None:
    assert refused(tmp_path, f"triggers: [{item}]\n") == [finding]


@pytest.mark.parametrize(
    ("kind", "coder", "message"),
    [
        ("github failed-run", "2.27", "no GitHub action starts a task on Coder 2.27"),
        ("gitlab failed-run", "2.24", "the Coder CLI of Coder 2.24 has no command that starts a task"),
    ],
)
def test_trigger_that_the_target_has_no_means_for_is_refused(
    tmp_path: Path, kind: str, coder: str, message: str
) -> None:
    assert refused(tmp_path, f"triggers: [{EVERY[kind]}]\n", coder) == [f"5:21 unusable-trigger: {message}"]


def test_spec_and_catalog_know_the_same_events() -> None:
    keys = SCHEMA["triggers"]["items"]["properties"]
    for forge, events in CATALOG.triggers.events.items():
        assert keys[forge]["enum"] == list(events)


# Lifetime


def test_readme_suggests_a_lifetime_where_the_spec_says_none(tmp_path: Path) -> None:
    readme = files(tmp_path, BASE)["README.md"]
    assert "\ncoder templates edit demo --default-ttl 8h --activity-bump 1h\n" in readme


def test_readme_holds_the_lifetime_that_the_spec_says(tmp_path: Path) -> None:
    lifetime = "{allow_user_autostop: false, default_ttl: 1h30m, autostop_requirement_weekdays: [saturday, sunday]}"
    readme = files(tmp_path, f"{BASE}lifetime: {lifetime}\n")["README.md"]
    flags = "--default-ttl 1h30m --autostop-requirement-weekdays saturday,sunday --allow-user-autostop=false"
    assert f"\ncoder templates edit demo {flags}\n" in readme
    assert "- `--default-ttl 1h30m`: a workspace stops this long after its start.\n" in readme
    assert "- `--autostop-requirement-weekdays saturday,sunday`: it must restart on these days (Premium).\n" in readme


@pytest.mark.parametrize("days", ["", ", autostop_requirement_weekdays: [none]"])
def test_weeks_of_no_days_are_refused(tmp_path: Path, days: str) -> None:
    message = "`autostop_requirement_weeks` counts the weeks of `autostop_requirement_weekdays`, so it needs them"
    found = refused(tmp_path, f"lifetime: {{autostop_requirement_weeks: 2{days}}}\n")
    assert found == [f"5:12 invalid-lifetime: {message}"]


def test_spec_and_catalog_know_the_same_settings() -> None:
    known = CATALOG.lifetime.settings
    assert list(SCHEMA["lifetime"]["properties"]) == list(known)
    assert [row.flag for row in known.values()] == [f"--{key.replace('_', '-')}" for key in known]
    told = SCHEMA["lifetime"]["properties"]
    assert [told[key]["description"].endswith("Premium.") for key in known] == [row.licensed for row in known.values()]


@pytest.mark.parametrize(
    ("coder", "shown"), [("2.24", "page."), ("2.27", "`coder exp task create`."), ("2.34", "`coder task create`.")]
)
def test_readme_names_the_command_that_starts_a_task_on_its_target(tmp_path: Path, coder: str, shown: str) -> None:
    (line,) = re.findall(r"start a task from the Tasks (.*)", files(tmp_path, BASE, coder)["README.md"])
    assert line.endswith(shown)


# The file of variables


def test_file_of_variables_holds_every_one_of_them_with_no_secret(tmp_path: Path) -> None:
    found = files(tmp_path, BASE + "env: {TOKEN: {variable: api_token, description: For the registry.}}\n")
    shown = found["terraform.tfvars.example"]
    names = re.findall(r'^variable "(\w+)"', found["variables.tf"], re.MULTILINE)
    assert re.findall(r"^(?:# )?(\w+) = ", shown, re.MULTILINE) == names
    assert '\n# For the registry.\napi_token = ""\n' in shown


def test_template_without_variables_has_no_file_of_them(tmp_path: Path) -> None:
    text = "name: demo\nblueprint: kubernetes\nagent: codex\n"
    with_some, without = files(tmp_path, text), files(tmp_path, text.replace("codex", "custom"), "2.38")
    assert ("variables.tf" in with_some, "terraform.tfvars.example" in with_some) == (True, True)
    assert ("terraform.tfvars.example" in without) == ("variables.tf" in without)
