"""mounted-engine-socket: the socket of the host's container engine, mounted into the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.template.inner_blocks import inner_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context

INFO = RuleInfo(
    "mounted-engine-socket", "security", "the host's container engine, mounted into the workspace", Severity.WARNING
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each path of the host that is the socket of a container engine, or holds one, and that is mounted."""
    access = context.catalog.host_access
    for resource in context.template.blocks("resource"):
        type_, label = resource.label(0), resource.label(1)
        if type_ not in access.types or not context.coder_blocks.instances(resource):
            continue
        mounts = {mount.block: mount.argument for mount in access.mounts if type_ in mount.types}
        for name, block in inner_blocks(resource):
            expression = block.body.expression(mounts.get(name, ""))
            path = context.template.value(expression)
            socket = access.socket_in(path) if isinstance(path, str) and path.startswith("/") else None
            if expression is not None and socket is not None:
                held = "" if path == socket else f" holds `{socket}` and"
                yield INFO.at(
                    expression.span,
                    f"`{path}`{held} is mounted into `{type_}.{label}`: whoever works in the workspace, an agent too, "
                    "can start any container on the host, as root; leave it out, and run Docker inside by Sysbox or "
                    "rootless",
                )
