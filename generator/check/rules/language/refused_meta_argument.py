"""refused-meta-argument: a lifecycle setting, dependency or provisioner that Terraform cannot read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.hcl.expressions import GetAttribute, GetIndex, Literal, Traversal, TupleCons, calls, legible, traversals
from generator.template.addresses import address_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.language import Language
    from generator.check.rule import Context
    from generator.hcl.expressions import Expression
    from generator.hcl.tree import Block

INFO = RuleInfo(
    "refused-meta-argument",
    "language",
    "a lifecycle setting, dependency or provisioner that Terraform cannot read",
    Severity.ERROR,
)

_CONSTANT = ("create_before_destroy", "prevent_destroy")
_NO_RESOURCE = frozenset({"var", "local", "module", "path", "terraform"})
_CHECKS = ("precondition", "postcondition")
# terraform/internal/configs/provisioner.go, onlySelfRefs
_WHEN_DESTROYED = frozenset({"self", "path", "terraform"})
_OF_AN_INSTANCE = {"count": "index", "each": "key"}


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each of those that Terraform reads before anything has a value, where it is wrong."""
    for type_ in ("resource", "data"):
        for block in context.template.blocks(type_):
            yield from _dependencies(block)
            for lifecycle in block.body.blocks_of("lifecycle"):
                yield from _checks(block, lifecycle)
                if type_ == "resource":
                    yield from _lifecycle(lifecycle)
            for provisioner in block.body.blocks_of("provisioner"):
                yield from _provisioner(provisioner, context.catalog.language)


def _dependencies(block: Block) -> Iterator[Diagnostic]:
    listed = block.body.expression("depends_on")
    for item in listed.items if isinstance(listed, TupleCons) else ():
        address = address_of(item) if isinstance(item, Traversal) else None
        if address is None:
            continue
        rest = address.rest[1:] if address.rest and isinstance(address.rest[0], GetIndex) else address.rest
        if rest:
            yield INFO.at(item.span, f"`depends_on` takes whole resources; write `{address}`")


def _checks(block: Block, lifecycle: Block) -> Iterator[Diagnostic]:
    own = (block.type, block.label(0), block.label(1))
    for nested in lifecycle.body.blocks:
        for attribute in nested.body.attributes.values() if nested.type in _CHECKS else ():
            for traversal in traversals(attribute.expression):
                address = address_of(traversal)
                if address is not None and address.key == own:
                    advice = "write `self`" if nested.type == "postcondition" else "a postcondition can, with `self`"
                    yield INFO.at(traversal.span, f"a {nested.type} cannot refer to its own resource; {advice}")


def _lifecycle(lifecycle: Block) -> Iterator[Diagnostic]:
    json = lifecycle.span.path.endswith(".json")
    for name in _CONSTANT:
        value = lifecycle.body.expression(name)
        if value is not None and not json and _is_worked_out(value):
            yield INFO.at(value.span, f"Terraform reads `{name}` before any value is known; write `true` or `false`")
    ignored = lifecycle.body.expression("ignore_changes")
    if ignored is not None and not json:
        yield from _ignored(ignored)
    replacing = lifecycle.body.expression("replace_triggered_by")
    for item in replacing.items if isinstance(replacing, TupleCons) else ():
        if isinstance(item, Traversal) and item.root in _NO_RESOURCE:
            yield INFO.at(
                item.span, f"`replace_triggered_by` takes resources and their attributes, and `{item}` is none"
            )


def _ignored(ignored: Expression) -> Iterator[Diagnostic]:
    if isinstance(ignored, TupleCons):
        for item in ignored.items:
            if isinstance(item, Literal) and item.value == "*":
                yield INFO.at(ignored.span, "`ignore_changes` does not take `*`; write `ignore_changes = all`")
            elif not isinstance(item, Literal | Traversal) and legible(item):
                yield INFO.at(item.span, "`ignore_changes` takes the names of arguments")
    elif legible(ignored) and not (isinstance(ignored, Traversal) and ignored.root == "all" and not ignored.steps):
        yield INFO.at(ignored.span, "`ignore_changes` takes a list of arguments in brackets, or the word `all`")


def _provisioner(provisioner: Block, language: Language) -> Iterator[Diagnostic]:
    if provisioner.label(0) in language.removed_provisioners:
        yield INFO.at(
            provisioner.labels[0].span,
            f"Terraform has no provisioner `{provisioner.label(0)}` any more; run it yourself",
        )
        return
    for name, words in language.keywords.items():
        word = provisioner.body.expression(name)
        if word is not None and _word(word) is not None and _word(word) not in words:
            listed = " or ".join(f"`{each}`" for each in words)
            yield INFO.at(word.span, f"`{name}` takes {listed}, without quotes")
    when = provisioner.body.expression("when")
    if when is None or _word(when) != "destroy":
        return
    for name, attribute in provisioner.body.attributes.items():
        for traversal in traversals(attribute.expression) if name not in language.keywords else ():
            if not _lasts(traversal):
                yield INFO.at(
                    traversal.span,
                    "when it is destroyed, only `self`, `count.index` and `each.key` are there; "
                    "keep what is needed in the resource itself",
                )


def _is_worked_out(value: Expression) -> bool:
    return any(True for _ in traversals(value)) or any(True for _ in calls(value))


def _word(value: Expression) -> str | None:
    """A keyword, quoted or not; None for what cannot be told."""
    if isinstance(value, Traversal):
        return str(value)
    return str(value.value) if isinstance(value, Literal) else None


def _lasts(traversal: Traversal) -> bool:
    """True for what is known still when a resource is destroyed."""
    first = traversal.steps[0] if traversal.steps else None
    if traversal.root in _OF_AN_INSTANCE:
        wanted = _OF_AN_INSTANCE[traversal.root]
        return len(traversal.steps) == 1 and isinstance(first, GetAttribute) and first.name == wanted
    return traversal.root in _WHEN_DESTROYED
