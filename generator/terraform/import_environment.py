"""The environment in which Coder plans a template at import, for `data.coder_*` to read.

Coder plans twice, for the start and for the stop transition, with the values below and an empty state.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping

Transition = Literal["start", "stop"]


class Task(Struct, frozen=True):
    """A task that starts the workspace; at import there is none.

    Attributes:
        prompt: What the user asked for.
        id: The task's UUID.
    """

    prompt: str
    id: str = "7f0b2e9c-3a51-4c0e-9d2f-1b6a8c4d5e6f"


def import_environment(
    transition: Transition,
    *,
    parameters: Mapping[str, str] | None = None,
    task: Task | None = None,
    overrides: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The CODER_* variables of one plan.

    Args:
        transition: `start` or `stop`.
        parameters: Values of `coder_parameter`s by their names; the rest keep their defaults, as at import.
        task: The task that the workspace is made for; none at import.
        overrides: Variables that win over the others.
    """
    environment = {
        "CODER_AGENT_URL": "https://coder.example.com",
        "CODER_WORKSPACE_TRANSITION": transition,
        "CODER_WORKSPACE_NAME": "default",
        "CODER_WORKSPACE_OWNER": "default",
        "CODER_WORKSPACE_OWNER_NAME": "default",
        "CODER_WORKSPACE_OWNER_EMAIL": "default@example.com",
        "CODER_WORKSPACE_OWNER_GROUPS": "[]",
        "CODER_WORKSPACE_OWNER_RBAC_ROLES": "[]",
    }
    for name, value in (parameters or {}).items():
        environment[f"CODER_PARAMETER_{hashlib.sha256(name.encode()).hexdigest()}"] = value
    if task is not None:
        environment["CODER_TASK_ID"] = task.id
        environment["CODER_TASK_PROMPT"] = task.prompt
    return {**environment, **(overrides or {})}
