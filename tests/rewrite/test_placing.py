"""New blocks go where a maintainer would put them, and touch nothing that is there."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.rewrite.draft import Draft
from generator.rewrite.placing import with_block
from generator.source.files import SourceFile
from generator.template.load import template_from_sources

BLOCK = '# New.\nvariable "new" {\n  type = string\n}'
HEREDOC = "locals {\n  new = <<-EOT\n    echo\n  EOT\n}"
KIN = ("variable",)


def placed(files: dict[str, str], text: str = BLOCK, kin: tuple[str, ...] = KIN, folder: str = "t") -> dict[str, str]:
    """The files that are other than before once a block was added."""
    prefix = "" if folder == "." else f"{folder}/"
    sources = [SourceFile(prefix + name, content.encode()) for name, content in files.items()]
    changes = with_block(Draft.of(template_from_sources(sources, folder)), text, kin).changes
    return {name: data.decode() for name, data in changes.items() if data is not None}


# Beside its kind


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('variable "a" {}\n', f'variable "a" {{}}\n\n{BLOCK}\n'),
        ('variable "a" {}', f'variable "a" {{}}\n\n{BLOCK}\n'),
        ('variable "a" {} # of a\n', f'variable "a" {{}} # of a\n\n{BLOCK}\n'),
        ('variable "a" {} /* of\na */\n', f'variable "a" {{}} /* of\na */\n\n{BLOCK}\n'),
        ('variable "a" {}\n\nlocals {}\n', f'variable "a" {{}}\n\n{BLOCK}\n\nlocals {{}}\n'),
        ('variable "a" {}\nlocals {}\n', f'variable "a" {{}}\n\n{BLOCK}\nlocals {{}}\n'),
        ('variable "a" {}\nvariable "b" {\n}\n', f'variable "a" {{}}\nvariable "b" {{\n}}\n\n{BLOCK}\n'),
        ('\ufeffvariable "a" {}\n', f'\ufeffvariable "a" {{}}\n\n{BLOCK}\n'),
        ('variable "a" {}\r\n', f'variable "a" {{}}\n\n{BLOCK}\n'.replace("\n", "\r\n")),
        ('variable "a" {}\r\nlocals {}', f'variable "a" {{}}\n\n{BLOCK}\nlocals {{}}'.replace("\n", "\r\n")),
    ],
)
def test_a_block_goes_behind_the_last_of_its_kind(before: str, after: str) -> None:
    assert placed({"a.tf": before, "main.tf": "locals {}\n"}) == {"a.tf": after}


def test_of_several_files_the_last_with_its_kind_takes_it() -> None:
    files = {"a.tf": 'variable "a" {}\n', "b.tf": 'variable "b" {}\n', "c.tf": ""}
    assert placed(files) == {"b.tf": f'variable "b" {{}}\n\n{BLOCK}\n'}


def test_its_kind_can_be_told_by_a_label() -> None:
    files = {"a.tf": 'data "x" "a" {}\n', "b.tf": 'data "y" "b" {}\n'}
    assert list(placed(files, kin=("data", "x"))) == ["a.tf"]
    assert list(placed(files, kin=("data",))) == ["b.tf"]


@pytest.mark.parametrize("name", ["override.tf", "a_override.tf", "main.tf.json"])
def test_files_that_change_others_and_files_in_json_take_no_block(name: str) -> None:
    text = '{"variable": {"a": {}}}' if name.endswith("json") else 'variable "a" {}\n'
    assert placed({name: text, "main.tf": "locals {}\n", "x.tf": ""}) == {"task.tf": f"{BLOCK}\n"}


def test_a_module_in_a_folder_below_takes_no_block() -> None:
    files = {"main.tf": 'module "m" {\n  source = "./m"\n}\n', "m/main.tf": 'variable "a" {}\n'}
    assert list(placed(files)) == ["main.tf"]


# Without kin


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("locals {}\n", f"locals {{}}\n\n{BLOCK}\n"),
        ("locals {}", f"locals {{}}\n\n{BLOCK}\n"),
        ("", f"{BLOCK}\n"),
        ("\n", f"\n{BLOCK}\n"),
        ("locals {}\r\n", f"locals {{}}\n\n{BLOCK}\n".replace("\n", "\r\n")),
    ],
)
@pytest.mark.parametrize("folder", ["t", ".", "a b/é"])
def test_the_only_file_of_a_template_takes_it_at_its_end(before: str, after: str, folder: str) -> None:
    assert placed({"main.tf": before}, folder=folder) == {"main.tf": after}


@pytest.mark.parametrize("beside", ["main_override.tf", "README.md", ".terraform.lock.hcl"])
def test_override_files_and_what_is_no_template_do_not_make_it_one_of_several(beside: str) -> None:
    assert list(placed({"main.tf": "locals {}\n", beside: ""})) == ["main.tf"]


@pytest.mark.parametrize("others", [("network.tf",), ("extra.tf.json",)])
def test_a_template_of_several_files_gets_one_for_tasks(others: tuple[str, ...]) -> None:
    files = {"main.tf": "locals {}\n"} | {name: "{}" if name.endswith("json") else "" for name in others}
    assert placed(files) == {"task.tf": f"{BLOCK}\n"}


def test_a_template_in_json_gets_a_file_in_terraforms_own_syntax() -> None:
    assert placed({"main.tf.json": "{}"}) == {"task.tf": f"{BLOCK}\n"}


def test_the_file_for_tasks_that_is_there_takes_it_at_its_end() -> None:
    assert placed({"main.tf": "", "task.tf": "locals {}\n"}) == {"task.tf": f"locals {{}}\n\n{BLOCK}\n"}


# Heredocs


@pytest.mark.parametrize(
    ("files", "name"),
    [
        ({"main.tf": "locals {}\r\n"}, "task.tf"),
        ({"main.tf": "locals {}\r\n", "task.tf": "locals {}\r\n"}, "task_2.tf"),
        ({"main.tf": "locals {}\n", "task.tf": "locals {}\r\n", "task_2.tf": "\r\n"}, "task_3.tf"),
        ({"main.tf": 'variable "a" {}\r\n'}, "task.tf"),
    ],
)
def test_a_heredoc_whose_lines_a_shell_reads_goes_into_no_file_of_windows(files: dict[str, str], name: str) -> None:
    assert placed(files, HEREDOC) == {name: f"{HEREDOC}\n"}


texts = st.lists(
    st.sampled_from(
        [
            "locals {}",
            'variable "{}" {{\n}}',
            "# note",
            "",
            "/* a\n b */",
            "locals {\n  x = <<E\n  t\nE\n}",
            "  locals {}  ",
        ]
    ),
    max_size=6,
)


@settings(deadline=None)
@given(texts, st.sampled_from(["\n", "\r\n"]), st.booleans(), st.sampled_from([BLOCK, HEREDOC]))
def test_all_that_was_there_is_there_still_and_the_block_is_one_of_the_template(
    parts: list[str], line_end: str, ends: bool, text: str
) -> None:
    named = [
        part.replace("{}", f"v{at}", 1).replace("{{", "{").replace("}}", "}") if '"' in part else part
        for at, part in enumerate(parts)
    ]
    before = "\n".join(named).replace("\n", line_end) + (line_end if ends else "")
    draft = Draft.of(template_from_sources([SourceFile("t/main.tf", before.encode())], "t"))
    after = with_block(draft, text, KIN)
    (path,) = [path for path, source in after.template.sources.items() if source != draft.template.sources.get(path)]
    made = after.template.sources[path].data.decode()
    plain = made.replace("\r\n", "\n")
    assert text in plain
    if path == "t/main.tf":
        at = plain.index(text)
        rest = plain[:at] + plain[at + len(text) :]
        assert [line for line in rest.split("\n") if line] == [
            line for line in before.replace("\r\n", "\n").split("\n") if line
        ]
    blocks = [block for document in draft.template.documents for block in document.body.blocks]
    assert len([b for document in after.template.documents for b in document.body.blocks]) == len(blocks) + 1
