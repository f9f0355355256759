"""Has taskplate make the template in the folder that cookiecutter made."""

import json
import sys
from pathlib import Path

ANSWERS = json.loads(r"""{{taskplate.cookiecutter | tojson}}""")  # JSON as Jinja writes it has no single quotes
sys.path.insert(0, ANSWERS["_repo_dir"])

from taskplate_beside import new

folder = Path.cwd()
(folder / "NOT-MADE.txt").unlink()
done = new(ANSWERS, folder.name, folder.parent, force=(folder / "task-template.yaml").exists())
sys.stderr.write(done.stderr)
sys.stdout.write(done.stdout)
sys.exit(done.returncode)
