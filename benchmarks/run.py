"""Whole-process times and memory of taskplate, and what Terraform takes for the same folder in the same run.

Run from the repository root: python -m benchmarks.run [--rounds N] [--copies N]
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.contestant import ENVIRONMENT, Contestant
from generator import assets
from generator.errors import UsageError
from generator.terraform.engine import find_engine, library_engine
from tests.lab import coder_provider
from tests.lab.lab import opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.terraform.commands import Terraform
    from generator.terraform.engine import Engine

ROOT = Path(__file__).resolve().parent.parent
SPEC = ROOT / "examples" / "three-lines" / "task-template.yaml"
PROVIDER = "2.18.0"
JOBS = 2
GROWTH = (0, 10, 100)
"""How many files of more blocks a template gets, to see how time grows with its size."""

CODER_ONLY = """\
terraform {
  required_providers {
    coder = { source = "coder/coder" }
  }
}

data "coder_workspace" "me" {}

resource "coder_agent" "main" {
  arch = "amd64"
  os   = "linux"
}
"""
"""Stands for `main.tf` where the infrastructure is left out, and with it the provider that the lab stubs in Python."""

MORE = """\
data "coder_parameter" "choice_NUMBER" {
  name         = "choice_NUMBER"
  display_name = "Choice NUMBER"
  type         = "string"
  default      = local.default_NUMBER
  mutable      = true

  dynamic "option" {
    for_each = local.options_NUMBER
    content {
      name  = title(option.value)
      value = option.value
    }
  }
}

locals {
  options_NUMBER = ["small", "large", "huge"]
  default_NUMBER = local.options_NUMBER[0]
}

resource "coder_script" "script_NUMBER" {
  agent_id     = coder_agent.main.id
  display_name = "Script NUMBER"
  run_on_start = true
  script       = <<-EOT
    set -eu
    echo "${data.coder_parameter.choice_NUMBER.value}"
  EOT
}

resource "coder_app" "app_NUMBER" {
  agent_id = coder_agent.main.id
  slug     = "app-NUMBER"
  url      = "http://localhost:${8000 + NUMBER}"
}
"""
"""A file of blocks that refer to each other and to the template; NUMBER makes their names unique."""

PARSERS = "import click, msgspec, pygohcl, tree_sitter, tree_sitter_hcl"
"""What every check needs before a line of taskplate runs."""


def main() -> None:
    """Measures, and prints the tables."""
    arguments = _arguments()
    engine = _engine()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="taskplate-bench-") as scratch:
        work = Path(scratch)
        taskplate = _installed(work / "user")
        made = work / "made"
        generate = Contestant([taskplate, "generate", str(SPEC), "-o", str(made)], work)
        generate.run()
        with _folders(engine, made, work) as (whole, part):
            print(f"{engine.name} {engine.version()}; load {load:.1f} on {os.cpu_count()} cores")
            _compare(taskplate, generate, whole, part, arguments.rounds)
            _where_the_time_goes(taskplate, whole.folder, arguments.rounds)
        _many(taskplate, made, work, arguments.copies)
        _growth(taskplate, made, work, arguments.rounds)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="runs of each command, interleaved (default: 15)")
    parser.add_argument("--copies", type=int, default=1000, help="templates of the run over many (default: 1000)")
    return parser.parse_args()


def _engine() -> Engine:
    try:
        engine = find_engine()
        coder_provider.build(PROVIDER, coder_provider.cache_folder())
    except (UsageError, coder_provider.UnavailableError) as reason:
        sys.exit(f"no comparison with Terraform: {reason}")
    return library_engine() if engine.name == "tofu" else engine


def _installed(folder: Path) -> str:
    """The command of a fresh environment with taskplate as users get it, whose wheel brings the data as JSON."""
    venv.create(folder, with_pip=True)
    subprocess.run([folder / "bin" / "pip", "install", "-q", str(ROOT)], env=ENVIRONMENT, check=True)
    return str(folder / "bin" / "taskplate")


@contextmanager
def _folders(engine: Engine, made: Path, work: Path) -> Iterator[tuple[Terraform, Terraform]]:
    """The template and the one without infrastructure, initialised by the tests' lab."""
    bare = work / "bare"
    bare.mkdir()
    for name in ("task.tf", "variables.tf"):
        shutil.copy(made / name, bare)
    (bare / "main.tf").write_text(CODER_ONLY, encoding="utf-8")
    (work / "lab").mkdir()
    with (
        opened(
            engine,
            work / "lab",
            schemas=assets.schemas() / "providers",
            interfaces=assets.modules_catalog() / "interfaces",
            cache=coder_provider.cache_folder(),
        ) as lab,
        lab.workspace(made, coder_provider=PROVIDER) as whole,
        lab.workspace(bare, coder_provider=PROVIDER) as part,
    ):
        for terraform in (whole, part):
            init = terraform.init()
            if not init.ok:
                sys.exit("\n".join(map(str, init.errors)))
        yield whole, part


def _compare(taskplate: str, generate: Contestant, whole: Terraform, part: Terraform, rounds: int) -> None:
    """Times `generate` and `validate`, and `terraform validate` on the same folders."""
    made = Path(generate.command[-1])
    (validate, terraform), (bare_validate, bare_terraform) = (_pair(taskplate, each) for each in (whole, part))
    contestants = (validate, terraform, bare_validate, bare_terraform)
    for contestant in contestants:
        contestant.warm_up()
    generate.clock.clear()
    generate.processor.clear()
    for _ in range(rounds):
        shutil.rmtree(made)
        generate.run()
        for contestant in contestants:
            contestant.run()
    _title(f"whole processes, medians of {rounds} rounds", "clock", "processor", "peak memory", "target")
    _row("taskplate generate", *generate.medians, generate.peak_megabytes("--force"), "< 0.4 s")
    _row("taskplate validate", *validate.medians, validate.peak_megabytes(), "< 0.2 s, 100 MB")
    _row("terraform validate, same folder, initialised", *terraform.medians)
    _row("  by taskplate's", *terraform.ratios(validate), "", "> 10x")
    _row("taskplate validate, no infrastructure", *bare_validate.medians)
    _row("terraform validate, no infrastructure", *bare_terraform.medians)
    _row("  by taskplate's", *bare_terraform.ratios(bare_validate))


def _pair(taskplate: str, terraform: Terraform) -> tuple[Contestant, Contestant]:
    """taskplate and Terraform on one folder, which is initialised."""
    folder = terraform.folder
    env = {**ENVIRONMENT, **terraform.env, "CHECKPOINT_DISABLE": "1"}
    return (
        Contestant([taskplate, "validate", str(folder)], folder.parent),
        Contestant([*terraform.engine.command, "validate", "-json"], folder, env),
    )


def _where_the_time_goes(taskplate: str, folder: Path, rounds: int) -> None:
    """Times what a run of `validate` is made of, each step with all before it."""
    python = str(Path(taskplate).with_name("python"))
    steps = {
        "Python starts and ends": [python, "-c", "pass"],
        "  and imports click, msgspec and the HCL parsers": [python, "-c", PARSERS],
        "  and taskplate, with the rules that it runs here": [python, "-c", _imports(python, taskplate, folder)],
        "  and checks the template": [taskplate, "validate", str(folder)],
    }
    contestants = {name: Contestant(command, folder.parent) for name, command in steps.items()}
    for contestant in contestants.values():
        contestant.warm_up()
    for _ in range(rounds):
        for contestant in contestants.values():
            contestant.run()
    _title("where the time of validate goes", "clock", "processor")
    for name, contestant in contestants.items():
        _row(name, *contestant.medians)


def _imports(python: str, taskplate: str, folder: Path) -> str:
    """A program that imports what `validate` of the folder imports, and does nothing else."""
    listing = (
        "import atexit, runpy, sys;"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr));"
        f"sys.argv = ['taskplate', 'validate', {str(folder)!r}];"
        f"runpy.run_path({taskplate!r}, run_name='__main__')"
    )
    run = subprocess.run([python, "-c", listing], env=ENVIRONMENT, capture_output=True, text=True, check=True)
    names = [name for name in run.stderr.split() if name.startswith("generator.")]
    return "\n".join([PARSERS, *(f"import {name}" for name in names)])


def _many(taskplate: str, made: Path, work: Path, copies: int) -> None:
    """Times one run over many copies of the template."""
    many = work / "many"
    for number in range(copies):
        shutil.copytree(made, many / f"{number:04}")
    run = Contestant([taskplate, "validate", str(many), "--jobs", str(JOBS)], work)
    run.run()
    _title(f"{copies} copies of the template, one run, --jobs {JOBS}", "clock", "processor", "peak memory", "target")
    _row("taskplate validate", *run.medians, run.peak_megabytes(), "< 10 s, 300 MB")
    shutil.rmtree(many)


def _growth(taskplate: str, made: Path, work: Path, rounds: int) -> None:
    """Times the template with ever more blocks beside its own."""
    sizes = {}
    for files in GROWTH:
        folder = work / f"grown-{files}"
        shutil.copytree(made, folder)
        for number in range(files):
            (folder / f"more-{number}.tf").write_text(MORE.replace("NUMBER", str(number)), encoding="utf-8")
        kilobytes = sum(path.stat().st_size for path in folder.glob("*.tf")) / 1024
        sizes[kilobytes] = Contestant([taskplate, "validate", str(folder)], work)
        sizes[kilobytes].warm_up()
    for _ in range(rounds):
        for contestant in sizes.values():
            contestant.run()
    _title("time against size", "clock", "processor")
    for kilobytes, contestant in sizes.items():
        _row(f"taskplate validate, {kilobytes:.0f} KB of Terraform", *contestant.medians)


def _title(name: str, *cells: str) -> None:
    print()
    _row(name, *cells)


def _row(name: str, *cells: str) -> None:
    print(f"{name:<52}" + "".join(f"{cell:>16}" for cell in cells).rstrip())


if __name__ == "__main__":
    main()
