"""What starts a task from a forge: a file for each trigger, which an operator puts where the forge looks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.compose.composition import Trigger
from generator.compose.values import numbered
from generator.source.near import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.catalog.coder import Target
    from generator.catalog.triggers import Action, Event, Triggers
    from generator.compose.composition import Preset
    from generator.compose.problems import Problems
    from generator.source.yaml_tree import Path
    from generator.spec.model import TaskSpec, TriggerSpec

_TITLES = {"github": "GitHub", "gitlab": "GitLab"}

_REQUEST_MINUTES = 10
"""After how many a job that only asks Coder for a chat hangs; GitLab has a limit of its own."""


class _Means(Struct, frozen=True):
    """What starts an agent on a target: an action, a command, a request to a path; None for each that is not there."""

    action: Action | None
    command: str | None
    path: str | None


def compose_triggers(
    spec: TaskSpec, known: Triggers, target: Target, presets: Sequence[Preset], problems: Problems
) -> tuple[Trigger, ...]:
    """The triggers of the spec, each with all that its event takes, in the spec's order.

    Args:
        spec: What is asked for.
        known: What is known of forges.
        target: What the task runs on; it decides the action or the command.
        presets: Those of the template.
        problems: Where what cannot be made is noted.
    """
    names: set[str] = set()
    found = []
    for index, trigger in enumerate(spec.triggers):
        path: Path = ("triggers", index)
        forge, name = ("github", trigger.github) if trigger.github is not None else ("gitlab", trigger.gitlab)
        event = known.events[forge][name or ""]
        _check_keys(trigger, event, f"{_TITLES[forge]}'s `{name}`", path, problems)
        if trigger.preset is not None and trigger.preset not in {preset.name for preset in presets}:
            near = did_you_mean(trigger.preset, [preset.name for preset in presets])
            problems.add("unknown-preset", (*path, "preset"), f"there is no preset `{trigger.preset}`.{near}")
        means = _Means(
            known.action(target) if forge == "github" else None,
            known.command(target) if forge == "gitlab" else None,
            known.chat_path(target),
        )
        if not any((means.action, means.command, means.path)):
            problems.add("unusable-trigger", (*path, forge), _nothing_starts(forge, target))
            continue
        found.append(_trigger(spec, trigger, event, (forge, name or "", names), target, means))
    return tuple(found)


def _check_keys(trigger: TriggerSpec, event: Event, what: str, path: Path, problems: Problems) -> None:
    """Note the keys that an event lacks, and those that it does not take."""
    for key in ("label", "workflow"):
        given = getattr(trigger, key) is not None
        if given and key not in event.keys:
            problems.add_at_key("invalid-trigger", (*path, key), f"{what} takes no `{key}`")
        elif not given and event.keys.get(key):
            problems.add("invalid-trigger", path, f"{what} needs a `{key}`")


def _nothing_starts(forge: str, target: Target) -> str:
    if forge == "github":
        return f"no GitHub action starts a task on Coder {target}"
    return f"the Coder CLI of Coder {target} has no command that starts a task"


def _trigger(
    spec: TaskSpec,
    trigger: TriggerSpec,
    event: Event,
    named: tuple[str, str, set[str]],
    target: Target,
    means: _Means,
) -> Trigger:
    forge, name, taken = named
    chat = not target.has_tasks
    prompt = (trigger.prompt or event.prompt).strip()
    # An agent of the control plane chooses the template and the preset by itself, so it is told which.
    wanted = f"the template `{spec.name}`" + (f" with its preset `{trigger.preset}`" if trigger.preset else "")
    return Trigger(
        name=numbered(f"{forge}-{name}", taken),
        forge=forge,
        event=name,
        label=trigger.label,
        workflow=trigger.workflow,
        prompt=f"{prompt}\n\nWork in a workspace of {wanted}." if chat else prompt,
        preset=None if chat else trigger.preset,
        owner=None if chat else trigger.owner or spec.service,
        uses="" if means.action is None else f"{means.action.action}@{means.action.commit}",
        release="" if means.action is None else means.action.release,
        minutes=_REQUEST_MINUTES if means.action is None else means.action.minutes,
        chat=chat,
        command=means.command or "",
        path="" if means.action is not None or means.path is None else means.path,
    )
