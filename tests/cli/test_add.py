"""`taskplate add`: what it says, how it exits, what it never touches."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.cli.templates_of_others import PLAIN, SECOND, TASK, refused, repository, said
from tests.helpers import build_tree, committed, contents, git

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

DIRTY = "Commit first, look with --diff, or go on with --force."


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with a template of one file."""
    return repository(tmp_path / "repository", {"main.tf": PLAIN})


# What it says


def test_it_says_what_it_did_and_what_is_left_to_do(root: Path, snapshot: SnapshotAssertion) -> None:
    code, text = said(root, "add", "claude-code", "t")
    assert code == 0
    assert text == snapshot
    assert contents(root / "t").keys() == {"main.tf"}
    assert (root / "t/main.tf").read_text().startswith(PLAIN.replace(">= 2.5", ">= 2.13"))


def test_the_result_is_clean_and_a_second_run_changes_nothing(root: Path) -> None:
    said(root, "add", "claude-code", "t")
    assert said(root, "validate", "t")[0] == 0
    committed(root)
    before = contents(root)
    code, text = said(root, "add", "claude-code", "t")
    assert (code, text.splitlines()[0]) == (0, "t: nothing to do for Coder 2.34")
    assert contents(root) == before


def test_diff_shows_what_would_change_and_writes_nothing(root: Path, snapshot: SnapshotAssertion) -> None:
    code, text = refused(root, "add", "codex", "t", "--no-setup", "--diff")
    assert code == 0
    assert text == snapshot
    assert refused(root, "add", "codex", "t", "--no-setup", "--dry-run") == (0, text)


def test_diff_asks_nothing_of_git(tmp_path: Path) -> None:
    build_tree(tmp_path, {"t/main.tf": PLAIN})
    assert refused(tmp_path, "add", "codex", "t", "--diff")[0] == 0


def test_errors_that_were_there_are_told_and_exit_1(root: Path) -> None:
    preset = 'data "coder_workspace_preset" "{}" {{\n  name = "P"\n}}\n'
    build_tree(root / "t", {"presets.tf": preset.format("a") + preset.format("b")})
    committed(root)
    code, text = said(root, "add", "claude-code", "t")
    assert code == 1
    assert "Added `module.claude-code`." in text
    assert "\nt/presets.tf:5:10: error: " in text
    assert text.count("[duplicate-preset-name]") == 1


@pytest.mark.parametrize(
    ("options", "written"),
    [
        (("--workdir", "/srv/a b"), 'workdir            = "/srv/a b"'),
        (("--model", "opus"), 'model              = "opus"'),
        (("--auth", "oauth-token"), 'variable "claude_code_oauth_token"'),
        (("--coder", "2.27"), "ai_prompt          = data.coder_parameter.ai_prompt.value"),
    ],
)
def test_what_is_asked_for_is_added(root: Path, options: tuple[str, ...], written: str) -> None:
    assert said(root, "add", "claude-code", "t", *options)[0] == 0
    assert written in (root / "t/main.tf").read_text()


def test_what_the_agent_reads_is_set_for_the_agent_that_is_there(tmp_path: Path) -> None:
    text = PLAIN.replace('"main"', '"dev"').replace("coder_agent.main", "coder_agent.dev")
    root = repository(tmp_path / "repository", {"main.tf": text})
    assert said(root, "add", "goose", "t")[0] == 0
    assert 'coder_env" "goose_task_prompt" {\n  agent_id = coder_agent.dev.id\n' in (root / "t/main.tf").read_text()


def test_without_setup_no_parameter_is_added(root: Path) -> None:
    assert said(root, "add", "claude-code", "t", "--no-setup")[0] == 0
    assert "setup_script" not in (root / "t/main.tf").read_text().replace("pre_install_script", "")


def test_a_custom_agent_is_added_with_its_command(root: Path) -> None:
    assert said(root, "add", "custom", "t", "--start-command", "my-agent --go")[0] == 0
    assert "my-agent --go" in (root / "t/main.tf").read_text()


def test_the_target_is_that_of_the_configuration(root: Path) -> None:
    build_tree(root, {"taskplate.toml": 'coder = "2.27"\n'})
    assert said(root, "add", "claude-code", "t")[1].splitlines()[-2] == "t: rewritten for Coder 2.27 (main.tf)"


# What is refused


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("claud-code", "t"), "there is no agent `claud-code`. Did you mean `claude-code`? There are: aider, "),
        (
            ("claude-code", "t", "--auth", "key"),
            "Claude Code has no way `key` to authenticate; on Coder 2.34 it takes: ",
        ),
        (("claude-code", "t", "--start-command", "x"), "the agent `claude-code` starts itself; "),
        (("custom", "t"), "the agent `custom` needs `start_command`"),
        (("claude-code", "t", "--coder", "soon"), "`soon` is no Coder release; write it as 2.34"),
        (("claude-code", "t", "--coder", "2.20"), "Coder 2.20 runs no agents in workspaces: "),
        (("claude-code", "t", "--coder", "2.38"), "Coder 2.38 runs no agents in workspaces: "),
        (("aider", "t", "--coder", "2.34"), "no release of coder/aider serves Tasks on Coder 2.34"),
        (("claude-code", "t", "--agent", "mian"), "t: has no agent `mian`. Did you mean `main`? There are: main"),
        (("claude-code", "t", "--catalog", "nowhere"), "nowhere: is no catalog"),
        (("claude-code", "nowhere"), "nowhere: there is no such folder"),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_reason(root: Path, arguments: tuple[str, ...], message: str) -> None:
    code, text = refused(root, "add", *arguments)
    assert (code, text.partition(message)[0]) == (2, "taskplate: ")


def test_the_hint_for_a_target_without_agents_is_one_that_helps(root: Path) -> None:
    assert "taskplate upgrade" in refused(root, "add", "claude-code", "t", "--coder", "2.38")[1]
    assert "taskplate upgrade" not in refused(root, "add", "claude-code", "t", "--coder", "2.20")[1]


@pytest.mark.parametrize(
    "arguments", [(), ("claude-code",), ("claude-code", "t", "more"), ("claude-code", "t", "--no-such")]
)
def test_wrong_arguments_are_refused(root: Path, arguments: tuple[str, ...]) -> None:
    code, text = refused(root, "add", *arguments)
    assert code == 2
    assert "Usage: " in text


def test_one_of_two_agents_is_chosen_by_its_label(tmp_path: Path) -> None:
    root = repository(tmp_path, {"main.tf": SECOND})
    assert refused(root, "add", "codex", "t") == (
        2,
        "taskplate: t: has several agents (main, gpu)\n  Choose one with --agent LABEL.\n",
    )
    assert said(root, "add", "codex", "t", "--agent", "gpu")[0] == 0
    assert "agent_id           = coder_agent.gpu.id" in (root / "t/main.tf").read_text()


def test_a_second_agent_of_another_kind_is_refused(root: Path) -> None:
    said(root, "add", "claude-code", "t")
    committed(root)
    code, text = refused(root, "add", "goose", "t")
    assert code == 2
    assert "`module.claude-code` (coder/claude-code) runs AgentAPI on port 3284 in `coder_agent.main`" in text


def test_a_call_that_is_too_old_for_the_target_is_for_upgrade(tmp_path: Path) -> None:
    root = repository(tmp_path, {"main.tf": TASK})
    code, text = refused(root, "add", "claude-code", "t")
    assert code == 2
    assert text.endswith("\n  Run `taskplate upgrade --coder 2.34` first.\n")


def test_a_generated_folder_is_refused_unless_forced(tmp_path: Path) -> None:
    root = build_tree(tmp_path, {"spec.yaml": "name: t\nblueprint: docker\n"})
    said(root, "generate", "spec.yaml", "--coder", "2.38")
    committed(root)
    message = "taskplate: t: is generated from ../spec.yaml\n"
    hint = "  Change the spec and run `taskplate update`, or rewrite the folder itself with --force.\n"
    assert refused(root, "add", "codex", "t", "--coder", "2.34") == (2, message + hint)
    assert said(root, "add", "codex", "t", "--coder", "2.34", "--force")[0] == 0


@pytest.mark.parametrize("files", [{"README.md": "x"}, {".hidden.tf": PLAIN}, {"below/main.tf": PLAIN}])
def test_a_folder_without_terraform_files_exits_3(tmp_path: Path, files: dict[str, str]) -> None:
    root = repository(tmp_path, files)
    assert refused(root, "add", "codex", "t") == (3, "taskplate: no Terraform files in t\n")


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("bad.tf", "x {\n  é = = 1\n}\n", "t/bad.tf:2:7: error: "),
        ("bad.tf.json", '{"é": }\n', "t/bad.tf.json:1:7: error: this is not JSON"),
    ],
)
def test_a_syntax_error_is_shown_with_its_place(root: Path, name: str, text: str, shown: str) -> None:
    build_tree(root / "t", {name: text})
    committed(root)
    code, told = refused(root, "add", "codex", "t", "--force")
    assert code == 2
    assert told.startswith(shown)
    assert told.endswith("\ntaskplate: 1 finding; nothing was written\n")


def test_a_file_that_is_no_text_is_refused(root: Path) -> None:
    build_tree(root / "t", {"bad.tf": b'a = "\xff"\n'})
    committed(root)
    code, told = refused(root, "add", "codex", "t")
    assert code == 2
    assert told.startswith("t/bad.tf:1:6: error: Invalid character encoding")
    assert told.endswith("\ntaskplate: 1 finding; nothing was written\n")


# What is asked of git


def test_a_folder_in_no_repository_is_refused_unless_forced(tmp_path: Path) -> None:
    root = build_tree(tmp_path, {"t/main.tf": PLAIN})
    message = "taskplate: t: is in no git repository, so that nothing could bring it back\n"
    assert refused(root, "add", "codex", "t") == (2, f"{message}  {DIRTY}\n")
    assert said(root, "add", "codex", "t", "--force")[0] == 0


def test_a_dirty_folder_is_refused_unless_forced(root: Path) -> None:
    build_tree(root / "t", {"my notes é.txt": "new"})
    assert refused(root, "add", "codex", "t") == (
        2,
        f"taskplate: t: holds what is not committed (t/my notes é.txt)\n  {DIRTY}\n",
    )
    assert said(root, "add", "codex", "t", "--force")[0] == 0


def test_a_folder_that_git_ignores_is_refused_unless_forced(tmp_path: Path) -> None:
    root = committed(build_tree(tmp_path, {".gitignore": "t\n", "t/main.tf": PLAIN}))
    assert refused(root, "add", "codex", "t") == (2, f"taskplate: t: holds what git ignores (main.tf)\n  {DIRTY}\n")
    assert said(root, "add", "codex", "t", "--force")[0] == 0


def test_what_is_dirty_or_ignored_elsewhere_is_nobodys_concern(root: Path) -> None:
    build_tree(root, {"elsewhere.txt": "new", "t/.terraform/x": "cache", "t/.gitignore": ".terraform\n"})
    git(root, "add", "t")
    git(root, "commit", "-qm", "what is ignored")
    assert said(root, "add", "codex", "t")[0] == 0
    assert (root / "t/.terraform/x").read_text() == "cache"


def test_without_git_only_force_goes_on(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(root))
    message = "git is not installed, or not on PATH, so that nothing could bring back the folder; go on with --force"
    assert refused(root, "add", "codex", "t") == (2, f"taskplate: {message}\n")
    assert refused(root, "add", "codex", "t", "--diff")[0] == 0
    assert said(root, "add", "codex", "t", "--force")[0] == 0


def test_what_git_has_against_a_repository_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """git works in no repository of somebody else, such as the checkout of a CI job in a container."""
    script = "#!/bin/sh\necho \"fatal: detected dubious ownership in repository at '/x'\" >&2\nexit 128\n"
    (build_tree(root.parent / "bin", {"git": script}) / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{root.parent / 'bin'}{os.pathsep}{os.environ['PATH']}")
    assert refused(root, "add", "codex", "t") == (
        2,
        "taskplate: git rev-parse failed in t: fatal: detected dubious ownership in repository at '/x'\n",
    )


def test_a_repository_in_the_folder_is_its_own_concern(root: Path) -> None:
    """git of the outer one sees an untracked folder."""
    committed(build_tree(root / "t" / "inner", {"x.txt": "theirs"}))
    code, text = refused(root, "add", "codex", "t")
    assert code == 2
    assert "holds what is not committed (t/inner/)" in text


def test_a_repository_of_its_own_inside_of_another_is_asked_itself(tmp_path: Path) -> None:
    outer = committed(build_tree(tmp_path, {"README.md": "outer"}))
    build_tree(outer / "inner", {"t/main.tf": PLAIN})
    git(outer / "inner", "init", "-q")
    assert refused(outer, "add", "codex", "inner/t")[0] == 2
    committed(outer / "inner")
    assert said(outer, "add", "codex", "inner/t")[0] == 0


def test_a_template_that_is_the_root_of_its_repository_keeps_the_repository(tmp_path: Path) -> None:
    root = committed(build_tree(tmp_path / "t", {"main.tf": PLAIN}))
    assert said(tmp_path, "add", "codex", "t")[0] == 0
    assert git(root, "diff", "--name-only") == "main.tf"


def test_a_submodule_is_asked_itself(tmp_path: Path) -> None:
    theirs = repository(tmp_path / "theirs", {"main.tf": PLAIN})
    outer = committed(build_tree(tmp_path / "outer", {"README.md": "outer"}))
    git(outer, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(theirs), "sub")
    committed(outer)
    assert said(outer, "add", "codex", "sub/t")[0] == 0
    assert refused(outer, "add", "goose", "sub/t")[0] == 2
    assert git(outer / "sub", "diff", "--name-only") == "t/main.tf"
    assert (outer / "sub" / ".git").is_file()


# Names, links, places


def test_names_may_hold_spaces_and_other_scripts(tmp_path: Path) -> None:
    root = repository(tmp_path, {"häupt datei.tf": PLAIN}, "mein テンプレート")
    code, text = said(root, "add", "codex", "mein テンプレート")
    assert code == 0
    assert "mein テンプレート: rewritten for Coder 2.34 (häupt datei.tf)" in text
    assert said(root, "validate", "mein テンプレート")[0] == 0


def test_the_current_folder_is_rewritten_in_place(root: Path) -> None:
    before = (root / "t").stat().st_ino
    code, text = said(root / "t", "add", "codex", ".")
    assert code == 0
    assert ".: rewritten for Coder 2.34 (main.tf)" in text
    assert (root / "t").stat().st_ino == before
    assert contents(root / "t").keys() == {"main.tf"}


def test_a_link_to_a_folder_stays_one(root: Path) -> None:
    (root / "link").symlink_to("t")
    code, text = said(root, "add", "codex", "link")
    assert code == 0
    assert "link: rewritten for Coder 2.34 (main.tf)" in text
    assert (root / "link").is_symlink()
    assert "codex" in (root / "t/main.tf").read_text()


def test_a_linked_file_is_not_replaced(root: Path) -> None:
    (root / "t/main.tf").rename(root / "shared.tf")
    (root / "t/main.tf").symlink_to("../shared.tf")
    committed(root)
    code, text = refused(root, "add", "codex", "t")
    assert (code, (root / "t/main.tf").is_symlink()) == (2, True)
    assert "t/main.tf: is a link, which would not be one any more" in text


def test_a_folder_that_cannot_be_written_is_refused(root: Path) -> None:
    root.chmod(0o500)
    if os.access(root, os.W_OK):
        root.chmod(0o700)
        pytest.skip("this user may write everywhere")
    code, text = refused(root, "add", "codex", "t")
    root.chmod(0o700)
    assert code == 2
    assert "cannot be written: Permission denied" in text


def test_a_file_that_cannot_be_read_is_refused(root: Path) -> None:
    (root / "t/main.tf").chmod(0)
    if os.access(root / "t/main.tf", os.R_OK):
        pytest.skip("this user may read everything")
    code, text = said(root, "add", "codex", "t")
    assert (code, text) == (2, "taskplate: t/main.tf: cannot be read: Permission denied\n")
