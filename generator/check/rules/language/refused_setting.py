"""refused-setting: something in a `terraform` block that Terraform does not take."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.hcl.expressions import Literal, ObjectCons, Traversal, calls, traversals
from generator.source.near import near_match

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.language import Language
    from generator.check.rule import Context
    from generator.hcl.expressions import ObjectItem
    from generator.hcl.tree import Attribute, Block

INFO = RuleInfo(
    "refused-setting", "language", "something in a `terraform` block that Terraform does not take", Severity.ERROR
)

# terraform/internal/configs/provider_requirements.go
_ENTRY = ("source", "version", "configuration_aliases")
_MOST_PARTS = 3  # host, namespace, name
# hashicorp/terraform-registry-address, ParseProviderPart; of letters beyond ASCII its domain names decide.
_REFUSED_PART = r"[^0-9A-Za-z_.-]|^-|-$"


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each backend, edition and entry of `required_providers` that Terraform refuses."""
    language = context.catalog.language
    for block in context.template.blocks("terraform"):
        yield from _edition(block, language)
        for backend in block.body.blocks_of("backend"):
            if len(backend.labels) == 1 and backend.label(0) not in language.backends:
                near = near_match(backend.label(0), language.backends)
                hint = "" if near is None else f"; did you mean `{near}`?"
                yield INFO.at(backend.labels[0].span, f"Terraform has no backend `{backend.label(0)}`{hint}")
    for _, attribute in context.template.required_providers():
        yield from _required(attribute)


def _edition(block: Block, language: Language) -> Iterator[Diagnostic]:
    chosen = block.body.expression("language")
    if isinstance(chosen, Traversal) and not chosen.steps and chosen.root not in language.languages:
        known = ", ".join(f"`{name}`" for name in sorted(language.languages))
        yield INFO.at(chosen.span, f"Terraform has no edition `{chosen.root}`, only {known}; take this line out")


def _required(attribute: Attribute) -> Iterator[Diagnostic]:
    entry = attribute.expression
    if not isinstance(entry, ObjectCons):
        return
    if attribute.name.isascii() and attribute.name != attribute.name.lower():
        yield INFO.at(
            attribute.name_span, f"`{attribute.name}` must be in lower case here: write `{attribute.name.lower()}`"
        )
    for item in entry.items:
        if not isinstance(item.key, Literal):
            continue
        if item.key.value == "source":
            yield from _source(item)
        elif item.key.value not in _ENTRY:
            near = near_match(str(item.key.value), _ENTRY)
            hint = "" if near is None else f"; did you mean `{near}`?"
            yield INFO.at(item.key.span, f"an entry of `required_providers` has no `{item.key.value}`{hint}")


def _source(item: ObjectItem) -> Iterator[Diagnostic]:
    source = item.value
    if any(True for _ in traversals(source)) or any(True for _ in calls(source)):
        yield INFO.at(source.span, "Terraform reads this before any value is known; write the source itself")
    if not isinstance(source, Literal) or not isinstance(source.value, str):
        return
    parts = source.value.split("/")
    wrong = any(part.isascii() and (not part or re.search(_REFUSED_PART, part)) for part in parts[-2:])
    if len(parts) > _MOST_PARTS or wrong:
        yield INFO.at(
            source.span, f"`{source.value}` is no source of a provider; write `namespace/name`, such as `coder/coder`"
        )
