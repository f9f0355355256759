"""Deep mode: what real Terraform says is a finding at its place, and what it cannot judge offline is said."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers import build_tree, run_cli

if TYPE_CHECKING:
    from tests.lab.lab import Lab

pytestmark = pytest.mark.terraform

EXAMPLE = Path(__file__).parents[2] / "examples" / "three-lines" / "three-lines"
CODER = 'terraform {\n  required_providers {\n    coder = { source = "coder/coder", version = "%s" }\n  }\n}\n\n'
AGENT = 'resource "coder_agent" "main" {\n  os   = "linux"\n  arch = "amd64"\n}\n'


def deep(folder: Path, *options: str | Path) -> list[dict[str, Any]]:
    """What `validate --deep` finds, by the report in JSON; a fault of taskplate itself fails the test."""
    code, out, err = run_cli(["validate", "--deep", "--format", "json", *options, "."], folder)
    assert code in (0, 1), err
    return json.loads(out)["diagnostics"]


def places(found: list[dict[str, Any]]) -> list[tuple[str, str, int, int]]:
    """Rule, file, line and column of each finding."""
    return [(each["rule"], each["path"], each["start"]["line"], each["start"]["column"]) for each in found]


def test_an_example_is_clean_and_stays_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "t"
    shutil.copytree(EXAMPLE, folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    code, out, err = run_cli(["validate", "--deep", "t"], tmp_path)
    assert (code, out) == (0, "")
    assert "1 template checked: no findings" in err
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def place(text: str, words: str) -> tuple[int, int]:
    """Line and column of the only place where a text holds words."""
    assert text.count(words) == 1
    before = text[: text.index(words)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def test_a_function_that_refuses_its_argument_is_found_at_the_argument(tmp_path: Path) -> None:
    text = 'output "flag" {\n  value = "🏳️‍🌈 ${textdecodebase64("z!", "UTF-8")}"\n}\n'
    build_tree(tmp_path, {"main.tf": text})
    (found,) = deep(tmp_path)
    assert places([found]) == [("refused-by-terraform", "main.tf", *place(text, "z!"))]
    assert found["severity"] == "error"
    assert found["message"].startswith("Terraform: Invalid function argument: ")


@pytest.mark.parametrize(
    ("condition", "place", "severity", "words"),
    [
        ("var.size <= 100", (3, 13), "warning", "refuses this default"),
        ("log(var.size, 10) <= 2", (1, 1), "error", "At most 100."),  # a function that the rule does not know
    ],
)
def test_a_default_that_fails_its_own_validation_is_found_once(
    tmp_path: Path, condition: str, place: tuple[int, int], severity: str, words: str
) -> None:
    text = (
        'variable "size" {\n  type    = number\n  default = 200\n\n'
        f'  validation {{\n    condition     = {condition}\n    error_message = "At most 100."\n  }}\n}}\n\n'
        'output "size" {\n  value = var.size\n}\n'
    )
    build_tree(tmp_path, {"main.tf": text})
    (found,) = deep(tmp_path)
    assert places([found]) == [("refused-variable", "main.tf", *place)]
    assert found["severity"] == severity
    assert words in found["message"]


def test_what_one_plan_alone_refuses_names_that_plan(tmp_path: Path) -> None:
    body = (
        'data "coder_workspace" "me" {}\n\n'
        'output "first" {\n'
        '  value = data.coder_workspace.me.transition == "stop" ? [][data.coder_workspace.me.start_count] : ""\n}\n'
    )
    build_tree(tmp_path, {"main.tf": CODER % ">= 2.13" + body})
    (found,) = deep(tmp_path, "--ignore", "language")
    assert found["rule"] == "refused-by-terraform"
    assert found["message"].endswith("(in the plan for `stop` alone)")


def test_data_sources_read_what_the_import_job_sees(tmp_path: Path) -> None:
    body = (
        'data "coder_workspace" "me" {}\ndata "coder_workspace_owner" "me" {}\n\n'
        'data "coder_parameter" "size" {\n  name    = "size"\n  type    = "number"\n  default = 7\n}\n\n'
        'data "coder_parameter" "free" {\n  name = "free"\n}\n\n'
        'output "seen" {\n  value = 1\n\n'
        '  precondition {\n    condition     = data.coder_parameter.size.value == "7"\n'
        '    error_message = "size"\n  }\n'
        '  precondition {\n    condition     = data.coder_parameter.free.value == ""\n'
        '    error_message = "free"\n  }\n'
        '  precondition {\n    condition     = data.coder_workspace.me.name == "default"\n'
        '    error_message = "name"\n  }\n'
        "  precondition {\n"
        "    condition     = (data.coder_workspace.me.start_count == 1) == (data.coder_workspace.me.transition == "
        '"start")\n    error_message = "count"\n  }\n'
        '  precondition {\n    condition     = data.coder_workspace_owner.me.name == "nobody"\n'
        '    error_message = "the owner"\n  }\n}\n'
    )
    build_tree(tmp_path, {"main.tf": CODER % ">= 2.13" + body})
    (found,) = deep(tmp_path, "--ignore", "language,provider,task,preset")
    assert "the owner" in found["message"]


def test_what_a_rule_finds_is_not_said_again(tmp_path: Path) -> None:
    text = 'output "a" {\n  value = var.nope\n}\n'
    build_tree(tmp_path, {"main.tf": text})
    (found,) = deep(tmp_path)
    assert found["rule"] == "undeclared-reference"
    assert not found["message"].startswith("Terraform: ")
    assert deep(tmp_path, "--ignore", "language") == []
    assert places(deep(tmp_path, "--select", "deep")) == [("refused-by-terraform", "main.tf", *place(text, "var.nope"))]


def test_a_comment_silences_it_and_one_that_silences_nothing_is_found(tmp_path: Path) -> None:
    line = '  value = textdecodebase64("z!", "UTF-8") # taskplate: ignore[refused-by-terraform] known\n'
    build_tree(tmp_path, {"main.tf": f'output "a" {{\n{line}}}\n'})
    assert deep(tmp_path) == []
    build_tree(tmp_path, {"main.tf": f'output "a" {{\n{line.replace("z!", "eg==")}}}\n'})
    assert [each["rule"] for each in deep(tmp_path)] == ["unused-suppression"]
    code, _, _ = run_cli(["validate", "."], tmp_path)
    assert code == 0  # nobody asked Terraform, so that nothing can be said of the comment


def test_what_is_not_at_hand_is_said_and_the_other_folders_are_tried(tmp_path: Path) -> None:
    vault = 'terraform {\n  required_providers {\n    vault = { source = "hashicorp/vault" }\n  }\n}\n'
    build_tree(
        tmp_path,
        {
            "a/main.tf": vault,
            "b/main.tf": 'module "m" {\n  source = "git::https://example.com/m.git"\n}\n',
            "c/main.tf": 'resource "aws_no_such_type_at_hand" "a" {}\n',
            "d/main.tf": 'output "a" {\n  value = parseint("z", 10)\n}\n',
        },
    )
    one, two = deep(tmp_path, "--select", "deep"), deep(tmp_path, "--select", "deep", "--jobs", "2")
    assert one == two
    assert places(one) == [
        ("not-tried", "a/main.tf", 3, 5),
        ("not-tried", "b/main.tf", 2, 12),
        ("not-tried", "c/main.tf", 1, 1),
        ("refused-by-terraform", "d/main.tf", 2, 21),
    ]
    assert [each["severity"] for each in one] == ["info", "info", "info", "error"]
    assert "`hashicorp/vault` is not at hand; try it with `--deep=online`" in one[0]["message"]


def test_what_hangs_on_a_made_up_value_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = 'variable "range" {\n  type = string\n}\n\nlocals {\n  first = cidrhost(var.range, 1)\n}\n\n'
    build_tree(tmp_path, {"main.tf": text + 'output "first" {\n  value = "${local.first}!"\n}\n'})
    (found,) = deep(tmp_path)
    assert (found["rule"], found["severity"]) == ("not-tried", "info")
    assert "`var.range`, which has no value here; give it one in `TF_VAR_range`" in found["message"]
    monkeypatch.setenv("TF_VAR_range", "10.0.0.0/8")
    assert deep(tmp_path) == []
    monkeypatch.setenv("TF_VAR_range", "10")
    assert places(deep(tmp_path)) == [("refused-by-terraform", "main.tf", *place(text, "cidrhost"))]


def test_what_a_stub_cannot_know_is_unknown_in_the_plan(tmp_path: Path) -> None:
    body = (
        'resource "aws_instance" "dev" {\n  ami           = "ami-1"\n  instance_type = "t3.micro"\n}\n\n'
        'output "disk" {\n  value = "${aws_instance.dev.root_block_device[0].volume_size} GiB"\n}\n\n'
        'output "zone" {\n  value = upper(aws_instance.dev.availability_zone)\n}\n\n'
        'data "aws_availability_zones" "all" {}\n\n'
        'output "first" {\n  value = cidrhost(data.aws_availability_zones.all.names[0], 1)\n}\n'
    )
    build_tree(tmp_path, {"main.tf": body})
    assert places(deep(tmp_path, "--select", "deep")) == [("not-tried", "main.tf", *place(body, "cidrhost"))]


def test_a_provider_release_that_no_schema_is_of_is_tried_and_not_judged(tmp_path: Path) -> None:
    needs = (
        'terraform {\n  required_providers {\n    docker = { source = "kreuzwerker/docker", version = "~> 2.15.0" }\n'
    )
    body = 'resource "docker_volume" "v" {\n  nmae = "v"\n}\n\noutput "a" {\n  value = docker_volume.v.nope\n}\n'
    build_tree(tmp_path, {"main.tf": needs + "  }\n}\n\n" + body})
    found = deep(tmp_path, "--select", "deep")
    assert {each["rule"] for each in found} == {"not-tried"}
    assert "`kreuzwerker/docker`" in found[0]["message"]


@pytest.mark.parametrize(("constraint", "found"), [("~> 2.6.0", ["refused-by-terraform"]), ("~> 2.8.0", [])])
def test_the_coder_provider_has_what_the_release_that_terraform_takes_has(
    tmp_path: Path, constraint: str, found: list[str]
) -> None:
    task = (
        '\nresource "coder_app" "a" {\n  agent_id = coder_agent.main.id\n  slug     = "a"\n  url      = "http://x"\n}\n\n'
        'resource "coder_ai_task" "t" {\n  sidebar_app {\n    id = coder_app.a.id\n  }\n}\n'
    )
    build_tree(tmp_path, {"main.tf": CODER % constraint + AGENT + task})
    assert [each["rule"] for each in deep(tmp_path, "--select", "deep")] == found


def test_the_release_of_the_lock_file_is_taken(tmp_path: Path) -> None:
    lock = 'provider "registry.terraform.io/coder/coder" {\n  version = "2.6.0"\n  hashes  = ["h1:AAAA"]\n}\n'
    build_tree(
        tmp_path,
        {"main.tf": CODER % ">= 2.0" + 'data "coder_task" "me" {}\n', ".terraform.lock.hcl": lock},
    )
    (found,) = deep(tmp_path, "--select", "deep")
    assert "coder_task" in found["message"]
    assert (tmp_path / ".terraform.lock.hcl").read_text() == lock


@pytest.mark.parametrize("state", ['backend "s3" {}', 'cloud {\n    organization = "o"\n  }'])
def test_a_module_in_a_folder_is_tried_and_a_backend_is_not(tmp_path: Path, state: str) -> None:
    build_tree(
        tmp_path,
        {
            "main.tf": f'terraform {{\n  {state}\n}}\n\nmodule "m" {{\n  source = "./m"\n  text   = "z"\n}}\n',
            "m/main.tf": 'variable "text" {}\n\noutput "a" {\n  value = parseint(var.text, 10)\n}\n',
        },
    )
    assert places(deep(tmp_path, "--select", "deep")) == [("refused-by-terraform", "m/main.tf", 4, 20)]


def test_a_remark_inside_a_stub_of_a_module_points_at_its_call(tmp_path: Path) -> None:
    call = (
        'module "code" {\n  source   = "registry.coder.com/modules/code-server/coder"\n  version  = "1.3.0"\n'
        "  agent_id = null\n}\n"
    )
    build_tree(tmp_path, {"main.tf": CODER % ">= 2.5" + 'module "inner" {\n  source = "./inner"\n}\n'})
    build_tree(tmp_path, {"inner/main.tf": call})
    found = deep(tmp_path, "--select", "deep")
    assert {(rule, path, line) for rule, path, line, _ in places(found)} == {
        ("refused-by-terraform", "inner/main.tf", 1)
    }


def test_fixes_are_made_before_it_is_tried(tmp_path: Path) -> None:
    build_tree(tmp_path, {"main.tf": 'output "a" {\n  value = uppr("a")\n}\n'})
    assert deep(tmp_path, "--fix") == []
    assert (tmp_path / "main.tf").read_text() == 'output "a" {\n  value = upper("a")\n}\n'


def test_an_engine_that_fails_is_a_fault_and_the_findings_are_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = build_tree(tmp_path, {"bin/terraform": "#!/bin/sh\necho panic\n"}) / "bin" / "terraform"
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    build_tree(tmp_path, {"t/main.tf": 'output "a" {\n  value = var.nope\n}\n'})
    code, out, err = run_cli(["validate", "--deep", "t"], tmp_path)
    assert code == 4
    assert "undeclared-reference" in out
    assert "the rule `refused-by-terraform` failed: Terraform did not answer in JSON: panic" in err


def test_online_the_real_provider_is_asked(lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = CODER % "2.18.0" + AGENT.replace("amd64", "x86")
    folder = build_tree(tmp_path / "t", {"main.tf": text})
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", str(lab.terraform_config("2.18.0")))
    code, out, err = run_cli(["validate", "--deep=online", "--format", "json", "--select", "deep", "."], folder)
    assert code == 1, err
    (found,) = json.loads(out)["diagnostics"]
    assert found["start"]["line"] == 9
    assert 'expected arch to be one of ["amd64" "armv7" "arm64"], got x86' in found["message"]
    assert [path.name for path in folder.iterdir()] == ["main.tf"]


def test_odd_things_in_the_folder_do_not_matter(tmp_path: Path) -> None:
    folder = build_tree(tmp_path / "t", {"main.tf": 'output "a" {\n  value = file("${path.module}/a/b.txt")\n}\n'})
    build_tree(folder, {"a/b.txt": "b", "terraform.tfstate": "no state", ".terraform/modules/modules.json": "no list"})
    (folder / "a" / "loop").symlink_to("..")
    (folder / "gone").symlink_to("nowhere")
    os.mkfifo(folder / "pipe")
    assert deep(folder) == []


def test_what_init_says_without_a_place_is_said_once_and_at_its_line(tmp_path: Path) -> None:
    text = 'terraform {\n  required_version = ">= 1.0"\n}\n\nmodule "m" {\n  source = "./m"\n}\n'
    build_tree(tmp_path, {"main.tf": text})
    assert [each["rule"] for each in deep(tmp_path)] == ["missing-module-folder"]
    alone = deep(tmp_path, "--select", "deep")
    assert ("refused-by-terraform", "main.tf", *place(text, 'module "m"')) in places(alone)
    build_tree(tmp_path, {"main.tf": "locals {\n  a = local.b\n  b = local.a\n}\n"})
    assert [each["rule"] for each in deep(tmp_path)] == ["reference-cycle"]


def test_a_rule_that_points_elsewhere_in_the_block_says_it_alone(tmp_path: Path) -> None:
    text = 'variable "a" {\n  sensitive = true\n  default   = "a"\n}\n\noutput "a" {\n  value = upper(var.a)\n}\n'
    build_tree(tmp_path, {"main.tf": text})
    assert [each["rule"] for each in deep(tmp_path)] == ["secret-output-not-sensitive"]


def test_online_what_cannot_be_downloaded_is_a_fault_and_no_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")  # nobody listens there
    call = 'module "m" {\n  source  = "registry.coder.com/coder/code-server/coder"\n  version = "1.3.0"\n}\n'
    folder = build_tree(tmp_path / "t", {"main.tf": call})
    code, out, err = run_cli(["validate", "--deep=online", "--select", "deep", "."], folder)
    assert (code, out) == (4, "")
    assert "Terraform cannot download what the template needs: " in err
