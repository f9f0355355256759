"""The least release of the coder provider that a template asks for, raised where that is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.versions import Constraint
from generator.diagnostics import Edit
from generator.hcl.expressions import Literal, ObjectCons
from generator.hcl.literals import quoted
from generator.hcl.removal import removed_block
from generator.hcl.tree import parse
from generator.rewrite.remarks import LEFT
from generator.template.load import LOCK_FILE, path_prefix

if TYPE_CHECKING:
    from generator.catalog.catalog import Catalog
    from generator.catalog.versions import Release
    from generator.hcl.expressions import Expression
    from generator.rewrite.draft import Draft


def with_provider_floor(draft: Draft, catalog: Catalog, needed: Release) -> Draft:
    """The draft with constraints on the coder provider that no release below `needed` meets.

    A template without a constraint gets the newest release and stays without. What Terraform's lock file holds is let
    go where it is older.
    """
    source = catalog.coder.provider_source
    for written in _constraints(draft, source):
        try:
            constraint = Constraint.parse(str(written.value), provider=True)
        except ValueError:
            continue
        raised = constraint.raised(needed)
        if raised is None:
            message = f"the coder provider must be {needed} or later, which `{constraint}` shuts out; raise it yourself"
            draft = draft.leaving(LEFT.at(written.span, message))
        elif raised != constraint:
            draft = draft.edited(Edit(written.span, quoted(str(raised))))
            draft = draft.saying(f"The coder provider is `{raised}`, not `{constraint}`.")
    return _unlocked(draft, source, needed)


def _constraints(draft: Draft, source: str) -> list[Literal]:
    """The constraints on a provider, as texts with places, in the order of the text."""
    found: list[Expression | None] = []
    for name, attribute in draft.template.required_providers():
        entry = attribute.expression
        if isinstance(entry, ObjectCons):
            given, version = entry.get("source"), entry.get("version")
            held = given.value if given is not None else None
            if isinstance(held, Literal) and str(held.value).lower().endswith(source):
                found.append(None if version is None else version.value)
        elif name == source.partition("/")[2]:
            found.append(entry)
    return [each for each in found if isinstance(each, Literal) and isinstance(each.value, str)]


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
