"""What is made from the catalog, the rules and the schemas: parts of README.md and docs/, and whole files.

`python -m tests.documents` writes them anew; the tests say when that is due.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click
import yaml

from generator import assets
from generator.app import catalog_list
from generator.blueprint.load import blueprint_names, blueprint_page, load_blueprint
from generator.catalog.catalog import Catalog
from generator.catalog.coder import PROMPT_PARAMETER, TASK_RESOURCE
from generator.check.deep import DEEP_RULES
from generator.check.registry import RULE_NAMES, SUPPRESSION_RULES, rule_families, rule_info
from generator.cli import exit_codes
from generator.cli.main import COMMANDS, taskplate
from tests.cookiecutter import questions
from tests.schema_tables import HEAD, SchemaTables, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parent.parent

_MEANINGS = {
    "CLEAN": "clean, or done",
    "FINDINGS": "findings at or above `--fail-on`; or a `--check` that failed; or a spec whose template has errors",
    "USAGE": "the request cannot be carried out: arguments, an unreadable file, an invalid spec",
    "NOTHING": "there is nothing to check",
    "FAULT": "a fault of taskplate itself",
    "INTERRUPTED": "interrupted",
    "READER_GONE": "who read the output stopped before its end",
}


def between(text: str, name: str) -> str:
    """What stands between the marks `<!-- name -->` and `<!-- /name -->` of a document."""
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", text, re.DOTALL)
    assert found is not None, f"the document has lost its marks <!-- {name} --> and <!-- /{name} -->"
    return found.group(1)


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def commands() -> str:
    """Each command with its arguments, options and the first line of its help."""
    return table(("command", "does"), [(f"`{usage}`", words) for usage, words in _usages()])


def exit_code_table() -> str:
    """Each exit code and what it means."""
    codes = {name: value for name, value in vars(exit_codes).items() if name.isupper()}
    return table(("code", "means"), [(str(value), _MEANINGS[name]) for name, value in codes.items()])


def targets() -> str:
    """Ranges of Coder releases and the mechanisms that they serve."""
    coder = Catalog().coder
    rows = []
    releases = list(coder.rows)
    for release, following in zip(releases, [*releases[1:], None], strict=True):
        target = coder.target(release)
        span = str(target)
        if following is None:
            span += " and later"
        elif following.minor - 1 > release.minor:
            span += f" to {following.major}.{following.minor - 1}"
        others = sorted(set(target.serves) - {target.mechanism})
        served = ", ".join(f"`{name}`" for name in [str(target.mechanism), *others])
        default = "The default target. " if release == coder.default else ""
        rows.append(
            (span, served, default + " ".join(filter(None, (target.notice, coder.rows[release].get("agents")))))
        )
    return table(("target Coder", "mechanism", "to know"), rows)


def mechanisms() -> str:
    """Each mechanism, what a template for it holds, and the coder provider that it needs."""
    known = Catalog().coder.mechanisms.values()
    rows = [(f"`{each.name}`", each.summary, f">= {each.provider.major}.{each.provider.minor}") for each in known]
    return table(("mechanism", "what the template holds", "coder provider"), rows)


def agents() -> str:
    """Each agent with the module release that each kind of target gets."""
    catalog = Catalog()
    old, new = (catalog.coder.target(r) for r in (catalog.coder.first_with(PROMPT_PARAMETER), catalog.coder.default))
    lists = [{row["id"]: row for row in catalog_list(coder=str(target))["agents"]} for target in (old, new)]
    rows = []
    for id_, row in lists[1].items():
        releases = [entries[id_]["release"] or "none" for entries in lists]
        auth = ", ".join(f"`{method}`" for method in row["auth"])
        rows.append((f"`{id_}`", row["display_name"], f"`{row['module']}`", *releases, auth or "its own"))
    head = ("agent", "", "module", f"`{PROMPT_PARAMETER}`", f"`{TASK_RESOURCE}`", "authentication")
    return table(head, rows)


def blueprints() -> str:
    """Each blueprint with what it makes and its page."""
    rows = []
    for name in blueprint_names():
        page = blueprint_page(name)
        assert page is not None
        linked = f"[`{name}`]({page.relative_to(ROOT).as_posix()})"
        known = load_blueprint(name)
        rows.append((linked, known.description, ", ".join(f"`{option}`" for option in known.options)))
    return table(("blueprint", "", "options"), rows)


def rules() -> str:
    """Each rule with what it finds, families in order."""
    rows = []
    for family in rule_families():
        extra = [info.name for info in (*SUPPRESSION_RULES, *DEEP_RULES) if info.family == family]
        for name in [*RULE_NAMES.get(family, ()), *extra]:
            info = rule_info(name)
            page = assets.rule_page(family, name.replace("-", "_"))
            linked = f"[{name}]({page.relative_to(ROOT).as_posix()})" if page.is_file() else name
            rows.append((family, linked, info.summary, info.severity.value, "yes" if info.fixable else ""))
    return table(("family", "rule", "finds", "severity", "fix"), rows)


def config_keys() -> str:
    """Every key of the configuration; those of `per-folder` are the same."""
    return table(HEAD, SchemaTables("config").top())


def action_inputs() -> str:
    """Every input of the GitHub action."""
    inputs = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    rows = [
        (f"`{name}`", f"`{about['default']}`" if about["default"] else "", about["description"])
        for name, about in inputs.items()
    ]
    return table(("input", "default", "meaning"), rows)


def spec_keys() -> str:
    """Every key of a spec: a table of the top level, and one for each key that holds more."""
    tables = SchemaTables("task-template")
    text = "## The top level\n\n" + table(HEAD, tables.top())
    for name, child in tables.schema["properties"].items():
        rows = list(tables.below(name, child))
        if rows:
            text += f"\n## {name}\n\n{child['description']}\n\n" + table(HEAD, rows)
    choice = tables.referenced("option_value")
    rows = list(tables.below("options.<option>", choice))
    text += "\n## A blueprint option as a parameter\n\n" + choice["description"] + "\n\n"
    return text + table(HEAD, rows)


def _usages() -> Iterator[tuple[str, str]]:
    for name in COMMANDS:
        command = taskplate.get_command(click.Context(taskplate), name)
        assert command is not None
        if isinstance(command, click.Group):
            for sub in command.commands.values():
                yield _usage(f"taskplate {name} {sub.name}", sub)
        else:
            yield _usage(f"taskplate {name}", command)


def _usage(words: str, command: click.Command) -> tuple[str, str]:
    arguments = [each for each in command.params if isinstance(each, click.Argument)]
    options = [each for each in command.params if isinstance(each, click.Option)]
    parts = [words]
    parts += [str(each.name).upper() + ("..." if each.nargs == -1 else "") for each in arguments]
    parts += [f"[{_option(each)}]" for each in options]
    help_text = (command.help or "").split("\n\n")[0]
    return " ".join(parts), " ".join(help_text.split())


def _option(option: click.Option) -> str:
    flag = min(option.opts, key=len)
    if option.is_flag:
        return flag
    if isinstance(option.type, click.Choice):
        return f"{flag} {','.join(map(str, option.type.choices))}"
    return f"{flag} {option.metavar or option.type.name.upper()}"


PARTS: dict[str, dict[str, Callable[[], str]]] = {
    "README.md": {
        "commands": commands,
        "exit-codes": exit_code_table,
        "targets": targets,
        "mechanisms": mechanisms,
        "agents": agents,
        "blueprints": blueprints,
        "rules": rules,
        "config": config_keys,
    },
    "docs/ci.md": {"action-inputs": action_inputs},
    "docs/spec.md": {"keys": spec_keys},
    "docs/guides/upgrading.md": {"targets": targets},
}
"""Document to its made parts: the name in the marks, and what makes it."""

MADE: dict[str, Callable[[], str]] = {"blueprints/cookiecutter/cookiecutter.json": questions.text}
"""File to what makes it, all of it."""


def renewed(document: str) -> str:
    """The text of a document with every made part as it should be."""
    text = (ROOT / document).read_text(encoding="utf-8")
    for name, make in PARTS[document].items():
        marked = f"<!-- {name} -->\n{between(text, name)}<!-- /{name} -->"
        text = text.replace(marked, f"<!-- {name} -->\n{make()}<!-- /{name} -->")
    return text


if __name__ == "__main__":
    for each in PARTS:
        (ROOT / each).write_text(renewed(each), encoding="utf-8")
    for each, make in MADE.items():
        (ROOT / each).write_text(make(), encoding="utf-8")
