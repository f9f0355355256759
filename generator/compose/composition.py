"""What blueprints render: every default resolved, every decision taken. Frozen, in the order in which it is written.

Values are plain Python data, `HclText` for what is an expression, or a `Script`; blueprints turn them into literals.
An `arguments` mapping holds what is written, in order; what is absent is not in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.hcl.literals import HclText

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.diagnostics import Diagnostic
    from generator.hcl.expressions import Expression
    from generator.source.yaml_tree import Path as YamlPath


class Script(Struct, frozen=True):
    """A shell script of the blueprints (`_shared/<name>.sh.j2`), to stand as text where a value stands."""

    name: str


class Provider(Struct, frozen=True):
    """An entry of `required_providers`."""

    name: str
    source: str
    constraint: str


class Variable(Struct, frozen=True):
    """A template variable.

    Attributes:
        has_default: False when the operator must provide it.
        how: How a person gets the value; empty where the description says enough.
        plain: True when the description is a spec's, which means nothing to Markdown.
    """

    name: str
    type: str
    description: str
    sensitive: bool
    has_default: bool
    default: object = None
    how: str = ""
    plain: bool = False


class Parameter(Struct, frozen=True):
    """A coder_parameter: arguments, options and the validation block as mappings.

    Attributes:
        count: 1 where it is asked for and 0 where it is not; None where it always is.
        where: The parameter that decides on it, and the text that this has where it is asked for; None where an
            expression decides, or nothing.
    """

    label: str
    name: str
    arguments: Mapping[str, object]
    options: tuple[Mapping[str, object], ...] = ()
    validation: Mapping[str, object] | None = None
    count: HclText | None = None
    where: tuple[str, str] | None = None

    @property
    def required(self) -> bool:
        """True when the user of the template must give a value."""
        return "default" not in self.arguments and self.count is None


class Prebuilds(Struct, frozen=True):
    """Workspaces kept ready for a preset.

    Attributes:
        ttl: Seconds until an unclaimed one expires; None for never.
        timezone: Where the hours of the schedules are counted.
        schedules: `cron` and `instances` of each; empty where the number is always the same.
    """

    instances: int
    ttl: int | None
    timezone: str
    schedules: tuple[Mapping[str, object], ...]


class Preset(Struct, frozen=True):
    """A coder_workspace_preset."""

    label: str
    name: str
    description: str
    arguments: Mapping[str, object]
    parameters: Mapping[str, object]
    prebuilds: Prebuilds | None


class ModuleCall(Struct, frozen=True):
    """A call of a registry module, pinned; `display_name` is for people."""

    label: str
    display_name: str
    source: str
    version: str
    arguments: Mapping[str, object]


class EnvironmentVariable(Struct, frozen=True):
    """A coder_env."""

    label: str
    name: str
    value: object


class App(Struct, frozen=True):
    """A coder_app; `healthcheck` holds url, interval and threshold."""

    label: str
    arguments: Mapping[str, object]
    healthcheck: Mapping[str, object] | None


class RunScript(Struct, frozen=True):
    """A coder_script."""

    label: str
    arguments: Mapping[str, object]


class ExternalAuth(Struct, frozen=True):
    """A coder_external_auth data source."""

    label: str
    id: str
    optional: bool


class Task(Struct, frozen=True):
    """How the template makes its task.

    Attributes:
        reads_task: True when `data "coder_task"` is declared.
        app_id: The app id for `coder_ai_task`, as an expression; None when the agent module makes the resource itself.
        by_sidebar: True when the app id goes into a `sidebar_app` block, as servers before 2.28 want it.
        count: How many there are, which is what the module that gives its app id has; None for always one.
    """

    reads_task: bool
    app_id: object
    by_sidebar: bool
    count: object


class Binary(Struct, frozen=True):
    """The agentapi binary of a custom agent: the folder it is downloaded from, the TCP port it listens on."""

    url: str
    port: int


class Installation(Struct, frozen=True):
    """Programs that the agent needs and the image may lack, with the package that holds them.

    Attributes:
        repository: URL of the script that adds the package's repository; empty where none is needed.
        version: The least major version of the first program; None where any will do.
    """

    programs: tuple[str, ...]
    package: str
    repository: str = ""
    version: int | None = None


class Firewall(Struct, frozen=True):
    """What the agent may reach beside the deployment, as rules, and how it is held: `landjail` or `nsjail`."""

    allow: tuple[str | HclText, ...]
    jail: str


class Setup(Struct, frozen=True):
    """What is done before the agent is installed, in this order.

    Attributes:
        clones: Names for the clones that are waited for.
        units: True when the agent of the target orders scripts by units; otherwise a marker file tells.
        installations: What the agent needs.
        packages: Debian packages of the spec.
        scripts: The scripts that are run, each as a value.
        firewall: The firewall of the agent, whose rules are written first; None where it has none.
        npm_prefix: True when npm must have a folder for global packages that the user may write to.
    """

    clones: tuple[str, ...] = ()
    units: bool = False
    installations: tuple[Installation, ...] = ()
    packages: tuple[str, ...] = ()
    scripts: tuple[object, ...] = ()
    npm_prefix: bool = False
    firewall: Firewall | None = None

    @property
    def composed(self) -> bool:
        """True when there is more to it than one script, so that the template puts it together in `local.setup`."""
        return (
            bool(self.clones or self.installations or self.packages or self.npm_prefix or self.firewall)
            or len(self.scripts) > 1
        )

    @property
    def value(self) -> object:
        """All of it as a value: an expression or a script; None when there is nothing to do."""
        if self.composed:
            return HclText("local.setup")
        return self.scripts[0] if self.scripts else None


class SpecExpression(Struct, frozen=True):
    """An expression that the spec holds, and where, so that what it refers to can be looked up after rendering."""

    path: YamlPath
    parsed: Expression


class Trigger(Struct, frozen=True):
    """A file from which a forge starts a task.

    Attributes:
        name: Its name without folder and ending; no two triggers have one name.
        forge: `github` or `gitlab`.
        event: What starts the task there.
        label: The label that does; None where none is asked for.
        workflow: The GitHub workflow whose failed run does; None for other events.
        prompt: What the agent is told; the file puts the URL of what it is about below it.
        preset: None for the template's default preset.
        owner: The Coder user whose task it is; None for who started it.
        uses: The GitHub action, pinned; empty where there is none for the target, and on GitLab.
        release: The release of the action.
        minutes: After how many a job ends, done or not; 0 on GitLab.
        chat: True where the template is not made for Tasks, so that a chat is started.
        command: The command of the Coder CLI, without `coder`; empty on GitHub and for a chat.
        path: The path of the deployment to which a chat is posted; empty where an action or a command does.
    """

    name: str
    forge: str
    event: str
    label: str | None
    workflow: str | None
    prompt: str
    preset: str | None
    owner: str | None
    uses: str
    release: str
    minutes: int
    chat: bool
    command: str
    path: str = ""

    @property
    def file(self) -> str:
        """Its path in the template's folder."""
        return f"triggers/{self.name}.yml"


class LifetimeSetting(Struct, frozen=True):
    """A flag of the command that limits the life of workspaces.

    Attributes:
        flag: The flag with its value, as it is typed.
        meaning: What it does, as a clause about a workspace.
        licensed: True when it needs a Premium license.
    """

    flag: str
    meaning: str
    licensed: bool


class Lifetime(Struct, frozen=True):
    """What limits the life of workspaces, which is set on the deployment.

    Attributes:
        command: The command; the template's name and the flags follow.
        listing: What is said of the template, by its name here, to the flag that says it.
        settings: The flags, in the order of the catalog.
        suggested: True when the spec says nothing of it.
    """

    command: str
    listing: Mapping[str, str]
    settings: tuple[LifetimeSetting, ...]
    suggested: bool


class Composition(Struct, frozen=True):
    """A whole template, decided.

    Attributes:
        target: The Coder release, major and minor.
        mechanism: `prompt-parameter`, `task-resource` or `workspace`.
        notice: What operators must know of the target; empty when there is nothing.
        options: The blueprint's options, each a value or an expression; None leaves it out.
        prebuilt: True when a preset keeps workspaces ready, which get their owner and name later.
        git_identity: What the agent's own environment holds so that commits carry the workspace's owner.
        terraform: The least Terraform release.
        workdir: The folder that the agent starts in.
        clone_folder: The folder that the infrastructure itself clones a repository to; None where it clones none.
        agent_id: The id of the workspace's agent.
        agent_name: The agent for people; empty for `workspace`.
        agent_module: The call of the agent's module; None for `workspace` and for the binary form.
        start_command: How a custom agent is started; empty for agents that start themselves.
        steps: What is done before the agent is installed.
        setup: All of that as a value; None when there is nothing to do.
        notes: What people should know of the chosen releases.
        task_command: The command of the Coder CLI that starts a task, without `coder`; empty where it has none.
        remarks: What is worth knowing of the spec, with its places.
        spec_file: The name of the spec's file; `variant` is which of its targets this is, empty where it has none.
        image_needs: What an image must hold, a sentence; empty where the spec names none of its own.
        stops: What goes and what stays when a workspace stops, in sentences; empty where nothing is known of it.
        auth_variables: The variables that the agent's way to authenticate takes.
        host_names: The apps that have host names of their own, by slug.
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
    agent_id: HclText
    options: Mapping[str, object]
    terraform: str
    providers: tuple[Provider, ...]
    variables: tuple[Variable, ...]
    parameters: tuple[Parameter, ...]
    presets: tuple[Preset, ...]
    prebuilt: bool
    workspace_tags: Mapping[str, object]
    external_auth: tuple[ExternalAuth, ...]
    env: tuple[EnvironmentVariable, ...]
    git_identity: Mapping[str, object]
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
    clone_folder: object
    steps: Setup
    setup: object
    notes: tuple[str, ...]
    triggers: tuple[Trigger, ...]
    task_command: str
    lifetime: Lifetime
    spec_file: str
    variant: str
    image_needs: str
    stops: str
    auth_variables: tuple[str, ...]
    host_names: tuple[str, ...]
    remarks: tuple[Diagnostic, ...]
    expressions: tuple[SpecExpression, ...]
