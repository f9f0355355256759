"""The modules of a template as Terraform makes them: the root, and each instance of those in folders of its own.

In a module that is called, variables are worth what the caller gives, or their defaults: no operator sets them.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from generator.diagnostics import Span
from generator.hcl.conversion import number_of
from generator.hcl.evaluation import bound, evaluate
from generator.hcl.expressions import Call, GetAttribute, Literal, ObjectCons, Traversal
from generator.hcl.functions import TextSet
from generator.hcl.scalars import text_of
from generator.hcl.unknown import UNKNOWN
from generator.template.import_job import import_names
from generator.template.values import fold, local_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.catalog.coder import CoderReleases
    from generator.hcl.evaluation import Names
    from generator.hcl.expressions import Expression
    from generator.hcl.tree import Block
    from generator.template.model import Template

_MAX_INSTANCES: Final = 64
_ABSENT: Final = object()


class Instance(Struct, frozen=True):
    """One instance of a block at the top of a file.

    Attributes:
        key: What stands in the brackets of its address; None for a block that is not repeated, or not surely made.
        made: True when the start pass of the import job makes it; False when another workspace may.
        names: What the names in it are worth.
        module: The address of the instance of the module that it is in, such as `module.agent[0]`; empty in the root.
    """

    key: str | None
    made: bool
    names: Names
    module: str = ""


class ModuleInstance(Struct, frozen=True):
    """One instance of a module.

    Attributes:
        template: What is in it.
        address: Its address; empty for the root.
        made: True when the start pass of the import job makes it.
        static: What its names are worth whatever anybody chooses.
        at_import: What they are worth in the start pass.
        call: The block that calls it; None for the root.
    """

    template: Template
    address: str
    made: bool
    static: Names
    at_import: Names
    call: Block | None = None

    @property
    def names(self) -> Names:
        """What is known of the names in it."""
        return self.at_import if self.made else self.static

    def worth(self, variable: str) -> object:
        """What a variable is worth in it, as far as that is known."""
        nowhere = Span("", 0, 0)
        return self.names(Traversal("var", (GetAttribute(variable, nowhere),), nowhere))[0]

    def instances(self, block: Block) -> tuple[Instance, ...]:
        """The instances of a block at the top of one of its files, at most a few dozen; none for one never made."""
        count, each = block.body.expression("count"), block.body.expression("for_each")
        if count is None and each is None:
            return (Instance(None, self.made, self.names, self.address),)
        read = _counted if count is not None else _keyed
        written = each if count is None else count
        if read(fold(written, self.static)) == []:
            return ()
        found = read(fold(written, self.at_import)) if self.made else None
        if not found:
            return (Instance(None, made=False, names=self.static, module=self.address),)
        name = "each" if count is None else "count"
        return tuple(Instance(key, True, bound(self.at_import, (name,), (held,)), self.address) for key, held in found)  # noqa: FBT003


def module_instances(template: Template, coder: CoderReleases) -> tuple[ModuleInstance, ...]:
    """The root first, then the instances of the modules in it, at most a few dozen."""
    static, at_import = template.static_names, import_names(template, coder, "start")
    root = ModuleInstance(template, "", made=True, static=static, at_import=at_import)
    if not template.local_modules:
        return (root,)
    return tuple(islice(_below(root, coder), _MAX_INSTANCES))


def _below(outer: ModuleInstance, coder: CoderReleases) -> Iterator[ModuleInstance]:
    yield outer
    for call in outer.template.module_calls:
        called = outer.template.local_modules.get(call.name)
        if called is None or called.template is None:
            continue
        for instance in outer.instances(call.block):
            index = "" if instance.key is None else f"[{instance.key}]"
            address = f"{outer.address}.module.{call.name}{index}".removeprefix(".")
            yield from _below(_called(called.template, call.block, address, outer, instance, coder), coder)


def _called(
    template: Template, call: Block, address: str, outer: ModuleInstance, instance: Instance, coder: CoderReleases
) -> ModuleInstance:
    static = given_names(template, call, bound(outer.static, ("each", "count"), (UNKNOWN, UNKNOWN)))
    given = given_names(template, call, instance.names)
    return ModuleInstance(
        template,
        address,
        made=instance.made,
        static=local_names(template.locals, static),
        at_import=import_names(template, coder, "start", given),
        call=call,
    )


def given_names(template: Template, call: Block, names: Names) -> Names:
    """The variables of a module as its caller sets them, where `names` are those of the caller."""
    values: dict[str, object] = {}

    def look(traversal: Traversal) -> tuple[object, int]:
        match traversal:
            case Traversal(root="var", steps=(GetAttribute(name=name), *_)) if name in template.variables:
                if name not in values:
                    values[name] = _value(template.variables[name], call.body.expression(name), names)
                return values[name], 1
            case _:
                return template.paths(traversal)

    return look


def _value(variable: Block, given: Expression | None, names: Names) -> object:
    body = variable.body
    value = evaluate(given, names) if given is not None else evaluate(body.expression("default"))
    if given is None and "default" not in body.attributes:
        return UNKNOWN
    if value is None and given is not None and evaluate(body.expression("nullable")) is False:
        value = evaluate(body.expression("default"))
    return _converted(value, body.expression("type"))


def _converted(value: object, type_: Expression | None) -> object:
    """A value as a variable of a type holds it; unknown where that cannot be told."""
    if value is UNKNOWN or value is None:
        return value
    match type_:
        case None | Traversal(root="any", steps=()):
            return value
        case Traversal(root="string", steps=()) if isinstance(value, str | int | float):
            return text_of(value)
        case Traversal(root="number", steps=()):
            number = number_of(value)
            return UNKNOWN if number is None else number
        case Traversal(root="bool", steps=()) if isinstance(value, bool):
            return value
        case Call(arguments=(Traversal(root="any", steps=()),)):
            return UNKNOWN  # its members become of one type
        case Call(name=kind, arguments=(of,)):
            return _collection(value, kind, of)
        case _:
            return UNKNOWN


def _collection(value: object, kind: str, of: Expression) -> object:
    """A value as a list, set, map or object; of sets only those of texts, since no other is repeated over."""
    match kind, value:
        case "list", list():
            return [_converted(member, of) for member in value]
        case "set", list() if all(isinstance(member, str) for member in value):
            return TextSet(sorted(set(value)))
        case "map", dict():
            return {key: _converted(member, of) for key, member in value.items()}
        case "object", dict() if isinstance(of, ObjectCons):
            members = {_text(item.key): _member(value, _text(item.key), item.value) for item in of.items}
            return UNKNOWN if _ABSENT in members.values() else members
        case _:
            return UNKNOWN


def _member(value: Mapping[str, object], name: str, type_: Expression) -> object:
    """One of an object, which may have a default of its own."""
    optional = isinstance(type_, Call) and type_.name == "optional"
    if isinstance(type_, Call) and optional and type_.arguments:
        default = evaluate(type_.arguments[1]) if len(type_.arguments) > 1 else None
        type_ = type_.arguments[0]
        held = value.get(name)
        return _converted(default if held is None else held, type_)
    return _converted(value[name], type_) if name in value else _ABSENT


def _text(key: Expression) -> str:
    return str(key.value) if isinstance(key, Literal) else ""


def _counted(value: object) -> list[tuple[str, object]] | None:
    """The instances of a count, the first few dozen: their keys, and what `count` is worth in them."""
    number = number_of(value)
    return None if number is None else [(str(i), {"index": i}) for i in range(min(int(number), _MAX_INSTANCES))]


def _keyed(value: object) -> list[tuple[str, object]] | None:
    """The instances of a `for_each`, likewise."""
    if not isinstance(value, list | dict):
        return None
    pairs: Mapping[Any, Any] | list[tuple[Any, Any]]
    pairs = value if isinstance(value, dict) else {item: item for item in value}
    return [(f'"{key}"', {"key": key, "value": item}) for key, item in islice(pairs.items(), _MAX_INSTANCES)]
