"""The parts of README.md and docs/ that are made from the catalog, the rules and the schemas.

`python -m tests.documents` writes them anew; the tests say when that is due.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator import assets
from generator.app import catalog_list
from generator.blueprint.load import blueprint_names, blueprint_page, load_blueprint
from generator.catalog.catalog import Catalog
from generator.catalog.coder import PROMPT_PARAMETER, TASK_RESOURCE
from generator.check.deep import DEEP_RULES
from generator.check.registry import RULE_NAMES, SUPPRESSION_RULES, rule_families, rule_info
from generator.cli import exit_codes
from generator.cli.main import COMMANDS, taskplate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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
_TYPES = {"string": "text", "boolean": "true or false", "integer": "whole number", "array": "list", "object": "mapping"}
_DEFINITIONS = {
    "text": "text or expression",
    "value": "value or expression",
    "option_value": "value, expression or parameter",
    "expression": "expression",
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
    return _table(("command", "does"), [(f"`{usage}`", words) for usage, words in _usages()])


def exit_code_table() -> str:
    """Each exit code and what it means."""
    codes = {name: value for name, value in vars(exit_codes).items() if name.isupper()}
    return _table(("code", "means"), [(str(value), _MEANINGS[name]) for name, value in codes.items()])


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
        rows.append((span, served, default + target.notice))
    return _table(("target Coder", "mechanism", "to know"), rows)


def mechanisms() -> str:
    """Each mechanism, what a template for it holds, and the coder provider that it needs."""
    known = Catalog().coder.mechanisms.values()
    rows = [(f"`{each.name}`", each.summary, f">= {each.provider.major}.{each.provider.minor}") for each in known]
    return _table(("mechanism", "what the template holds", "coder provider"), rows)


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
    return _table(head, rows)


def blueprints() -> str:
    """Each blueprint with what it makes and its page."""
    rows = []
    for name in blueprint_names():
        page = blueprint_page(name)
        assert page is not None
        linked = f"[`{name}`]({page.relative_to(ROOT).as_posix()})"
        known = load_blueprint(name)
        rows.append((linked, known.description, ", ".join(f"`{option}`" for option in known.options)))
    return _table(("blueprint", "", "options"), rows)


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
    return _table(("family", "rule", "finds", "severity", "fix"), rows)


def config_keys() -> str:
    """Every key of the configuration; those of `per-folder` are the same."""
    schema = json.loads((assets.schemas() / "config.schema.json").read_text(encoding="utf-8"))
    kinds = {"severity": "mapping", "coder": "text", "per-folder": "mapping", "$schema": "text"}
    kinds |= {"catalog": "text", "module-sources": "mapping"}
    rows = []
    for name, child in schema["properties"].items():
        described = schema["$defs"][name] if "$ref" in child else child
        kind = _kind(described) if "enum" in described else kinds.get(name, "list")
        rows.append((f"`{name}`", kind, described["description"]))
    return _table(("key", "value", "meaning"), rows)


def spec_keys() -> str:
    """Every key of a spec: a table of the top level, and one for each key that holds more."""
    schema = json.loads((assets.schemas() / "task-template.schema.json").read_text(encoding="utf-8"))
    top = schema["properties"]
    text = "## The top level\n\n" + _keys("", schema)
    for name, child in top.items():
        rows = list(_below(name, child))
        if rows:
            text += f"\n## {name}\n\n{child['description']}\n\n" + _table(("key", "value", "meaning"), rows)
    choice = schema["$defs"]["option_value"]
    rows = list(_below("options.<option>", choice))
    text += "\n## A blueprint option as a parameter\n\n" + choice["description"] + "\n\n"
    return text + _table(("key", "value", "meaning"), rows)


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


def _keys(prefix: str, schema: dict[str, Any]) -> str:
    rows = [_row(f"{prefix}{name}", child, schema, name) for name, child in schema["properties"].items()]
    return _table(("key", "value", "meaning"), rows)


def _row(path: str, child: dict[str, Any], parent: dict[str, Any], name: str) -> tuple[str, str, str]:
    required = " (required)" if name in parent.get("required", ()) else ""
    described = child if "description" in child or "$ref" not in child else _referenced(child["$ref"])
    return f"`{path}`{required}", _kind(child), described.get("description", "")


def _below(path: str, schema: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The rows of what a key holds, alternatives and items followed."""
    for name, child in schema.get("properties", {}).items():
        yield _row(f"{path}.{name}", child, schema, name)
        yield from _below(f"{path}.{name}", child)
    for alternative in schema.get("oneOf", ()):
        yield from _below(path, alternative)
    if isinstance(schema.get("additionalProperties"), dict):
        yield from _below(f"{path}.<name>", schema["additionalProperties"])
    if "items" in schema:
        items = schema["items"]
        yield from _below(f"{path}[]", _referenced(items["$ref"]) if "$ref" in items else items)


def _referenced(ref: str) -> dict[str, Any]:
    schema = json.loads((assets.schemas() / "task-template.schema.json").read_text(encoding="utf-8"))
    found: dict[str, Any] = schema["$defs"][ref.rpartition("/")[2]]
    return found


def _kind(schema: dict[str, Any]) -> str:
    """The type of a value in words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _DEFINITIONS.get(name) or _kind(_referenced(schema["$ref"]))
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if "oneOf" in schema:
        return " or ".join(dict.fromkeys(_kind(alternative) for alternative in schema["oneOf"]))
    types = schema.get("type", "value")
    return " or ".join(_TYPES.get(name, name) for name in ([types] if isinstance(types, str) else types))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


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
    "docs/spec.md": {"keys": spec_keys},
}
"""Document to its made parts: the name in the marks, and what makes it."""


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
