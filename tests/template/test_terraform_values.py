"""What we say an expression is worth is what real Terraform makes of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from random import Random
from typing import TYPE_CHECKING

import pytest

from generator.source.files import SourceFile
from generator.template.load import template_from_sources
from generator.template.values import UNKNOWN

if TYPE_CHECKING:
    from pathlib import Path

_TERRAFORM = shutil.which("terraform")
_FIXED = (
    "{ null = 1 }", "{ true = 2 }", "{ 1 = 2 }", '{ "a" = 1.50 }', '"a\\tb\\u00e9"', "1.5e3", "0012",
    '"n ${1.0} ${true} ${2.50}"', '"$${x} %%{y} $ % $$"', "{ false = 1, x : 2 }", '[1, "2", null]',
    '"${0.1}${100000000000000000000}"', '"x${1.0e-7}"', '"x${1.5e20}"', '"${local.x}-${local.x}"', '"a ${~ 1 ~} b"',
)  # fmt: skip
_BITS = ("a", "b c", "${local.x}", '${"  q"}', "$${n}", "é", " ")


def _line(rng: Random) -> str:
    indent = rng.choice(("", "", " ", "  ", "    ", "\t", "\t  ", "\xa0", " \u2003"))
    return indent + "".join(rng.choice(_BITS) for _ in range(rng.randint(0, 3))) + rng.choice(("", "", " "))


def _heredoc(rng: Random) -> str:
    lines = "\n".join(_line(rng) for _ in range(rng.randint(1, 5)))
    return f"{rng.choice(('<<', '<<-'))}EOT\n{lines}\n{rng.choice(('', '  ', '    '))}EOT"


@pytest.mark.skipif(_TERRAFORM is None, reason="terraform is not on PATH")
@pytest.mark.parametrize("seed", range(2))
def test_terraform_agrees_on_the_worth_of_literals_and_heredocs(tmp_path: Path, seed: int) -> None:
    rng = Random(seed)
    texts = [*_FIXED, *(_heredoc(rng) for _ in range(150))]
    lines = "".join(f"  v{i} = {text}\n" for i, text in enumerate(texts))
    data = f'locals {{\n  x = "X"\n{lines}}}\n'.encode()
    (tmp_path / "main.tf").write_bytes(data)
    template = template_from_sources([SourceFile("main.tf", data)], ".")
    ours = {name: template.value(expression) for name, expression in template.locals.items()}
    known = [name for name, value in ours.items() if value is not UNKNOWN]
    assert len(known) >= len(texts)  # `x` besides, and perhaps not the one that strips blanks
    asked = ", ".join(f"{name} = local.{name}" for name in known)
    assert _TERRAFORM is not None
    run = subprocess.run(
        [_TERRAFORM, "console"],
        cwd=tmp_path,
        env={**os.environ, "TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1"},
        input=f"jsonencode({{{asked}}})\n",
        capture_output=True,
        text=True,
        check=True,
    )
    assert {name: ours[name] for name in known} == json.loads(json.loads(run.stdout))
