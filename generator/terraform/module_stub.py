"""Interface stubs of registry modules: the Terraform that a release shows its caller, made from the catalog.

A stub has the release's variables, outputs, provider requirements, nested module calls, apps, environment variables and
task, so Terraform judges a call of it as it judges a call of the real module. What scripts do is left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from generator.catalog.interface import UNRECORDED, ModuleInput, ModuleRelease, NestedModule, ProviderRequirement
from generator.catalog.versions import Constraint, Release

_CODER = "coder/coder"
PROMPT_PARAMETER = "AI Prompt"

NestedRelease = Callable[[NestedModule], ModuleRelease]
"""Finds the release that a nested module call pins."""

_PLAIN_DATA = ("coder_workspace", "coder_workspace_owner", "coder_task")
_PLACEHOLDERS = {"string": '"placeholder"', "number": "1", "bool": "true", "any": '"placeholder"'}


def module_stub(name: str, release: ModuleRelease, nested_release: NestedRelease, stubs: Mapping[str, Release]) -> str:
    """The `main.tf` of a stub. Environment variables whose names only the real module can tell are left out.

    Args:
        name: The module's own name, `claude-code`.
        release: The interface to show.
        nested_release: Where the interfaces of nested modules come from.
        stubs: The stub providers by source (`hashicorp/http`). A requirement that none of them meets is left out,
            as nothing in the stub needs it; that of the coder provider always stays.
    """
    nested = {call.label: nested_release(call) for call in release.modules}
    makes_task = release.makes_task or any(inner.makes_task for inner in nested.values())
    blocks = [
        _settings(release, stubs),
        *(_variable(each) for each in release.inputs.values()),
        *(f'data "{kind}" "me" {{}}\n' for kind in _PLAIN_DATA if f"data.{kind}" in release.resources),
        *(_module(call, nested[call.label], release) for call in release.modules),
        *(_app(name, number, release) for number in range(_apps(release))),
        *(_env(number, variable, release) for number, variable in enumerate(release.env) if "${" not in variable),
        *_prompt(release, makes_task=makes_task),
        *_task(release),
        *(_output(name, output, release, nested) for output in sorted(release.outputs)),
    ]
    return "\n".join(blocks)


def placeholder(kind: str) -> str:
    """An HCL value of the type constraint `kind`: what a caller gives who must give something."""
    if kind.startswith(("list(", "set(", "tuple(")):
        return "[]"
    if kind.startswith("map("):
        return "{}"
    return _PLACEHOLDERS.get(kind, "null")


def hcl(value: object) -> str:
    """JSON data as an HCL literal."""
    return json.dumps(value, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")


def _settings(release: ModuleRelease, stubs: Mapping[str, Release]) -> str:
    lines = [f"  required_version = {hcl(release.terraform)}"] if release.terraform else []
    entries = [
        f"    {each.name} = {{ source = {hcl(each.source)}"
        + (f", version = {hcl(each.constraint)}" if each.constraint else "")
        + " }"
        for each in release.providers
        if each.source == _CODER or _met(each, stubs)
    ]
    return "\n".join(["terraform {", *lines, "  required_providers {", *entries, "  }", "}", ""])


def _met(requirement: ProviderRequirement, stubs: Mapping[str, Release]) -> bool:
    if requirement.source not in stubs or requirement.constraint is None:
        return requirement.source in stubs
    return Constraint.parse(requirement.constraint, provider=True).allows(stubs[requirement.source])


def _variable(variable: ModuleInput) -> str:
    default = None if variable.default is UNRECORDED else variable.default
    lines = [f'variable "{variable.name}" {{', f"  type = {variable.type}"]
    if not variable.required:
        lines.append(f"  default = {hcl(default)}")
    if variable.sensitive:
        lines.append("  sensitive = true")
    if variable.allowed:
        listed = f"contains({hcl(list(variable.allowed))}, var.{variable.name})"
        may_be_null = not variable.required and default is None
        lines += [
            "  validation {",
            f"    condition = {f'var.{variable.name} == null ? true : {listed}' if may_be_null else listed}",
            f'    error_message = "{variable.name} must be one of the listed values."',
            "  }",
        ]
    return "\n".join([*lines, "}", ""])


def _module(call: NestedModule, inner: ModuleRelease, outer: ModuleRelease) -> str:
    lines = [f'module "{call.label}" {{', f"  source = {hcl(call.source)}"]
    if call.version:
        lines.append(f"  version = {hcl(call.version)}")
    for variable in inner.inputs.values():
        if variable.name == "agent_id":
            lines.append(f"  agent_id = {_agent(outer)}")
        elif variable.required:
            given = hcl(variable.allowed[0]) if variable.allowed else placeholder(variable.type)
            lines.append(f"  {variable.name} = {given}")
    return "\n".join([*lines, "}", ""])


def _apps(release: ModuleRelease) -> int:
    """How many apps: those recorded, and one for a task of the release's own."""
    return max(release.resources.get("coder_app", 0), 1 if release.makes_task else 0)


def _app(name: str, number: int, release: ModuleRelease) -> str:
    slug = f"{name}-{number}" if number else name
    return "\n".join(
        [
            f'resource "coder_app" "stub_{number}" {{',
            f"  agent_id = {_agent(release)}",
            f"  slug = {hcl(slug.lower())}",
            '  url = "http://localhost:1"',
            "}",
            "",
        ]
    )


def _env(number: int, variable: str, release: ModuleRelease) -> str:
    inputs = release.env[variable]
    value = "jsonencode([" + ", ".join(f"var.{name}" for name in inputs) + "])"
    if not inputs:
        value = '"placeholder"'
    elif len(inputs) == 1:
        value = f"try(tostring(var.{inputs[0]}), {value})"
    return "\n".join(
        [
            f'resource "coder_env" "stub_{number}" {{',
            f"  agent_id = {_agent(release)}",
            f"  name = {hcl(variable)}",
            f"  value = {value}",
            "}",
            "",
        ]
    )


def _prompt(release: ModuleRelease, *, makes_task: bool) -> Iterator[str]:
    """The parameter that gemini 1.0.x brings along; parameters of other modules have names nobody recorded."""
    if makes_task and "data.coder_parameter" in release.resources:
        yield f'data "coder_parameter" "prompt" {{\n  name = {hcl(PROMPT_PARAMETER)}\n  default = ""\n}}\n'


def _task(release: ModuleRelease) -> Iterator[str]:
    if release.makes_task:
        yield 'resource "coder_ai_task" "stub" {\n  sidebar_app {\n    id = coder_app.stub_0.id\n  }\n}\n'


def _output(name: str, output: str, release: ModuleRelease, nested: dict[str, ModuleRelease]) -> str:
    below = next((label for label, inner in nested.items() if output in inner.outputs), None)
    sensitive = False
    if below is not None:
        value = f"module.{below}.{output}"
    elif output == "task_app_id":
        value = "coder_app.stub_0.id"
    elif output == "scripts":
        value = f"[{hcl(f'{name}-install')}]"
    elif output in release.inputs:
        value, sensitive = f"var.{output}", release.inputs[output].sensitive
    else:
        value = hcl(f"{name}-{output}")
    lines = [f'output "{output}" {{', f"  value = {value}"]
    if sensitive:
        lines.append("  sensitive = true")
    return "\n".join([*lines, "}", ""])


def _agent(release: ModuleRelease) -> str:
    return "var.agent_id" if "agent_id" in release.inputs else '"00000000-0000-0000-0000-000000000000"'
