"""prebuild-replaced-at-claim: what a prebuilt workspace has is made anew when somebody claims it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity
from generator.template.claims import keeps_workspaces_ready, remade

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.diagnostics import Span
    from generator.template.claims import Remade

INFO = RuleInfo(
    "prebuild-replaced-at-claim",
    "preset",
    "a resource that a claim of its prebuilt workspace makes anew",
    Severity.WARNING,
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each argument that a claim changes and whose change replaces the resource; at an agent's, once."""
    template = context.template
    if not keeps_workspaces_ready(template):
        return
    told: set[Span] = set()
    for each in remade(template, context.catalog.claims):
        if each.agent is None:
            yield INFO.at(each.argument.expression.span, _message(each))
        elif each.agent.argument.span not in told:
            told.add(each.agent.argument.span)
            note = Note(f"what holds `{each.cause}`", each.argument.expression.span)
            yield INFO.at(each.agent.argument.expression.span, _message_of_agent(each, each.agent), related=(note,))


def _message(each: Remade) -> str:
    what = f"the pod of `{_name(each)}`" if each.pods else f"`{_name(each)}`"
    return (
        f"a claim makes {what} anew, since `{each.path}` holds `{each.cause}`, so that nothing was prebuilt; "
        "leave it out, or list the argument under `ignore_changes`"
    )


def _message_of_agent(each: Remade, agent: Remade) -> str:
    return (
        f"a claim makes `{_name(agent)}` anew, since `{agent.path}` holds `{agent.cause}`, and with it "
        f"`{_name(each)}`, whose `{each.path}` holds `{each.cause}`; take a `coder_env` or a `coder_script` for that"
    )


def _name(each: Remade) -> str:
    return f"{each.block.label(0)}.{each.block.label(1)}"
