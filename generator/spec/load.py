"""Reads a spec: YAML with places, checked against its schema, turned into types. Everything wrong is said at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from generator import assets
from generator.diagnostics import RuleInfo, Severity, in_order
from generator.errors import UsageError
from generator.source.files import read_source
from generator.source.problems import InvalidInputError
from generator.source.schema import check_schema, load_schema
from generator.source.yaml_tree import read_yaml
from generator.spec.model import (
    AgentSpec,
    AppSpec,
    Condition,
    Expr,
    ExternalAuth,
    FirewallSpec,
    FromExternalAuth,
    FromVariable,
    ModuleSpec,
    OptionParameter,
    ParameterOption,
    ParameterSpec,
    Prebuilds,
    PrebuildSchedule,
    PresetSpec,
    Repository,
    Setup,
    TaskSpec,
    TriggerSpec,
)
from generator.spec.targets import for_target, target_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.diagnostics import Diagnostic
    from generator.source.files import SourceFile
    from generator.source.yaml_tree import YamlTree

SCHEMA = "task-template.schema.json"
MAX_SPEC_BYTES = 1024 * 1024

_INVALID_EXPRESSION = RuleInfo("invalid-expression", "spec", "an expression that is not text", Severity.ERROR)
_UNUSABLE_FILE = RuleInfo("unusable-file", "spec", "a file that the spec names cannot be used", Severity.ERROR)
_NUL_CHARACTER = RuleInfo("nul-character", "spec", "text that no template can hold", Severity.ERROR)
_NUL_MESSAGE = "text cannot hold the character U+0000; neither Coder nor the workspace could take it"


def load_specs(path: Path, name: str) -> dict[str, TaskSpec]:
    """The specs in a file, by target; one of the name "" where the file lists no targets.

    Args:
        path: Where it is; a setup script that it names is looked for in the same folder.
        name: What reports call it.

    Raises:
        UsageError: The file cannot be read, is a folder, larger than 1 MiB, or not UTF-8.
        InvalidInputError: It is not a valid spec, by itself or with a target laid over it; holds every finding.
    """
    return specs_of(read_source(path, name, limit=MAX_SPEC_BYTES), path.parent)


def specs_of(source: SourceFile, folder: Path) -> dict[str, TaskSpec]:
    """The specs in a file that was read, by target; see `load_specs`. A setup script is looked for in `folder`."""
    tree = _checked(read_yaml(source))
    targets = target_names(tree)
    if not targets:
        return {"": _read(tree, folder)}
    return {target: _read(_checked(for_target(tree, target)), folder, target) for target in targets}


def _checked(tree: YamlTree) -> YamlTree:
    """The tree, when it fits the schema."""
    found = check_schema(tree, load_schema(assets.schemas() / SCHEMA))
    found += _nul_characters(tree, ())
    if found:
        raise InvalidInputError(in_order(found), {tree.source.path: tree.source})
    return tree


def _read(tree: YamlTree, folder: Path, variant: str = "") -> TaskSpec:
    """The spec that a tree holds; `folder` is where a setup script is looked for."""
    reader = _Reader(tree, folder, variant)
    spec = reader.spec(tree.value)
    if reader.found:
        raise InvalidInputError(in_order(reader.found), {tree.source.path: tree.source})
    return spec


def _nul_characters(tree: YamlTree, path: tuple[str | int, ...]) -> list[Diagnostic]:
    """NUL characters, which Terraform would take and Coder's database and every process environment refuse."""
    value = tree.value
    for step in path:
        value = value[step]
    if isinstance(value, str):
        return [_NUL_CHARACTER.at(tree.span(path), _NUL_MESSAGE)] if "\0" in value else []
    if isinstance(value, list):
        return [found for i in range(len(value)) for found in _nul_characters(tree, (*path, i))]
    if isinstance(value, dict):
        keys = [_NUL_CHARACTER.at(tree.key_span((*path, key)), _NUL_MESSAGE) for key in value if "\0" in key]
        return keys + [found for key in value for found in _nul_characters(tree, (*path, key))]
    return []


class _Reader:
    def __init__(self, tree: YamlTree, folder: Path, variant: str) -> None:
        self._variant = variant
        self._tree = tree
        self._folder = folder
        self.found: list[Diagnostic] = []

    def spec(self, data: Mapping[str, Any]) -> TaskSpec:
        blueprint = data["blueprint"]
        named = blueprint if isinstance(blueprint, dict) else {"name": blueprint}
        options = named.get("options", {})
        identity = data.get("identity", {})
        return TaskSpec(
            tree=self._tree,
            name=data["name"],
            display_name=data.get("display_name"),
            description=data.get("description"),
            icon=data.get("icon"),
            tags=tuple(data["tags"]) if "tags" in data else None,
            coder=data.get("coder"),
            mechanism=data.get("mechanism"),
            blueprint=named["name"],
            options={key: self._option(value, ("blueprint", "options", key)) for key, value in options.items()},
            agent=self._agent(data.get("agent")),
            setup=self._setup(data.get("setup", {})),
            repositories=tuple(self._repository(item, i) for i, item in enumerate(data.get("repositories", ()))),
            parameters=tuple(self._parameter(item, i) for i, item in enumerate(data.get("parameters", ()))),
            presets=tuple(self._preset(item, i) for i, item in enumerate(data.get("presets", ()))),
            env={key: self._env(value, ("env", key)) for key, value in data.get("env", {}).items()},
            apps=tuple(self._app(item, i) for i, item in enumerate(data.get("apps", ()))),
            modules=tuple(self._module(item, i) for i, item in enumerate(data.get("modules", ()))),
            external_auth=tuple(
                ExternalAuth(item) if isinstance(item, str) else ExternalAuth(**item)
                for item in identity.get("external_auth", ())
            ),
            git_identity=identity.get("git"),
            service=identity.get("service"),
            workspace_tags=self._value(data.get("workspace_tags", {}), ("workspace_tags",)),
            triggers=tuple(TriggerSpec(**item) for item in data.get("triggers", ())),
            lifetime=data.get("lifetime", {}),
            variant=self._variant,
        )

    def _value(self, value: Any, path: tuple[str | int, ...]) -> Any:
        """A value with every `{expr: ...}` in it turned into an `Expr`."""
        if isinstance(value, dict):
            if set(value) == {"expr"}:
                return self._expression(value["expr"], (*path, "expr"))
            return {key: self._value(item, (*path, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [self._value(item, (*path, i)) for i, item in enumerate(value)]
        return value

    def _expression(self, text: Any, path: tuple[str | int, ...]) -> Expr | None:
        if isinstance(text, str):
            return Expr(text.strip(), path)
        self.found.append(_INVALID_EXPRESSION.at(self._tree.span(path), "an expression is written as text"))
        return None

    def _option(self, value: Any, path: tuple[str | int, ...]) -> Any:
        if isinstance(value, dict) and set(value) == {"parameter"}:
            wanted = value["parameter"]
            if wanted is True:
                return OptionParameter()
            return OptionParameter(**{**wanted, "options": _options(wanted)})
        return self._value(value, path)

    def _agent(self, data: Any) -> AgentSpec | None:
        if data is None:
            return None
        if isinstance(data, str):
            return AgentSpec(data)
        said = {key: self._value(value, ("agent", key)) for key, value in data.items()}
        if isinstance(said.get("firewall"), dict):
            firewall = said["firewall"]
            said["firewall"] = FirewallSpec(tuple(firewall.get("allow", ())), firewall.get("jail"))
        return AgentSpec(**said)

    def _setup(self, data: Mapping[str, Any]) -> Setup:
        script = data.get("script")
        if "script_file" in data:
            script = self._included(data["script_file"], ("setup", "script_file"))
        return Setup(script, tuple(data.get("packages", ())))

    def _included(self, name: str, path: tuple[str | int, ...]) -> str | None:
        """The text of a file beside the spec; links are followed first, so that none leads out of the folder."""
        try:
            root = self._folder.resolve()
            target = (root / name).resolve()
        except (OSError, ValueError, RuntimeError) as error:  # a NUL in the name, a loop of links
            self._unusable(path, f"`{name}` cannot be used: {error}")
            return None
        if Path(name).is_absolute() or not target.is_relative_to(root):
            self._unusable(path, f"`{name}` lies outside the spec's folder; put the script beside the spec")
            return None
        try:
            text = read_source(target, name, limit=MAX_SPEC_BYTES).text
        except UsageError as error:
            self._unusable(path, error.message)
            return None
        if "\0" in text:
            self._unusable(path, f"{name}: {_NUL_MESSAGE}")
        return text

    def _unusable(self, path: tuple[str | int, ...], message: str) -> None:
        self.found.append(_UNUSABLE_FILE.at(self._tree.span(path), message))

    def _repository(self, data: Any, index: int) -> Repository:
        if isinstance(data, str):
            return Repository(data)
        return Repository(**self._value(data, ("repositories", index)))

    def _parameter(self, data: Mapping[str, Any], index: int) -> ParameterSpec:
        said = self._value(data, ("parameters", index))
        when = said.get("when")
        if isinstance(when, dict):
            said["when"] = Condition(when["parameter"], when["is"])
        return ParameterSpec(**{**said, "options": _options(said)})

    def _preset(self, data: Mapping[str, Any], index: int) -> PresetSpec:
        values = self._value(data.get("parameters", {}), ("presets", index, "parameters"))
        return PresetSpec(**{**data, "parameters": values, "prebuilds": _prebuilds(data.get("prebuilds"))})

    def _env(self, value: Any, path: tuple[str | int, ...]) -> Any:
        if isinstance(value, dict) and "variable" in value:
            return FromVariable(**value)
        if isinstance(value, dict) and "external_auth" in value:
            return FromExternalAuth(**value)
        return self._value(value, path)

    def _app(self, data: Mapping[str, Any], index: int) -> AppSpec:
        return AppSpec(**self._value(data, ("apps", index)))

    def _module(self, data: Any, index: int) -> ModuleSpec:
        if isinstance(data, str):
            return ModuleSpec(data)
        module = ModuleSpec(data["id"], data.get("release"), data.get("auth"))
        return replace(module, inputs=self._value(data.get("inputs", {}), ("modules", index, "inputs")))


def _prebuilds(data: Mapping[str, Any] | None) -> Prebuilds | None:
    if data is None:
        return None
    schedules = tuple(PrebuildSchedule(**schedule) for schedule in data.get("schedules", ()))
    return Prebuilds(**{**data, "schedules": schedules})


def _options(data: Mapping[str, Any]) -> tuple[ParameterOption, ...]:
    return tuple(ParameterOption(**option) for option in data.get("options", ()))
