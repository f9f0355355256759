"""unknown-argument: an argument that a block does not take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Edit, Fix, RuleInfo, Severity
from generator.source.near import near_match, sole_match

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.hcl.tree import Attribute
    from generator.template.schema_bodies import SchemaBody

INFO = RuleInfo(
    "unknown-argument", "language", "an argument that the block does not take", Severity.ERROR, fixable=True
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each argument that the schema of its block does not have, at any depth."""
    for document in context.template.documents:
        for attribute in document.body.attributes.values():
            near = near_match(attribute.name, context.catalog.language.blocks)  # JSON does not tell a block from it
            hint = "" if near is None else f"; did you mean `{near}`?"
            yield INFO.at(
                attribute.name_span, f"`{attribute.name}` stands outside of any block, where nothing may{hint}"
            )
    for body in context.schema_bodies:
        if body.open:
            continue
        for name, attribute in body.body.attributes.items():
            if body.schema.attribute(name) is None:
                finding = _finding(body, attribute)
                if finding is not None:
                    yield finding


def _finding(body: SchemaBody, attribute: Attribute) -> Diagnostic | None:
    name = attribute.name
    if body.schema.block(name) is not None:
        if not body.exact:  # some blocks of the reconstructed schemas may be written as arguments too
            return None
        return INFO.at(
            attribute.name_span, f"`{name}` in `{body.name}` is a block: write `{name} {{ ... }}` without the `=`"
        )
    if body.dated(name):  # absent-in-provider-release speaks of what other releases have
        return None
    settable = [
        each
        for each in body.schema.attribute_names
        if each not in body.body.attributes and (found := body.schema.attribute(each)) is not None and found.settable
    ]
    near = near_match(name, settable)
    hint = "" if near is None else f"; did you mean `{near}`?"
    release = "" if body.provider is None else f" of {body.provider.schema.source} {body.provider.schema.version}"
    match = sole_match(name, settable)
    fix = None
    if match is not None:
        fix = Fix(f"Rename `{name}` to `{match}`", (Edit(attribute.name_span, match),), safe=True)
    return INFO.at(attribute.name_span, f"`{body.name}`{release} has no argument `{name}`{hint}", fix=fix)
