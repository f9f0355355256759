"""A command that is run again and again, and what its runs took."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

# Where no bytecode is kept, each run compiles all of taskplate anew, and the times are those of Python's compiler.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

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
    env: Mapping[str, str] = field(default_factory=lambda: ENVIRONMENT)
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

    def warm_up(self) -> None:
        """Runs it once for what is cached, on disk and in memory, and forgets all runs."""
        self.run()
        self.clock.clear()
        self.processor.clear()

    @property
    def medians(self) -> tuple[str, str]:
        """The medians, as they are printed."""
        return f"{median(self.clock):.3f} s", f"{median(self.processor):.3f} s"

    def ratios(self, faster: Contestant) -> tuple[str, str]:
        """How many times as long as `faster` it took, by clock and by processor, as they are printed."""
        return (
            f"{median(self.clock) / median(faster.clock):.1f}x",
            f"{median(self.processor) / median(faster.processor):.1f}x",
        )

    def peak_megabytes(self, *more_arguments: str) -> str:
        """The peak memory of one more run of its first process, as it is printed."""
        run = [sys.executable, "-I", "-S", "-c", _SMALL_PARENT, *self.command, *more_arguments]
        exit_code, kilobytes = json.loads(
            subprocess.run(run, cwd=self.folder, env=dict(self.env), capture_output=True, check=True).stdout
        )
        if exit_code != 0:
            sys.exit(f"{' '.join(self.command)}: exit {exit_code}")
        return f"{float(kilobytes) / 1024:.0f} MB"
