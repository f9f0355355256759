"""privileged-container: a container that has rights of its host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.hcl.expressions import TupleCons
from generator.hcl.scalars import text_of
from generator.template.inner_blocks import inner_blocks
from generator.template.task_resources import resolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.host_access import HostRight
    from generator.check.rule import Context
    from generator.diagnostics import Span
    from generator.hcl.expressions import Expression
    from generator.hcl.tree import Block

INFO = RuleInfo("privileged-container", "security", "a container that has rights of its host", Severity.WARNING)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each argument that gives a container of the workspace a right of the machine that runs it.

    Passed over where the image runs the workspace in a container of its own inside.
    """
    access = context.catalog.host_access
    for resource in context.template.blocks("resource"):
        type_, label = resource.label(0), resource.label(1)
        if type_ not in access.types or not context.coder_blocks.instances(resource):
            continue
        if _has_inner_container(context, resource):
            continue
        rights = [right for right in access.rights if type_ in right.types]
        for name, block in inner_blocks(resource):
            for right in rights:
                given = block.body.attributes.get(right.argument)
                if given is None or (right.block is not None and right.block != name):
                    continue
                for value, span in _given(context, right, given.expression):
                    yield INFO.at(
                        span,
                        f"`{value}` in `{right.argument}` gives `{type_}.{label}` {right.gives}, and so whoever works "
                        "in it, an agent too; remove it, or give the workspace a machine of its own",
                    )


def _has_inner_container(context: Context, resource: Block) -> bool:
    images = (context.template.value(block.body.expression("image")) for _, block in inner_blocks(resource))
    inner = context.catalog.host_access.inner_container
    return any(isinstance(image, str) and inner.search(image) is not None for image in images)


def _given(context: Context, right: HostRight, expression: Expression) -> Iterator[tuple[str, Span]]:
    """The values among an argument's that give the right, each with its place."""
    wanted = {text_of(value) for value in right.values}
    written = resolved(context.template, expression)
    for item in written.items if isinstance(written, TupleCons) else (expression,):
        value = context.template.value(item)
        for member in value if isinstance(value, list) else [value]:
            if member is not None and text_of(member) in wanted:
                yield text_of(member), item.span
