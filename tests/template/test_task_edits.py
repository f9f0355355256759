"""Edits to module calls keep every other byte, and are not offered where they would break the block."""

import pytest

from generator.catalog.catalog import Catalog
from generator.catalog.versions import Release
from generator.check.rule import Context
from generator.hcl.edits import apply_edits
from generator.source.files import SourceFile
from generator.template.arguments import set_argument
from generator.template.load import template_from_sources
from generator.template.task_edits import pin, release_taken

CATALOG = Catalog()


def template_of(text):
    return template_from_sources([SourceFile("main.tf", text.encode())], ".")


def pinned(text):
    template = template_of(text)
    fix = pin(template, template.module_calls[0], Release(4, 9, 2))
    return None if fix is None else apply_edits(text.encode(), fix.edits).decode()


def call(body):
    return 'module "m" {\n  source = "registry.coder.com/coder/claude-code/coder"\n' + body + "}\n"


def test_a_version_is_replaced_in_place():
    assert pinned(call('  version = ">= 4" # any\n')) == call('  version = "4.9.2" # any\n')


def test_a_missing_version_is_added_below_the_source():
    assert pinned(call("  workdir = 1\n")) == call('  version = "4.9.2"\n  workdir = 1\n')


def test_a_pin_is_never_safe():
    template = template_of(call(""))
    fix = pin(template, template.module_calls[0], Release(4, 9, 2))
    assert fix is not None
    assert not fix.safe


@pytest.mark.parametrize(
    "text",
    [
        'module "m" { source = "registry.coder.com/coder/claude-code/coder" }\n',
        'module "m" {\n  source = "registry.coder.com/coder/claude-code/coder" /* one\n two */\n}\n',
    ],
)
def test_no_line_is_added_where_the_attribute_does_not_stand_alone(text):
    assert pinned(text) is None


def test_a_line_takes_the_indent_the_alignment_and_the_line_ending_of_the_one_above():
    text = 'module "m" {\r\n\tsource   = "./a" // here\r\n}\r\n'
    template = template_of(text)
    edit = set_argument(template, template.module_calls[0].block, "a", "1", after="source")
    assert edit is not None
    wanted = 'module "m" {\r\n\tsource   = "./a" // here\r\n\ta        = 1\r\n}\r\n'
    assert apply_edits(text.encode(), [edit]).decode() == wanted


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ('  version = "4.9.2"\n', "coder/claude-code 4.9.2"),
        ('  version = "~> 4.1.0"\n', "coder/claude-code 4.1.0 (the newest that `~> 4.1.0` admits)"),
    ],
)
def test_a_release_is_named_with_the_reason_why_it_is_taken(version, said):
    context = Context(template_of(call(version)), CATALOG, CATALOG.coder.target(CATALOG.coder.default))
    assert release_taken(context.agent_calls[0]) == said


def test_a_call_without_a_version_takes_the_newest():
    context = Context(template_of(call("")), CATALOG, CATALOG.coder.target(CATALOG.coder.default))
    newest = context.agent_calls[0].registry.interface.newest
    assert (
        release_taken(context.agent_calls[0]) == f"coder/claude-code {newest} (the newest, since no `version` is given)"
    )
