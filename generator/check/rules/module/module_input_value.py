"""module-input-value: a value that the module's own validation refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.re2_search import searches
from generator.diagnostics import Diagnostic, Edit, Fix, RuleInfo, Severity
from generator.hcl.evaluation import evaluate
from generator.hcl.expressions import Call, Literal, Operation
from generator.hcl.scalars import text_of
from generator.hcl.unknown import UNKNOWN
from generator.source.near import near_match
from generator.template.known_calls import given

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.diagnostics import Span
    from generator.hcl.evaluation import Names
    from generator.hcl.expressions import Expression
    from generator.hcl.tree import Block
    from generator.template.module_instances import ModuleInstance

INFO = RuleInfo("module-input-value", "module", "a value that the module does not allow", Severity.ERROR, fixable=True)


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each known value that the module's own validation refuses, by a list of values or as it is written."""
    yield from _listed(context)
    if context.template.local_modules and not context.callers:
        yield from _validated(context)


def _listed(context: Context) -> Iterator[Diagnostic]:
    for registry in context.registry_calls:
        for attribute, wanted in given(registry):
            value = context.template.value(attribute.expression)
            if not wanted.allowed or value is None or value is UNKNOWN:
                continue
            allowed = [text_of(choice) for choice in wanted.allowed]
            if isinstance(value, list | dict) or text_of(value) in allowed:
                continue
            listed = ", ".join(f"`{choice}`" if choice else "an empty string" for choice in allowed)
            yield INFO.at(
                attribute.expression.span,
                f"`{text_of(value)}` is no value of `{wanted.name}` in {registry.title}; it takes {listed}",
                fix=_fix(attribute.expression, text_of(value), allowed),
            )


def _validated(context: Context) -> Iterator[Diagnostic]:
    """What modules of the template's own refuse, each instance of them with what is known of its variables."""
    told: set[tuple[Span, str]] = set()
    for module in context.coder_blocks.modules:
        if module.call is None:
            continue
        for name, variable in module.template.variables.items():
            given = module.call.body.expression(name)
            place = module.call.header if given is None else given.span
            why = _refused(module, name, variable)
            if why is not None and (place, name) not in told:
                told.add((place, name))
                yield INFO.at(place, why if given is not None else f"{why}; it has the default, so give it a value")


def _refused(module: ModuleInstance, name: str, variable: Block) -> str | None:
    """Why an instance of a module does not take what a variable is worth in it; None where it may."""
    body = variable.body
    if module.worth(name) is None and evaluate(body.expression("nullable")) is False:
        return f"`{name}` may not be null (`nullable = false`); give it a value"
    for validation in body.blocks_of("validation"):
        condition = validation.body.expression("condition")
        if condition is not None and _fails(condition, module.names):
            message = evaluate(validation.body.expression("error_message"), module.names)
            said = f": {message}" if isinstance(message, str) else ""
            return f"the validation of `{name}` refuses this{said}"
    return None


def _fails(condition: Expression, names: Names) -> bool:
    """True when a condition surely does not hold; a pattern is looked for as Terraform does."""
    match condition:
        case Operation(operator="&&", operands=operands):
            return any(_fails(each, names) for each in operands)
        case Operation(operator="||", operands=operands):
            return all(_fails(each, names) for each in operands)
        case Call(name="can", arguments=(Call(name="regex", arguments=(pattern, text)),)):
            pair = evaluate(pattern, names), evaluate(text, names)
            return isinstance(pair[0], str) and isinstance(pair[1], str) and searches(pair[0], pair[1]) is False
        case _:
            return evaluate(condition, names) is False


def _fix(expression: Expression, value: str, allowed: list[str]) -> Fix | None:
    match = near_match(value, [choice for choice in allowed if choice])
    if match is None or not isinstance(expression, Literal):
        return None
    # The nearest word need not be what was meant, unless it differs in letter case or dashes alone.
    same = match.lower().replace("_", "-") == value.strip().lower().replace("_", "-")
    return Fix(f"Write `{match}`", (Edit(expression.span, f'"{match}"'),), safe=same)
