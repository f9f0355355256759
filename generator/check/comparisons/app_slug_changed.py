"""app-slug-changed: an app that existing links lead to has another slug."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.comparison import Change

INFO = RuleInfo(
    "app-slug-changed", "compatibility", "an app of the template has another slug, or is gone", Severity.WARNING
)


def compare(change: Change) -> Iterator[Diagnostic]:
    """Points at the app with the new slug, or at the old app when no app of the new version has its slug."""
    now = {
        change.new.value(block.body.expression("slug")): block for block in change.new.blocks("resource", "coder_app")
    }
    if any(not isinstance(slug, str) for slug in now):
        return
    by_label = {block.label(1): block for block in now.values()}
    for block in change.old.blocks("resource", "coder_app"):
        slug = change.old.value(block.body.expression("slug"))
        if not isinstance(slug, str) or slug in now:
            continue
        other = by_label.get(block.label(1))
        if other is None:
            yield INFO.at(block.header, f"the app `{slug}` is gone: links and bookmarks to it lead nowhere")
            continue
        attribute = other.body.attributes["slug"]
        yield INFO.at(
            attribute.expression.span,
            f"the app `{slug}` has another slug now: links and bookmarks to the old one lead nowhere",
            related=(Note("its old slug", block.body.attributes["slug"].expression.span),),
        )
