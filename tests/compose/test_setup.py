"""The setup waits for what it works on, whoever comes after it, and speaks of who that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.app import generate
from generator.source.problems import InvalidInputError
from tests.helpers import build_tree

if TYPE_CHECKING:
    from pathlib import Path

REPOSITORIES = "repositories: ['https://github.com/acme/shop', 'https://github.com/acme/docs']\n"
SCRIPT = "setup: {script: cd shop && npm ci}\n"


def made(folder: Path, coder: str, text: str) -> dict[str, str]:
    """The files of a template, as text."""
    build_tree(folder, {"spec.yaml": f"name: demo\nblueprint: docker\nagent: claude-code\n{text}"})
    return {
        name: data.decode() for name, data in generate(folder / "spec.yaml", coder=coder, write=False).files.items()
    }


def findings(folder: Path, text: str, blueprint: str = "docker") -> list[str]:
    """What a spec is refused for, each as `line:column message`; `text` begins on line 4."""
    build_tree(folder, {"spec.yaml": f"name: demo\nblueprint: {blueprint}\nagent: claude-code\n{text}"})
    with pytest.raises(InvalidInputError) as caught:
        generate(folder / "spec.yaml", write=False)
    sources = caught.value.sources
    return [f"{sources[d.primary.path].position(d.primary.start)} {d.message}" for d in caught.value.diagnostics]


@pytest.mark.parametrize(("coder", "unit"), [("2.34", "agent-setup"), ("2.38", "workspace-setup")])
def test_the_script_runs_once_the_repositories_are_there(tmp_path: Path, coder: str, unit: str) -> None:
    files = made(tmp_path, coder, REPOSITORIES + SCRIPT)
    setup = files["setup.tf"]
    assert f"    coder exp sync want {unit} clone-1 clone-2 || true\n    coder exp sync start {unit} ||" in setup
    assert setup.index("sync start") < setup.index('script="$(mktemp)"')
    for clone in ("clone-1", "clone-2"):
        assert f"    coder exp sync start {clone} || true\n" in files["modules.tf"]
        assert f"    coder exp sync complete {clone} || true\n" in files["modules.tf"]


def test_before_units_a_file_tells_that_a_repository_is_there(tmp_path: Path) -> None:
    files = made(tmp_path, "2.28", REPOSITORIES + SCRIPT)
    assert "    wait_for clone-1\n    wait_for clone-2\n" in files["setup.tf"]
    assert "    touch /tmp/.taskplate-clone-2\n" in files["modules.tf"]


def test_a_workspace_is_told_nothing_of_an_agent(tmp_path: Path) -> None:
    files = made(tmp_path, "2.38", REPOSITORIES + SCRIPT + "triggers: [{github: issue-label, label: ai}]\n")
    assert "Shell script that runs when the workspace starts." in files["parameters.tf"]
    assert "start_blocks_login = true" in files["workspace.tf"]
    assert "# Starts a chat when an issue gets a label" in files["triggers/github-issue-label.yml"]
    for name in ("parameters.tf", "setup.tf"):
        assert " task" not in files[name]
        assert "agent" not in files[name]


def test_where_no_script_follows_nothing_waits(tmp_path: Path) -> None:
    files = made(tmp_path, "2.38", REPOSITORIES + "setup: {packages: [jq]}\n")
    assert "sync" not in files["setup.tf"] + files["modules.tf"]


@pytest.mark.parametrize(
    ("repositories", "finding"),
    [
        (
            "[https://a.test/acme/shop, https://a.test/other/shop.git]",
            "4:42 `https://a.test/acme/shop` is cloned to the folder `shop` already; give this one another by `folder`",
        ),
        (
            "[https://a.test/acme/shop, {url: https://a.test/acme/docs, folder: shop}]",
            "4:82 `https://a.test/acme/shop` is cloned to the folder `shop` already; give this one another by `folder`",
        ),
        (
            "[https://a.test/acme/shop, https://a.test/acme/shop]",
            "4:42 `https://a.test/acme/shop` is cloned to the folder `shop` already; give this one another by `folder`",
        ),
    ],
)
def test_two_repositories_of_one_folder_are_refused(tmp_path: Path, repositories: str, finding: str) -> None:
    assert findings(tmp_path, f"repositories: {repositories}\n") == [finding]


def test_a_repository_in_the_folder_of_the_blueprint_s_own_is_refused(tmp_path: Path) -> None:
    blueprint = "{name: docker-devcontainer, options: {repository: https://a.test/acme/shop}}"
    assert findings(tmp_path, "repositories: [https://b.test/shop]\n", blueprint) == [
        "4:16 the blueprint's repository is cloned to the folder `shop` already; give this one another by `folder`"
    ]


@pytest.mark.parametrize(
    "repositories",
    [
        "[https://a.test/acme/shop, {url: https://a.test/other/shop, folder: other}]",
        "[https://a.test/acme/shop, https://a.test/acme/Shop]",
        "[{url: {expr: var.x}}, {url: {expr: var.x}}]",
    ],
)
def test_repositories_may_have_folders_of_their_own(tmp_path: Path, repositories: str) -> None:
    env = "env: {X: {variable: x}}\n"
    assert "clone" in made(tmp_path, "2.34", f"repositories: {repositories}\n{env}")["modules.tf"]
