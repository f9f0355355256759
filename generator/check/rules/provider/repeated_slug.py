"""repeated-slug: two apps with one slug."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.app_slugs import slugs_of
from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity
from generator.template.values import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.catalog.app_slugs import AppSlug
    from generator.check.rule import Context
    from generator.diagnostics import Span
    from generator.hcl.evaluation import Names
    from generator.hcl.tree import Attribute
    from generator.template.coder_blocks import CoderBlock
    from generator.template.task import RegistryCall

INFO = RuleInfo("repeated-slug", "provider", "two apps with one slug", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at what gives an app the slug of another that the import job plans, on whichever agent."""
    apps = tuple(context.coder_blocks.of("coder_app"))
    first: dict[str, CoderBlock] = {}
    theirs: dict[str, RegistryCall] = {}
    for made, place, call in _of_modules(context) if apps or len(context.registry_calls) > 1 else ():
        other = theirs.setdefault(made, call)
        if other is not call:
            yield INFO.at(
                place,
                f"`module.{other.call.name}` makes an app with the slug `{made}` as well, and Coder refuses a template "
                "with two; take another",
                related=(Note("the module that makes the other app", other.call.place),),
            )
    for app in apps:
        attribute, slug = app.attribute("slug"), app.value("slug")
        if attribute is None or not isinstance(slug, str) or not app.made:
            continue
        span = attribute.expression.span
        if slug in theirs:
            call = theirs[slug]
            yield INFO.at(
                span,
                f"`module.{call.call.name}` makes an app with the slug `{slug}`, and Coder refuses a template with "
                "two; take another",
                related=(Note("the module that makes the other app", call.call.place),),
            )
            continue
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


def _of_modules(context: Context) -> Iterator[tuple[str, Span, RegistryCall]]:
    """The slugs of the apps that modules surely make, each with the place that says it and the call."""
    for registry in context.registry_calls:
        made = [instance for instance in context.coder_blocks.instances(registry.call.block) if instance.made]
        if registry.held is None or not made:
            continue
        names, written = made[0].names, registry.call.inputs

        def given(name: str, written: Mapping[str, Attribute] = written, names: Names = names) -> object:
            return None if name not in written else fold(written[name].expression, names)

        for app, slug in slugs_of(_known(context, registry), registry.held, given):
            said = None if app.input is None else written.get(app.input)
            yield slug, registry.call.place if said is None else said.expression.span, registry


def _known(context: Context, registry: RegistryCall) -> tuple[AppSlug, ...]:
    address = registry.interface.address
    holder = context.catalog.agent_for(address) or context.catalog.module_for(address)
    return () if holder is None else holder.slugs
