"""repeated-slug: two apps with one slug."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.diagnostics import Span

INFO = RuleInfo("repeated-slug", "provider", "two apps with one slug", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the slug of each app that the import job plans beside another with that slug, on whichever agent."""
    first: dict[str, Span] = {}
    for app in context.coder_blocks.of("coder_app"):
        attribute, slug = app.attribute("slug"), app.value("slug")
        if attribute is None or not isinstance(slug, str) or not app.made:
            continue
        span = attribute.expression.span
        earlier = first.setdefault(slug, span)
        if earlier != span:
            yield INFO.at(
                span,
                f"another app has the slug `{slug}`, and Coder refuses a template with two; give each its own",
                related=(Note("the first app with this slug", earlier),),
            )
        elif app.instance.key is not None and _seen_before(context, app.top.label(1), slug, app.instance.key):
            yield INFO.at(
                span,
                f"every instance of this app has the slug `{slug}`, and Coder refuses a template with two; let it "
                "differ, such as by `count.index` or `each.key`",
            )


def _seen_before(context: Context, label: str, slug: str, key: str) -> bool:
    """True when an earlier instance of an app has the slug already."""
    apps = [app for app in context.coder_blocks.of("coder_app") if app.label == label and app.value("slug") == slug]
    return bool(apps) and apps[0].instance.key != key
