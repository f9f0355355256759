"""refused-workspace-tags: tags in a form that Coder does not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.coder import in_force
from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity
from generator.hcl.expressions import ObjectCons, calls, traversals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.diagnostics import Span
    from generator.hcl.expressions import ObjectItem

INFO = RuleInfo("refused-workspace-tags", "provider", "workspace tags that Coder cannot read", Severity.ERROR)

_FILES = ("file", "templatefile", "abspath", "pathexpand")  # what the names of functions that look at files begin with


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the block without `tags`, at tags that are no object literal, at a key that is there already.

    Where Coder works them out from the text, also at what it cannot know then.
    """
    first: dict[str, Span] = {}
    static = in_force(context.catalog.provider_checks.static_tags, context.target)
    for block in context.template.blocks("data", "coder_workspace_tags"):
        tags = block.body.expression("tags")
        if isinstance(tags, ObjectCons):
            for item in tags.items:
                yield from _repeated(context, item, first)
                if static:
                    yield from _unknown(context, item)
        elif tags is not None:
            yield INFO.at(
                tags.span, "Coder reads `tags` only as an object written out, `{ key = value }`; write each tag here"
            )
        elif not context.template.overrides:
            yield INFO.at(block.header, "Coder asks for `tags` here; add it or remove the block")


def _unknown(context: Context, item: ObjectItem) -> Iterator[Diagnostic]:
    """Coder knows variables, parameters and most functions then, and nothing else."""
    for traversal in traversals(item.value):
        parameter = traversal.root == "data" and traversal.attributes[1:2] == ("coder_parameter",)
        if traversal.root != "var" and not parameter:
            yield INFO.at(
                traversal.span,
                f"Coder {context.target} reads tags before Terraform runs, and knows only variables and parameters "
                f"then; `{traversal}` is neither",
            )
    for call in calls(item.value):
        if call.name.startswith(_FILES):
            yield INFO.at(
                call.span, f"Coder {context.target} reads tags before Terraform runs, and knows no `{call.name}` then"
            )


def _repeated(context: Context, item: ObjectItem, first: dict[str, Span]) -> Iterator[Diagnostic]:
    """Coder compares the text of the keys, without quotes."""
    span = item.key.span
    text = context.template.sources[span.path].data[span.start : span.end].decode(errors="replace").strip('"')
    if text in first and not context.template.overrides:
        yield INFO.at(
            span,
            f"there is a tag `{text}` already, so Coder refuses the template; keep one",
            related=(Note("the first tag of that key", first[text]),),
        )
    first.setdefault(text, span)
