"""Coder releases: which task mechanism a deployment serves, and which provider release has what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from msgspec.structs import replace

from generator.catalog.versions import Release, ReleaseRange

if TYPE_CHECKING:
    from collections.abc import Mapping

PROMPT_PARAMETER: Final = "prompt-parameter"
TASK_RESOURCE: Final = "task-resource"
WORKSPACE: Final = "workspace"


class Target(Struct, frozen=True):
    """The Coder release that a template is meant for.

    Attributes:
        release: As it was asked for.
        mechanism: The mechanism that a template made for it uses; None on releases before Tasks.
        serves: Every mechanism that works on it; empty before Tasks.
        notice: What operators must know of it; empty when there is nothing.
        asked: True when somebody chose the mechanism among those that work on it.
        hidden: True when Tasks are switched off there by default.
        counts_instances: True when a template is a task template only if its import job plans a `coder_ai_task`.
    """

    release: Release
    mechanism: str | None
    serves: tuple[str, ...]
    notice: str
    hidden: bool = False
    counts_instances: bool = False
    asked: bool = False

    def __str__(self) -> str:
        return f"{self.release.major}.{self.release.minor}"

    @property
    def has_tasks(self) -> bool:
        """True when the release runs Coder Tasks, by whatever mechanism."""
        return self.mechanism is not None and self.mechanism != WORKSPACE

    @property
    def task_mechanisms(self) -> tuple[str, ...]:
        """Every mechanism by which tasks are made on it."""
        return tuple(name for name in self.serves if name != WORKSPACE)


class Mechanism(Struct, frozen=True):
    """A way to make a template a task template: what it must hold, on which Coder, with which provider release.

    Attributes:
        by_hand: What a person does when a template moves to it, a sentence each.
    """

    name: str
    summary: str
    coder: str
    provider: Release
    by_hand: tuple[str, ...]


class PresetChecks(Struct, frozen=True):
    """What of presets each Coder release checks. Ask with `in_force`, which reads a last release with its patches.

    Attributes:
        unique_names: Two presets may not have one name.
        single_default: One preset at most may be the default.
        checked_at_upload: Unknown keys and refused values in any preset stop the upload.
        prebuilds_checked: A preset with prebuilds is evaluated at upload; it must be complete.
    """

    unique_names: ReleaseRange
    single_default: ReleaseRange
    checked_at_upload: ReleaseRange
    prebuilds_checked: ReleaseRange


def in_force(check: ReleaseRange, target: Target) -> bool:
    """True when a target makes a check; ranges name minor releases, and a patch is as its minor release is."""
    return Release(target.release.major, target.release.minor) in check


class CoderReleases(Struct, frozen=True):
    """The table of Coder releases, from `modules_catalog/coder_releases.yaml`.

    Attributes:
        default: The target when none is given.
        rows: Release (major and minor) to its row as written, ascending.
        mechanisms: By name.
        presets: What of presets each release checks.
        import_job: Data source type to attribute to what an import job sees; a list holds the values of start and stop.
        agent_firewall: The Coder releases whose CLI holds the agent firewall.
        startup_units: The Coder releases whose agents order their scripts (`coder exp sync`).
        terraform: Ranges of Coder releases, each with the Terraform that their provisioners bring.
        prompt_parameter: The magic parameter name of the `prompt-parameter` mechanism.
        provider_source: The coder provider's source address.
        features: Type or attribute (`coder_app.group`) to the first provider release that has it.
        provider_releases: The provider releases that are known, ascending.
        secret_attributes: Attribute (`coder_agent.token`) to the first provider release that marks it sensitive.
    """

    default: Release
    rows: Mapping[Release, Mapping[str, Any]]
    mechanisms: Mapping[str, Mechanism]
    presets: PresetChecks
    import_job: Mapping[str, Mapping[str, object]]
    agent_firewall: ReleaseRange
    startup_units: ReleaseRange
    terraform: tuple[tuple[ReleaseRange, Release], ...]
    prompt_parameter: str
    provider_source: str
    features: Mapping[str, Release]
    provider_releases: tuple[Release, ...]
    secret_attributes: Mapping[str, Release]

    def target(self, release: Release) -> Target:
        """What is known of a Coder release: the row of the nearest listed one at or below it."""
        below = [listed for listed in self.rows if listed <= release]
        if not below:
            return Target(
                release, None, (), "Coder Tasks does not exist before " + str(min(self.rows)).removesuffix(".0")
            )
        row = self.rows[max(below)]
        return Target(
            release,
            row["mechanism"],
            tuple(row["serves"]),
            row.get("notice", ""),
            hidden=row.get("hidden", False),
            counts_instances=row.get("counts_instances", False),
        )

    def chosen(self, target: Target, mechanism: str) -> Target:
        """The target for a template that is made by one of the mechanisms that it serves, and by no other."""
        row = self.rows[max(listed for listed in self.rows if listed <= target.release)]
        in_place_of_tasks = mechanism == WORKSPACE and target.has_tasks
        notice = row.get("agents", "") if in_place_of_tasks else target.notice
        return replace(target, mechanism=mechanism, serves=(mechanism,), notice=notice, asked=True)

    def terraform_of(self, target: Target) -> Release | None:
        """The Terraform that a target's provisioners bring; None where that is not known."""
        minor = Release(target.release.major, target.release.minor)
        return next((release for coder, release in self.terraform if minor in coder), None)

    def first_with(self, mechanism: str) -> Release:
        """The first listed Coder release that serves a mechanism."""
        return min(release for release, row in self.rows.items() if mechanism in row["serves"])

    def last_with(self, mechanism: str) -> Release | None:
        """The last minor release before the mechanism is gone, or None while it still works."""
        gone = [r for r, row in self.rows.items() if r > self.first_with(mechanism) and mechanism not in row["serves"]]
        return Release(gone[0].major, gone[0].minor - 1) if gone else None

    def provider_floor(self, features: set[str]) -> Release:
        """The first provider release that has all the named types and attributes; unlisted ones have always been."""
        return max((self.features[name] for name in features if name in self.features), default=Release(0))


def releases_from_data(data: Mapping[str, Any]) -> CoderReleases:
    """The table from the content of its file, which has been checked against its schema in the tests."""
    return CoderReleases(
        default=Release.parse(data["default"]),
        rows=dict(sorted((Release.parse(text), row) for text, row in data["releases"].items())),
        mechanisms={
            name: Mechanism(
                name, row["summary"], row["coder"], Release.parse(row["provider"]), tuple(row.get("by_hand", ()))
            )
            for name, row in data["mechanisms"].items()
        },
        presets=PresetChecks(**{name: ReleaseRange.parse(text) for name, text in data["presets"].items()}),
        import_job=data["import_job"],
        agent_firewall=ReleaseRange.parse(data["agent_firewall"]),
        startup_units=ReleaseRange.parse(data["startup_units"]),
        terraform=tuple((ReleaseRange.parse(k), Release.parse(v)) for k, v in data["terraform"].items()),
        prompt_parameter=data["prompt_parameter"],
        provider_source=data["provider"]["source"],
        features={name: Release.parse(text) for name, text in data["provider"]["features"].items()},
        provider_releases=tuple(sorted(Release.parse(text) for text in data["provider"]["releases"])),
        secret_attributes={name: Release.parse(text) for name, text in data["provider"]["secret_attributes"].items()},
    )
