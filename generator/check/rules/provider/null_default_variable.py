"""null-default-variable: a variable with the default null, which Coder takes for none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context

INFO = RuleInfo(
    "null-default-variable", "provider", "a variable with the default null, which Coder takes for none", Severity.INFO
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at the default of each variable of the template that is null; modules may have such variables."""
    if not any(context.template.blocks("resource", "coder_agent")):
        return  # a module, which is given its agent
    for name, block in context.template.variables.items():
        default = block.body.attributes.get("default")
        if default is not None and context.template.value(default.expression) is None:
            yield INFO.at(
                default.expression.span,
                f"Coder asks for `{name}` when the template is pushed, as if it had no default; give it another "
                "default, such as empty text, or pass a value",
            )
