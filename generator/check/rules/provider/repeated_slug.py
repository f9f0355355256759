"""repeated-slug: two apps with one slug."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.template.coder_blocks import CoderBlock

INFO = RuleInfo("repeated-slug", "provider", "two apps with one slug", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the slug of each app that the import job plans beside another with that slug, on whichever agent."""
    first: dict[str, CoderBlock] = {}
    for app in context.coder_blocks.of("coder_app"):
        attribute, slug = app.attribute("slug"), app.value("slug")
        if attribute is None or not isinstance(slug, str) or not app.made:
            continue
        span = attribute.expression.span
        earlier = first.setdefault(slug, app)
        if earlier is app:
            continue
        if earlier.top is not app.top:
            yield INFO.at(
                span,
                f"another app has the slug `{slug}`, and Coder refuses a template with two; give each its own",
                related=(Note("the first app with this slug", earlier.top.body.attributes["slug"].expression.span),),
            )
        elif earlier.instance.module != app.instance.module:
            yield INFO.at(
                span,
                f"each instance of this module makes an app with the slug `{slug}`, and Coder refuses a template with "
                "two; let it differ, such as by a variable",
            )
        else:
            yield INFO.at(
                span,
                f"every instance of this app has the slug `{slug}`, and Coder refuses a template with two; let it "
                "differ, such as by `count.index` or `each.key`",
            )
