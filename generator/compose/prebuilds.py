"""Workspaces that are kept ready for a preset, and when how many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.cron import overlapping, prebuild_refusal
from generator.catalog.timezones import is_timezone
from generator.compose.composition import Prebuilds

if TYPE_CHECKING:
    from generator.compose.problems import Problems
    from generator.source.yaml_tree import Path
    from generator.spec.model import Prebuilds as PrebuildsSpec

_UTC = "UTC"


def compose_prebuilds(spec: PrebuildsSpec | None) -> Prebuilds | None:
    """What the spec says, with the time zone resolved; None where it keeps nothing ready."""
    if spec is None:
        return None
    schedules = tuple({"cron": each.cron, "instances": each.instances} for each in spec.schedules)
    return Prebuilds(spec.instances, spec.ttl, spec.timezone or _UTC, schedules)


def check_prebuilds(spec: PrebuildsSpec, path: Path, problems: Problems) -> None:
    """Note what the coder provider would refuse (provider/workspace_preset.go)."""
    crons = [schedule.cron for schedule in spec.schedules]
    reasons = [prebuild_refusal(cron) for cron in crons]
    for index, why in enumerate(reasons):
        if why is not None:
            message = f"a schedule of prebuilds cannot be `{crons[index]}`: {why}"
            problems.add("invalid-preset", (*path, "schedules", index, "cron"), message)
    if not any(reasons):
        for one, other, why in overlapping(crons):
            trouble = "overlaps" if why is None else f"cannot be compared ({why}) with"
            message = f"`{crons[other]}` {trouble} `{crons[one]}`; no hour may be in two schedules"
            problems.add("invalid-preset", (*path, "schedules", other, "cron"), message)
    if spec.timezone is not None and is_timezone(spec.timezone) is False:
        problems.add("invalid-preset", (*path, "timezone"), f"`{spec.timezone}` is no time zone")
