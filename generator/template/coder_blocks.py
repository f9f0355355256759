"""The blocks of the coder provider as Terraform makes them: repeated and dynamic ones opened, their names bound.

A block that surely is never made (`count = 0`) is left out. One that is made in the start pass of the import job is
read with the values seen there; of any other, which some workspace may have, only what no choice can change is known.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field
from msgspec.structs import replace

from generator.catalog.provider_checks import PROVIDER_BLOCK
from generator.hcl.evaluation import bound, pairs_of
from generator.hcl.expressions import Literal, ObjectCons, TupleCons, unwrapped
from generator.hcl.expressions import Template as TextTemplate
from generator.hcl.unknown import UNKNOWN
from generator.template.module_instances import module_instances
from generator.template.providers import Providers
from generator.template.scopes import iterator_of
from generator.template.values import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.catalog.catalog import Catalog
    from generator.catalog.coder import Target
    from generator.catalog.provider_checks import Where
    from generator.catalog.versions import Release
    from generator.hcl.evaluation import Names
    from generator.hcl.expressions import Expression
    from generator.hcl.tree import Attribute, Block
    from generator.template.model import Template
    from generator.template.module_instances import Instance
    from generator.template.providers import ProviderUse

_LOCAL_NAME: Final = "coder"
_PREFIX: Final = "coder_"
_MAX_INSTANCES: Final = 64


class CoderBlock(Struct, frozen=True):
    """A block of the coder provider, at the top of a file or nested, as one instance has it.

    Attributes:
        type: The type of the resource or data source; `PROVIDER_BLOCK` for the provider's own block.
        block: As it is written; the `content` of a dynamic block.
        top: The block at the top of the file.
        release: The provider release that Terraform takes.
        instance: The instance of the block at the top that it belongs to.
        names: What the names in it are worth.
        certain: True when the instance surely has it; False for one that a dynamic block may make.
        nested: The blocks in it by their name.
        closed: True when all blocks in it are known: each dynamic one could be opened.
    """

    type: str
    block: Block
    top: Block
    release: Release
    instance: Instance
    names: Names
    certain: bool = True
    nested: Mapping[str, tuple[CoderBlock, ...]] = field(default_factory=dict)
    closed: bool = True

    @property
    def made(self) -> bool:
        """True when the start pass of the import job surely makes it."""
        return self.certain and self.instance.made

    @property
    def label(self) -> str:
        """The label of the block at the top."""
        return self.top.label(1)

    def attribute(self, name: str) -> Attribute | None:
        """An argument, or None where it is not written."""
        return self.block.body.attributes.get(name)

    def value(self, name: str) -> object:
        """What an argument is worth: None when absent or null, `UNKNOWN` where it cannot be told."""
        return fold(self.block.body.expression(name), self.names)

    def writes(self, name: str) -> bool | None:
        """True when an argument is surely written and not null, or a block is there; None where it cannot be told."""
        if name in self.nested:
            return True if any(nested.certain for nested in self.nested[name]) else None
        expression = self.block.body.expression(name)
        if expression is None:
            return False
        value = fold(expression, self.names)
        if value is UNKNOWN:
            return True if never_null(expression) else None
        return value is not None


class CoderBlocks:
    """The blocks of the coder provider in a template, and in the modules in folders of its own that it calls.

    Attributes:
        modules: The root, and the instances of those modules.
    """

    def __init__(self, template: Template, catalog: Catalog, providers: Providers) -> None:
        """Of a template; blocks are opened when they are asked for."""
        self._catalog = catalog
        self._providers = providers
        self.modules = module_instances(template, catalog.coder)

    def of(self, type_: str, path: str = "") -> tuple[CoderBlock, ...]:
        """The blocks of a type, or those nested in them along a dotted path: the root's, in the order of the text."""
        return self._by_place.get((type_, path), ())

    def checked(self, where: Where, target: Target) -> Iterator[CoderBlock]:
        """The blocks of which the releases in use make a check."""
        for block in self.of(where.type, where.path):
            if where.applies(block.release, target):
                yield block

    def instances(self, block: Block) -> tuple[Instance, ...]:
        """The instances of a block at the top of a file of the root, at most a few dozen; none for one never made."""
        return self.modules[0].instances(block)

    @cached_property
    def _by_place(self) -> Mapping[tuple[str, str], tuple[CoderBlock, ...]]:
        found: dict[tuple[str, str], list[CoderBlock]] = {}
        for top in self._tops():
            for block in top:
                _file(found, "", block)
        return {place: tuple(blocks) for place, blocks in found.items()}

    def _tops(self) -> Iterator[list[CoderBlock]]:
        for module in self.modules:
            providers = Providers(module.template, self._catalog) if module.address else self._providers
            for kind in ("provider", "resource", "data"):
                for block in module.template.blocks(kind):
                    named = block.label(0) == _LOCAL_NAME if kind == "provider" else block.label(0).startswith(_PREFIX)
                    release = self._release(providers.of(block)) if named else None
                    if release is not None:
                        type_ = PROVIDER_BLOCK if kind == "provider" else block.label(0)
                        yield [
                            _opened(CoderBlock(type_, block, block, release, instance, instance.names))
                            for instance in module.instances(block)
                        ]

    def _release(self, use: ProviderUse | None) -> Release | None:
        """The release that Terraform takes, which the root and the module have to admit; None for another provider."""
        if use is None or use.local_name != _LOCAL_NAME:
            return None
        root = self._providers.named(_LOCAL_NAME)
        admitted = [] if root is None else [release for release in root.admitted if release in use.admitted]
        return admitted[-1] if admitted else None


def never_null(expression: Expression) -> bool:
    """True for an expression that has a value whatever its names are worth."""
    match unwrapped(expression):
        case TextTemplate() | ObjectCons() | TupleCons():
            return True
        case Literal(value=value):
            return value is not None
        case _:
            return False


def _file(found: dict[tuple[str, str], list[CoderBlock]], path: str, block: CoderBlock) -> None:
    found.setdefault((block.type, path), []).append(block)
    for name, inside in block.nested.items():
        for nested in inside:
            _file(found, f"{path}.{name}" if path else name, nested)


def _opened(outer: CoderBlock) -> CoderBlock:
    """The block with what is nested in it."""
    nested: dict[str, list[CoderBlock]] = {}
    closed = True
    for block in outer.block.body.blocks:
        if block.type == "dynamic":
            name, inner = block.label(0), list(_dynamic(outer, block))
            closed = closed and all(member.certain for member in inner)
        else:
            name, inner = block.type, [replace(outer, block=block)]
        if inner:
            nested.setdefault(name, []).extend(map(_opened, inner))
    return replace(outer, nested={name: tuple(members) for name, members in nested.items()}, closed=closed)


def _dynamic(outer: CoderBlock, block: Block) -> Iterator[CoderBlock]:
    """What a dynamic block makes; where that cannot be told, one block that is not certain."""
    content = next(block.body.blocks_of("content"), None)
    if content is None:
        return
    iterator = iterator_of(block)
    made = fold(block.body.expression("for_each"), outer.names)
    if not isinstance(made, list | dict) or len(made) > _MAX_INSTANCES:
        yield replace(outer, block=content, names=bound(outer.names, (iterator,), (UNKNOWN,)), certain=False)
        return
    for key, value in pairs_of(made) or ():
        names = bound(outer.names, (iterator,), ({"key": key, "value": value},))
        yield replace(outer, block=content, names=names)
