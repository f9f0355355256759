"""What taskplate knows, as plain data and as words: agents, modules, blueprints, rules, schemas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator import assets
from generator.app.targets import target_of
from generator.blueprint.load import (
    MANIFEST,
    blueprint_names,
    blueprint_page,
    is_path,
    load_blueprint,
    load_own_blueprint,
    own_page,
)
from generator.catalog.agents import delivery_for
from generator.catalog.catalog import Catalog
from generator.catalog.versions import Release
from generator.check.comparison import COMPARISONS, comparison
from generator.check.registry import SUPPRESSION_RULES, rule_info, rule_names
from generator.errors import UsageError
from generator.source.near import did_you_mean

if TYPE_CHECKING:
    from generator.blueprint.model import Blueprint
    from generator.catalog.agents import Agent, Delivery
    from generator.catalog.coder import Target
    from generator.catalog.interface import ModuleInterface, ModuleRelease
    from generator.catalog.modules import HelperModule
    from generator.catalog.retirement import Retired
    from generator.diagnostics import RuleInfo

Entry = dict[str, Any]
"""Plain JSON data."""

_SCHEMA_SUFFIX = ".schema.json"


def catalog_list(catalog: Catalog | None = None, *, coder: str | None = None) -> dict[str, list[Entry]]:
    """Agents, helper modules and blueprints, each with its id, name and description.

    An agent tells the release that would be pinned for the target; None where none serves it.
    """
    catalog = catalog or Catalog()
    target = target_of(catalog, coder)
    return {
        "agents": [_agent_row(catalog.agent(id_), catalog, target) for id_ in catalog.agent_ids],
        "modules": [_module_row(catalog.module(id_), catalog, target) for id_ in catalog.module_ids],
        "blueprints": [_blueprint_row(load_blueprint(name)) for name in blueprint_names()],
    }


def catalog_show(name: str, catalog: Catalog | None = None, *, coder: str | None = None) -> Entry:
    """Everything that the catalog holds of one agent, helper module, blueprint or registry module.

    Args:
        name: An id, the address of a registry module (`coder/claude-code`), or the path of a blueprint of one's own,
            which begins with `./`, `../` or `/`.
        catalog: The catalog; the built-in one where absent.
        coder: The target that a release is chosen for; the default where absent.

    Raises:
        UsageError: Nothing has this name; near matches are offered.
    """
    catalog = catalog or Catalog()
    target = target_of(catalog, coder)
    if name in catalog.agent_ids:
        return _agent_entry(catalog.agent(name), catalog, target)
    if name in catalog.module_ids:
        return _module_entry(catalog.module(name), catalog, target)
    if name in blueprint_names():
        return _blueprint_entry(load_blueprint(name))
    if is_path(name):
        return _blueprint_entry(_own_blueprint(name))
    interface = catalog.interface(name) if "/" in name else None
    if interface is not None:
        return {"kind": "registry module", "id": name, **_interface_entry(interface, interface.newest)}
    known = {*catalog.agent_ids, *catalog.module_ids, *blueprint_names(), *catalog.addresses}
    raise UsageError(f"nothing in the catalog is called `{name}`.{did_you_mean(name, known)}")


def explain(name: str, catalog: Catalog | None = None, *, coder: str | None = None) -> str:
    """A rule, agent, module or blueprint in words (Markdown).

    Raises:
        UsageError: Nothing has this name; near matches are offered.
    """
    catalog = catalog or Catalog()
    if name in COMPARISONS:
        return _page_words(comparison(name)[0], assets.comparison_page(name.replace("-", "_")))
    if name in rule_names():
        return _rule_words(name)
    if is_path(name):
        return _with_page(_entry_words(_blueprint_entry(_own_blueprint(name))), own_page(Path(name)))
    known = {
        *rule_names(),
        *COMPARISONS,
        *catalog.agent_ids,
        *catalog.module_ids,
        *blueprint_names(),
        *catalog.addresses,
    }
    if name not in known:
        raise UsageError(f"there is nothing called `{name}` to explain.{did_you_mean(name, known)}")
    return _with_page(_entry_words(catalog_show(name, catalog, coder=coder)), blueprint_page(name))


def schema_names() -> tuple[str, ...]:
    """The names of the JSON Schemas, sorted."""
    return tuple(sorted(path.name.removesuffix(_SCHEMA_SUFFIX) for path in assets.schemas().glob(f"*{_SCHEMA_SUFFIX}")))


def schema(name: str) -> str:
    """A JSON Schema as text.

    Raises:
        UsageError: There is no such schema; near matches are offered.
    """
    names = schema_names()
    if name not in names:
        listed = ", ".join(names)
        raise UsageError(f"there is no schema `{name}`.{did_you_mean(name, names)} There are: {listed}.")
    return (assets.schemas() / f"{name}{_SCHEMA_SUFFIX}").read_text(encoding="utf-8")


def _own_blueprint(name: str) -> Blueprint:
    folder = Path(name)
    if not (folder / MANIFEST).is_file():
        raise UsageError(f"there is no blueprint `{name}`: the folder holds no `{MANIFEST}`")
    return load_own_blueprint(folder, folder.as_posix())


def _with_page(words: str, page: Path | None) -> str:
    return words if page is None else f"{words}\n{page.read_text(encoding='utf-8')}"


def _newest(agent: Agent, catalog: Catalog, target: Target) -> Release | None:
    interface = catalog.interface(agent.module)
    if interface is None:
        return None
    return agent.newest(interface.releases, {target.mechanism or ""}) or agent.newest(interface.releases, target.serves)


def _agent_row(agent: Agent, catalog: Catalog, target: Target) -> Entry:
    release = _newest(agent, catalog, target)
    return {
        "id": agent.id,
        "display_name": agent.display_name,
        "module": agent.module,
        "release": None if release is None else str(release),
        "auth": list(agent.auth),
        "description": agent.description,
    }


def _agent_entry(agent: Agent, catalog: Catalog, target: Target) -> Entry:
    release = _newest(agent, catalog, target)
    interface = catalog.interface(agent.module)
    entry: Entry = {
        "kind": "agent",
        **_agent_row(agent, catalog, target),
        "url": agent.url,
        "target": str(target),
        "mechanism": target.mechanism,
        "tasks": {name: str(releases) for name, releases in agent.tasks.items()},
        "auth": {
            id_: {
                "display_name": method.display_name,
                "how": method.how,
                "coder": None if method.coder is None else str(method.coder),
                "variables": [value.variable for value in method.values],
            }
            for id_, method in agent.auth.items()
        },
        "needs": [need.program for need in agent.needs if release is None or release in need.releases],
        "notes": [note.text for note in agent.notes if release is None or release in note.releases],
    }
    if release is not None and interface is not None:
        entry["prompt"] = _way(agent.prompt, release)
        entry |= _interface_entry(interface, release)
    entry["retired"] = _retired(agent.retired)
    return entry


def _way(deliveries: tuple[Delivery, ...], release: Release) -> str | None:
    delivery = delivery_for(deliveries, release)
    if delivery is None:
        return None
    return f"input {delivery.input}" if delivery.input is not None else f"environment variable {delivery.env}"


def _module_row(module: HelperModule, catalog: Catalog, target: Target) -> Entry:
    interface = catalog.interface(module.module)
    release = None if interface is None else module.newest(interface.releases, target.release)
    return {
        "id": module.id,
        "display_name": module.display_name,
        "module": module.module,
        "category": module.category,
        "release": None if release is None else str(release),
        "description": module.description,
    }


def _module_entry(module: HelperModule, catalog: Catalog, target: Target) -> Entry:
    row = _module_row(module, catalog, target)
    release = None if row["release"] is None else Release.parse(row["release"])
    interface = catalog.interface(module.module)
    entry: Entry = {
        "kind": "module",
        **row,
        "target": str(target),
        "example": _example(module),
        "auth": _ways(module, catalog, release),
        "variables": [
            value.variable
            for value in module.values
            if release is None or delivery_for(value.deliveries, release) is not None
        ],
        "external_auth": None if module.external_auth is None else module.external_auth.default,
        "role": module.role,
        "excludes": [
            id_
            for id_ in catalog.module_ids
            if module.role is not None and id_ != module.id and catalog.module(id_).role == module.role
        ],
        "several": _several(module, release),
        "needs": [" or ".join(choice) for choice in module.needs],
        "refused": {str(each.releases): each.text for each in module.unusable}
        | {str(each.releases): f"needs Coder {each.coder}" for each in module.coder},
        "notes": [note.text for note in module.notes if release is None or release in note.releases],
    }
    if release is not None and interface is not None:
        entry |= _interface_entry(interface, release)
    entry["retired"] = _retired(module.retired)
    return entry


def _ways(module: HelperModule, catalog: Catalog, release: Release | None) -> list[str]:
    """The ways to authenticate that a spec may choose for the agent that a module installs; empty for other modules."""
    if module.agent is None or release is None:
        return []
    return [id_ for id_, method in catalog.agent(module.agent).auth.items() if method.serves(release)]


def _retired(rows: tuple[Retired, ...]) -> dict[str, str]:
    """What became of inputs and outputs, by their name and the releases that have it."""
    return {
        f"{row.name} ({row.releases})": row.dropped if row.became is None else f"is now {row.became}" for row in rows
    }


def _example(module: HelperModule) -> str:
    """What a spec says to have a module, in one line; JSON is YAML."""
    entry = json.dumps({"id": module.id, "inputs": module.example}) if module.example else module.id
    return f"modules: [{entry}]"


def _several(module: HelperModule, release: Release | None) -> str | None:
    """How a template may hold several calls of a module; None when it may not."""
    distinct = None if release is None else module.distinct_inputs(release)
    if distinct is None:
        return None
    return f"each with its own {' and '.join(distinct)}" if distinct else "yes"


def _interface_entry(interface: ModuleInterface, release: Release) -> Entry:
    held = interface.release(release)
    return {
        "source": interface.source,
        "release": str(release),
        "released": held.released,
        "releases": [str(known) for known in interface.releases],
        "inputs": _inputs(held),
        "outputs": sorted(held.outputs),
        "env": sorted(held.env),
        "providers": {p.source: p.constraint for p in held.providers},
    }


def _inputs(held: ModuleRelease) -> dict[str, Entry]:
    return {
        name: {"type": wanted.type, "required": wanted.required, "sensitive": wanted.sensitive}
        for name, wanted in held.inputs.items()
    }


def _blueprint_row(blueprint: Blueprint) -> Entry:
    return {"id": blueprint.name, "display_name": blueprint.display_name, "description": blueprint.description}


def _blueprint_entry(blueprint: Blueprint) -> Entry:
    return {
        "kind": "blueprint",
        **_blueprint_row(blueprint),
        "prerequisites": list(blueprint.prerequisites),
        "providers": {choice.source: choice.constraint for choice in blueprint.providers},
        "options": {
            name: {
                "type": option.type,
                "required": option.required,
                "default": option.default,
                "choices": [choice.value for choice in option.choices],
                "description": option.description,
            }
            for name, option in blueprint.options.items()
        },
    }


def _rule_words(name: str) -> str:
    info = rule_info(name)
    if info in SUPPRESSION_RULES:
        return f"# {name}\n\n{info.summary[0].upper()}{info.summary[1:]}.\n"
    return _page_words(info, assets.rule_page(info.family, name.replace("-", "_")))


def _page_words(info: RuleInfo, page: Path) -> str:
    """A rule's page with a line of what is known of it below the title."""
    fixable = ", fixable" if info.fixable else ""
    said = f"\n\nFamily `{info.family}`, {info.severity.value}{fixable}.\n"
    return page.read_text(encoding="utf-8").replace("\n", said, 1)


def _entry_words(entry: Entry) -> str:
    text = f"# {entry.get('display_name', entry['id'])}\n\n"
    if "description" in entry:
        text += f"{entry['description']}\n\n"
    for key, value in entry.items():
        if key in {"display_name", "description", "inputs", "options", "releases"} or value in (None, [], {}):
            continue
        text += _item(key.replace("_", " "), value)
    for key in ("options", "inputs"):
        if entry.get(key):
            text += f"\n## {key.capitalize()}\n\n"
            text += "".join(f"- `{name}` {_facts(facts)}\n" for name, facts in entry[key].items())
    return text


def _item(name: str, value: object, indent: str = "") -> str:
    """An item of a Markdown list; what a mapping holds, and each sentence of a list of them, is a list below it."""
    if isinstance(value, dict):
        called = value.get("display_name")
        head = f"{indent}- {name}: {called}\n" if called else f"{indent}- {name}:\n"
        below = [
            (key, member) for key, member in value.items() if key != "display_name" and member not in (None, [], {})
        ]
        return head + "".join(_item(key if called else f"`{key}`", member, f"{indent}  ") for key, member in below)
    if isinstance(value, list) and any(" " in str(member) for member in value):
        return f"{indent}- {name}:\n" + "".join(f"{indent}  - {_words(member)}\n" for member in value)
    return f"{indent}- {name}: {_words(value)}\n"


def _facts(facts: Entry) -> str:
    """What is known of an input or option: its type, and what else is not as usual, in brackets; then its words."""
    marks = [str(facts["type"])] if facts.get("type") else []
    marks += [mark for mark in ("required", "sensitive") if facts.get(mark)]
    if facts.get("default") not in (None, ""):
        marks.append(f"default {_words(facts['default'])}")
    if facts.get("choices"):
        marks.append(f"one of {_words(facts['choices'])}")
    words = f": {facts['description']}" if facts.get("description") else ""
    return f"({', '.join(marks)}){words}" if marks else words.removeprefix(": ")


def _words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_words, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)
