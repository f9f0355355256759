"""What a spec says, as written: no default resolved, no decision taken. An absent key is None or empty.

Lists keep the order of the file, so the place of an item is its index; `TaskSpec.tree` knows the places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.source.yaml_tree import Path, YamlTree


SPEC_FILE = "task-template.yaml"
"""What a spec is called, unless somebody calls it otherwise."""


class Expr(Struct, frozen=True):
    """A Terraform expression from the spec: its text as written, and the path of that text in the YAML."""

    text: str
    path: Path


Text = str | Expr
"""Text that reaches Terraform unchanged, or an expression."""

Value = str | int | float | bool | None | list["Value"] | dict[str, "Value"] | Expr
"""A literal value or an expression; expressions may stand anywhere in it."""


class ParameterOption(Struct, frozen=True):
    """One choice of a parameter."""

    name: str
    value: str | float | bool | Expr
    description: str | None = None
    icon: str | None = None


class OptionParameter(Struct, frozen=True):
    """A blueprint option that the user of the template chooses; None keeps the blueprint's wording."""

    display_name: str | None = None
    description: str | None = None
    default: str | float | bool | None = None
    options: tuple[ParameterOption, ...] = ()
    min: int | None = None
    max: int | None = None
    mutable: bool | None = None


class FirewallSpec(Struct, frozen=True):
    """What the agent's firewall lets through, and how it holds the agent."""

    allow: tuple[str, ...] = ()
    jail: str | None = None


class AgentSpec(Struct, frozen=True):
    """The agent and its settings."""

    id: str
    release: str | None = None
    auth: str | None = None
    model: Text | None = None
    workdir: Text | None = None
    system_prompt: Text | None = None
    mcp: Mapping[str, Mapping[str, Value]] | None = None
    permission_mode: str | None = None
    firewall: bool | FirewallSpec | None = None
    pre_install: Text | None = None
    post_install: Text | None = None
    values: Mapping[str, Text] | None = None
    inputs: Mapping[str, Value] | None = None
    form: str | None = None
    start_command: str | None = None


class Setup(Struct, frozen=True):
    """What is done before the agent starts; the script's text, wherever it came from."""

    script: str | None = None
    packages: tuple[str, ...] = ()


class Repository(Struct, frozen=True):
    """A repository to clone."""

    url: Text
    folder: str | None = None
    branch: str | None = None


class Condition(Struct, frozen=True):
    """That a parameter has a value; of one that is a list, that it has it among others."""

    parameter: str
    value: str | float | bool


class ParameterSpec(Struct, frozen=True):
    """A coder_parameter, as written; with `when`, one that is asked for on a condition."""

    name: str
    display_name: str | None = None
    description: str | None = None
    type: str | None = None
    form_type: str | None = None
    default: str | float | bool | list[str] | Expr | None = None
    icon: str | None = None
    mutable: bool | None = None
    ephemeral: bool | None = None
    order: int | None = None
    options: tuple[ParameterOption, ...] = ()
    validation: Mapping[str, str | int] | None = None
    styling: Mapping[str, str | bool] | None = None
    when: Condition | Expr | None = None


class PrebuildSchedule(Struct, frozen=True):
    """How many workspaces are kept ready while a cron expression matches: `* HOUR DAY MONTH WEEKDAY`."""

    cron: str
    instances: int


class Prebuilds(Struct, frozen=True):
    """Workspaces kept ready: how many, and seconds until one expires (None: never).

    Attributes:
        timezone: Where the hours of the schedules are counted; None for UTC.
    """

    instances: int
    ttl: int | None = None
    timezone: str | None = None
    schedules: tuple[PrebuildSchedule, ...] = ()


class PresetSpec(Struct, frozen=True):
    """A named set of parameter values."""

    name: str
    description: str | None = None
    icon: str | None = None
    default: bool | None = None
    parameters: Mapping[str, str | float | bool | list[str] | Expr] | None = None
    prebuilds: Prebuilds | None = None


class FromVariable(Struct, frozen=True):
    """An env value from a sensitive template variable."""

    variable: str
    description: str | None = None


class FromExternalAuth(Struct, frozen=True):
    """An env value that is the user's token at an external auth provider."""

    external_auth: str


class AppSpec(Struct, frozen=True):
    """A coder_app, as written; either `port` or `command`."""

    slug: str
    display_name: str | None = None
    icon: str | None = None
    port: int | Expr | None = None
    command: str | None = None
    share: str | None = None
    subdomain: bool | None = None
    order: int | None = None
    group: str | None = None
    healthcheck: str | None = None


class ModuleSpec(Struct, frozen=True):
    """A helper module and its inputs."""

    id: str
    release: str | None = None
    auth: str | None = None
    inputs: Mapping[str, Value] | None = None


class ExternalAuth(Struct, frozen=True):
    """An external auth provider of the deployment."""

    id: str
    optional: bool = False


class TriggerSpec(Struct, frozen=True):
    """What starts a task from outside; the event stands under its forge, either `github` or `gitlab`.

    Attributes:
        label: The label that starts it.
        workflow: The GitHub workflow whose failed run starts it.
        prompt: What the agent is told; the URL of what it is about follows it.
        preset: The preset that the task is made from.
        owner: The Coder user whose task it is.
    """

    github: str | None = None
    gitlab: str | None = None
    label: str | None = None
    workflow: str | None = None
    prompt: str | None = None
    preset: str | None = None
    owner: str | None = None


class TaskSpec(Struct, frozen=True):
    """A whole spec.

    Attributes:
        tree: The YAML it was read from, for places.
        coder: The target as written; None for the default.
        mechanism: The task mechanism to use, of those that the target serves; None for the target's own.
        options: Blueprint options by name.
        external_auth: Providers under `identity`.
        git_identity: None where the spec does not say.
        service: The Coder user whose tasks those of triggers are, unless a trigger says another.
        workspace_tags: Which provisioners may build a workspace.
        triggers: What starts a task from outside.
        lifetime: What limits the life of workspaces, by the names of Coder's settings.
        variant: Which of the spec's `targets` this is; empty where it has none.
    """

    tree: YamlTree
    name: str
    display_name: str | None
    description: str | None
    icon: str | None
    tags: tuple[str, ...] | None
    coder: str | None
    blueprint: str
    options: Mapping[str, Value | OptionParameter]
    agent: AgentSpec | None
    setup: Setup
    repositories: tuple[Repository, ...]
    parameters: tuple[ParameterSpec, ...]
    presets: tuple[PresetSpec, ...]
    env: Mapping[str, Text | FromVariable | FromExternalAuth]
    apps: tuple[AppSpec, ...]
    modules: tuple[ModuleSpec, ...]
    external_auth: tuple[ExternalAuth, ...]
    git_identity: bool | None
    mechanism: str | None = None
    service: str | None = None
    workspace_tags: Mapping[str, Text] = field(default_factory=dict)
    triggers: tuple[TriggerSpec, ...] = ()
    lifetime: Mapping[str, str | int | bool | list[str]] = field(default_factory=dict)
    variant: str = ""
