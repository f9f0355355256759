"""refused-variable-value: a file of values that Terraform refuses, or a value that no variable takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.hcl.conversion import described, fits
from generator.hcl.evaluation import evaluate
from generator.hcl.expressions import calls, traversals
from generator.source.near import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.hcl.tree import Attribute, Block

INFO = RuleInfo(
    "refused-variable-value", "language", "a value in a `.tfvars` file that no variable takes", Severity.ERROR
)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at what is wrong in `terraform.tfvars` and `*.auto.tfvars`, which Terraform reads by itself.

    A value for no variable is a warning, as it is to Terraform.
    """
    template = context.template
    for document in template.values:
        for block in document.body.blocks:
            yield INFO.at(block.header, f"a file of values holds no blocks; move `{block.type}` into a `.tf` file")
        for name, attribute in document.body.attributes.items():
            if name in template.variables:
                yield from _value(name, attribute, template.variables[name])
            elif not template.opaque:
                yield INFO.at(
                    attribute.name_span,
                    f"there is no variable `{name}`.{did_you_mean(name, template.variables)}",
                    severity=Severity.WARNING,
                )


def _value(name: str, attribute: Attribute, variable: Block) -> Iterator[Diagnostic]:
    expression, type_ = attribute.expression, variable.body.expression("type")
    if any(True for _ in traversals(expression)) or any(True for _ in calls(expression)):
        yield INFO.at(expression.span, "a file of values refers to nothing and calls nothing; write the value itself")
        return
    value = evaluate(expression)
    if value is None and evaluate(variable.body.expression("nullable")) is False:
        if "default" not in variable.body.attributes:
            yield INFO.at(expression.span, f"`{name}` may not be null (`nullable = false`); give it a value")
    elif type_ is not None and not fits(value, type_):
        yield INFO.at(expression.span, f"{described(value)} does not convert to the type of `{name}`")
