"""The rules about parameters, schedules and presets refuse what the real coder provider refuses, and nothing else.

Blocks are made up from a seed, good and bad; one run of Terraform judges all of them.
"""

import bisect
import random

import pytest

from generator.catalog.catalog import Catalog
from generator.check.registry import rule_names, select
from generator.check.rule import Context
from generator.check.runner import run
from generator.diagnostics import Severity
from generator.hcl.literals import literal
from generator.source.files import SourceFile
from generator.template.load import template_from_sources
from generator.terraform.import_environment import import_environment

pytestmark = pytest.mark.terraform

CATALOG = Catalog()
PROVIDER = "2.18.0"
HEAD = f"""terraform {{
  required_providers {{
    coder = {{
      source  = "coder/coder"
      version = "{PROVIDER}"
    }}
  }}
}}
"""
SEED = 5

FORMS = ["radio", "slider", "input", "dropdown", "checkbox", "switch", "multi-select", "tag-select", "textarea"]
VALUES = {
    "string": ["a", "b", "", "1"],
    "number": ["1", "2.5", "7", "", "ten", "1e3", "0"],
    "bool": ["true", "false", "1", "T", "", "yes"],
    "list(string)": ["[]", '["a"]', '["a","b"]', "null", "", "a,b", "[1]", "a", "b"],
}
FITTING = {
    "string": ["radio", "dropdown", "input", "textarea"],
    "number": ["radio", "dropdown", "input", "slider"],
    "bool": ["radio", "dropdown", "checkbox", "switch"],
    "list(string)": ["radio", "multi-select", "tag-select"],
}
PATTERNS = ["^a", "", "^(a|b)?$", "(?!a)", "a(", "[0-9]+"]


def parameter(rng, label):
    type_ = rng.choice(list(VALUES))
    lines = [f'name = "{label}"']
    if type_ != "string" or rng.random() < 0.5:
        lines.append(f'type = "{type_ if rng.random() < 0.97 else "list"}"')
    if rng.random() < 0.5:
        pool = FITTING[type_] if rng.random() < 0.7 else [*FORMS, "error", "select"]
        lines.append(f'form_type = "{rng.choice(pool)}"')
    if rng.random() < 0.75:
        lines.append(f"default = {literal(rng.choice(VALUES[type_]))}")
    if rng.random() < 0.15:
        lines.append("ephemeral = true")
        lines += ["mutable = true"] * (rng.random() < 0.6)
    if rng.random() < 0.4:
        for number, value in enumerate(rng.choices(VALUES[type_], k=rng.randint(1, 3))):
            name = f"o{number}" if rng.random() < 0.95 else "same"
            lines += ["option {", f'  name  = "{name}"', f"  value = {literal(value)}", "}"]
    if rng.random() < 0.4:
        lines += ["validation {", *(f"  {entry}" for entry in validation(rng, type_)), "}"]
    return block("data", "coder_parameter", label, lines)


def validation(rng, type_):
    meant = type_ if rng.random() < 0.8 else rng.choice(["string", "number"])
    if meant == "number":
        if rng.random() < 0.7:
            yield f"min = {rng.choice([0, 1, 5])}"
        if rng.random() < 0.5:
            yield f"max = {rng.choice([1, 7, 9])}"
        if rng.random() < 0.3:
            yield f'monotonic = "{rng.choice(["increasing", "decreasing", "up", ""])}"'
    if (meant == "string" and rng.random() < 0.8) or rng.random() < 0.1:
        yield f"regex = {literal(rng.choice(PATTERNS))}"
    if rng.random() < 0.7:
        yield f'error = "{rng.choice(["no", ""])}"'


CRONS = ["0 0 9 * * *", "*/5 * * * *", "0 9 * * MON", "@daily", "@every 1h", "@every 1d", "", "TZ=UTC 0 0 9 * * *"]
CRONS += ["TZ=Mars/Base 0 0 9 * * *", "0 0 9 * * 7", "60 * * * * *", "* * 18-8 * * *", "0 0 9 1 JAN", "@reboot"]
SCHEDULES = ["* 8-18 * * 1-5", "* 18-19 * * 5-6", "* 8 * * MON", "* */2 * * *", "* * 1 * 2", "* * 2 1-6 1", "* * * 7 *"]
SCHEDULES += ["0 8 * * *", "* 25 * * *", "@daily", "* * * * * *", "* 20-23 * 8 *", "* 1-3 * * 0"]
ZONES = ["UTC"] * 8 + ["Europe/Berlin", "Mars/Base", "europe/berlin", ""]


def script(rng, label):
    lines = ['agent_id = "a"', 'display_name = "s"', 'script = "x"', f"cron = {literal(rng.choice(CRONS))}"]
    return block("resource", "coder_script", label, lines)


def preset(rng, label):
    lines = [f'name = "{label if rng.random() < 0.97 else ""}"']
    if rng.random() < 0.2:
        lines.append(f'description = "{rng.choice(["x" * 128, "x" * 129, "é" * 65])}"')
    lines += ["prebuilds {", f"  instances = {rng.choice([0, 1, 1, 1, -1])}"]
    if rng.random() < 0.4:
        lines += ["  expiration_policy {", f"    ttl = {rng.choice([0, 600, 3600, 31536000, 31536001])}", "  }"]
    lines += ["  scheduling {", f'    timezone = "{rng.choice(ZONES)}"']
    valid = SCHEDULES[:7] if rng.random() < 0.7 else SCHEDULES
    for cron in rng.choices(valid, k=rng.randint(1, 3)):
        lines += ["    schedule {", f'      cron      = "{cron}"', "      instances = -1", "    }"]
    return block("data", "coder_workspace_preset", label, [*lines, "  }", "}"])


def block(kind, type_, label, lines):
    return f'{kind} "{type_}" "{label}" {{\n' + "".join(f"  {line}\n" for line in lines) + "}\n"


class Folder:
    """Blocks in one file, and which of them something points into."""

    def __init__(self, blocks):
        self.blocks, self.starts, self.text = blocks, [], HEAD
        for each in blocks:
            self.starts.append(self.text.count("\n") + 1)
            self.text += each

    def at(self, line):
        return bisect.bisect_right(self.starts, line) - 1

    def refused(self, outcome):
        assert all(remark.line for remark in outcome.errors), outcome.errors
        return {self.blocks[self.at(remark.line)] for remark in outcome.errors}

    def found(self):
        source = SourceFile("main.tf", self.text.encode())
        target = CATALOG.coder.target(CATALOG.coder.default)
        context = Context(template_from_sources([source], "."), CATALOG, target)
        outcome = run(context, select(("provider",), ("script-without-trigger",)), rule_names())
        assert not outcome.faults
        errors = [each for each in outcome.diagnostics if each.severity is Severity.ERROR]
        return {self.blocks[self.at(source.position(each.primary.start).line)] for each in errors}


@pytest.mark.parametrize(("make", "number"), [(parameter, 300), (script, 40), (preset, 120)])
def test_the_provider_refuses_what_the_rules_refuse(lab, tmp_path, make, number):
    rng = random.Random(SEED)
    folder = Folder([make(rng, f"b{index}") for index in range(number)])
    root = tmp_path / "template"
    root.mkdir()
    (root / "main.tf").write_text(folder.text, encoding="utf-8")
    with lab.workspace(root, coder_provider=PROVIDER) as terraform:
        assert terraform.init().ok
        refused = folder.refused(terraform.validate())
        rest = Folder([each for each in folder.blocks if each not in refused])
        (terraform.folder / "main.tf").write_text(rest.text, encoding="utf-8")
        refused |= rest.refused(terraform.plan(tmp_path / "plan", env=import_environment("start")))
    found = folder.found()
    assert 0.1 * number < len(refused) < 0.9 * number
    assert sorted(refused - found) == []
    assert sorted(found - refused) == []
