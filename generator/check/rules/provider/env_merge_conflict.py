"""env-merge-conflict: an environment variable that may not be set twice, and is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.coder import in_force
from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity
from generator.hcl.expressions import Traversal, unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.template.coder_blocks import CoderBlock

INFO = RuleInfo("env-merge-conflict", "provider", "a variable that may not be set twice, and is", Severity.ERROR)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each `merge_strategy = "error"` behind another `coder_env` of the same name and agent.

    Coder goes through them in the order of their addresses.
    """
    if not in_force(context.catalog.provider_checks.merge_strategies, context.target):
        return
    first: dict[tuple[tuple[str, ...], str], CoderBlock] = {}
    for env in sorted(context.coder_blocks.of("coder_env"), key=_address):
        agent, name = _agent(env), env.value("name")
        if agent is None or not isinstance(name, str) or not env.made:
            continue
        earlier = first.setdefault((agent, name), env)
        strategy = env.attribute("merge_strategy")
        if earlier is not env and strategy is not None and env.value("merge_strategy") == "error":
            yield INFO.at(
                strategy.expression.span,
                f"`{_address(earlier)}` sets `{name}` of this agent first, so Coder {context.target} refuses the "
                "template, as asked here; remove one of them or take another `merge_strategy`",
                related=(Note("the first one by its address", earlier.top.header),),
            )


def _address(env: CoderBlock) -> str:
    key, module = env.instance.key, env.instance.module
    return f"{module}.coder_env.{env.label}".removeprefix(".") + ("" if key is None else f"[{key}]")


def _agent(env: CoderBlock) -> tuple[str, ...] | None:
    """The module and the agent in it that a variable is for, where it is named outright."""
    written = env.block.body.expression("agent_id")
    inner = None if written is None else unwrapped(written)
    if isinstance(inner, Traversal) and inner.root == "coder_agent" and len(inner.attributes) >= 2:
        return (env.instance.module, *inner.attributes)
    return None
