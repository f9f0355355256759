"""repeated-slug: two apps with one slug."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.app_slugs import slugs_of
from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity
from generator.template.values import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.hcl.evaluation import Names
    from generator.template.coder_blocks import CoderBlock
    from generator.template.task import AgentCall

INFO = RuleInfo("repeated-slug", "provider", "two apps with one slug", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the slug of each app that the import job plans beside another with that slug, on whichever agent."""
    first: dict[str, CoderBlock] = {}
    theirs = dict(_of_agents(context))
    for app in context.coder_blocks.of("coder_app"):
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
                related=(Note("the agent that makes the other app", call.call.place),),
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


def _of_agents(context: Context) -> Iterator[tuple[str, AgentCall]]:
    """The slugs of the apps that the agents' modules surely make, with the call; a later call of one slug wins."""
    for call in context.agent_calls:
        held = call.registry.held
        made = [instance for instance in context.coder_blocks.instances(call.call.block) if instance.made]
        if held is None or not made:
            continue
        names = made[0].names

        def given(name: str, call: AgentCall = call, names: Names = names) -> object:
            written = call.call.inputs.get(name)
            return None if written is None else fold(written.expression, names)

        for _, slug in slugs_of(call.agent.slugs, held, given):
            yield slug, call
