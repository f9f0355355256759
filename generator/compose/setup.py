"""Where the agent works and what runs before it: the work folder, the setup script, the template's own scripts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.catalog.coder import WORKSPACE
from generator.compose.composition import RunScript, Script
from generator.compose.values import written
from generator.hcl.literals import HclText, quoted
from generator.spec.model import Expr, Repository

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.blueprint.model import Blueprint
    from generator.compose.agent_values import AgentPart
    from generator.compose.names import Names
    from generator.compose.problems import Problems
    from generator.spec.model import TaskSpec

_PROJECT = "project"
_IMAGE = "image"  # the option of that name, in every blueprint that has one
_SCP_URL = re.compile(r"[^/]+@[^/]+:(.*)")
# What the module git-clone leaves out of a URL (its locals).
_QUERY = re.compile(r"[?#].*")
_TREE_URL = re.compile(r"(https://(?:github\.com/.*?(?=/tree/)|gitlab\.com/.*?(?=/-/tree/))).*")


def workdir(spec: TaskSpec, blueprint: Blueprint, clone: object = None) -> object:
    """The folder to work in: what the spec says, else the first repository's, else `project` in the home folder.

    Args:
        spec: What is asked for.
        blueprint: The infrastructure.
        clone: The folder that the infrastructure itself clones a repository to; None where it clones none.
    """
    if spec.agent is not None and spec.agent.workdir is not None:
        return written(spec.agent.workdir)
    if spec.repositories:
        folder = repository_folder(spec.repositories[0])
        if folder is not None:
            return f"{blueprint.home}/{folder}"
    return f"{blueprint.home}/{_PROJECT}" if clone is None else clone


def clone_folder(spec: TaskSpec, blueprint: Blueprint, options: Mapping[str, object]) -> object:
    """The folder that the infrastructure itself clones a repository to; None where it clones none.

    It has the repository's name, unless the agent shall work in, or below, another folder beside those of the spec's
    own repositories.
    """
    url = None if blueprint.clones is None else options.get(blueprint.clones)
    if url is None:
        return None
    said = None if spec.agent is None else spec.agent.workdir
    if isinstance(said, str) and said.startswith(f"{blueprint.home}/"):
        first = said.removeprefix(f"{blueprint.home}/").split("/")[0]
        if first not in {"", ".", "..", *map(repository_folder, spec.repositories)}:
            return f"{blueprint.home}/{first}"
    if isinstance(url, HclText):
        name = f'trimsuffix(basename(split("#", {url})[0]), ".git")'
        return HclText(f"format({quoted(f'{blueprint.home}/%s')}, {name})")
    folder = repository_folder(Repository(str(url).split("#")[0]))  # envbuilder takes a branch behind the mark
    return f"{blueprint.home}/{folder or _PROJECT}"


def holds(spec: TaskSpec, blueprint: Blueprint) -> tuple[str, ...]:
    """The programs that the image is known to hold; none where the spec names another image."""
    return () if names_image(spec) else blueprint.holds


def names_image(spec: TaskSpec) -> bool:
    """True when the spec names an image of its own."""
    return _IMAGE in spec.options


def repository_folder(repository: Repository) -> str | None:
    """The folder that a repository is cloned to; None when its URL is an expression."""
    if repository.folder is not None:
        return repository.folder
    if isinstance(repository.url, Expr):
        return None
    url = _QUERY.sub("", repository.url)
    if repository.branch is None:
        url = _TREE_URL.sub(r"\1", url)
    path = _SCP_URL.sub(r"\1", url)
    name = path.rstrip("/").rsplit("/", 1)[-1].removesuffix(".git")
    return None if name in {"", ".", ".."} else name


def told_folder(repository: Repository) -> str | None:
    """The folder that the module git-clone must be told; None where it finds the same one in the URL.

    It takes each `.git` out of a name, in the middle as well, so that `site.github.io` would be `sitehub.io`.
    """
    folder = repository_folder(repository)
    told = repository.folder is not None or (folder is not None and ".git" in folder)
    return folder if told else None


def check_folders(spec: TaskSpec, blueprint: Blueprint, clone: object, problems: Problems) -> None:
    """Note each repository that would be cloned where another one is: only the first to come would be there.

    Args:
        spec: What is asked for.
        blueprint: The infrastructure.
        clone: The folder that the infrastructure itself clones a repository to; None where it clones none.
        problems: Where problems are noted.
    """
    taken = {} if clone is None else {str(clone): "the blueprint's repository"}
    for index, repository in enumerate(spec.repositories):
        folder = repository_folder(repository)
        if folder is None:
            continue
        place = f"{blueprint.home}/{folder}"
        other = taken.get(place)
        taken.setdefault(place, f"`{repository.url}`")
        if other is not None:
            message = f"{other} is cloned to the folder `{folder}` already; give this one another by `folder`"
            path = ("repositories", index, "folder") if repository.folder is not None else ("repositories", index)
            problems.add("repeated-folder", path, message)


def setup_run(label: str, agent_id: object, script: object, *, blocks_login: bool) -> RunScript:
    """A script of the template's own that sets the workspace up.

    Args:
        label: Its label.
        agent_id: The id of the workspace's agent.
        script: What it runs, as a value.
        blocks_login: Whether people, and agents outside of the workspace, wait until it is done.
    """
    return RunScript(
        label,
        {
            "agent_id": agent_id,
            "display_name": "Setup",
            "icon": "/icon/terminal.svg",
            "script": script,
            "run_on_start": True,
            "start_blocks_login": blocks_login,
        },
    )


def compose_scripts(agent: AgentPart | None, setup: object, mechanism: str, names: Names) -> list[RunScript]:
    """The scripts that the template runs itself: the setup where no agent module does, a custom agent's binary."""
    scripts = []
    has_module = agent is not None and agent.module is not None
    if setup is not None and not has_module and (agent is None or agent.binary is None):
        scripts.append(setup_run("setup", names.agent_id, setup, blocks_login=mechanism == WORKSPACE))
    if agent is not None and agent.binary is not None:
        scripts.append(
            RunScript(
                "agent",
                {
                    "agent_id": names.agent_id,
                    "display_name": agent.agent.display_name,
                    "icon": agent.agent.icon,
                    "script": Script("agentapi-binary"),
                    "run_on_start": True,
                },
            )
        )
    return scripts
