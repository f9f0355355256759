"""What `add` and `upgrade` make of templates that people could have written is what real Terraform takes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from generator.hcl.format import format_hcl
from tests.corpus_steps import STEPS, UNCHANGED, Step, outcome
from tests.helpers import build_tree

if TYPE_CHECKING:
    from pathlib import Path

    from tests.lab.lab import Lab

PROVIDERS = {"2.27": "2.8.0", "2.34": "2.18.0", "2.38": "2.18.0"}
"""The coder provider by target, as in tests/test_examples.py."""

PINNED = {
    "codex-3-windows.upgrade-2.38": "2.8.0",  # the template pins it, and nothing needs more
    "devcontainer.add-codex-2.34": "2.13.1",  # `~> 2.13.0`
}
"""Steps whose template asks for another."""

_RELEASES_ALONE = "other releases of the modules that it calls, and nothing else"
_LESS = "takes out whole blocks, and nothing refers to them, as `validate` finds too"
NOT_TRIED = {
    "codex-3-windows.upgrade-2.34": "pins the coder provider to 2.13.0, which is not at hand",
    "devcontainer.add-codex-2.27-no-setup": "asks for the coder provider by `~> 2.7.0`, of which none is at hand",
    "amazon-q-2-aws.upgrade-2.27": _RELEASES_ALONE,
    "claude-code-3-comments.upgrade-2.27": _RELEASES_ALONE,
    "claude-code-from-git.upgrade-2.27": _RELEASES_ALONE,
    "codex-3-windows.upgrade-2.27": _RELEASES_ALONE,
    "codex-4-sidebar.upgrade-2.38": _RELEASES_ALONE,
    "gemini-2-json.upgrade-2.27": _RELEASES_ALONE,
    "goose-2-locals.upgrade-2.27": _RELEASES_ALONE,
    "kubernetes-many-files.upgrade-2.34": _RELEASES_ALONE,
    "one-file-docker.upgrade-2.34": _RELEASES_ALONE,
    "agentapi-2-custom.upgrade-2.38": _LESS,
    "agentapi-binary.upgrade-2.38": _LESS,
    "claude-code-from-git.upgrade-2.38": _LESS,
    "codex-2-override.upgrade-2.38": _LESS,
    "codex-range.upgrade-2.38": "as gemini-2-json on 2.38: whole blocks, and what waited for one of them",
    "unpinned-claude-code.upgrade-2.38": _LESS,
    "aws-mixed-syntaxes.add-copilot-2.27-auth-github-token": "as on 2.34, but for the release and one input",
    "codex-2-override.upgrade-2.27": "the renamed input is that of 2.34",
    "windows-editor.add-goose-2.27": "the agent is that of digitalocean-json, the layout that of 2.34",
}
"""Steps that change something and are not tried, each with the reason."""

_GIT = re.compile(rb'"git::https://github\.com/coder/registry\.git//[^"]*ref=release/([^/]+)/([^/]+)/v([^"]+)"')
_REGISTRY = rb'"registry.coder.com/\1/\2/coder"\n  version = "\3"'


TRIED = [step for step in STEPS if step.name not in UNCHANGED | NOT_TRIED.keys()]


def test_what_is_not_tried_is_a_step_that_changes_something() -> None:
    assert {step.name for step in STEPS} - UNCHANGED >= {*NOT_TRIED, *PINNED}


@pytest.mark.terraform
@pytest.mark.parametrize("step", TRIED, ids=lambda step: step.name)
def test_the_result_passes_real_terraform(step: Step, lab: Lab, tmp_path: Path) -> None:
    """Init, validate and both plans of a template import, with the real coder provider; canonical files stay so.

    Modules from git come from the lab's registry, which has their releases too.
    """
    made = outcome(step)
    folder = build_tree(tmp_path, {name: _GIT.sub(_REGISTRY, data) for name, data in made.after.items()})
    proof = lab.prove(folder, coder_provider=PINNED.get(step.name, PROVIDERS[step.target]))
    odd = {name for name, data in made.before.items() if name.endswith(".tf") and format_hcl(data) != data}
    odd |= {name for name, data in made.after.items() if _GIT.search(data)}
    assert [
        each for each in proof.problems if each not in {f"fmt: {name} is not in canonical format" for name in odd}
    ] == []
