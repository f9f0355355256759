"""refused-provider-reference: a configuration of a provider that is not there, or cannot be given."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.hcl.expressions import ObjectCons, calls, legible, traversals
from generator.template.provider_configurations import Configurations, reference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.hcl.expressions import Expression
    from generator.hcl.tree import Block

INFO = RuleInfo(
    "refused-provider-reference",
    "language",
    "a configuration of a provider that is not there, or cannot be given",
    Severity.ERROR,
)

_USING = ("resource", "data", "ephemeral")
_VALUES = frozenset({"var", "local", "data", "module", "each", "count", "path", "terraform"})
_NO_ALIAS = r"[^0-9A-Za-z_-]|^[^A-Za-z_]|^$"
_FORM = "the name of a provider, or name and alias such as `aws.west`"


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each alias, use and handing on of a configuration that Terraform refuses."""
    own = Configurations(context.template, context.catalog, context.callers)
    for block in context.template.blocks("provider"):
        yield from _alias(context, block)
    if context.template.opaque:
        return
    if not context.callers:
        for span, name, alias in own.asked:
            if not own.has_block(name, alias):
                yield INFO.at(
                    span,
                    f"nobody calls this module, so nothing gives it `{name}.{alias}`; "
                    f'write a block `provider "{name}"` with that alias, and take this out',
                )
    for type_ in _USING:
        for block in context.template.blocks(type_):
            yield from _use(own, block)
    for outer in context.template.blocks("check"):
        for block in outer.body.blocks_of("data"):
            yield from _use(own, block)
    for block in context.template.blocks("module"):
        called = context.template.local_modules.get(block.label(0))
        if called is not None and called.template is not None and not called.template.opaque:
            yield from _handed_on(own, Configurations(called.template, context.catalog, (block,)), block)


def _alias(context: Context, block: Block) -> Iterator[Diagnostic]:
    written = block.body.expression("alias")
    if written is None:
        return
    if any(each.root in _VALUES for each in traversals(written)) or any(True for _ in calls(written)):
        yield INFO.at(written.span, "Terraform reads `alias` before any value is known; write the name itself")
        return
    alias = context.template.value(written)
    if alias is None or (isinstance(alias, str) and alias.isascii() and re.search(_NO_ALIAS, alias)):
        what = "null" if alias is None else f"`{alias}`"
        yield INFO.at(
            written.span, f"{what} is no alias: it begins with a letter or `_`, and has letters, digits, `_` and `-`"
        )


def _use(own: Configurations, block: Block) -> Iterator[Diagnostic]:
    written = block.body.expression("provider")
    if written is None:
        return
    named = reference(written)
    if named is None:
        if legible(written):
            yield INFO.at(written.span, f"`provider` takes {_FORM}")
    else:
        yield from _undeclared(own, written, *named)


def _undeclared(own: Configurations, written: Expression, name: str, alias: str | None) -> Iterator[Diagnostic]:
    if alias is None or own.has(name, alias):
        return
    if name in _VALUES:
        yield INFO.at(written.span, f"no value can stand here; write {_FORM}")
    else:
        yield INFO.at(written.span, f'there is no `{name}.{alias}`: no block `provider "{name}"` has that alias')


def _handed_on(own: Configurations, inner: Configurations, block: Block) -> Iterator[Diagnostic]:
    """What is wrong with the configurations that a call gives a module in a folder of the template."""
    written = block.body.expression("providers")
    given: set[tuple[str, str | None]] = set()
    if isinstance(written, ObjectCons):
        for item in written.items:
            wanted, named = reference(item.key), reference(item.value)
            if wanted is None:
                return
            given.add(wanted)
            if named is None:
                if legible(item.value):
                    yield INFO.at(item.value.span, f"`providers` takes {_FORM}")
                continue
            undeclared = list(_undeclared(own, item.value, *named))
            yield from undeclared
            source, its = own.source(named[0]), inner.source(wanted[0])
            if source is not None and its is not None and source != its and not undeclared:
                yield INFO.at(
                    item.key.span,
                    f"`{named[0]}` is {source} here, and `{wanted[0]}` is {its} in the module; "
                    "both must be the same provider",
                )
            elif inner.is_configured(*wanted):
                yield INFO.at(item.key.span, f"the module configures `{_shown(*wanted)}` itself, so none can be given")
    elif written is not None:
        if legible(written):
            yield INFO.at(written.span, "`providers` takes a map in braces, such as `{ aws = aws.west }`")
        return
    for _, name, alias in inner.asked:
        if (name, alias) not in given and not inner.is_configured(name, alias):
            yield INFO.at(
                block.header if written is None else written.span,
                f"the module asks for a configuration `{name}.{alias}`; give it one: "
                f"`providers = {{ {name}.{alias} = {name} }}`",
            )


def _shown(name: str, alias: str | None) -> str:
    return name if alias is None else f"{name}.{alias}"
