"""Files in JSON are rewritten as those in Terraform's own syntax are, whatever their texts hold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from generator.rewrite.arguments import text_of_value
from generator.source.files import SourceFile
from generator.template.load import template_from_sources
from tests.rewrite.folders import upgraded

if TYPE_CHECKING:
    from pathlib import Path

PROMPT = "${data.coder_parameter.ai_prompt.value}"

CODEX = {
    "source": "registry.coder.com/coder-labs/codex/coder",
    "version": "2.1.1",
    "agent_id": "${coder_agent.main.id}",
    "folder": "/home/coder",
    "pre_install_script": '${file("${path.module}/prepare.sh")}',
    "ai_prompt": f'Work in small steps.\n{PROMPT} - {PROMPT} "now"',
}
TEMPLATE = {
    "data": {
        "coder_workspace": {"me": {}},
        "coder_parameter": {
            "ai_prompt": {"name": "AI Prompt", "type": "string", "default": "", "mutable": True},
            "ai_prompt_2": {"name": "second", "default": "${local.x}"},
        },
    },
    "locals": {"x": "", "y": "${data.coder_parameter.ai_prompt_2.value}\n"},
    "resource": {"coder_agent": {"main": {"os": "linux", "arch": "amd64"}}},
    "module": {"codex": CODEX},
}


def test_a_reference_in_a_text_with_escapes_is_replaced_in_it(tmp_path: Path) -> None:
    upgraded(tmp_path, {"main.tf.json": json.dumps(TEMPLATE, indent=2)})
    made = json.loads((tmp_path / "main.tf.json").read_text())
    task = "${data.coder_task.me.prompt}"
    assert made["module"]["codex"] == {
        **{("workdir" if name == "folder" else name): value for name, value in CODEX.items()},
        "version": "4.3.1",
        "ai_prompt": f'Work in small steps.\n{task} - {task} "now"',
    }
    assert made["locals"] == TEMPLATE["locals"]


def test_what_a_module_ran_is_taken_out_of_json_as_it_is_meant(tmp_path: Path) -> None:
    upgraded(tmp_path, {"main.tf.json": json.dumps(TEMPLATE)}, "2.38")
    assert '  script             = file("${path.module}/prepare.sh")\n' in (tmp_path / "task.tf").read_text()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x", '"x"'),
        ("${var.x}", "var.x"),
        ("${ var.x }\n", '"${var.x}\\n"'),
        ('${f("a")}', 'f("a")'),
        ('a "${f("b")}"\n$${c}', '"a \\"${f("b")}\\"\\n$${c}"'),
        ("é ${var.x}", '"é ${var.x}"'),
        (["a", '${f("b")}'], '["a", f("b")]'),
        ({"a": "${var.x}"}, '{ "a" = var.x }'),
        (True, "true"),
        (1.5, "1.5"),
    ],
)
@pytest.mark.parametrize("ascii_only", [True, False])
def test_a_value_in_json_is_written_in_terraforms_own_syntax(value: object, text: str, ascii_only: bool) -> None:
    source = SourceFile("main.tf.json", json.dumps({"locals": {"x": value}}, ensure_ascii=ascii_only).encode())
    template = template_from_sources([source], ".")
    assert text_of_value(template, template.locals["x"]) == text
