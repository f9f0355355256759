"""What blueprints render: every default resolved, every decision taken. Frozen, in the order in which it is written.

Values are plain Python data, `HclText` for what is an expression, or a `Script`; blueprints turn them into literals.
An `arguments` mapping holds what is written, in order; what is absent is not in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.hcl.expressions import Expression
    from generator.source.yaml_tree import Path as YamlPath


@dataclass(frozen=True, slots=True)
class Script:
    """A shell script of the blueprints (`_shared/<name>.sh.j2`), to stand as text where a value stands."""

    name: str


@dataclass(frozen=True, slots=True)
class Provider:
    """An entry of `required_providers`."""

    name: str
    source: str
    constraint: str


@dataclass(frozen=True, slots=True)
class Variable:
    """A template variable.

    Attributes:
        has_default: False when the operator must provide it.
        how: How a person gets the value; empty where the description says enough.
    """

    name: str
    type: str
    description: str
    sensitive: bool
    has_default: bool
    default: object = None
    how: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A coder_parameter: arguments, options and the validation block as mappings."""

    label: str
    name: str
    arguments: Mapping[str, object]
    options: tuple[Mapping[str, object], ...] = ()
    validation: Mapping[str, object] | None = None

    @property
    def required(self) -> bool:
        """True when the user of the template must give a value."""
        return "default" not in self.arguments


@dataclass(frozen=True, slots=True)
class Preset:
    """A coder_workspace_preset; `prebuilds` is (instances, seconds to live or None)."""

    label: str
    name: str
    description: str
    arguments: Mapping[str, object]
    parameters: Mapping[str, object]
    prebuilds: tuple[int, int | None] | None


@dataclass(frozen=True, slots=True)
class ModuleCall:
    """A call of a registry module, pinned; `display_name` is for people."""

    label: str
    display_name: str
    source: str
    version: str
    arguments: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class EnvironmentVariable:
    """A coder_env."""

    label: str
    name: str
    value: object


@dataclass(frozen=True, slots=True)
class App:
    """A coder_app; `healthcheck` holds url, interval and threshold."""

    label: str
    arguments: Mapping[str, object]
    healthcheck: Mapping[str, object] | None


@dataclass(frozen=True, slots=True)
class RunScript:
    """A coder_script."""

    label: str
    arguments: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ExternalAuth:
    """A coder_external_auth data source."""

    label: str
    id: str
    optional: bool


@dataclass(frozen=True, slots=True)
class Task:
    """How the template makes its task.

    Attributes:
        reads_task: True when `data "coder_task"` is declared.
        app_id: The app id for `coder_ai_task`, as an expression; None when the agent module makes the resource itself.
        by_sidebar: True when the app id goes into a `sidebar_app` block, as servers before 2.28 want it.
        counted: True when the resource follows `start_count`, as the module that gives its app id does.
    """

    reads_task: bool
    app_id: object
    by_sidebar: bool
    counted: bool


@dataclass(frozen=True, slots=True)
class Binary:
    """The agentapi binary of a custom agent: the folder it is downloaded from, the TCP port it listens on."""

    url: str
    port: int


@dataclass(frozen=True, slots=True)
class SpecExpression:
    """An expression that the spec holds, and where, so that what it refers to can be looked up after rendering."""

    path: YamlPath
    parsed: Expression


@dataclass(frozen=True)
class Composition:
    """A whole template, decided.

    Attributes:
        target: The Coder release, major and minor.
        mechanism: `prompt-parameter`, `task-resource` or `workspace`.
        notice: What operators must know of the target; empty when there is nothing.
        options: The blueprint's options, each a value or an expression; None leaves it out.
        terraform: The least Terraform release.
        workdir: The folder that the agent starts in.
        agent_name: The agent for people; empty for `workspace`.
        agent_module: The call of the agent's module; None for `workspace` and for the binary form.
        start_command: How a custom agent is started; empty for agents that start themselves.
        packages: Debian packages that are installed before the setup script runs.
        setup_script: The spec's script as the user of the template may have changed it; None when there is none.
        setup: All that is run before the agent starts, as a value: packages and script; None when there is nothing.
        notes: What people should know of the chosen releases.
    """

    name: str
    display_name: str
    description: str
    icon: str
    tags: tuple[str, ...]
    target: str
    mechanism: str
    notice: str
    blueprint: str
    prerequisites: tuple[str, ...]
    os: str
    arch: object
    home: str
    options: Mapping[str, object]
    terraform: str
    providers: tuple[Provider, ...]
    variables: tuple[Variable, ...]
    parameters: tuple[Parameter, ...]
    presets: tuple[Preset, ...]
    external_auth: tuple[ExternalAuth, ...]
    env: tuple[EnvironmentVariable, ...]
    git_identity: bool
    agent_name: str
    agent_module: ModuleCall | None
    auth_name: str
    auth_how: str
    task: Task | None
    binary: Binary | None
    start_command: str
    modules: tuple[ModuleCall, ...]
    scripts: tuple[RunScript, ...]
    apps: tuple[App, ...]
    workdir: object
    packages: tuple[str, ...]
    setup_script: object
    setup: object
    notes: tuple[str, ...]
    expressions: tuple[SpecExpression, ...]
