"""The environment of an import is what Coder sets, and what a caller adds wins."""

from __future__ import annotations

from generator.terraform.import_environment import Task, import_environment


def test_an_import_plans_a_workspace_named_default_without_a_task() -> None:
    start = import_environment("start")
    assert start["CODER_WORKSPACE_TRANSITION"] == "start"
    assert start["CODER_WORKSPACE_NAME"] == start["CODER_WORKSPACE_OWNER"] == "default"
    assert start["CODER_WORKSPACE_OWNER_EMAIL"] == "default@example.com"
    assert not [name for name in start if "TASK" in name or "PARAMETER" in name or "BUILD_ID" in name]


def test_start_and_stop_differ_in_the_transition_alone() -> None:
    start, stop = import_environment("start"), import_environment("stop")
    assert {**start, "CODER_WORKSPACE_TRANSITION": "stop"} == stop


def test_a_parameter_travels_under_the_digest_of_its_name() -> None:
    given = import_environment("start", parameters={"AI Prompt": "fix it"})
    digest = "0881b748bb90b4c4eb0d79a67fa62678aec1d0cdb90d9ae75026b11dcac8555a"
    assert given[f"CODER_PARAMETER_{digest}"] == "fix it"


def test_a_task_brings_its_prompt_and_its_id() -> None:
    given = import_environment("start", task=Task("fix it", id="a"))
    assert (given["CODER_TASK_PROMPT"], given["CODER_TASK_ID"]) == ("fix it", "a")


def test_overrides_win() -> None:
    assert import_environment("start", overrides={"CODER_WORKSPACE_NAME": "mine"})["CODER_WORKSPACE_NAME"] == "mine"
