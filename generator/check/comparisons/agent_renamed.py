"""agent-renamed: an agent that existing workspaces are reached by has another name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.comparison import Change

INFO = RuleInfo(
    "agent-renamed", "compatibility", "an agent of the template has another name, or is gone", Severity.WARNING
)


def compare(change: Change) -> Iterator[Diagnostic]:
    """Points at the new agent, or at the old one that is gone, when the labels differ."""
    old = {block.label(1): block for block in change.old.blocks("resource", "coder_agent")}
    new = {block.label(1): block for block in change.new.blocks("resource", "coder_agent")}
    gone, come = sorted(old.keys() - new.keys()), sorted(new.keys() - old.keys())
    for name in gone:
        other = new[come[0]] if len(gone) == len(come) == 1 else None
        now = f"is called `{come[0]}` now" if other is not None else "is gone"
        yield INFO.at(
            old[name].header if other is None else other.header,
            f"the agent `{name}` {now}: SSH hosts, port forwards and app URLs of existing workspaces change",
            related=(Note("its old name", old[name].header),) if other is not None else (),
        )
