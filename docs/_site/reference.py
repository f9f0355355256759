"""The reference pages, from the schemas, the rules, the catalog and the commands themselves."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from docs._site.links import ROOT
from generator import assets
from generator.app.reference import explain, schema, schema_names
from generator.blueprint.load import blueprint_names, blueprint_page, load_blueprint
from generator.catalog.catalog import Catalog
from generator.check.comparison import COMPARISONS, comparison
from generator.check.deep import DEEP_RULES
from generator.check.registry import RULE_NAMES, SUPPRESSION_RULES, rule_families, rule_info
from generator.cli.main import COMMANDS, taskplate
from tests import documents
from tests.schema_tables import HEAD, SchemaTables, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.catalog.agents import Agent, Delivery, Ranged
    from generator.catalog.modules import HelperModule
    from generator.catalog.retirement import Retired
    from generator.diagnostics import RuleInfo

RULES = {
    **{name: family for family, names in RULE_NAMES.items() for name in names},
    **{info.name: info.family for info in (*SUPPRESSION_RULES, *DEEP_RULES)},
}
"""Rule to its family; those about comments and of `--deep` are among them."""

_WAYS = {
    "prompt": "the prompt of the task",
    "system_prompt": "`system_prompt`",
    "workdir": "`workdir`",
    "model": "`model`",
    "mcp": "`mcp`",
    "permission_mode": "`permission_mode`",
    "firewall": "`firewall`",
    "setup_script": "the setup script",
    "post_install": "`post_install`",
}
"""What reaches an agent, by its key in the agent's file, in words."""


def places() -> dict[str, str]:
    """The reference pages that stand for a file or folder of the repository: its path to theirs."""
    found = {
        "examples": "examples/index.md",
        "blueprints": "reference/blueprints/index.md",
        "generator/check/rules": "reference/rules/index.md",
    }
    for name, family in RULES.items():
        page = assets.rule_page(family, name.replace("-", "_"))
        found[page.relative_to(ROOT).as_posix()] = f"reference/rules/{name}.md"
    for name in COMPARISONS:
        page = assets.comparison_page(name.replace("-", "_"))
        found[page.relative_to(ROOT).as_posix()] = f"reference/comparisons/{name}.md"
    for name in blueprint_names():
        found[f"blueprints/{name}"] = found[f"blueprints/{name}/blueprint.md"] = f"reference/blueprints/{name}.md"
    for name in schema_names():
        found[f"schemas/{name}.schema.json"] = f"reference/schemas/{name}.md"
    return found


def reference_pages() -> Iterator[tuple[str, str, str]]:
    """Each page: its path on the site, its text, and the document of the repository that its links are relative to.

    The last is empty where links are as they must be on the site.
    """
    catalog = Catalog()
    yield "reference/commands.md", _commands(), ""
    yield "reference/exit-codes.md", "# Exit codes\n\nThe same for every command.\n\n" + documents.exit_code_table(), ""
    yield "reference/targets.md", _targets(), ""
    yield "reference/configuration.md", _configuration(), ""
    yield "reference/rules/index.md", _rules(), ""
    for name, family in RULES.items():
        path = assets.rule_page(family, name.replace("-", "_")).relative_to(ROOT).as_posix()
        yield f"reference/rules/{name}.md", explain(name), path
    yield "reference/comparisons/index.md", _comparisons(), ""
    for name in COMPARISONS:
        path = assets.comparison_page(name.replace("-", "_")).relative_to(ROOT).as_posix()
        yield f"reference/comparisons/{name}.md", explain(name), path
    yield "reference/agents/index.md", _agents(catalog), ""
    for id_ in catalog.agent_ids:
        yield f"reference/agents/{id_}.md", _agent(catalog.agent(id_), catalog), ""
    yield "reference/modules/index.md", _modules(catalog), ""
    for id_ in catalog.module_ids:
        yield f"reference/modules/{id_}.md", _module(catalog.module(id_)), ""
    yield "reference/blueprints/index.md", "# Blueprints\n\n" + documents.blueprints(), "README.md"
    for name in blueprint_names():
        yield f"reference/blueprints/{name}.md", _blueprint(name), f"blueprints/{name}/blueprint.md"
    yield "reference/schemas/index.md", _schemas(), ""
    for name in schema_names():
        yield f"reference/schemas/{name}.md", _schema(name), ""


def _commands() -> str:
    text = "# Commands\n\n[Exit codes](exit-codes.md) are the same for all of them.\n"
    for name in COMMANDS:
        command = taskplate.get_command(click.Context(taskplate), name)
        if isinstance(command, click.Group):
            for sub in command.commands.values():
                text += _command(f"taskplate {name} {sub.name}", sub)
        elif command is not None:
            text += _command(f"taskplate {name}", command)
    return text


def _command(words: str, command: click.Command) -> str:
    context = click.Context(command, info_name=words)
    usage = " ".join(command.collect_usage_pieces(context))
    text = f"\n## {words}\n\n```text\n{words} {usage}\n```\n\n{_plain(command.help or '')}\n\n"
    options = [each for each in command.params if isinstance(each, click.Option)]
    rows = [(f"`{', '.join([*each.opts, *each.secondary_opts])}`", _value(each), each.help or "") for each in options]
    return text + (table(("option", "value", "what it does"), rows) if rows else "It has no options.\n")


def _value(option: click.Option) -> str:
    if option.is_flag:
        return ""
    if isinstance(option.type, click.Choice):
        return ", ".join(f"`{choice}`" for choice in option.type.choices)
    return option.metavar or option.type.name.upper()


def _plain(help_text: str) -> str:
    """Help as Markdown: paragraphs without the breaks that a terminal needs."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in help_text.replace("\b", "").split("\n\n"))


def _targets() -> str:
    return (
        "# Coder releases and mechanisms\n\nHow a task reaches its agent, by the release of the deployment.\n\n"
        f"{documents.targets()}\n{documents.mechanisms()}"
    )


def _configuration() -> str:
    tables = SchemaTables("config")
    return (
        f"# Configuration\n\n{tables.schema['description']}\n\n{documents.config_keys()}\n"
        "[The JSON Schema](schemas/config.md) is for editors.\n"
    )


def _rules() -> str:
    text = "# Rules\n\n`taskplate explain NAME` prints each of these pages.\n"
    for family in rule_families():
        text += f"\n## {family}\n\n"
        rows = [
            (f"[{name}]({name}.md)", info.summary, info.severity.value, "yes" if info.fixable else "")
            for name, info in ((each, rule_info(each)) for each, its in RULES.items() if its == family)
        ]
        text += table(("rule", "finds", "severity", "fix"), rows)
    return text


def _comparisons() -> str:
    rows = [(f"[{name}]({name}.md)", info.summary, info.severity.value) for name, info in _compared()]
    return "# What `compare` tells\n\n" + table(("rule", "finds", "severity"), rows)


def _compared() -> Iterator[tuple[str, RuleInfo]]:
    for name in COMPARISONS:
        yield name, comparison(name)[0]


def _agents(catalog: Catalog) -> str:
    text = documents.agents()
    for id_ in catalog.agent_ids:
        text = text.replace(f"| `{id_}` |", f"| [`{id_}`]({id_}.md) |", 1)
    words = "The releases are those that are pinned where a spec names none, by mechanism."
    return f"# Agents\n\n{words}\n\n{text}"


def _agent(agent: Agent, catalog: Catalog) -> str:
    interface = catalog.interface(agent.module)
    text = f"# {agent.display_name}\n\n{agent.description} [Its documentation]({agent.url}).\n\n"
    text += f"In a spec: `agent: {agent.id}`. Its module: `{agent.module}`"
    text += "" if interface is None else f", {len(interface.releases)} releases up to {interface.newest}"
    text += ".\n\n## Releases and mechanisms\n\n"
    served = [(f"`{name}`", f"`{releases}`") for name, releases in agent.tasks.items()]
    text += table(("mechanism", "releases that serve it"), served)
    text += "\n## What reaches it, and how\n\n"
    ways = {key: agent.choices[key] if key in agent.choices else getattr(agent, key) for key in _WAYS}
    rows = [(_WAYS[key], f"`{each.releases}`", _way(each)) for key, deliveries in ways.items() for each in deliveries]
    text += table(("what", "releases", "how"), rows)
    text += "\n## Authentication\n\n" + _auth(agent)
    if agent.needs:
        rows = [(f"`{need.program}`", str(need.version or ""), f"`{need.releases}`") for need in agent.needs]
        text += "\n## What the image must hold\n\n" + table(("program", "at least", "releases"), rows)
    return text + _notes(agent.notes) + _retired(agent.retired)


def _auth(agent: Agent) -> str:
    if not agent.auth:
        return "It has none of its own: give what it reads under `env`.\n"
    text = "The first is the one that is used where a spec names none.\n"
    for id_, method in agent.auth.items():
        text += f"\n### {id_}\n\n{method.display_name}. {method.how}"
        text += "" if method.coder is None else f" On Coder `{method.coder}`."
        if method.excludes:
            text += f" Not beside {', '.join(f'`{each}`' for each in sorted(method.excludes))}."
        text += "\n"
        rows = [
            (
                f"`{value.variable}`",
                value.description,
                "yes" if value.secret else "no",
                f"`{each.releases}`",
                _way(each),
            )
            for value in method.values
            for each in value.deliveries
        ]
        if rows:
            text += "\n" + table(("variable", "what it is", "secret", "releases", "how it gets there"), rows)
    return text


def _yes(value: object) -> str:
    return "yes" if value else "no"


def _way(delivery: Delivery) -> str:
    name = f"input `{delivery.input}`" if delivery.input is not None else f"environment variable `{delivery.env}`"
    return f"{name}, in {'.'.join(delivery.member)}" if delivery.member else name


def _notes(notes: Sequence[Ranged]) -> str:
    if not notes:
        return ""
    return "\n## Good to know\n\n" + table(("releases", ""), [(f"`{note.releases}`", note.text) for note in notes])


def _retired(rows: Sequence[Retired]) -> str:
    if not rows:
        return ""
    cells = [
        (f"`{row.name}`", f"`{row.releases}`", row.dropped if row.became is None else f"Is now `{row.became}`.")
        for row in rows
    ]
    return "\n## What vanished\n\n" + table(("input or output", "releases that have it", "what became of it"), cells)


def _modules(catalog: Catalog) -> str:
    modules = [catalog.module(id_) for id_ in catalog.module_ids]
    rows = [(f"[`{each.id}`]({each.id}.md)", each.category, f"`{each.module}`", each.description) for each in modules]
    words = "What a spec lists under `modules`, by id."
    return f"# Helper modules\n\n{words}\n\n" + table(("module", "category", "in the registry", ""), rows)


def _module(module: HelperModule) -> str:
    example: Mapping[str, object] = {"id": module.id, **({"inputs": module.example} if module.example else {})}
    text = f"# {module.display_name}\n\n{module.description}\n\nIts module: `{module.module}`. In a spec:\n\n"
    text += f"```yaml\nmodules: [{json.dumps(example) if module.example else module.id}]\n```\n"
    rows = [
        (f"`{value.variable}`", f"{value.description} {value.how}", "yes" if value.secret else "no")
        for value in module.values
    ]
    if rows:
        text += "\n## What the operator provides\n\n" + table(("variable", "what it is", "secret"), rows)
    facts = [f"The external auth provider `{module.external_auth.default}`."] if module.external_auth else []
    facts += [f"In the image: {' or '.join(f'`{each}`' for each in choice)}." for choice in module.needs]
    facts += [f"Coder `{each.coder}`, for the releases `{each.releases}`." for each in module.coder]
    if facts:
        text += "\n## What it needs\n\n" + "".join(f"- {fact}\n" for fact in facts)
    if module.unusable:
        refused = [(f"`{each.releases}`", each.text) for each in module.unusable]
        text += "\n## Releases that cannot be used\n\n" + table(("releases", "why"), refused)
    return text + _notes(module.notes) + _retired(module.retired)


def _blueprint(name: str) -> str:
    blueprint = load_blueprint(name)
    page = blueprint_page(name)
    text = (
        f"# {blueprint.display_name}\n\n{blueprint.description}\n\nIn a spec: `blueprint: {name}`, or with options:\n\n"
    )
    text += f"```yaml\nblueprint:\n  name: {name}\n  options: {{...}}\n```\n\n"
    text += "" if page is None else page.read_text(encoding="utf-8")
    rows = []
    for option in blueprint.options.values():
        marks = [mark for mark in ("required", "sensitive", "variable") if getattr(option, mark)]
        kind = ", ".join([option.type, *marks])
        default = "" if option.default is None else f"`{json.dumps(option.default)}`"
        choices = ", ".join(f"`{choice.value}`" for choice in option.choices)
        words = option.description + (f" One of {choices}." if choices else "")
        rows.append((f"`{option.name}`", kind, default, words))
    words = "A `variable` is set by the operator; for any other the spec gives a literal, an expression or a parameter."
    return f"{text}\n## Options\n\n{words}\n\n" + table(("option", "type", "default", "what it is"), rows)


def _schemas() -> str:
    rows = [(f"[{name}]({name}.md)", SchemaTables(name).schema.get("description", "")) for name in schema_names()]
    words = (
        "`taskplate schema NAME` prints each. [Editors](../../guides/editors.md) says how an editor comes to use it."
    )
    return f"# JSON Schemas\n\n{words}\n\n" + table(("schema", "what it describes"), rows)


def _schema(name: str) -> str:
    tables = SchemaTables(name)
    text = f"# {name}.schema.json\n\n{tables.schema.get('description', '')}\n\n"
    return text + table(HEAD, list(tables.below("", tables.schema))) + f"\n## As JSON\n\n```json\n{schema(name)}```\n"
