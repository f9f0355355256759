"""`coder_ai_task` as later Coder releases want it, and nothing of it that nobody asked for."""

from __future__ import annotations

import pytest

from generator.catalog.coder import TASK_RESOURCE
from generator.rewrite.draft import Draft
from generator.rewrite.upgrade.ai_task import with_app_ids, with_planned_tasks
from generator.source.files import SourceFile
from generator.template.load import template_from_sources
from tests.rewrite.folders import CATALOG

WORKSPACE = 'data "coder_workspace" "ws" {}\n\ndata "coder_task" "me" {}\n\n'
START = "data.coder_workspace.ws.start_count"


def draft_of(text: str, name: str = "main.tf") -> Draft:
    template = template_from_sources([SourceFile(name, text.encode())], ".")
    assert template.problems == ()
    return Draft.of(template)


def text_of(draft: Draft, name: str = "main.tf") -> str:
    assert draft.template.problems == ()
    return draft.template.sources[name].text


# app_id in place of sidebar_app


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  sidebar_app {\n    id = a.b.id\n  }\n", "  app_id = a.b.id\n"),
        ("  count = 1\n\n  sidebar_app {\n    id = a.b.id\n  }\n", "  count = 1\n  app_id = a.b.id\n"),
        ("  # The app.\n  sidebar_app { id = local.app }\n", "  app_id = local.app\n"),
        ("  app_id = a.b.id\n", "  app_id = a.b.id\n"),
        (
            "  app_id = a.b.id\n  sidebar_app {\n    id = c.d.id\n  }\n",
            "  app_id = a.b.id\n  sidebar_app {\n    id = c.d.id\n  }\n",
        ),
        ("", ""),
    ],
)
def test_the_app_is_named_by_app_id(before: str, after: str) -> None:
    head = 'locals {\n  app = "x"\n}\n\nresource "coder_ai_task" "t" {\n'
    draft = with_app_ids(draft_of(f"{head}{before}}}\n"))
    assert text_of(draft) == f"{head}{after}}}\n"
    assert draft.done == (("`coder_ai_task.t` has `app_id` in place of `sidebar_app`.",) if before != after else ())


@pytest.mark.parametrize("app", ['{"id": "${a.b.id}"}', '[{"id": "${a.b.id}"}]'])
def test_the_app_is_named_by_app_id_in_json(app: str) -> None:
    text = f'{{"resource": {{"coder_ai_task": {{"t": {{"sidebar_app": {app}}}}}}}}}'
    draft = with_app_ids(draft_of(text, "main.tf.json"))
    assert text_of(draft, "main.tf.json") == '{"resource": {"coder_ai_task": {"t": {"app_id": "${a.b.id}"}}}}'


# An instance in the import job


TASK = 'resource "coder_ai_task" "t" {{\n  count  = {}\n  app_id = "x"\n}}\n'
ASKS = "data.coder_task.me.enabled ? 1 : 0"


def planned(text: str, name: str = "main.tf") -> Draft:
    return with_planned_tasks(draft_of(text, name), CATALOG.coder)


@pytest.mark.parametrize("count", ["1", START, "var.n", "data.coder_task.me.enabled ? 1 : 1"])
def test_a_count_that_plans_a_task_or_may_do_so_stays(count: str) -> None:
    text = f'{WORKSPACE}variable "n" {{}}\n\n{TASK.format(count)}'
    draft = planned(text)
    assert (text_of(draft), draft.done, draft.left) == (text, (), ())


@pytest.mark.parametrize("count", [ASKS, f"({ASKS})", "local.n"])
def test_a_count_that_asks_for_a_task_follows_the_workspace(count: str) -> None:
    text = f"{WORKSPACE}locals {{\n  n = {ASKS}\n}}\n\n{TASK.format(count)}"
    draft = planned(text)
    assert START in text_of(draft)
    assert count not in text_of(draft).partition("coder_ai_task")[2]
    assert draft.done == (
        f"`coder_ai_task.t` follows `{START}`, since no task is there when Coder imports the template.",
    )


def test_what_is_counted_alike_follows_with_it() -> None:
    module = f'module "m" {{\n  source = "./m"\n  count  = {ASKS}\n}}\n\n'
    other = 'module "o" {\n  source = "./m"\n  count  = 2\n}\n\n'
    draft = planned(WORKSPACE + module + other + TASK.format(ASKS))
    assert text_of(draft) == WORKSPACE + module.replace(ASKS, START) + other + TASK.format(START)
    assert [sentence.partition(" ")[0] for sentence in draft.done] == ["`module.m`", "`coder_ai_task.t`"]


def test_a_count_in_json_follows_whatever_its_text_holds() -> None:
    text = (
        '{"data": {"coder_workspace": {"ws": {}}, "coder_task": {"me": {}}}, "resource": {"coder_ai_task": {"t": '
        '{"count": "${data.coder_task.me.enabled && \\"a\\" == \\"a\\" ? 1 : 0}", "app_id": "x"}}}}'
    )
    draft = planned(text, "main.tf.json")
    assert f'"count": "${{{START}}}", "app_id"' in text_of(draft, "main.tf.json")


@pytest.mark.parametrize(
    ("before", "count", "place"),
    [
        (WORKSPACE, "0", "0"),  # nobody asked for a task
        ('data "coder_task" "me" {}\n\n', ASKS, ASKS),  # no workspace to follow
    ],
)
def test_what_makes_no_task_at_import_and_cannot_be_decided_is_left(before: str, count: str, place: str) -> None:
    text = before + TASK.format(count)
    draft = planned(text)
    assert (text_of(draft), draft.done) == (text, ())
    (left,) = draft.left
    assert text[left.primary.start : left.primary.end] == place
    assert left.message == "`coder_ai_task.t` has no instance in the import job, so Coder sees no task template"


def test_only_targets_that_count_instances_want_it() -> None:
    targets = {str(release): CATALOG.coder.target(release) for release in CATALOG.coder.rows}
    counting = {
        name for name, target in targets.items() if target.counts_instances and target.mechanism == TASK_RESOURCE
    }
    assert counting == {"2.34.0", "2.36.0", "2.37.0"}
