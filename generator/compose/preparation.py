"""What is done before the agent is installed, or to set a workspace up: repositories, programs, scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.compose.composition import Installation, Setup

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from generator.catalog.agents import Need
    from generator.catalog.coder import CoderReleases, Target
    from generator.catalog.programs import Program
    from generator.catalog.versions import Release
    from generator.compose.composition import Firewall
    from generator.spec.model import TaskSpec

_SHEBANG = "#!/usr/bin/env bash\n"
_MARKER = "/tmp/.taskplate-"  # noqa: S108 - gone with the machine, as the clone may be; the name is of our own making


def planned_setup(spec: TaskSpec, coder: CoderReleases, target: Target, script: object) -> Setup:
    """What the spec asks for before the agent comes; the agent adds its own with `with_agent`.

    Args:
        spec: The spec.
        coder: What is known of Coder releases.
        target: The target.
        script: The setup script as a value; None when there is none.
    """
    waits = target.has_tasks or script is not None  # an agent works in the repositories, and so may a script
    return Setup(
        clones=tuple(f"clone-{number}" for number, _ in enumerate(spec.repositories, 1)) if waits else (),
        units=target.release in coder.startup_units,
        packages=spec.setup.packages,
        scripts=() if script is None else (script,),
    )


def clone_inputs(setup: Setup, index: int) -> dict[str, object]:
    """The inputs of the git-clone module by which the setup learns that a clone is done; empty where none waits."""
    if not setup.clones:
        return {}
    name = setup.clones[index]
    if setup.units:
        # A unit must be started before it can be complete; that it cannot be must not stop the clone.
        return {
            "pre_clone_script": f"{_SHEBANG}coder exp sync start {name} || true\n",
            "post_clone_script": f"{_SHEBANG}coder exp sync complete {name} || true\n",
        }
    return {"post_clone_script": f"{_SHEBANG}touch {_MARKER}{name}\n"}


def needed_installations(
    needs: Iterable[Need],
    release: Release | None,
    holds: Collection[str],
    programs: Mapping[str, Program],
    inputs: Mapping[str, object],
) -> tuple[Installation, ...]:
    """What must be installed where the image lacks it: what is not known to be there, or not in what version.

    Args:
        needs: What the agent needs.
        release: The release of its module; None for a form without one, which needs all of it.
        holds: The programs that the image is known to hold.
        programs: How programs are installed.
        inputs: What the spec gives the module's inputs.
    """
    by_package: dict[str, Installation] = {}
    for need in needs:
        if not _is_needed(need, release, inputs) or (need.version is None and need.program in holds):
            continue
        program = programs[need.program]
        held = by_package.get(program.package, Installation((), program.package))
        version = max(filter(None, (held.version, need.version)), default=None)
        repository = ""
        if program.repository is not None:
            repository = program.repository.replace("{version}", str(max(version or 0, program.version or 0)))
        by_package[program.package] = Installation((*held.programs, need.program), program.package, repository, version)
    return tuple(by_package.values())


def _is_needed(need: Need, release: Release | None, inputs: Mapping[str, object]) -> bool:
    if release is None:
        return need.form is None
    return release in need.releases and (need.switch is None or inputs.get(need.switch) is not False)


def with_agent(
    setup: Setup,
    installations: tuple[Installation, ...],
    before: object,
    after: object,
    *,
    npm_prefix: bool,
    firewall: Firewall | None = None,
) -> Setup:
    """The setup with what the agent adds: installations, and scripts that run before and after the spec's own.

    Args:
        setup: What the spec asks for.
        installations: What the agent needs.
        before: A script as a value; None or empty when there is none.
        after: Another one.
        npm_prefix: True when the agent is installed by `npm install -g`.
        firewall: The agent's firewall; None where it has none.
    """
    scripts = tuple(script for script in (before, *setup.scripts, after) if script)
    return Setup(setup.clones, setup.units, installations, setup.packages, scripts, npm_prefix, firewall)
