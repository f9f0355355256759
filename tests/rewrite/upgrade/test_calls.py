"""Each module call takes the newest release that serves the target and that takes all it gives, or stays."""

from __future__ import annotations

import pytest

from generator.catalog.versions import Constraint, Release
from generator.rewrite.draft import Draft
from generator.rewrite.upgrade.calls import task_agents, with_agents, with_helpers
from generator.rewrite.upgrade.origin import why_not_back
from generator.rewrite.upgrade.releases import version_text
from generator.source.files import SourceFile
from generator.template.load import template_from_sources
from tests.rewrite.folders import CATALOG

AGENT = 'resource "coder_agent" "main" {\n  os   = "linux"\n  arch = "amd64"\n}\n\n'
TASK = 'data "coder_task" "me" {}\n\n'


def target(text: str):
    return CATALOG.coder.target(Release.parse(text))


def draft_of(text: str) -> Draft:
    template = template_from_sources([SourceFile("main.tf", text.encode())], ".")
    assert template.problems == ()
    return Draft.of(template)


def call(source: str, version: str, more: str = "", label: str = "m") -> str:
    return (
        f'module "{label}" {{\n  source   = "registry.coder.com/{source}/coder"\n  version  = "{version}"\n'
        f"  agent_id = coder_agent.main.id\n{more}}}\n"
    )


def text_of(draft: Draft) -> str:
    assert draft.template.problems == ()
    return draft.template.sources["main.tf"].text


# Agents


@pytest.mark.parametrize(
    ("coder", "release"), [("2.27", "3.4.4"), ("2.29", "4.9.2"), ("2.34", "4.9.2"), ("2.36", "4.9.2")]
)
def test_an_agent_takes_the_newest_release_that_makes_tasks_as_the_target_does(coder: str, release: str) -> None:
    text = AGENT + TASK + call("coder/claude-code", "2.2.0", '  folder   = "/x"\n')
    after = text_of(with_agents(draft_of(text), CATALOG, target(coder), ()))
    assert f'version  = "{release}"' in after
    assert '  workdir = "/x"\n' in after.replace("  workdir   =", "  workdir =")


def test_an_agent_that_cannot_make_tasks_there_is_left() -> None:
    text = AGENT + TASK + call("coder/aider", "1.1.2")
    draft = with_agents(draft_of(text), CATALOG, target("2.34"), ())
    assert text_of(draft) == text
    assert [left.message for left in draft.left] == [
        "no release of coder/aider makes tasks on Coder 2.34; take another agent"
    ]


def test_an_agent_that_is_a_tool_is_no_task_agent() -> None:
    tool = draft_of(AGENT + call("coder-labs/codex", "5.3.0"))
    meant = draft_of(AGENT + TASK + call("coder-labs/codex", "5.3.0"))
    assert task_agents(tool.template, CATALOG) == ()
    assert [each.agent.id for each in task_agents(meant.template, CATALOG)] == ["codex"]


# Other modules


@pytest.mark.parametrize(
    ("source", "before", "after"),
    [
        ("coder/code-server", "1.3.0", "1.5.2"),
        ("coder/code-server", "1.5.2", "1.5.2"),
        ("coder/code-server", "~> 1.3", "~> 1.3"),  # Terraform takes the newest of it
        ("coder/code-server", "9.9.9", "9.9.9"),  # no release
        ("coder/no-such-module", "1.0.0", "1.0.0"),
    ],
)
def test_a_pinned_helper_takes_the_newest_release_of_its_major_number(source: str, before: str, after: str) -> None:
    draft = with_helpers(draft_of(AGENT + call(source, before)), CATALOG, target("2.34"), ())
    assert text_of(draft) == AGENT + call(source, after)


def test_a_release_that_no_longer_takes_an_input_is_not_taken() -> None:
    """An input that no release has is wrong already, and no reason to stay."""
    interface = CATALOG.interface("coder/code-server")
    assert interface is not None
    newest = next(release for release in reversed(interface.releases) if not release.prerelease)
    assert "folder" in interface.release(newest).inputs
    for more in ('  folder   = "/x"\n', "  nothing  = 1\n"):
        draft = with_helpers(draft_of(AGENT + call("coder/code-server", "1.3.0", more)), CATALOG, target("2.34"), ())
        assert text_of(draft) == AGENT + call("coder/code-server", str(newest), more)


@pytest.mark.parametrize("only", ["m", "code-server", "coder/code-server"])
def test_a_module_is_meant_by_its_label_its_id_or_its_address(only: str) -> None:
    other = call("coder/git-clone", "1.0.0", '  url      = "https://x.example/y"\n', "other")
    draft = with_helpers(draft_of(AGENT + call("coder/code-server", "1.3.0") + other), CATALOG, target("2.34"), {only})
    assert text_of(draft) == AGENT + call("coder/code-server", "1.5.2") + other


@pytest.mark.parametrize(
    ("constraint", "written"),
    [
        ("1.2.3", "4.5.6"),
        ("= 1.2.3", "4.5.6"),
        ("~> 1.2", "~> 4.5"),
        ("~> 1.2.3", "~> 4.5.6"),
        ("~> 1", "4.5.6"),
        (">= 1, < 2", "4.5.6"),
    ],
)
def test_a_version_keeps_its_form_where_that_holds_the_release(constraint: str, written: str) -> None:
    assert version_text(Constraint.parse(constraint), Release(4, 5, 6)) == written
    assert Constraint.parse(written).allows(Release(4, 5, 6))


# Never back


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        (AGENT + TASK + call("coder/claude-code", "4.9.2"), "`module.m` takes coder/claude-code 4.9.2"),
        ('resource "coder_ai_task" "t" {\n  app_id = "x"\n}\n', "`coder_ai_task.t` has `app_id`"),
        ('resource "coder_ai_task" "t" {\n  sidebar_app {\n    id = "x"\n  }\n}\n', None),
        (AGENT + TASK + call("coder/claude-code", "2.2.0"), None),
        (AGENT + call("coder-labs/codex", "5.3.0"), None),
    ],
)
def test_a_template_is_not_moved_to_before_what_it_is_made_for(text: str, refused: str | None) -> None:
    template = draft_of(text).template
    said = why_not_back(template, CATALOG, target("2.27"))
    assert said == (
        None if refused is None else f"{refused}, which is for Coder 2.28 and later; a template is not moved back"
    )
    for later in ("2.28", "2.34", "2.38"):
        assert why_not_back(template, CATALOG, target(later)) is None
