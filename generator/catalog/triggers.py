"""How a task is started from a forge: the GitHub actions and the commands of the Coder CLI that can, and from what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from generator.catalog.coder import Target, in_force
from generator.catalog.versions import ReleaseRange

if TYPE_CHECKING:
    from collections.abc import Mapping


TASK: Final = "task"
CHAT: Final = "chat"


class Action(Struct, frozen=True):
    """A GitHub action that starts a task, or a chat where a target has no Tasks.

    Attributes:
        action: Its repository, `owner/name`.
        release: The release that is used, for people; `commit` is what workflows name, since a tag can be moved.
        starts: `task` or `chat`.
        minutes: After how many a job with it that still runs hangs.
        coder: The Coder releases that it serves.
        inputs: Its inputs, and whether each is required.
    """

    action: str
    release: str
    commit: str
    starts: str
    minutes: int
    coder: ReleaseRange
    inputs: Mapping[str, bool]


class Event(Struct, frozen=True):
    """What starts a task.

    Attributes:
        keys: Keys of a trigger that the event takes, and whether each is required.
        prompt: What the agent is told where a spec does not say.
    """

    keys: Mapping[str, bool]
    prompt: str


class Triggers(Struct, frozen=True):
    """What is known of triggers, from `modules_catalog/triggers.yaml`.

    Attributes:
        actions: The GitHub actions; of each kind one at most for each Coder release.
        commands: Commands of the Coder CLI that start a task, without `coder`, and the Coder releases that have each.
        chats: Paths of the deployment to which a chat is posted, and the Coder releases that have each.
        events: Forge (`github`, `gitlab`) to its events by name.
    """

    actions: tuple[Action, ...]
    commands: tuple[tuple[str, ReleaseRange], ...]
    chats: tuple[tuple[str, ReleaseRange], ...]
    events: Mapping[str, Mapping[str, Event]]

    def action(self, target: Target) -> Action | None:
        """The action that starts a task on a target, or a chat by its mechanism; None when there is none."""
        wanted = TASK if target.has_tasks else CHAT
        serving = (action for action in self.actions if action.starts == wanted and in_force(action.coder, target))
        return next(serving, None)

    def command(self, target: Target) -> str | None:
        """The command of the Coder CLI that starts a task on a target; None when there is none."""
        if not target.has_tasks:
            return None
        return next((command for command, coder in self.commands if in_force(coder, target)), None)

    def chat_path(self, target: Target) -> str | None:
        """The path of a deployment to which a chat is posted; None where the mechanism is one of tasks."""
        if target.has_tasks:
            return None
        return next((path for path, coder in self.chats if in_force(coder, target)), None)


def triggers_from_data(data: Mapping[str, Any]) -> Triggers:
    """The facts from the content of their file, which has been checked against its schema in the tests."""
    return Triggers(
        actions=tuple(Action(**{**row, "coder": ReleaseRange.parse(row["coder"])}) for row in data["actions"]),
        commands=tuple((row["command"], ReleaseRange.parse(row["coder"])) for row in data["commands"]),
        chats=tuple((row["path"], ReleaseRange.parse(row["coder"])) for row in data["chats"]),
        events={
            forge: {
                name: Event({key: row[key] == "required" for key in row if key != "prompt"}, row["prompt"])
                for name, row in rows.items()
            }
            for forge, rows in data["events"].items()
        },
    )
