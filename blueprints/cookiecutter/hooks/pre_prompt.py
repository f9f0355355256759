"""Says what to do where taskplate is missing, before anything is asked."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cookiecutter.exceptions import FailedHookException
from taskplate_beside import command

try:
    command()
except FailedHookException as missing:
    sys.exit(str(missing))
