"""The least release of the coder provider that a template asks for, raised where that is needed."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from generator.catalog.versions import Constraint
from generator.diagnostics import Edit
from generator.errors import UsageError
from generator.hcl.expressions import Literal, ObjectCons
from generator.hcl.literals import quoted
from generator.hcl.removal import removed_block
from generator.hcl.tree import parse
from generator.template.load import LOCK_FILE, path_prefix

if TYPE_CHECKING:
    from generator.catalog.catalog import Catalog
    from generator.catalog.versions import Release
    from generator.hcl.expressions import Expression
    from generator.rewrite.draft import Draft
    from generator.template.model import Template


def with_provider_floor(draft: Draft, catalog: Catalog, needed: Release) -> Draft:
    """The draft with constraints on the coder provider that no release below `needed` meets.

    A template without a constraint gets the newest release and stays without. What Terraform's lock file holds is let
    go where it is older.

    Raises:
        UsageError: A constraint has an upper bound that admits nothing from `needed` on.
    """
    source = catalog.coder.provider_source
    for written, constraint in _constraints(draft.template, source):
        raised = constraint.raised(needed)
        if raised is None:
            place = f"{written.span.path}:{draft.template.sources[written.span.path].position(written.span.start)}"
            message = f"{place}: the coder provider must be {needed} or later, which `{constraint}` shuts out"
            raise UsageError(message, hint="Raise it yourself first; nothing was written.")
        if raised != constraint:
            draft = draft.edited(Edit(written.span, quoted(str(raised))))
            draft = draft.saying(f"The coder provider is `{raised}`, not `{constraint}`.")
    return _unlocked(draft, source, needed)


def is_shut_out(template: Template, catalog: Catalog, needed: Release) -> bool:
    """True when an upper bound of a template admits no release of the coder provider from `needed` on."""
    return any(each.raised(needed) is None for _, each in _constraints(template, catalog.coder.provider_source))


def _constraints(template: Template, source: str) -> list[tuple[Literal, Constraint]]:
    """The constraints on a provider, each with its text at its place, in the order of the text."""
    found: list[Expression | None] = []
    for name, attribute in template.required_providers():
        entry = attribute.expression
        if isinstance(entry, ObjectCons):
            given, version = entry.get("source"), entry.get("version")
            held = given.value if given is not None else None
            if isinstance(held, Literal) and f"/{held.value}".lower().endswith(f"/{source}"):
                found.append(None if version is None else version.value)
        elif name == source.partition("/")[2]:
            found.append(entry)
    constraints = []
    for each in found:
        if isinstance(each, Literal) and isinstance(each.value, str):
            with suppress(ValueError):  # what is none is for `validate` to say
                constraints.append((each, Constraint.parse(each.value, provider=True)))
    return constraints


def _unlocked(draft: Draft, source: str, needed: Release) -> Draft:
    held = draft.template.locked_providers.get(source)
    path = path_prefix(draft.template.folder) + LOCK_FILE
    if held is None or held >= needed or path not in draft.template.sources:
        return draft
    document = parse(draft.template.sources[path])
    blocks = [block for block in document.body.blocks_of("provider") if block.label(0).lower().endswith(f"/{source}")]
    draft = draft.edited(*(removed_block(document, block) for block in blocks))
    draft = draft.saying(f"`{LOCK_FILE}` no longer holds the coder provider at {held}.")
    return draft.asking(f"Run `terraform init` once, so that `{LOCK_FILE}` holds the coder provider again.")
