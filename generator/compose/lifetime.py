"""What limits the life of workspaces: the flags of the command that an operator runs, since no file can say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.compose.composition import Lifetime, LifetimeSetting

if TYPE_CHECKING:
    from generator.catalog.lifetime import LifetimeSettings
    from generator.compose.problems import Problems
    from generator.spec.model import TaskSpec

_WEEKS, _WEEKDAYS = "autostop_requirement_weeks", "autostop_requirement_weekdays"


def compose_lifetime(spec: TaskSpec, known: LifetimeSettings, problems: Problems) -> Lifetime:
    """The flags for what the spec says, in the catalog's order; the suggested ones where it says nothing."""
    wanted = spec.lifetime or known.suggested
    if _WEEKS in wanted and wanted.get(_WEEKDAYS) in (None, ["none"]):
        message = f"`{_WEEKS}` counts the weeks of `{_WEEKDAYS}`, so it needs them"
        problems.add_at_key("invalid-lifetime", ("lifetime", _WEEKS), message)
    settings = [
        LifetimeSetting(_flag(setting.flag, wanted[key]), setting.meaning, setting.licensed)
        for key, setting in known.settings.items()
        if key in wanted
    ]
    return Lifetime(known.command, known.listing, tuple(settings), suggested=not spec.lifetime)


def _flag(flag: str, value: object) -> str:
    """The flag with its value; one that is true or false takes it behind `=` only."""
    match value:
        case bool():
            return f"{flag}={str(value).lower()}"
        case list():
            return f"{flag} {','.join(map(str, value))}"
        case _:
            return f"{flag} {value}"
