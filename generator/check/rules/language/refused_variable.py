"""refused-variable: a variable whose type or default Terraform cannot read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity
from generator.hcl.conversion import described, fits
from generator.hcl.evaluation import evaluate, nothing_known
from generator.hcl.expressions import (
    Call,
    GetAttribute,
    Literal,
    ObjectCons,
    Traversal,
    TupleCons,
    calls,
    legible,
    traversals,
)
from generator.source.near import near_match

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.language import Language
    from generator.check.rule import Context
    from generator.hcl.expressions import Expression
    from generator.hcl.tree import Block

INFO = RuleInfo("refused-variable", "language", "a variable whose type or default Terraform refuses", Severity.ERROR)

_OF_ONE = frozenset({"list", "set", "map"})
_CONSTRUCTORS = (*sorted(_OF_ONE), "object", "tuple")
_OPTIONAL = "optional"
_MOST_OF_OPTIONAL = 2  # the type, and the default


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at what is wrong with the declaration alone.

    A default that the variable's own validation refuses is a warning: whoever imports the template may always give
    another value.
    """
    for block in context.template.blocks("variable"):
        type_, default = block.body.expression("type"), block.body.expression("default")
        # What stands in a file in JSON means itself there, and types are text.
        native = not block.span.path.endswith(".json")
        if type_ is not None and native:
            yield from _type(type_, context.catalog.language, top=True)
        if default is None:
            continue
        if native and (any(True for _ in traversals(default)) or any(True for _ in calls(default))):
            yield INFO.at(default.span, "a default is read before any value is known; write the value, or use a local")
        elif isinstance(default, Literal) and default.value is None:
            if _is_false(block.body.expression("nullable")):
                yield INFO.at(default.span, "the default is null, and `nullable = false` says that it cannot be")
        else:
            yield from _refused(block, default)


def _is_false(expression: Expression | None) -> bool:
    return isinstance(expression, Literal) and expression.value is False


def _type(type_: Expression, language: Language, *, top: bool = False) -> Iterator[Diagnostic]:
    match type_:
        case Literal(value=str()):
            yield INFO.at(type_.span, "a type stands without quotes, such as `list(string)`")
        case Traversal(root=name, steps=()) if name not in language.type_keywords:
            if name in _CONSTRUCTORS:
                if not (top and name in {"list", "map"}):
                    yield INFO.at(type_.span, f"`{name}` needs the type of what is in it, such as {_example(name)}")
                return
            near = near_match(name, (*language.type_keywords, *_CONSTRUCTORS))
            hint = "" if near is None else f"; did you mean `{near}`?"
            yield INFO.at(type_.span, f"there is no type `{name}`{hint}")
        case Call(name=name, arguments=arguments, expands=False):
            yield from _constructed(type_, name, arguments, language)
        case _:
            return


def _constructed(
    type_: Expression, name: str, arguments: tuple[Expression, ...], language: Language
) -> Iterator[Diagnostic]:
    if name == _OPTIONAL:
        yield INFO.at(type_.span, "`optional` stands only around the type of an attribute in `object({ ... })`")
    elif name not in _CONSTRUCTORS:
        near = near_match(name, (*_CONSTRUCTORS, _OPTIONAL))
        hint = "" if near is None else f"; did you mean `{near}`?"
        yield INFO.at(type_.span, f"there is no type `{name}(...)`{hint}")
    elif len(arguments) != 1:
        yield INFO.at(type_.span, f"`{name}` takes one argument, such as {_example(name)}")
    elif name in _OF_ONE:
        yield from _type(arguments[0], language)
    elif name == "tuple" and isinstance(arguments[0], TupleCons):
        for item in arguments[0].items:
            yield from _type(item, language)
    elif name == "object" and isinstance(arguments[0], ObjectCons):
        for member in arguments[0].items:
            yield from _member(member.value, language)
    elif legible(arguments[0]):
        yield INFO.at(arguments[0].span, f"`{name}` takes its parts written out, such as {_example(name)}")


def _member(type_: Expression, language: Language) -> Iterator[Diagnostic]:
    """The type of an attribute of an object."""
    if not (isinstance(type_, Call) and type_.name == _OPTIONAL):
        yield from _type(type_, language)
        return
    if not 1 <= len(type_.arguments) <= _MOST_OF_OPTIONAL:
        yield INFO.at(type_.span, "`optional` takes a type, and a default where there is one")
        return
    yield from _type(type_.arguments[0], language)
    if len(type_.arguments) == _MOST_OF_OPTIONAL:
        default = type_.arguments[1]
        value = evaluate(default)
        if not fits(value, type_.arguments[0]):
            yield INFO.at(default.span, f"{described(value)} does not convert to the type before it")


def _example(name: str) -> str:
    return {"object": "`object({ name = string })`", "tuple": "`tuple([string, number])`"}.get(
        name, f"`{name}(string)`"
    )


def _refused(block: Block, default: Expression) -> Iterator[Diagnostic]:
    value = evaluate(default)
    if not _is_as_declared(value, block.body.expression("type")):
        return
    name = block.label(0)

    def names(traversal: Traversal) -> tuple[object, int]:
        first = traversal.steps[0] if traversal.steps else None
        own = traversal.root == "var" and isinstance(first, GetAttribute) and first.name == name
        return (value, 1) if own else nothing_known(traversal)

    for validation in block.body.blocks_of("validation"):
        condition = validation.body.expression("condition")
        if condition is not None and evaluate(condition, names) is False:
            yield INFO.at(
                default.span,
                f"the validation of `var.{name}` refuses this default, which every import then must replace",
                severity=Severity.WARNING,
            )


def _is_as_declared(value: object, type_: Expression | None) -> bool:
    """True for a scalar of the type of its variable, which Terraform does not convert."""
    if type_ is None:
        return isinstance(value, str | int | float)
    if not isinstance(type_, Traversal):
        return False
    match type_.root:
        case "string":
            return isinstance(value, str)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "bool":
            return isinstance(value, bool)
        case _:
            return False
