"""Every agent with every way to authenticate, on every blueprint, by every mechanism: whatever exists, works."""

from __future__ import annotations

import re
import shutil
import time
from collections import defaultdict
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
import yaml

from generator.app import generate
from generator.blueprint.load import blueprint_names, load_blueprint
from generator.catalog.agents import delivery_for
from generator.catalog.catalog import Catalog
from generator.catalog.coder import PROMPT_PARAMETER, TASK_RESOURCE, WORKSPACE
from generator.diagnostics import Severity
from generator.source.problems import InvalidInputError
from generator.template.load import load_template
from generator.template.module_interface import type_text
from generator.terraform.commands import Terraform
from generator.terraform.import_environment import import_environment
from generator.terraform.module_stub import placeholder
from tests.helpers import build_tree
from tests.lab.lab import Plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.app import Generated
    from generator.catalog.agents import Agent
    from generator.terraform.import_environment import Transition
    from tests.lab.lab import Lab

CATALOG = Catalog()
EXAMPLES = Path(__file__).parent.parent / "examples"
TARGETS = {PROMPT_PARAMETER: "2.27", TASK_RESOURCE: "2.34", WORKSPACE: "2.38"}
PROVIDERS = {PROMPT_PARAMETER: "2.8.0", TASK_RESOURCE: "2.18.0", WORKSPACE: "2.18.0"}
FORMS = {"custom": ("module", "binary")}
VALUES = {"string": "x", "number": 1, "bool": True, "list": ["x"], "map": {"x": "y"}}


class Case(NamedTuple):
    """One combination; the agent is empty where a target runs none in the workspace."""

    blueprint: str
    mechanism: str
    agent: str = ""
    auth: str = ""
    form: str = ""

    @property
    def name(self) -> str:
        """The parts that say something, as one word."""
        return "-".join(part for part in self if part).replace(".", "-")

    def spec(self) -> str:
        """A spec that asks for it, with what the blueprint must be told."""
        options = load_blueprint(self.blueprint).options.values()
        given = {o.name: o.choices[0].value if o.choices else VALUES[o.type] for o in options if o.required}
        asked: dict[str, object] = {"name": "cube", "coder": TARGETS[self.mechanism]}
        asked["blueprint"] = {"name": self.blueprint, "options": given}
        asked["repositories"] = ["https://github.com/coder/coder"]
        if self.agent:
            agent = {"id": self.agent, "auth": self.auth, "form": self.form}
            asked["agent"] = {key: value for key, value in agent.items() if value}
        if self.form:
            asked["agent"]["start_command"] = "my-agent"
        return yaml.safe_dump(asked)


def ways(agent: Agent, mechanism: str) -> Iterator[tuple[str, str]]:
    """Each way to authenticate, or form, that the release for a mechanism takes."""
    interface = CATALOG.interface(agent.module)
    assert interface is not None
    release = agent.newest(interface.releases, {mechanism})
    target = CATALOG.coder.target(CATALOG.coder.default) if mechanism == TASK_RESOURCE else None
    for form in FORMS.get(agent.id, ()) if release is not None else ():
        yield "", form
    for method in agent.auth.values() if release is not None else ():
        if method.serves(release) and (method.coder is None or (target is not None and target.release in method.coder)):
            yield method.id, ""


def works_at_home(agent: Agent, blueprint: str, mechanism: str) -> bool:
    """Whether the release for a mechanism works in the blueprint's home folder."""
    interface = CATALOG.interface(agent.module)
    release = None if interface is None else agent.newest(interface.releases, {mechanism})
    home = None if release is None else delivery_for(agent.home, release)
    return home is None or home.text == load_blueprint(blueprint).home


def cases() -> Iterator[Case]:
    """Every combination that exists."""
    for blueprint in blueprint_names():
        yield Case(blueprint, WORKSPACE)
        for id_ in CATALOG.agent_ids:
            agent = CATALOG.agent(id_)
            for mechanism in agent.tasks:
                if works_at_home(agent, blueprint, mechanism):
                    yield from (Case(blueprint, mechanism, id_, *way) for way in ways(agent, mechanism))


CASES = tuple(cases())
TOGETHER = 30
"""How many templates one Terraform judges, each as a module of one root: starting it takes longer than a plan."""


def generated(case: Case, folder: Path, *, write: bool = False) -> Generated:
    """A combination, generated and checked into a folder of its own, where what the blueprint leaves open is there."""
    at = folder / case.name
    files = {"spec.yaml": case.spec()}
    for path in sorted((EXAMPLES / case.blueprint / case.blueprint).glob("compute.tf")):
        files[f"out/{path.name}"] = path.read_text(encoding="utf-8")
    return generate(build_tree(at, files) / "spec.yaml", at / "out", force=True, write=write, catalog=CATALOG)


def test_every_agent_and_every_blueprint_is_in_the_cube() -> None:
    assert {case.agent for case in CASES} - {""} == set(CATALOG.agent_ids)
    assert {case.blueprint for case in CASES} == set(blueprint_names())
    offered = {(case.agent, case.auth) for case in CASES if case.auth}
    serving = {
        (agent.id, method.id)
        for agent in map(CATALOG.agent, CATALOG.agent_ids)
        for method in agent.auth.values()
        for release in CATALOG.interface(agent.module).releases
        if agent.mechanisms_of(release) and method.serves(release)
    }
    assert offered == serving


@pytest.mark.terraform
@pytest.mark.parametrize("blueprint", blueprint_names())
def test_every_combination_is_without_findings_and_in_canonical_format(
    blueprint: str, lab: Lab, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begun = time.monotonic()
    cases = [case for case in CASES if case.blueprint == blueprint]
    found = defaultdict(set)
    texts: dict[bytes, str] = {}
    for case in cases:
        made = generated(case, tmp_path / "specs")
        texts |= {data: f"{case.name}/{name}" for name, data in made.files.items() if name.endswith(".tf")}
        for diagnostic in made.diagnostics:
            if diagnostic.severity is not Severity.INFO:
                found[diagnostic.rule.name, diagnostic.message].add(case.name)
    assert found == {}
    build_tree(tmp_path / "made", {path: data for data, path in texts.items()})
    assert Terraform(lab.engine, tmp_path / "made", {}).unformatted() == ()
    took = time.monotonic() - begun
    with capsys.disabled():
        print(f"\n{blueprint}: {len(cases)} combinations, {len(texts)} different files, in {took:.1f} s")


def test_an_agent_that_does_not_work_in_the_home_folder_of_a_blueprint_is_refused(tmp_path: Path) -> None:
    homeless = [
        Case(blueprint, TASK_RESOURCE, id_)
        for blueprint in blueprint_names()
        for id_ in CATALOG.agent_ids
        if not works_at_home(CATALOG.agent(id_), blueprint, TASK_RESOURCE)
    ]
    assert homeless
    for case in homeless:
        spec = build_tree(tmp_path, {"spec.yaml": case.spec()}) / "spec.yaml"
        with pytest.raises(InvalidInputError, match="works in the home folder"):
            generate(spec, tmp_path / "out", write=False, catalog=CATALOG)


def covering(cases: tuple[Case, ...]) -> list[Case]:
    """Few cases that hold every pair of agent, authentication (or form), blueprint and mechanism."""
    missing = set().union(*map(pairs, cases))
    chosen: list[Case] = []
    while missing:
        best = max(cases, key=lambda case: len(pairs(case) & missing))
        missing -= pairs(best)
        chosen.append(best)
    return chosen


@cache
def pairs(case: Case) -> frozenset[tuple[str, str, str, str]]:
    """What a case is a case of: every two of its parts."""
    parts = {**case._asdict(), "auth": case.auth or case.form}
    names = ("agent", "auth", "blueprint", "mechanism")
    return frozenset((one, parts[one], other, parts[other]) for one, other in combinations(names, 2))


def batches() -> Iterator[tuple[str, tuple[Transition, ...], list[Case]]]:
    """The cases that cover all pairs, by the release of the coder provider that they are judged with, and the plans.

    What a stop leaves out is decided by the blueprint, the mechanism and the agent's module: the first batch of each
    provider has all of them, and both plans.
    """
    by_provider: dict[str, list[Case]] = defaultdict(list)
    for case in covering(CASES):
        by_provider[PROVIDERS[case.mechanism]].append(case)
    for provider, chosen in by_provider.items():
        leading = leaders(chosen)
        ordered = [*leading, *(case for case in chosen if case not in leading)]
        for start in range(0, len(chosen), TOGETHER):
            yield provider, ("start",) if start else ("start", "stop"), ordered[start : start + TOGETHER]


def leaders(cases: list[Case]) -> list[Case]:
    """The first case of each blueprint with each mechanism, and of each agent."""
    led: set[tuple[str, ...]] = set()
    found = []
    for case in cases:
        kinds = {(case.blueprint, case.mechanism), (case.agent,)}
        if not kinds <= led:
            found.append(case)
        led |= kinds
    assert len(found) <= TOGETHER
    return found


def module_call(case: Case, folder: Path) -> str:
    """A call of a template as a module, with a placeholder for each variable that must have a value."""
    template = load_template(folder, "")
    lines = [f'module "{case.name}" {{', f'  source = "./{case.name}"']
    lines += [
        f"  {name} = {placeholder(type_text(template, block))}"
        for name, block in template.variables.items()
        if "default" not in block.body.attributes
    ]
    return "\n".join([*lines, "}", ""])


def take_any_terraform(file: Path) -> None:
    """The Terraform at hand may be older than the one that a template asks for, with its reason (Copilot)."""
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r'required_version = "[^"]*"', 'required_version = ">= 1.0"', text), encoding="utf-8")


@pytest.mark.terraform
@pytest.mark.parametrize(
    ("provider", "transitions", "cases"), [pytest.param(*each, id=each[2][0].name) for each in batches()]
)
def test_every_pair_passes_real_terraform(
    provider: str,
    transitions: tuple[Transition, ...],
    cases: list[Case],
    lab: Lab,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Init and the plans of a template import, with the real coder provider; a plan validates first."""
    begun = time.monotonic()
    root = tmp_path / "root"
    for case in cases:
        shutil.copytree(generated(case, tmp_path, write=True).folder, root / case.name)
        take_any_terraform(root / case.name / "main.tf")
    build_tree(root, {"main.tf": "\n".join(module_call(case, root / case.name) for case in cases)})
    with lab.workspace(root, coder_provider=provider) as terraform:
        assert terraform.init().errors == ()
        plans = {each: terraform.folder.parent / each for each in transitions}
        outcomes = {each: terraform.plan(file, env=import_environment(each)) for each, file in plans.items()}
        assert {each: outcome.errors for each, outcome in outcomes.items()} == dict.fromkeys(transitions, ())
        planned = Plan(outcomes["start"], terraform.show(plans["start"])).resources
    with capsys.disabled():
        print(f"\n{len(cases)} templates proven by Terraform in {time.monotonic() - begun:.1f} s")
    made = {address.split(".")[1] for address in planned if ".coder_agent." in address}
    assert made == {case.name for case in cases}


def test_every_way_of_every_agent_is_among_the_pairs() -> None:
    chosen = covering(CASES)
    for parts in (("agent", "auth", "form"), ("agent", "mechanism"), ("blueprint", "mechanism")):
        assert {tuple(getattr(c, part) for part in parts) for c in chosen} == {
            tuple(getattr(c, part) for part in parts) for c in CASES
        }
