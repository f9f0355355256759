"""Whole-process times and memory of taskplate, and what Terraform takes for the same folder in the same run.

Run from the repository root: python -m benchmarks.run [ROUNDS]
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from generator import assets
from generator.errors import UsageError
from generator.terraform.engine import find_engine, library_engine
from tests.lab import coder_provider
from tests.lab.lab import opened

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.terraform.commands import Terraform

ROOT = Path(__file__).resolve().parent.parent
SPEC = ROOT / "examples" / "three-lines" / "task-template.yaml"
PROVIDER = "2.18.0"
DEFAULT_ROUNDS = 15

GENERATE_SECONDS = 0.4
VALIDATE_SECONDS = 0.2
VALIDATE_MEGABYTES = 100.0
TERRAFORM_RATIO = 10.0

# Where no bytecode is kept, each run compiles all of taskplate anew, and the times are those of Python's compiler.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

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

# The peak of a process counts what its parent held when it forked, so something small has to be the parent.
_SMALL_PARENT = """\
import json, os, sys
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=[
    (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0), (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)])
_, status, usage = os.wait4(pid, 0)
print(json.dumps([os.waitstatus_to_exitcode(status), usage.ru_maxrss]))
"""


@dataclass
class Contestant:
    """A command, and for each run of it the seconds on the clock and the seconds of processor, its children's too."""

    command: Sequence[str]
    folder: Path
    env: Mapping[str, str]
    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def run(self) -> None:
        """Runs it once more; it must succeed."""
        with tempfile.TemporaryFile() as output:
            start = time.perf_counter()
            process = subprocess.Popen(
                self.command, cwd=self.folder, env=dict(self.env), stdout=output, stderr=subprocess.STDOUT
            )
            _, status, usage = os.wait4(process.pid, 0)
            self.clock.append(time.perf_counter() - start)
            process.returncode = os.waitstatus_to_exitcode(status)
            self.processor.append(usage.ru_utime + usage.ru_stime)
            if process.returncode != 0:
                output.seek(0)
                sys.exit(f"{' '.join(self.command)}: exit {process.returncode}\n{output.read().decode()}")

    def forget(self) -> None:
        """Starts over."""
        self.clock.clear()
        self.processor.clear()

    @property
    def medians(self) -> tuple[str, str]:
        """The medians, as they are printed."""
        return f"{median(self.clock):.3f} s", f"{median(self.processor):.3f} s"


def main(arguments: Sequence[str]) -> None:
    """Measures, and prints the table."""
    rounds = int(arguments[0]) if arguments else DEFAULT_ROUNDS
    taskplate = _taskplate()
    try:
        engine = find_engine()
        coder_provider.build(PROVIDER, coder_provider.cache_folder())
    except (UsageError, coder_provider.UnavailableError) as reason:
        sys.exit(f"no comparison with Terraform: {reason}")
    if engine.name == "tofu":
        engine = library_engine()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="taskplate-bench-") as scratch:
        work = Path(scratch)
        made = work / "made"
        generate = Contestant([taskplate, "generate", str(SPEC), "-o", str(made)], work, ENVIRONMENT)
        generate.run()
        (work / "lab").mkdir()
        with opened(
            engine,
            work / "lab",
            schemas=assets.schemas() / "providers",
            interfaces=assets.modules_catalog() / "interfaces",
            cache=coder_provider.cache_folder(),
        ) as lab:
            bare = _without_infrastructure(made, work / "bare")
            with (
                lab.workspace(made, coder_provider=PROVIDER) as whole,
                lab.workspace(bare, coder_provider=PROVIDER) as part,
            ):
                pairs = [_pair(taskplate, terraform) for terraform in (whole, part)]
                for contestant in (*pairs[0], *pairs[1]):
                    contestant.run()  # once for what is cached, on disk and in memory
                for contestant in (generate, *pairs[0], *pairs[1]):
                    contestant.forget()
                for _ in range(rounds):
                    shutil.rmtree(made)
                    generate.run()
                    for pair in pairs:
                        for contestant in pair:
                            contestant.run()
        memory = _peak_megabytes([taskplate, "validate", str(made)])
        generate_memory = _peak_megabytes([*generate.command, "--force"])
    (validate, terraform), (bare_validate, bare_terraform) = pairs
    cores = os.cpu_count()
    print(
        f"{rounds} rounds, interleaved, medians; {engine.name} {engine.version()}; load {load:.1f} on {cores} cores\n"
    )
    _row("whole processes", "clock", "processor", "peak memory", "target")
    _row("taskplate generate", *generate.medians, f"{generate_memory:.0f} MB", f"< {GENERATE_SECONDS} s")
    validate_targets = f"< {VALIDATE_SECONDS} s, {VALIDATE_MEGABYTES:.0f} MB"
    _row("taskplate validate", *validate.medians, f"{memory:.0f} MB", validate_targets)
    _row("terraform validate, same folder, initialised", *terraform.medians)
    _row("  by taskplate's", *_ratios(terraform, validate), "", f"> {TERRAFORM_RATIO:.0f}x")
    _row("taskplate validate, no infrastructure", *bare_validate.medians)
    _row("terraform validate, no infrastructure", *bare_terraform.medians)
    _row("  by taskplate's", *_ratios(bare_terraform, bare_validate))


def _taskplate() -> str:
    """The command of the environment that runs this."""
    command = Path(sys.executable).with_name("taskplate")
    if not command.exists():
        sys.exit(f"{command} is missing: pip install -e '.[test]'")
    return str(command)


def _without_infrastructure(made: Path, folder: Path) -> Path:
    folder.mkdir()
    for name in ("task.tf", "variables.tf"):
        shutil.copy(made / name, folder)
    (folder / "main.tf").write_text(CODER_ONLY, encoding="utf-8")
    return folder


def _pair(taskplate: str, terraform: Terraform) -> tuple[Contestant, Contestant]:
    """taskplate and Terraform on one folder, which is initialised."""
    init = terraform.init()
    if not init.ok:
        sys.exit("\n".join(map(str, init.errors)))
    folder = terraform.folder
    env = {**ENVIRONMENT, **terraform.env, "CHECKPOINT_DISABLE": "1"}
    return (
        Contestant([taskplate, "validate", str(folder)], folder.parent, ENVIRONMENT),
        Contestant([*terraform.engine.command, "validate", "-json"], folder, env),
    )


def _peak_megabytes(command: Sequence[str]) -> float:
    run = [sys.executable, "-I", "-S", "-c", _SMALL_PARENT, *command]
    exit_code, kilobytes = json.loads(subprocess.run(run, env=ENVIRONMENT, capture_output=True, check=True).stdout)
    if exit_code != 0:
        sys.exit(f"{' '.join(command)}: exit {exit_code}")
    return float(kilobytes) / 1024


def _ratios(slow: Contestant, fast: Contestant) -> tuple[str, str]:
    return (
        f"{median(slow.clock) / median(fast.clock):.1f}x",
        f"{median(slow.processor) / median(fast.processor):.1f}x",
    )


def _row(name: str, *cells: str) -> None:
    print(f"{name:<46}" + "".join(f"{cell:>16}" for cell in cells).rstrip())


if __name__ == "__main__":
    main(sys.argv[1:])
