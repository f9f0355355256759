"""app-slug-changed: an app that existing links lead to has another slug."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.comparison import Change
    from generator.template.coder_blocks import CoderBlock

INFO = RuleInfo(
    "app-slug-changed", "compatibility", "an app of the template has another slug, or is gone", Severity.WARNING
)


def compare(change: Change) -> Iterator[Diagnostic]:
    """Points at the app with the new slug, or at the old app when no app of the new version has its slug."""
    apps = change.new_blocks.of("coder_app")
    now = {app.value("slug") for app in apps}
    if any(not isinstance(slug, str) for slug in now):
        return  # what cannot be told may be the one that is looked for
    by_address = {_address(app): app for app in apps}
    for app in change.old_blocks.of("coder_app"):
        slug, was = app.value("slug"), app.attribute("slug")
        if not isinstance(slug, str) or slug in now or was is None:
            continue
        other = by_address.get(_address(app))
        written = None if other is None else other.attribute("slug")
        if written is None:
            yield INFO.at(app.top.header, f"the app `{slug}` is gone: links and bookmarks to it lead nowhere")
            continue
        yield INFO.at(
            written.expression.span,
            f"the app `{slug}` has another slug now: links and bookmarks to the old one lead nowhere",
            related=(Note("its old slug", was.expression.span),),
        )


def _address(app: CoderBlock) -> tuple[str, str, str | None]:
    return app.instance.module, app.label, app.instance.key
