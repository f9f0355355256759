"""The rules about single blocks refuse what the real coder provider refuses, block by block, and nothing else."""

import bisect
import json

import pytest

from generator.catalog.catalog import Catalog
from generator.check.registry import rule_names, select
from generator.check.rule import Context
from generator.check.runner import run
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
locals {{
  word = "everyone"
}}
"""
LONG = "é" * 33  # 33 characters, 66 bytes
AGENT = 'os = "linux"\n  arch = "amd64"\n  '
APP = 'agent_id = "a"\n  slug = "s"\n  '
ENV = 'agent_id = "a"\n  '
SCRIPT = 'agent_id = "a"\n  display_name = "s"\n  script = "x"\n  run_on_start = true\n  '
CHECK = 'healthcheck {\n    url = "x"\n    interval = 1\n    threshold = 1\n  }'
# Type and body of a block, and whether `terraform validate` refuses it. Each becomes a block with a label of its own.
VALIDATED = [
    ("coder_agent", 'os = "Linux"\n  arch = "amd64"', True),
    ("coder_agent", 'os = "linux"\n  arch = "x86_64"', True),
    ("coder_agent", 'os = "windows"\n  arch = "armv7"', False),
    ("coder_agent", AGENT + 'auth = "none"', True),
    ("coder_agent", AGENT + 'startup_script_behavior = "async"', True),
    ("coder_agent", AGENT + 'api_key_scope = "none"', True),
    ("coder_agent", AGENT + "connection_timeout = -1", True),
    ("coder_agent", AGENT + "connection_timeout = 0", False),
    ("coder_agent", AGENT + 'connection_timeout = "-1"', True),
    (
        "coder_agent",
        AGENT + "resources_monitoring {\n    memory {\n      enabled = true\n      threshold = 101\n    }\n  }",
        True,
    ),
    (
        "coder_agent",
        AGENT + "resources_monitoring {\n    memory {\n      enabled = true\n      threshold = 100\n    }\n  }",
        False,
    ),
    (
        "coder_agent",
        AGENT
        + "resources_monitoring {\n    volume {\n"
        + '      path = "~/x"\n      enabled = true\n      threshold = 1\n    }\n  }',
        True,
    ),
    ("coder_app", 'agent_id = "a"\n  slug = "Code_Server"', True),
    ("coder_app", 'agent_id = "a"\n  slug = "a--b"', True),
    ("coder_app", 'agent_id = "a"\n  slug = "a-"', True),
    ("coder_app", 'agent_id = "a"\n  slug = "a\\n"', True),
    ("coder_app", f'agent_id = "a"\n  slug = "{"x" * 90}"', False),
    ("coder_app", APP + 'share = "organization"', True),
    ("coder_app", APP + "share = local.word", True),
    ("coder_app", APP + 'count = 0\n  share = "owner"', False),
    ("coder_app", APP + 'open_in = "window"', True),
    ("coder_app", APP + f'display_name = "{LONG}"', True),
    ("coder_app", APP + f'display_name = "{"x" * 64}"', False),
    ("coder_app", APP + f'group = "{"x" * 65}"', True),
    ("coder_app", APP + f'tooltip = "{"x" * 2049}"', True),
    ("coder_app", APP + 'icon = "/icon/%zz.svg"', True),
    ("coder_app", APP + 'icon = "http://host:port/x"', True),
    ("coder_app", APP + 'icon = "1:a"', True),
    ("coder_app", APP + 'icon = "../a b?c=%zz"', False),
    ("coder_app", APP + 'icon = ""', False),
    ("coder_app", APP + 'url = "http://%zz"', False),
    ("coder_app", APP + 'command = ""\n  url = "x"', True),
    ("coder_app", APP + 'command = null\n  url = "x"', False),
    ("coder_app", APP + 'command = "x"\n  subdomain = false', True),
    ("coder_app", APP + 'command = "x"\n  ' + CHECK, True),
    ("coder_app", APP + 'external = false\n  share = "owner"', True),
    ("coder_app", APP + "external = false\n  " + CHECK, True),
    ("coder_app", APP + 'external = true\n  url = "x"\n  open_in = "tab"\n  order = -1', False),
    ("coder_env", ENV + 'name = "MY-VAR"', True),
    ("coder_env", ENV + 'name = "1X"', True),
    ("coder_env", ENV + 'name = "_x1"', False),
    ("coder_env", ENV + 'name = "A"\n  merge_strategy = "merge"', True),
    ("coder_script", SCRIPT + "timeout = 0", True),
    ("coder_script", SCRIPT + "timeout = 1", False),
    ("coder_metadata", 'resource_id = "x"\n  icon = "%zz"', True),
    ("coder_devcontainer", ENV + 'workspace_folder = ""', True),
]
METADATA = 'metadata {{\n    key = "{}"\n    script = "x"\n    interval = 1\n  }}\n  '
VOLUME = 'volume {{\n      path = "/a"\n      enabled = true\n      threshold = {}\n    }}\n    '
# The same for what only a plan refuses.
PLANNED = [
    ("coder_agent", AGENT + METADATA.format("cpu") + METADATA.format("cpu"), True),
    ("coder_agent", AGENT + METADATA.format("cpu") + METADATA.format("CPU"), False),
    (
        "coder_agent",
        AGENT
        + 'dynamic "metadata" {\n    for_each = ["a", "a"]\n    content {\n      key = metadata.value\n'
        + '      script = "x"\n      interval = 1\n    }\n  }',
        True,
    ),
    ("coder_agent", AGENT + "resources_monitoring {\n  }", False),
    ("coder_agent", AGENT + "resources_monitoring {\n    " + VOLUME.format(1) + VOLUME.format(2) + "}", True),
    ("coder_agent", AGENT + "resources_monitoring {\n    " + VOLUME.format(1) + VOLUME.format(1) + "}", False),
    ("coder_metadata", 'resource_id = "x"\n  item {\n    key = "a"\n  }\n  item {\n    key = "a"\n  }', True),
    ("coder_metadata", 'resource_id = "x"\n  item {\n    key = "a"\n  }\n  item {\n    key = "b"\n  }', False),
    ("coder_app", 'agent_id = "a"\n  slug = "ok"\n  for_each = toset(["owner", "x"])\n  share = each.key', True),
    ("coder_app", 'agent_id = "a"\n  slug = "ok"\n  count = 0\n  share = "owner"', False),
    ("coder_external_auth", 'id = ""', True),
    ("coder_external_auth", 'id = "github"\n  optional = true', False),
]
TRIGGERED = 'agent_id = "a"\n  display_name = "s"\n  script = "x"\n  '
# The same for what is refused only when it is made.
APPLIED = [
    ("coder_script", TRIGGERED, True),
    ("coder_script", TRIGGERED + "run_on_start = false\n  run_on_stop = false", True),
    ("coder_script", TRIGGERED + 'cron = "@daily"\n  start_blocks_login = true', True),
    ("coder_script", TRIGGERED + 'cron = "@daily"', False),
    ("coder_script", TRIGGERED + "run_on_stop = true\n  start_blocks_login = false", False),
    ("coder_script", TRIGGERED + "run_on_start = true\n  start_blocks_login = true", False),
    ("coder_agent", AGENT + "resources_monitoring {\n  }", False),
]
RULES = (
    "refused-value",
    "refused-text",
    "malformed-url",
    "too-long",
    "out-of-range",
    "conflicting-arguments",
    "repeated-key",
    "incomplete-block",
    "script-without-trigger",
)


class Folder:
    """Blocks in one file, and which of them the rules point into."""

    def __init__(self, blocks, tmp_path):
        self.starts, self.text = [], HEAD
        for index, (type_, body, _) in enumerate(blocks):
            kind = "data" if type_ == "coder_external_auth" else "resource"
            self.starts.append(self.text.count("\n") + 1)
            self.text += f'{kind} "{type_}" "b{index}" {{\n  {body}\n}}\n'
        self.path = tmp_path / "template"
        self.path.mkdir()
        (self.path / "main.tf").write_text(self.text, encoding="utf-8")

    def block(self, line):
        return bisect.bisect_right(self.starts, line) - 1

    def found(self):
        source = SourceFile("main.tf", self.text.encode())
        target = CATALOG.coder.target(CATALOG.coder.default)
        outcome = run(Context(template_from_sources([source], "."), CATALOG, target), select(RULES), rule_names())
        assert not outcome.faults
        return {self.block(source.position(each.primary.start).line) for each in outcome.diagnostics}

    def refused(self, outcome):
        assert all(remark.line for remark in outcome.errors), outcome.errors
        return {self.block(remark.line) for remark in outcome.errors}


def expected(blocks):
    return {index for index, (_, _, refused) in enumerate(blocks) if refused}


def test_what_validate_refuses_is_found_and_nothing_else(lab, tmp_path):
    folder = Folder(VALIDATED, tmp_path)
    with lab.workspace(folder.path, coder_provider=PROVIDER) as terraform:
        assert terraform.init().ok
        assert folder.refused(terraform.validate()) == expected(VALIDATED)
    assert folder.found() == expected(VALIDATED)


def test_what_a_plan_refuses_is_found_and_nothing_else(lab, tmp_path):
    folder = Folder(PLANNED, tmp_path)
    with lab.workspace(folder.path, coder_provider=PROVIDER) as terraform:
        assert terraform.init().ok
        assert terraform.validate().ok
        plan = terraform.plan(tmp_path / "plan", env=import_environment("start"))
    assert folder.refused(plan) == expected(PLANNED)
    assert folder.found() == expected(PLANNED)


def test_what_fails_when_it_is_made_is_found_and_nothing_else(lab, tmp_path):
    folder = Folder(APPLIED, tmp_path)
    environment = import_environment("start")
    with lab.workspace(folder.path, coder_provider=PROVIDER) as terraform:
        assert terraform.init().ok
        assert terraform.plan(tmp_path / "plan", env=environment).ok
        command = ("apply", "-auto-approve", "-input=false", "-json")
        made = terraform.engine.run(
            command, folder=terraform.folder, env={**terraform.env, **environment}, timeout=60, stdin=""
        )
    events = [json.loads(line) for line in made.stdout.splitlines()]
    remarks = [event["diagnostic"] for event in events if event["type"] == "diagnostic"]
    assert {folder.block(remark["range"]["start"]["line"]) for remark in remarks} == expected(APPLIED)
    assert folder.found() == expected(APPLIED)


@pytest.mark.parametrize(("url", "refused"), [("", True), ("https://exa%mple", True), ("https://coder.example", False)])
def test_the_address_of_the_deployment_is_judged_as_the_provider_judges_it(lab, tmp_path, url, refused):
    folder = Folder([("coder_env", ENV + 'name = "A"', False)], tmp_path)
    folder.text += f'provider "coder" {{\n  url = "{url}"\n}}\n'
    (folder.path / "main.tf").write_text(folder.text, encoding="utf-8")
    with lab.workspace(folder.path, coder_provider=PROVIDER) as terraform:
        assert terraform.init().ok
        assert terraform.plan(tmp_path / "plan", env=import_environment("start")).ok is not refused
    assert bool(folder.found()) is refused
