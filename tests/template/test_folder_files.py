"""What functions such as `file` find in the folder of a template."""

import os

import pytest

from generator.catalog.catalog import Catalog
from generator.check.registry import rule_names, select
from generator.check.rule import Context
from generator.check.runner import run
from generator.template.load import load_template
from tests.helpers import build_tree

CATALOG = Catalog()
NO_FILE = "there is no file `{}` in the template; paths begin in its folder"
MAIN = """
module "m" {
  source = "./m"
}
locals {
  x = %s
}
"""


def findings(folder):
    context = Context(load_template(folder, "."), CATALOG, CATALOG.coder.target(CATALOG.coder.default))
    outcome = run(context, select(("refused-expression",)), rule_names())
    assert not outcome.faults
    return [(each.primary.path, each.message) for each in outcome.diagnostics]


@pytest.mark.parametrize(
    ("call", "why"),
    [
        ('file("nope.txt")', NO_FILE.format("nope.txt")),
        (
            'filesha1("${path.module}/nope.txt")',
            NO_FILE.format("nope.txt"),
        ),
        ('templatefile("${path.root}/m", {})', "`./m` is a folder, and `templatefile` reads a file"),
        ('fileexists("m")', "`m` is a folder, and `fileexists` reads a file"),
        ('file("bytes")', "`bytes` is no UTF-8 text, which `file` reads; `filebase64` reads anything"),
        ('file("m/inner.txt")', None),
        ('filebase64("bytes")', None),
        ('fileexists("nope.txt")', None),
        ('file("../nope.txt")', None),
        ('file("~/.ssh/id_ed25519.pub")', None),
        ('file("/etc/nope")', None),
        ('file(".terraform/modules/m/x")', None),
        ('try(file("nope.txt"), "")', None),
        ('file("pipe")', None),
    ],
)
def test_a_file_that_is_not_there_is_told(tmp_path, call, why):
    files = {"main.tf": MAIN % call, "bytes": b"\xff", "m/inner.txt": "x"}
    build_tree(tmp_path, files | {"m/main.tf": 'output "x" {\n  value = file("${path.module}/inner.txt")\n}\n'})
    os.mkfifo(tmp_path / "pipe")
    assert findings(tmp_path) == ([] if why is None else [("main.tf", why)])


def test_a_module_names_files_from_the_folder_of_the_root(tmp_path):
    inner = 'output "x" {\n  value = file("inner.txt")\n}\n'
    build_tree(tmp_path, {"main.tf": MAIN % "1", "m/main.tf": inner, "m/inner.txt": "x"})
    assert findings(tmp_path) == [("m/main.tf", NO_FILE.format("inner.txt"))]
