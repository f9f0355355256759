"""Faults in single arguments of the coder provider's blocks, and in arguments that stand beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.mutations.subject import Chances, Kind, Subject, insert, put

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.diagnostics import Edit
    from generator.template.schema_bodies import SchemaBody

BAD_URLS = ('"/icon/%zz.svg"', '"http://host:port/x"')
# What is wrong, by kind: addresses of arguments, and values that the provider refuses there.
VALUES: dict[str, dict[str, tuple[str, ...]]] = {
    "word not in its list": {
        "coder_agent.os": ('"Linux"', '"macos"'),
        "coder_agent.arch": ('"x86_64"',),
        "coder_agent.auth": ('"none"',),
        "coder_agent.startup_script_behavior": ('"async"',),
        "coder_agent.api_key_scope": ('"none"',),
        "coder_app.share": ('"organization"', '"Owner"'),
        "coder_app.open_in": ('"window"',),
        "coder_env.merge_strategy": ('"merge"',),
        "coder_parameter.type": ('"list"', '"integer"'),
        "coder_parameter.form_type": ('"select"', '"text"'),
    },
    "number out of its range": {
        "coder_agent.connection_timeout": ("-1",),
        "coder_agent.resources_monitoring.memory.threshold": ("101", "-1"),
        "coder_agent.resources_monitoring.volume.threshold": ("101",),
        "coder_script.timeout": ("0",),
        "coder_workspace_preset.prebuilds.instances": ("-1",),
        "coder_workspace_preset.prebuilds.expiration_policy.ttl": ("31536001", "10"),
    },
    "text of an illegal form": {
        "coder_agent.resources_monitoring.volume.path": ('"~/x"',),
        "coder_app.slug": ('"Code_Server"', '"a--b"', '""', '"a-"'),
        "coder_devcontainer.workspace_folder": ('""',),
        "coder_env.name": ('"MY-VAR"', '""', '"1X"'),
        "coder_external_auth.id": ('""',),
        "coder_workspace_preset.name": ('""',),
    },
    "icon that is no URL": {
        "coder_app.icon": BAD_URLS,
        "coder_metadata.icon": BAD_URLS,
        "coder_parameter.icon": BAD_URLS,
        "coder_parameter.option.icon": BAD_URLS,
        "coder_workspace_preset.icon": BAD_URLS,
    },
    "text too long": {
        "coder_app.display_name": (f'"{"x" * 65}"', f'"{"é" * 33}"'),
        "coder_app.group": (f'"{"x" * 65}"',),
        "coder_app.tooltip": (f'"{"x" * 2049}"',),
        "coder_workspace_preset.description": (f'"{"x" * 129}"',),
    },
    "fraction for a whole number": {
        "coder_agent.metadata.interval": ("1.5",),
        "coder_app.order": ("0.5",),
        "coder_app.healthcheck.threshold": ("1.5",),
        "coder_parameter.validation.min": ("2.5",),
        "coder_workspace_preset.prebuilds.instances": ("1.5",),
        "coder_metadata.daily_cost": ('"0.5"',),
    },
    "schedule of a script malformed": {
        "coder_script.cron": ('"* * *"', '"0 0 25 * * *"', '"@fortnightly"', '"TZ=Mars/Base 0 0 9 * * *"'),
    },
    "schedule of a prebuild malformed": {
        "coder_workspace_preset.prebuilds.scheduling.schedule.cron": ('"* 25 * * *"', '"0 8 * * *"', '"@daily"'),
    },
    "time zone unknown": {
        "coder_workspace_preset.prebuilds.scheduling.timezone": ('"Mars/Base"', '"Berlin"', '""'),
    },
    "app of a task is no id": {"coder_ai_task.app_id": ('"claude"', '"coder_app.web"')},
    "tag that is no text": {"coder_workspace_tags.tags": ('{ zone = ["a"] }', '["zone"]')},
}
# Pairs of arguments, or an argument and a block, that exclude each other: where, beside what, what is added.
CONFLICTS: dict[str, tuple[tuple[str, str], ...]] = {
    "coder_app": (
        ("url", 'command = "x"'),
        ("command", 'url = "http://localhost:1"'),
        ("command", "subdomain = true"),
        ("command", 'healthcheck {\n url = "x"\n interval = 1\n threshold = 1\n}'),
        ("external", 'share = "owner"'),
        ("share", "external = true"),
    ),
    "coder_parameter.validation": (("min", 'regex = "^a"'), ("regex", "max = 3")),
}
KEYS = {
    "coder_agent.metadata.key",
    "coder_metadata.item.key",
    "coder_agent.resources_monitoring.volume.path",
}


def written(subject: Subject, body: SchemaBody, name: str, text: str) -> Iterator[list[Edit]]:
    """A value in place of an argument's: as it is, by way of a local value, and by way of an expression."""
    yield [put(body, name, text)]
    yield [put(body, name, "local.seeded"), insert(subject.end, f"\nlocals {{\n  seeded = {text}\n}}\n")]
    if text.startswith('"'):
        yield [put(body, name, f'join("", [{text}])')]


def of_values(table: dict[str, tuple[str, ...]]) -> Kind:
    """The kind that puts each value of a table in every place of its address."""

    def kind(subject: Subject) -> Chances:
        for address, texts in table.items():
            at, _, name = address.rpartition(".")
            for body in subject.bodies_at(at):
                for text in texts:
                    yield from written(subject, body, name, text)

    return kind


def arguments_in_conflict(subject: Subject) -> Chances:
    for at, pairs in CONFLICTS.items():
        for body in subject.bodies_at(at):
            for beside, added in pairs:
                attribute = body.body.attributes.get(beside)
                if attribute is not None and added.split()[0] not in body.body.attributes:
                    yield [insert(attribute.span, f"\n{added}")]


def key_repeated(subject: Subject) -> Chances:
    for address in KEYS:
        at, _, name = address.rpartition(".")
        bodies = list(subject.bodies_at(at))
        for one in bodies:
            for other in bodies:
                if one is not other and one.top is other.top:
                    yield [put(other, name, subject.text_of(one.body.attributes[name].expression.span))]


def key_repeated_by_a_loop(subject: Subject) -> Chances:
    for address in KEYS:
        at, _, name = address.rpartition(".")
        for body in subject.bodies_at(at):
            if body.block.type == "content":
                yield [put(body, name, '"/same"')]


def display_app_unknown(subject: Subject) -> Chances:
    for body in subject.bodies_at("coder_agent.display_apps"):
        for name in ("cursor", "web_terminl", "jetbrains"):
            yield [put(body, name, "true")]


def schedules_overlapping(subject: Subject) -> Chances:
    for body in subject.bodies_at("coder_workspace_preset.prebuilds.scheduling.schedule"):
        yield [insert(body.block.span, "\n" + subject.text_of(body.block.span))]
        cron = subject.text_of(body.body.attributes["cron"].expression.span)
        for wider in ('"* 0-23 * * *"', cron.replace("8-", "9-")):
            yield [insert(body.block.span, f"\nschedule {{\n cron = {wider}\n instances = 1\n}}")]


KINDS: dict[str, Kind] = {name: of_values(table) for name, table in VALUES.items()} | {
    "arguments in conflict": arguments_in_conflict,
    "display app unknown": display_app_unknown,
}
PLANNED: dict[str, Kind] = {
    "key repeated": key_repeated,
    "key repeated by a loop": key_repeated_by_a_loop,
    "schedules overlapping": schedules_overlapping,
}
