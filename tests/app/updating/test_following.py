"""A generated folder follows its spec and keeps its edits; nothing that git could not bring back is touched."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from generator.app.generation import generate, generate_all
from generator.app.updating import update
from generator.render.lock import LOCK_FILE, digest, read_lock
from generator.render.merge import BASE_FOLDER
from tests.app.updating.following import HOME, MORE, OTHER, edited, names, refused, respecified, spec
from tests.helpers import build_tree, committed, contents, git

if TYPE_CHECKING:
    from pathlib import Path


# What changes and what does not


def test_an_update_without_a_change_is_a_no_op(root: Path) -> None:
    before = contents(root)
    made = update(root / "demo")
    assert (made.differences, made.merged, made.conflicts, made.remaining) == ((), (), (), ())
    assert contents(root) == before


def test_an_update_without_a_change_keeps_edits_of_every_file(root: Path) -> None:
    for path in (root / "demo").iterdir():
        if path.name != LOCK_FILE:
            path.write_bytes(path.read_bytes() + b"\n# mine\n")
    (root / "demo" / "variables.tf").unlink()
    committed(root)
    before = contents(root)
    made = update(root / "demo")
    assert (made.differences, made.merged, made.conflicts) == ((), (), ())
    assert contents(root) == before


def test_an_untouched_file_is_replaced_and_a_new_one_comes(root: Path) -> None:
    respecified(root, spec(OTHER, MORE))
    made = update(root / "demo")
    assert names(made) == [LOCK_FILE, "task.tf", "workspace.tf"]
    expected = generate(root / "spec.yaml", root / "fresh", write=False).files
    assert contents(root / "demo") == {**expected, LOCK_FILE: made.made.files[LOCK_FILE]}


def test_a_file_that_is_rendered_no_more_goes(root: Path) -> None:
    respecified(root, spec(more=MORE))
    update(root / "demo")
    committed(root)
    respecified(root, spec())
    assert names(update(root / "demo")) == [LOCK_FILE, "workspace.tf"]
    assert not (root / "demo" / "workspace.tf").exists()


def test_an_edited_file_is_merged_and_a_second_update_is_quiet(root: Path) -> None:
    text = edited(root, "task.tf", "# What makes this a task template", "# Mine: what makes this a task template")
    respecified(root, spec(OTHER))
    made = update(root / "demo")
    assert (made.merged, made.conflicts) == (("task.tf",), ())
    assert (root / "demo/task.tf").read_text() == text.replace(HOME, OTHER)
    assert digest((root / "demo" / BASE_FOLDER / "task.tf").read_bytes()) == read(root)["task.tf"]
    committed(root)
    before = contents(root)
    assert update(root / "demo").differences == ()
    assert contents(root) == before


def read(root: Path) -> dict[str, str]:
    lock = read_lock(root / "demo")
    assert lock is not None
    return dict(lock.files)


def test_a_merge_is_merged_again_from_what_is_kept_in_the_folder(root: Path) -> None:
    """git never had the text that the second merge starts from."""
    text = edited(root, "task.tf", "# What makes", "# Mine: what makes")
    respecified(root, spec(OTHER))
    update(root / "demo")
    respecified(root, spec("/srv"))
    assert update(root / "demo").merged == ("task.tf",)
    assert (root / "demo/task.tf").read_text() == text.replace(HOME, "/srv")


def test_what_is_kept_in_the_folder_goes_once_the_edit_is_undone(root: Path) -> None:
    edited(root, "task.tf", "# What makes", "# Mine: what makes")
    respecified(root, spec(OTHER))
    update(root / "demo")
    edited(root, "task.tf", "# Mine: what makes", "# What makes")
    assert names(update(root / "demo")) == [f"{BASE_FOLDER}/task.tf"]
    assert not (root / "demo" / ".taskplate").exists()


def test_a_conflict_is_marked_as_git_marks_it_and_told_once(root: Path) -> None:
    edited(root, "task.tf", HOME, "/mine")
    respecified(root, spec(OTHER))
    made = update(root / "demo")
    assert [(each.name, each.reason) for each in made.conflicts] == [("task.tf", "both sides changed the same lines")]
    marked = f'<<<<<<< yours\n  workdir        = "/mine"\n=======\n  workdir        = "{OTHER}"\n>>>>>>> new\n'
    assert marked in (root / "demo/task.tf").read_text()
    edited(root, "task.tf", marked, '  workdir        = "/mine"\n')
    again = update(root / "demo")
    assert (again.differences, again.conflicts) == ((), ())


def test_a_conflict_that_nobody_solved_is_an_error_of_the_folder(root: Path) -> None:
    edited(root, "task.tf", HOME, "/mine")
    respecified(root, spec(OTHER))
    update(root / "demo")
    committed(root)
    again = update(root / "demo")
    assert again.differences == ()
    assert {found.rule.name for found in again.remaining} == {"invalid-syntax"}


def test_a_file_that_the_user_removed_does_not_come_back(root: Path) -> None:
    (root / "demo/terraform.tfvars.example").unlink()
    committed(root)
    respecified(root, spec(OTHER))
    assert names(update(root / "demo")) == [LOCK_FILE, "task.tf"]


def test_a_file_that_the_user_removed_and_that_changes_is_a_conflict_once(root: Path) -> None:
    (root / "demo/task.tf").unlink()
    committed(root)
    respecified(root, spec(OTHER))
    made = update(root / "demo")
    assert [each.name for each in made.conflicts] == ["task.tf"]
    committed(root)
    assert (update(root / "demo").conflicts, (root / "demo/task.tf").exists()) == ((), False)


def test_an_edited_file_that_is_rendered_no_more_stays_and_is_told_once(root: Path) -> None:
    respecified(root, spec(more=MORE))
    update(root / "demo")
    committed(root)
    text = edited(root, "workspace.tf", '"b"', '"c"')
    respecified(root, spec())
    made = update(root / "demo")
    assert [each.name for each in made.conflicts] == ["workspace.tf"]
    assert (root / "demo/workspace.tf").read_text() == text
    committed(root)
    assert (update(root / "demo").differences, update(root / "demo").conflicts) == ((), ())


def test_a_file_of_the_users_in_the_way_of_a_new_one_is_refused(root: Path) -> None:
    build_tree(root / "demo", {"workspace.tf": "# mine\n"})
    respecified(root, spec(OTHER, MORE))
    assert refused(root).endswith("demo/workspace.tf: was not written by taskplate")


def test_files_and_modules_of_the_users_beside_ours_stay_and_are_read_with_them(root: Path) -> None:
    mine = {
        "own.tf": 'module "own" {\n  source = "./own"\n  image  = "x"\n}\n',
        "own/main.tf": 'variable "image" {\n  type = string\n}\n',
        "notes/a b é.txt": "mine",
    }
    build_tree(root / "demo", mine)
    respecified(root, spec(OTHER))
    made = update(root / "demo")
    assert (names(made), made.remaining) == ([LOCK_FILE, "task.tf"], ())
    assert {name: data.decode() for name, data in contents(root / "demo").items() if name in mine} == mine


def test_an_edit_that_breaks_the_template_is_told_and_the_rest_is_updated(root: Path) -> None:
    edited(root, "task.tf", "data.coder_task.me.prompt", "data.coder_task.you.prompt")
    respecified(root, spec(more=MORE))
    made = update(root / "demo")
    assert names(made) == [LOCK_FILE, "workspace.tf"]
    (found,) = made.remaining
    assert found.rule.name == "undeclared-reference"
    assert made.sources[found.primary.path].text[found.primary.start :].startswith("data.coder_task.you.prompt")


# Where the former text of an edited file comes from


def test_the_former_text_is_found_in_the_history(root: Path) -> None:
    for number in range(3):
        edited(root, "task.tf", "# What makes", f"# {number}\n# What makes")
    git(root, "rm", "-q", "--cached", "demo/task.tf")
    git(root, "commit", "-qm", "gone for a while")
    committed(root)
    respecified(root, spec(OTHER))
    assert update(root / "demo").merged == ("task.tf",)


def test_an_edited_file_that_was_never_committed_as_written_is_refused(tmp_path: Path) -> None:
    root = build_tree(tmp_path, {"spec.yaml": spec()})
    generate(root / "spec.yaml")
    edited(root, "task.tf", "# What makes", "# Mine: what makes")
    respecified(root, spec(OTHER))
    assert refused(root).endswith("demo/task.tf: was edited, and how it was written cannot be told")
    edited(root, "task.tf", "# Mine: what makes", "# What makes")
    assert update(root / "demo").merged == ()


def test_the_former_text_needs_no_git_where_it_is_kept_in_the_folder(root: Path) -> None:
    edited(root, "task.tf", "# What makes", "# Mine: what makes")
    respecified(root, spec(OTHER))
    update(root / "demo")
    shutil.rmtree(root / ".git")
    build_tree(root, {"spec.yaml": spec("/srv")})
    assert update(root / "demo", force=True).merged == ("task.tf",)


def test_what_is_kept_in_the_folder_counts_only_where_it_is_what_was_written(root: Path) -> None:
    build_tree(root / "demo" / BASE_FOLDER, {"task.tf": "something else\n"})
    text = edited(root, "task.tf", "# What makes", "# Mine: what makes")
    respecified(root, spec(OTHER))
    update(root / "demo")
    assert (root / "demo/task.tf").read_text() == text.replace(HOME, OTHER)


# Which target


def test_the_target_that_the_folder_was_made_for_stays_where_the_spec_leaves_it_open(root: Path) -> None:
    generate(root / "spec.yaml", coder="2.27", force=True)
    committed(root)
    assert update(root / "demo").differences == ()
    assert update(root / "demo", coder="2.34", write=False).made.composition.target == "2.34"


def test_the_target_of_the_spec_wins_over_the_one_it_was_made_for(root: Path) -> None:
    generate(root / "spec.yaml", coder="2.27", force=True)
    respecified(root, spec(more='coder: "2.34"\n'))
    assert update(root / "demo").made.composition.target == "2.34"


TARGETS = 'targets:\n  old: {coder: "2.27", name: demo-old}\n  new: {coder: "2.34", name: demo-new}\n'


@pytest.fixture
def several(tmp_path: Path) -> Path:
    """A repository with a spec for two targets and both folders."""
    root = build_tree(tmp_path, {"spec.yaml": spec(more=TARGETS)})
    generate_all(root / "spec.yaml")
    return committed(root)


def test_each_folder_of_a_spec_with_targets_follows_its_own(several: Path) -> None:
    for name, target in (("demo-old", "2.27"), ("demo-new", "2.34")):
        assert update(several / name).differences == ()
        assert update(several / name).made.composition.target == target
    respecified(several, spec(OTHER, TARGETS))
    made = update(several / "demo-old")
    assert made.made.composition.mechanism == "prompt-parameter"
    assert OTHER in (several / "demo-old/task.tf").read_text()
    assert OTHER not in (several / "demo-new/task.tf").read_text()


def test_a_target_that_the_spec_no_longer_lists_is_refused(several: Path) -> None:
    respecified(several, spec(more=TARGETS.replace("old:", "older:")))
    message = refused(several, "demo-old")
    assert message.endswith("spec.yaml: has no target `old`. Did you mean `older`? There are: older, new.")


def test_targets_that_a_spec_got_later_are_to_be_chosen_by_generate(root: Path) -> None:
    respecified(root, spec(more=TARGETS))
    assert refused(root).endswith("spec.yaml: has targets; choose one of old, new")


def test_a_lock_of_the_time_before_targets_is_of_the_only_one(root: Path) -> None:
    assert b"variant" not in (root / "demo" / LOCK_FILE).read_bytes()
    assert update(root / "demo").differences == ()
