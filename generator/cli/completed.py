"""What a shell is offered where a name of ours is typed: agents, blueprints, rules and what else has a name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import click

    from generator.catalog.catalog import Catalog


def agents(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """The ids of agents."""
    return _beginning(_catalog().agent_ids, typed)


def blueprints(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """The names of the built-in blueprints."""
    from generator.blueprint.load import blueprint_names

    return _beginning(blueprint_names(), typed)


def methods(context: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """The ways to authenticate of the agent that is named already, or of all."""
    catalog = _catalog()
    # While an option has no value yet, click leaves the arguments before it unread.
    named = context.params.get("agent_id") or context.params.get("agent") or next(iter(context.args), None)
    ids = [named] if named in catalog.agent_ids else catalog.agent_ids
    return _beginning(sorted({method for id_ in ids for method in catalog.agent(id_).auth}), typed)


def rules(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """The names of rules and families, behind those that are typed already."""
    from generator.check.registry import RULE_NAMES, rule_names

    before, comma, last = typed.rpartition(",")
    return [f"{before}{comma}{name}" for name in _beginning([*RULE_NAMES, *rule_names()], last)]


def anything(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """Whatever can be explained: rules, agents, modules, blueprints."""
    from generator.blueprint.load import blueprint_names
    from generator.check.registry import rule_names

    catalog = _catalog()
    return _beginning([*rule_names(), *catalog.agent_ids, *catalog.module_ids, *blueprint_names()], typed)


def catalogued(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """What the catalog can show: agents, modules, blueprints, addresses of the registry."""
    from generator.blueprint.load import blueprint_names

    catalog = _catalog()
    known = [*catalog.agent_ids, *catalog.module_ids, *blueprint_names(), *catalog.addresses]
    return _beginning(known, typed)


def schemas(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """The names of the JSON Schemas."""
    from generator.app.reference import schema_names

    return _beginning(schema_names(), typed)


def _catalog() -> Catalog:
    from generator.app.catalogs import catalog_for

    return catalog_for(Path())


def _beginning(names: Iterable[str], typed: str) -> list[str]:
    return [name for name in names if name.startswith(typed)]
