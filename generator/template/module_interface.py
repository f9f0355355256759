"""What a module takes, gives and asks for, in the form in which the catalog has it of a release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.interface import UNRECORDED, ModuleInput, ModuleRelease, NestedModule, ProviderRequirement
from generator.hcl.expressions import Call, Literal, ObjectCons, Operation, Traversal, TupleCons
from generator.hcl.literals import literal, object_key, quoted
from generator.hcl.unknown import UNKNOWN
from generator.template.values import reach

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.catalog.versions import Release
    from generator.hcl.expressions import Expression
    from generator.hcl.tree import Block
    from generator.template.model import Template

_LONGEST_DEFAULT = 200  # characters; beyond it a default is a document that nobody compares with
_COUNTED = ("resource", "data")


def module_interface(template: Template, release: Release, released: str) -> ModuleRelease:
    """The interface of a module. What modules in folders of it hold counts as its own.

    Args:
        template: The module.
        release: Which release it is.
        released: The ISO date of that; empty for none.
    """
    return ModuleRelease(
        release=release,
        released=released,
        inputs={name: _input(template, name, block) for name, block in sorted(template.variables.items())},
        outputs=frozenset(block.label(0) for block in template.blocks("output")),
        env=dict(sorted(_environment(template))),
        modules=tuple(sorted(_nested(template.parts), key=lambda each: (each.label, each.source, each.version or ""))),
        providers=tuple(sorted(_providers(template), key=lambda each: each.name)),
        terraform=_terraform(template),
        resources=dict(sorted(_resources(template.parts).items())),
        makes_task=any(any(block.body.blocks_of("sidebar_app")) for block in template.ai_tasks),
    )


def type_text(template: Template, variable: Block) -> str:
    """The type constraint of a variable on one line, however its author broke it; `any` where it has none."""
    type_ = variable.body.expression("type")
    return "any" if type_ is None else _type_text(template, type_)


def _input(template: Template, name: str, block: Block) -> ModuleInput:
    body = block.body
    validations = tuple(body.blocks_of("validation"))
    required = "default" not in body.attributes
    return ModuleInput(
        name=name,
        type=type_text(template, block),
        required=required,
        default=UNRECORDED if required else _default(template, body.expression("default")),
        sensitive=template.value(body.expression("sensitive")) is True,
        allowed=_allowed(template, name, validations),
        validated=bool(validations),
    )


def _default(template: Template, expression: Expression | None) -> object:
    value = template.value(expression)
    try:
        recorded = value is not UNKNOWN and len(literal(value)) <= _LONGEST_DEFAULT
    except ValueError:  # a number beyond all that Terraform has, which JSON can hold
        recorded = False
    return value if recorded else UNRECORDED


def _type_text(template: Template, expression: Expression) -> str:
    """A type constraint on one line, written one way whatever its author's line breaks."""
    match expression:
        case Literal(value=str(text)):
            return text  # `type = "string"`, as before Terraform 0.12
        case Traversal():
            return str(expression)
        case _:
            return _one_line(template, expression)


def _one_line(template: Template, expression: Expression) -> str:
    match expression:
        case Literal(value=str(text)):
            return quoted(text)
        case Literal(value=value):
            return literal(value)
        case Traversal():
            return str(expression)
        case Call(name=name, arguments=arguments):
            return f"{name}({', '.join(_one_line(template, argument) for argument in arguments)})"
        case TupleCons(items=items):
            return f"[{', '.join(_one_line(template, item) for item in items)}]"
        case ObjectCons(items=members):
            return "{" + ", ".join(f"{_key(m.key)} = {_one_line(template, m.value)}" for m in members) + "}"
        case _:
            return " ".join(template.sources[expression.span.path].slice(expression.span).split())


def _key(expression: Expression) -> str:
    return object_key(str(expression.value)) if isinstance(expression, Literal) else str(expression)


def _allowed(template: Template, name: str, validations: Sequence[Block]) -> tuple[object, ...]:
    """The values that validations list for a variable; empty where none does, or in a form that is not read."""
    for block in validations:
        condition = block.body.expression("condition")
        values = None if condition is None else _listed(template, name, condition)
        if values:
            return values
    return ()


def _listed(template: Template, name: str, condition: Expression) -> tuple[object, ...] | None:
    """The values of a variable for which a condition holds, null left out; None where that cannot be told."""
    match condition:
        case Call(name="contains", arguments=(values, Traversal() as asked)) if asked.attributes == ("var", name):
            listed = template.value(values)
            return tuple(listed) if isinstance(listed, list) else None
        case Operation(operator="||", operands=(one, other)):
            first, second = _listed(template, name, one), _listed(template, name, other)
            return None if first is None or second is None else (*first, *(v for v in second if v not in first))
        case Operation(operator="==", operands=(Traversal() as asked, other)) if asked.attributes == ("var", name):
            value = template.value(other)
            return None if value is UNKNOWN else () if value is None else (value,)
        case _:
            return None


def _environment(template: Template) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each variable of a `coder_env` with the inputs behind its value; names that cannot be told are left out."""
    found: dict[str, set[str]] = {}
    for block in template.blocks("resource", "coder_env"):
        name, value = template.value(block.body.expression("name")), block.body.expression("value")
        if isinstance(name, str):
            inputs = found.setdefault(name, set())
            if value is not None:
                met = (traversal.attributes for traversal in reach(value, template.locals))
                inputs |= {names[1] for names in met if names[0] == "var" and len(names) > 1}
    for name, inputs in found.items():
        yield name, tuple(sorted(inputs))


def _nested(parts: Sequence[Template]) -> Iterator[NestedModule]:
    """The calls of modules that lie elsewhere; what a folder of the release itself holds counts as its own."""
    for part in parts:
        for call in part.module_calls:
            local = part.local_modules.get(call.name)
            if call.source is not None and (local is None or local.template is None):
                version = part.value(None if call.version is None else call.version.expression)
                yield NestedModule(call.name, call.source, version if isinstance(version, str) else None)


def _providers(template: Template) -> Iterator[ProviderRequirement]:
    for name, attribute in template.required_providers():
        entry = template.value(attribute.expression)
        if isinstance(entry, str):  # as before Terraform 0.13
            entry = {"version": entry}
        if isinstance(entry, dict):
            source = entry.get("source")
            yield ProviderRequirement(name, source or f"hashicorp/{name}", entry.get("version"))


def _terraform(template: Template) -> str | None:
    said = (template.value(block.body.expression("required_version")) for block in template.blocks("terraform"))
    return next((text for text in said if isinstance(text, str)), None)


def _resources(parts: Sequence[Template]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for part in parts:
        for kind in _COUNTED:
            for block in part.blocks(kind):
                type_ = block.label(0) if kind == "resource" else f"data.{block.label(0)}"
                found[type_] = found.get(type_, 0) + 1
    return found
