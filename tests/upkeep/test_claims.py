"""Each kind of wrong claim is a finding at its line, and what is right is silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator import assets
from generator.catalog.catalog import Catalog
from generator.upkeep.claims import prove
from tests.helpers import build_tree
from tests.upkeep.registries import small_catalog

if TYPE_CHECKING:
    from pathlib import Path

AGENT = """
id: helper
display_name: Helper
description: Helps.
icon: /icon/x.svg
url: https://example.com
module: acme/helper
tasks: {prompt-parameter: "1.0.0", task-resource: "2.0.0.."}
app_id:
  - {in: "2.0.0..", output: task_app_id}
prompt:
  - {in: "1.0.0..", input: prompt}
settings:
  - {in: "2.0.0..", input: level, value: high}
auth:
  api-key:
    display_name: Key
    how: Ask.
    values:
      - variable: helper_key
        description: The key.
        secret: true
        deliver:
          - {in: "1.0.0", env: HELPER_KEY}
          - {in: "2.0.0..", input: api_key}
needs:
  - {in: "1.0.0..", program: curl}
retired:
  - {in: "1.0.0", input: grade, became: level}
  - {in: "1.0.0..2.0.0", input: colour, dropped: "It is fixed."}
  - {in: "1.0.0..2.0.0", output: page, dropped: "There is none.", harmless: true}
"""
MODULE = """
id: gadget
display_name: Gadget
description: Does.
module: acme/gadget
category: helper
agent_input: agent_id
external_auth: {input: provider, default: github}
defaults:
  - {in: "1.0.0..", input: size, value: 3}
features:
  - {in: "1.0.0..", feature: coder_app.tooltip}
example: {name: x}
notes:
  - {in: "1.0.0..", text: "It does."}
retired:
  - {in: "1.0.0", input: width, became: size}
"""
OPEN_VALUE = """\
values:
  - {variable: t, description: T., how: A., secret: false, deliver: [{in: "1.1.0..", input: token}]}
features:"""
HELPER_INTERFACE = """
source: registry.coder.com/acme/helper/coder
on_main: true
releases: {"1.0.0": "2026-01-01", "2.0.0": "2026-01-02", "2.1.0": "2026-01-03"}
inputs:
  prompt: [{in: "1.0.0..", type: string, default: ""}]
  level: [{in: "2.0.0..", type: string, default: low, allowed: [low, high], validated: true}]
  api_key: [{in: "2.0.0..", type: string, default: "", sensitive: true}]
  grade: [{in: "1.0.0", type: string, default: ""}]
  colour: [{in: "1.0.0..2.0.0", type: string, default: ""}]
  depth: [{in: "2.1.0..", type: number, default: 0}]
outputs: {task_app_id: "2.0.0..", page: "1.0.0..2.0.0"}
env:
  API_KEY: [{in: "2.0.0..", from: [api_key]}]
resources:
  coder_ai_task: [{in: "1.0.0", count: 1}]
makes_task: "1.0.0"
"""
GADGET_INTERFACE = """
source: registry.coder.com/acme/gadget/coder
on_main: true
releases: {"1.0.0": "2026-01-01", "1.1.0": "2026-01-02"}
inputs:
  agent_id: [{in: "1.0.0..", type: string, required: true}]
  name: [{in: "1.0.0..", type: string, required: true}]
  size: [{in: "1.0.0..", type: number, default: 1}]
  width: [{in: "1.0.0", type: number, default: 1}]
  provider: [{in: "1.0.0..", type: string, default: github}]
  token: [{in: "1.1.0..", type: string, default: "", sensitive: true}]
providers:
  coder: [{in: "1.0.0..", source: coder/coder, constraint: ">= 2.5"}]
"""


def own_catalog(root: Path, *, agent: str = AGENT, module: str = MODULE) -> Path:
    return build_tree(
        root,
        {
            "agents/helper.yaml": agent.lstrip(),
            "modules/gadget.yaml": module.lstrip(),
            "interfaces/acme/helper.yaml": HELPER_INTERFACE.lstrip(),
            "interfaces/acme/gadget.yaml": GADGET_INTERFACE.lstrip(),
        },
    )


def findings(root: Path, **files: str) -> list[tuple[str, str, str]]:
    """Rule, the text that is pointed at, and the message of each finding."""
    proved = prove(Catalog(small_catalog(root / "built-in"), own=own_catalog(root / "own", **files)))
    return [(d.rule.name, proved.sources[d.primary.path].slice(d.primary), d.message) for d in proved.diagnostics]


def test_every_claim_of_the_built_in_catalog_holds() -> None:
    proved = prove(Catalog())
    assert proved.diagnostics == ()
    assert proved.claims > 400
    assert len(proved.sources) == len(Catalog().agent_ids) + len(Catalog().module_ids) + 1


def test_right_claims_of_ones_own_are_silent(tmp_path: Path) -> None:
    assert findings(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "rule", "place", "words"),
    [
        ("module: acme/helper", "module: acme/helpr", "unknown-module", "acme/helpr", "Did you mean `acme/helper`?"),
        ('"1.0.0..", input: prompt', '"7.0.0..", input: prompt', "empty-range", '"7.0.0.."', "1.0.0 to 2.1.0"),
        ("input: prompt", "input: prompts", "unknown-input", "prompts", "no input `prompts`. Did you mean `prompt`?"),
        ('"2.0.0..", input: level', '"1.0.0..", input: level', "unknown-input", "level", "release 1.0.0 has no input"),
        ('prompt-parameter: "1.0.0"', 'prompt-parameter: "0.9.0"', "empty-range", '"0.9.0"', "no release in this"),
        ("output: task_app_id", "output: app_id", "unknown-output", "app_id", "2.0.0..2.1.0 has no output `app_id`"),
        ("value: high", "value: max", "refused-value", "max", "refuses `max`"),
        ("input: level, value: high", "env: API_KEY, value: x", "variable-set-twice", "API_KEY", "`API_KEY`"),
        ("input: level, value: high", "input: api_key, value: x", "open-secret", "api_key", "secret in `api_key`"),
        ("secret: true", "secret: false", "open-secret", "api_key", "secret in `api_key`"),
        ('prompt-parameter: "1.0.0"', 'prompt-parameter: "1.0.0..2.0.0"', "wrong-mechanism", '"1.0.0..2.0.0"',
         "release 2.0.0 has no `coder_ai_task` of its own"),
        ('task-resource: "2.0.0.."', 'task-resource: "2.0.0"', "wrong-mechanism", None, "2.1.0 gives an app id"),
        ('task-resource: "2.0.0.."', 'task-resource: "1.0.0.."', "wrong-mechanism", '"1.0.0.."', "release 1.0.0 has a"),
        ('"1.0.0..", input: prompt', '"2.0.0..", input: prompt', "missing-way", None, "release 1.0.0 serves tasks"),
        ('- {in: "1.0.0", env: HELPER_KEY}', '- {in: "1.0.0..", env: HELPER_KEY}', "two-ways", '"2.0.0.."', "two ways"),
        ('          - {in: "1.0.0", env: HELPER_KEY}\n', "", "missing-way", None, "no way to authenticate"),
        ("    how: Ask.", "    how: Ask.\n    excludes: [token]", "unknown-method", "token", "`token`"),
        ("settings:", 'companions:\n  - {in: "1.0.0..", module: gadgt}\nsettings:', "unknown-module", "gadgt", "`"),
        ("id: helper", "id: help", "wrong-id", "help", "`helper`"),
        ('"1.0.0..", program: curl', '"2.0.0..1.0.0", program: curl', "malformed-range", '"2.0.0..1.0.0"', "backwards"),
        ("input: grade", "input: grad", "unknown-input", "grad", "no input `grad`"),
        ("output: page", "output: pag", "unknown-output", "pag", "no output `pag`"),
        ('"1.0.0..2.0.0", input: colour', '"1.0.0", input: colour', "wrong-range", '"1.0.0"',
         "each of 1.0.0..2.0.0 has input `colour` before it vanishes"),
        ('"1.0.0..2.0.0", input: colour', '"2.0.0", input: colour', "wrong-range", '"2.0.0"', "1.0.0..2.0.0 has"),
        ('"1.0.0..2.0.0", output: page', '"2.0.0", output: page', "wrong-range", '"2.0.0"', "has output `page`"),
        ('"1.0.0..2.0.0", input: colour', '"2.0.0..", input: level', "wrong-range", '"2.0.0.."',
         "release 2.1.0, the newest, still has input `level`"),
        ("became: level", "became: levl", "unknown-input", "levl", "release 2.0.0 has no input `levl`. Did you mean"),
        ("became: level", "became: depth", "unknown-input", "depth", "release 2.0.0 has no input `depth`"),
        ('input: colour, dropped: "It is fixed."', "input: colour, became: depth", "other-type", "depth",
         "`colour` is of type string, and `depth` of number"),
        ('output: page, dropped: "There is none.", harmless: true', "output: page, became: app_id", "unknown-output",
         "app_id", "release 2.1.0 has no output `app_id`"),
        ("retired:\n", 'retired:\n  - {in: "..1.0.0", input: grade, dropped: "It is fixed."}\n', "told-twice", "grade",
         "input `grade` of 1.0.0 is told above already"),
        ("input: grade, became", "input: grade, output: page, became", "invalid-value", None, "either an `input` or"),
        (", became: level", "", "invalid-value", None, "either `became` another or was `dropped`"),
        ("became: level", "became: level, harmless: true", "invalid-value", None, "harmless"),
        ("url: https", "link: https", "unknown-key", "link", "`link`"),
        ("id: helper", "id: [", "invalid-yaml", None, "not valid YAML"),
    ],
)  # fmt: skip
def test_a_wrong_claim_of_an_agent_is_found_at_its_place(
    tmp_path: Path, old: str, new: str, rule: str, place: str | None, words: str
) -> None:
    assert old in AGENT
    found = [each for each in findings(tmp_path, agent=AGENT.replace(old, new, 1)) if each[0] == rule]
    assert found != []
    assert place is None or place in {text for _, text, _ in found}
    assert any(words in message for *_, message in found), found


@pytest.mark.parametrize(
    ("old", "new", "rule", "place", "words"),
    [
        ("agent_input: agent_id", "agent_input: agent", "unknown-input", "agent", "no input `agent`"),
        ("agent_input: agent_id\n", "", "unmet-input", None, "requires `agent_id`"),
        ("example: {name: x}\n", "", "unmet-input", "acme/gadget", "each of 1.0.0..1.1.0 requires `name`"),
        ("input: provider", "input: providr", "unknown-input", "providr", "no input `providr`"),
        ("default: github", "default: gitlab", "wrong-default", "gitlab", "another default of `provider`"),
        ("value: 3", "value: many", "refused-value", "many", "refuses `many`"),
        ("value: 3", "value: 3, unless: [sise]", "unknown-input", "sise", "no input `sise`"),
        ("input: size", "input: token", "unknown-input", "token", "release 1.0.0 has no input `token`"),
        ("coder_app.tooltip", "coder_app.tooltp", "needless-feature", "coder_app.tooltp", "coder_app.tooltip"),
        ("coder_app.tooltip", "coder_app.group", "needless-feature", "coder_app.group", "asked for already"),
        ("category: helper", "category: helper\ngit_identity: true", "wrong-identity", "true", "no release sets"),
        ("features:", OPEN_VALUE, "open-secret", "token", "secret in `token`"),
        ("became: size", "became: sise", "unknown-input", "sise", "release 1.1.0 has no input `sise`"),
        ("became: size", "became: name", "other-type", "name", "of type number, and `name` of string"),
        ("input: width", "input: size", "wrong-range", '"1.0.0"', "release 1.1.0, the newest, still has input `size`"),
    ],
)  # fmt: skip
def test_a_wrong_claim_of_a_module_is_found_at_its_place(
    tmp_path: Path, old: str, new: str, rule: str, place: str | None, words: str
) -> None:
    assert old in MODULE
    found = [each for each in findings(tmp_path, module=MODULE.replace(old, new, 1)) if each[0] == rule]
    assert found != []
    assert place is None or place in {text for _, text, _ in found}
    assert any(words in message for *_, message in found), found


def test_a_claim_about_what_an_agent_does_unasked_is_checked_too(tmp_path: Path) -> None:
    root = tmp_path / "catalog"
    text = (assets.modules_catalog() / "agent_modules.yaml").read_text(encoding="utf-8")
    old = "input: dangerously_skip_permissions, value: true"
    assert old in text
    build_tree(root, {"agent_modules.yaml": text.replace(old, "input: dangerously_skip_permissions, value: false")})
    for name in ("agents", "modules", "interfaces", "coder_releases.yaml"):
        (root / name).symlink_to(assets.modules_catalog() / name)
    (found,) = prove(Catalog(root)).diagnostics
    assert (found.rule.name, found.primary.path.rpartition("/")[2]) == ("refused-value", "agent_modules.yaml")


def test_an_interface_of_ones_own_that_is_no_interface_is_a_finding(tmp_path: Path) -> None:
    own = build_tree(tmp_path, {"interfaces/a/b.yaml": "source: x\n"})
    assert {d.rule.name for d in prove(Catalog(own=own)).diagnostics} == {"missing-key", "invalid-value"}
