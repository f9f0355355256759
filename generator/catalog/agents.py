"""Agents of the catalog: how the prompt, the key, the folder and the rest reach each range of releases."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar

from msgspec import Struct

from generator.catalog.app_slugs import slugs_from_data
from generator.catalog.coder import PROMPT_PARAMETER, TASK_RESOURCE
from generator.catalog.retirement import retired_from_data
from generator.catalog.versions import ReleaseRange

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from generator.catalog.app_slugs import AppSlug
    from generator.catalog.retirement import Retired
    from generator.catalog.versions import Release


_SYSTEMS = ("linux", "darwin", "windows")
CHOICES: Final = ("system_prompt", "model", "mcp", "permission_mode", "firewall", "post_install")
"""Keys of a spec's `agent` that each agent takes in its own way, or not at all."""


class Delivery(Struct, frozen=True):
    """How something reaches a range of releases: by an input of the module or an environment variable of the agent.

    Attributes:
        releases: The releases that take it this way.
        input: The name of the module's input; None when it travels by environment variable.
        env: The name of the environment variable; None when it is an input.
        value: The value, where it is fixed; None where the template says it.
        expr: The Terraform expression that stands for a fixed value; None where it is `value`.
        prefix: What stands before a text that the template says.
        joins: True for a part of a document that is only there where something else makes the document.
        format: The notation of an input that is a document; None where it is the value itself.
        member: The keys that lead to it inside a document; empty when it is the whole of it.
        values: What the spec may say, with the value handed over for each; None where any value is.
        forms: How an MCP server is written, by kind; empty where it is as in the spec. See `compose/documents.py`.
    """

    releases: ReleaseRange
    input: str | None = None
    env: str | None = None
    value: str | int | float | bool | None = None
    expr: str | None = None
    prefix: str = ""
    joins: bool = False
    format: str | None = None
    member: tuple[str, ...] = ()
    values: Mapping[str, str | int | float | bool] | None = None
    forms: Mapping[str, Mapping[str, object]] = MappingProxyType({})


class Ranged(Struct, frozen=True):
    """A name or text that holds for a range of releases: an output, a companion module, a folder."""

    releases: ReleaseRange
    text: str


class BaseDocument(Struct, frozen=True):
    """What a document that an input takes holds besides, since it takes the place of the module's own.

    Attributes:
        content: The members; a text `$name` stands for what the input `name` gets.
    """

    releases: ReleaseRange
    input: str
    content: Mapping[str, object]


class Note(Struct, frozen=True):
    """What people should know of a range of releases.

    Attributes:
        key: The key of a spec's `agent` without which it does not matter; None where it always does.
        unless_auth: Ids of the ways to authenticate with which it does not matter.
    """

    releases: ReleaseRange
    text: str
    key: str | None
    unless_auth: frozenset[str]


class AuthValue(Struct, frozen=True):
    """Something that the operator must provide, which becomes a template variable.

    Attributes:
        default: What it is where the operator says nothing; None where they must say it.
    """

    variable: str
    description: str
    secret: bool
    deliveries: tuple[Delivery, ...]
    default: str | None = None


class AuthProvider(Struct, frozen=True):
    """An external auth provider of the deployment, at which the user signs in.

    Attributes:
        id: Its usual id.
        input: The module's input that says another id.
        releases: The releases that use it.
    """

    releases: ReleaseRange
    id: str
    input: str


class Need(Struct, frozen=True):
    """A program that the workspace must hold for a range of releases.

    Attributes:
        program: Its name.
        version: The least major version; None where any will do.
        switch: The input that makes it needless when it is false; None where none does.
        form: The form of a custom agent that needs it; None where both do.
    """

    releases: ReleaseRange
    program: str
    version: int | None = None
    switch: str | None = None
    form: str | None = None


class AuthMethod(Struct, frozen=True):
    """One way to authenticate an agent.

    Attributes:
        id: The name that specs use.
        how: How a person gets what is needed, in words.
        coder: The Coder releases that serve it; None when all do.
        excludes: Ids of methods whose values the module refuses beside this one.
        values: What the operator provides.
        settings: Fixed values that switch the method on.
        provider: The external auth provider whose token it is; None where there is none.
        model: The model for releases that must be told one, where the spec does not; None where none must.
        setup: Shell commands that run before the agent is installed; empty where there are none.
        companions: Helper modules that it needs.
        hosts: The hosts that the agent must reach with it, beside the deployment, with `{variable}` for the value of a
            variable; None where they are not known.
    """

    id: str
    display_name: str
    how: str
    coder: ReleaseRange | None
    excludes: frozenset[str]
    values: tuple[AuthValue, ...]
    settings: tuple[Delivery, ...]
    provider: AuthProvider | None
    model: str | None
    setup: str
    companions: tuple[Ranged, ...]
    hosts: tuple[str, ...] | None

    def serves(self, release: Release) -> bool:
        """True when this release of the agent's module takes every value and setting of the method."""
        wanted = [value.deliveries for value in self.values]
        if self.settings:
            wanted.append(self.settings)
        if self.provider is not None and release not in self.provider.releases:
            return False
        return all(delivery_for(deliveries, release) is not None for deliveries in wanted)

    def inputs(self, release: Release) -> tuple[str, ...]:
        """The inputs by which this release takes the method's values."""
        taken = [delivery_for(value.deliveries, release) for value in self.values]
        return tuple(delivery.input for delivery in taken if delivery is not None and delivery.input is not None)


class Binary(Struct, frozen=True):
    """The agentapi binary, for an agent without a module: release tag, folder of releases, TCP port."""

    release: str
    download: str
    port: int


class Agent(Struct, frozen=True):
    """An agent of the catalog, as `schemas/agent.schema.json` describes the file.

    Attributes:
        module: The registry module, `namespace/name`.
        os: The operating systems of workspaces that it runs in, as `coder_agent` calls them.
        tasks: Mechanism to the releases that serve it.
        choices: Keys of the spec's `agent` to the ways in which releases take what they say.
        slugs: The slugs of the apps that the module makes.
        terraform: The least Terraform that plans some releases, where that is more than they say.
        npm_global: The releases that run `npm install -g` as the user.
        documents: What documents hold whatever the spec says.
        home: The only home folder that releases work in; empty where any will do.
        start_script: How a custom agent is started; empty for agents that start themselves.
        binary: The agentapi binary for the form without a module; None where there is no such form.
        auth: The ways to authenticate, by id, the default first; empty where the agent has none of its own.
        retired: Inputs and outputs that a later release of the module has not.
    """

    id: str
    display_name: str
    description: str
    icon: str
    url: str
    module: str
    os: frozenset[str]
    tasks: Mapping[str, ReleaseRange]
    app_id: tuple[Ranged, ...]
    slugs: tuple[AppSlug, ...]
    prompt: tuple[Delivery, ...]
    workdir: tuple[Delivery, ...]
    choices: Mapping[str, tuple[Delivery, ...]]
    setup_script: tuple[Delivery, ...]
    start_script: tuple[Delivery, ...]
    settings: tuple[Delivery, ...]
    companions: tuple[Ranged, ...]
    documents: tuple[BaseDocument, ...]
    binary: Binary | None
    auth: Mapping[str, AuthMethod]
    terraform: tuple[Ranged, ...]
    npm_global: tuple[ReleaseRange, ...]
    needs: tuple[Need, ...]
    home: tuple[Ranged, ...]
    notes: tuple[Note, ...]
    retired: tuple[Retired, ...]

    @property
    def system_prompt(self) -> tuple[Delivery, ...]:
        """How a system prompt reaches the agent."""
        return self.choices["system_prompt"]

    @property
    def post_install(self) -> tuple[Delivery, ...]:
        """How a script that runs after the agent is installed reaches it."""
        return self.choices["post_install"]

    def mechanisms_of(self, release: Release) -> tuple[str, ...]:
        """The task mechanisms that a release serves; empty when it has no Tasks."""
        return tuple(mechanism for mechanism, releases in self.tasks.items() if release in releases)

    def newest(self, releases: Iterable[Release], mechanisms: Collection[str]) -> Release | None:
        """The newest of some final releases of its module that serves one of the mechanisms, or None."""
        serving = [r for r in releases if not r.prerelease and not set(self.mechanisms_of(r)).isdisjoint(mechanisms)]
        return max(serving, default=None)


_R = TypeVar("_R", Delivery, Ranged)


def delivery_for(choices: Iterable[_R], release: Release) -> _R | None:
    """The one of `choices` that holds for a release, or None."""
    return next((choice for choice in choices if release in choice.releases), None)


def agent_from_data(data: Mapping[str, Any]) -> Agent:
    """An agent from the content of its file, which has been checked against its schema in the tests."""
    tasks = {name: ReleaseRange.parse(text) for name, text in data["tasks"].items()}
    return Agent(
        id=data["id"],
        display_name=data["display_name"],
        description=data["description"],
        icon=data["icon"],
        url=data["url"],
        module=data["module"],
        os=frozenset(data.get("os", _SYSTEMS)),
        tasks={name: tasks[name] for name in (PROMPT_PARAMETER, TASK_RESOURCE) if name in tasks},
        app_id=_ranged(data, "app_id", "output"),
        slugs=slugs_from_data(data),
        prompt=_deliveries(data.get("prompt", ())),
        workdir=_deliveries(data.get("workdir", ())),
        choices={key: _deliveries(data.get(key, ())) for key in CHOICES},
        setup_script=_deliveries(data.get("setup_script", ())),
        start_script=_deliveries(data.get("start_script", ())),
        settings=_deliveries(data.get("settings", ())),
        companions=_ranged(data, "companions", "module"),
        documents=tuple(
            BaseDocument(ReleaseRange.parse(item["in"]), item["input"], item["content"])
            for item in data.get("documents", ())
        ),
        binary=Binary(**data["binary"]) if "binary" in data else None,
        auth={id_: _auth(id_, method) for id_, method in data["auth"].items()},
        terraform=_ranged(data, "terraform", "least"),
        npm_global=tuple(ReleaseRange.parse(item["in"]) for item in data.get("npm_global", ())),
        needs=tuple(_need(item) for item in data.get("needs", ())),
        home=_ranged(data, "home", "folder"),
        notes=tuple(
            Note(ReleaseRange.parse(n["in"]), n["text"], n.get("key"), frozenset(n.get("unless_auth", ())))
            for n in data.get("notes", ())
        ),
        retired=retired_from_data(data),
    )


def _need(item: Mapping[str, Any]) -> Need:
    rest = {key: value for key, value in item.items() if key != "in"}
    return Need(releases=ReleaseRange.parse(item["in"]), **rest)


def _auth(id_: str, data: Mapping[str, Any]) -> AuthMethod:
    return AuthMethod(
        id=id_,
        display_name=data["display_name"],
        how=data["how"],
        coder=ReleaseRange.parse(data["coder"]) if "coder" in data else None,
        excludes=frozenset(data.get("excludes", ())),
        values=tuple(
            AuthValue(
                value["variable"],
                value["description"],
                value["secret"],
                _deliveries(value["deliver"]),
                value.get("default"),
            )
            for value in data.get("values", ())
        ),
        settings=_deliveries(data.get("settings", ())),
        provider=_provider(data.get("external_auth")),
        model=data.get("model"),
        setup=data.get("setup", ""),
        companions=_ranged(data, "companions", "module"),
        hosts=tuple(data["hosts"]) if "hosts" in data else None,
    )


def _provider(data: Mapping[str, Any] | None) -> AuthProvider | None:
    return None if data is None else AuthProvider(ReleaseRange.parse(data["in"]), data["id"], data["input"])


def _deliveries(items: Iterable[Mapping[str, Any]]) -> tuple[Delivery, ...]:
    return tuple(
        Delivery(
            releases=ReleaseRange.parse(item["in"]),
            input=item.get("input"),
            env=item.get("env"),
            value=item.get("value"),
            expr=item.get("expr"),
            prefix=item.get("prefix", ""),
            joins=item.get("joins", False),
            format=item.get("format"),
            member=tuple(item.get("member", ())),
            values=item.get("values"),
            forms=item.get("forms", {}),
        )
        for item in items
    )


def _ranged(data: Mapping[str, Any], key: str, name: str) -> tuple[Ranged, ...]:
    return tuple(Ranged(ReleaseRange.parse(item["in"]), item[name]) for item in data.get(key, ()))
