"""A folder of Terraform files as one model: the symbols, and what Coder makes of them.

Places are kept: everything that comes from a file knows its block or attribute. An absent argument is None, one whose
value cannot be told is `UNKNOWN`.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

from msgspec import Struct, field

from generator.catalog.sources import AS_WRITTEN
from generator.catalog.versions import Constraint
from generator.hcl.evaluation import evaluate
from generator.hcl.expressions import ObjectCons, Traversal, traversals, unwrapped
from generator.hcl.scalars import text_of
from generator.hcl.unknown import UNKNOWN
from generator.template.values import fold, holding, local_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.catalog.sources import ModuleSources
    from generator.catalog.versions import Release
    from generator.diagnostics import Span
    from generator.hcl.evaluation import Names
    from generator.hcl.expressions import Expression
    from generator.hcl.syntax import SyntaxProblem
    from generator.hcl.tree import Attribute, Block, Document
    from generator.source.files import SourceFile
    from generator.template.overrides import Override

MODULE_ARGUMENTS = frozenset({"source", "version", "count", "for_each", "providers", "depends_on"})
"""The arguments of a module call that Terraform itself reads."""


class ModuleCall(Struct, frozen=True):
    """A `module` block.

    Attributes:
        address: Namespace and name in the Coder registry (`coder/claude-code`), also of a source that stands for one
            of the registry's; None for any other.
        source: The source as text; None when absent or not a plain string.
        constraint: The version constraint; None when absent, malformed or not a plain string.
        inputs: Its arguments but those that Terraform itself reads.
    """

    name: str
    block: Block
    address: str | None
    source: str | None
    constraint: Constraint | None
    inputs: Mapping[str, Attribute]

    @property
    def version(self) -> Attribute | None:
        """The `version` argument, whatever it holds."""
        return self.block.body.attributes.get("version")

    @property
    def source_place(self) -> Span:
        """Where a finding about the source points: the source, else the block."""
        attribute = self.block.body.attributes.get("source")
        return self.block.header if attribute is None else attribute.expression.span

    @property
    def place(self) -> Span:
        """Where a finding about the release points: the version, else the source, else the block."""
        return self.source_place if self.version is None else self.version.expression.span


class Parameter(Struct, frozen=True):
    """A `data "coder_parameter"` block.

    Attributes:
        label: Its label in Terraform; `name` is what Coder and presets call it (`UNKNOWN` where it cannot be told).
        type: `string` where absent.
        default: Text, None where absent or null, `UNKNOWN`.
        options: The option values in order; None when some cannot be told or are made by a dynamic block.
    """

    label: str
    block: Block
    name: object
    type: object
    default: object
    options: tuple[str, ...] | None
    validation: Mapping[str, object]

    @property
    def required(self) -> bool:
        """True when Coder asks for a value: there is no default."""
        return self.default is None


class PresetValue(Struct, frozen=True):
    """One entry of a preset's `parameters`: the parameter's name, the value (`UNKNOWN` possible), both places."""

    name: str
    value: object
    name_span: Span
    value_span: Span


class Preset(Struct, frozen=True):
    """A `data "coder_workspace_preset"` block; `values` is None when its `parameters` or a key in it cannot be told."""

    label: str
    block: Block
    name: object
    default: object
    values: tuple[PresetValue, ...] | None


class EnvironmentVariable(Struct, frozen=True):
    """A variable that the template puts into the agent's environment, by `coder_env` or the agent's `env` map."""

    name: str
    value: Expression
    span: Span


OUTSIDE: Final = "outside"
MISSING: Final = "missing"
CIRCULAR: Final = "circular"


class LocalModule(Struct, frozen=True):
    """A module in a folder of its own that a template calls.

    Attributes:
        path: The folder, as a path in the template.
        template: What is in it; None where it was not read.
        problem: Why not: it is `OUTSIDE` of the template, `MISSING`, or `CIRCULAR`, a folder that calls itself.
    """

    path: str
    template: Template | None
    problem: Literal["outside", "missing", "circular"] | None


class Template(Struct, frozen=True, dict=True):
    """A template folder, or the folder of a module in it, parsed once.

    Attributes:
        folder: What reports call the folder.
        documents: Its Terraform files in order of name, with what override files change merged in.
        sources: Every file read, those of the modules in it too, by the path that spans name.
        problems: What Terraform's parser refuses, at most one for each file; such files add nothing to the model.
        opaque: True when the folder holds Terraform that was not read into the model (a broken file), so that the
            absence of something proves nothing.
        locked_providers: Source of a provider without the host (`coder/coder`) to the release that the folder's lock
            file holds.
        values: The files from which Terraform takes values of its variables by itself (`terraform.tfvars`,
            `*.auto.tfvars`, or with `.json`), in the order in which it reads them; of a module none.
        overrides: The blocks of override files, as they are written.
        local_modules: By the name of the call, the modules in folders of their own.
        readme: The `README.md` of the template; None where it has none.
        module_sources: How it writes the sources of modules.
    """

    folder: str
    documents: tuple[Document, ...]
    sources: Mapping[str, SourceFile]
    problems: tuple[SyntaxProblem, ...]
    opaque: bool
    values: tuple[Document, ...] = ()
    locked_providers: Mapping[str, Release] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
    local_modules: Mapping[str, LocalModule] = field(default_factory=dict)
    readme: SourceFile | None = None
    module_sources: ModuleSources = AS_WRITTEN

    @cached_property
    def modules_inside(self) -> tuple[Template, ...]:
        """The modules in folders of their own that this one calls, directly or not, each once."""
        found: dict[str, Template] = {}
        for module in self.local_modules.values():
            if module.template is not None and module.template.folder not in found:
                found[module.template.folder] = module.template
                found |= {inner.folder: inner for inner in module.template.modules_inside}
        return tuple(found.values())

    @property
    def parts(self) -> tuple[Template, ...]:
        """This one, then the modules in it."""
        return (self, *self.modules_inside)

    def callers(self, module: Template) -> Iterator[Block]:
        """The `module` blocks, here and in the modules inside, that call a module in a folder of its own."""
        for part in self.parts:
            for block in part.blocks("module"):
                called = part.local_modules.get(block.label(0))
                if called is not None and called.template is not None and called.template.folder == module.folder:
                    yield block

    def block_at(self, span: Span) -> Block | None:
        """The block at the top of a file that holds a place; None where none of this template's own files does."""
        for document in self.documents:
            if document.source.path == span.path:
                return next((block for block in document.body.blocks if block.span.contains(span)), None)
        return None

    def required_providers(self) -> Iterator[tuple[str, Attribute]]:
        """The entries of `required_providers` by the local name of the provider, in the order of the text."""
        for settings in self.blocks("terraform"):
            for required in settings.body.blocks_of("required_providers"):
                yield from required.body.attributes.items()

    def blocks(self, type_: str, first_label: str | None = None) -> Iterator[Block]:
        """The top-level blocks of a type, in the order of files and text; of one first label where it is given."""
        for document in self.documents:
            for block in document.body.blocks:
                if block.type == type_ and (first_label is None or block.label(0) == first_label):
                    yield block

    @cached_property
    def locals(self) -> Mapping[str, Expression]:
        """The expressions of all locals by name."""
        return {
            name: attribute.expression
            for block in self.blocks("locals")
            for name, attribute in block.body.attributes.items()
        }

    @cached_property
    def variables(self) -> Mapping[str, Block]:
        """The `variable` blocks by name."""
        return {block.label(0): block for block in self.blocks("variable")}

    @cached_property
    def module_calls(self) -> tuple[ModuleCall, ...]:
        """The module calls in the order of the text."""
        from generator.catalog.catalog import registry_address

        calls = []
        for block in self.blocks("module"):
            source = self.value(block.body.expression("source"))
            text = source if isinstance(source, str) else None
            inputs = {n: a for n, a in block.body.attributes.items() if n not in MODULE_ARGUMENTS}
            address = None if text is None else registry_address(self.module_sources.known(text))
            calls.append(ModuleCall(block.label(0), block, address, text, self._constraint(block), inputs))
        return tuple(calls)

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters of the root module."""
        return tuple(self._parameter(block) for block in self.blocks("data", "coder_parameter"))

    @cached_property
    def presets(self) -> tuple[Preset, ...]:
        """The presets of the root module."""
        return tuple(self._preset(block) for block in self.blocks("data", "coder_workspace_preset"))

    @cached_property
    def ai_tasks(self) -> tuple[Block, ...]:
        """The `coder_ai_task` resources of the root module."""
        return tuple(self.blocks("resource", "coder_ai_task"))

    @cached_property
    def environment(self) -> tuple[EnvironmentVariable, ...]:
        """What the template puts into the environment of its agents; names that cannot be told are left out."""
        found = []
        for block in self.blocks("resource", "coder_env"):
            name, value = self.value(block.body.expression("name")), block.body.expression("value")
            if isinstance(name, str) and value is not None:
                found.append(EnvironmentVariable(name, value, block.header))
        for block in self.blocks("resource", "coder_agent"):
            env = block.body.expression("env")
            if isinstance(env, ObjectCons):
                for item in env.items:
                    name = self.value(item.key)
                    if isinstance(name, str):
                        found.append(EnvironmentVariable(name, item.value, item.key.span))
        return tuple(found)

    @cached_property
    def environment_is_known(self) -> bool:
        """False when an agent's `env` is not an object literal, or an env name cannot be told: there may be more."""
        for block in self.blocks("resource", "coder_agent"):
            env = block.body.expression("env")
            if env is not None and not isinstance(env, ObjectCons):
                return False
            if isinstance(env, ObjectCons) and any(self.value(item.key) is UNKNOWN for item in env.items):
                return False
        return all(
            isinstance(self.value(block.body.expression("name")), str) for block in self.blocks("resource", "coder_env")
        )

    def value(self, expression: Expression | None) -> object:
        """The value of an expression, locals folded; None for an absent one, `UNKNOWN` where it cannot be told."""
        return fold(expression, self._static_names)

    def known_parts(self, expression: Expression | None, held: Mapping[str, object] | None = None) -> object:
        """The value of an expression as far as it is known: a list or map in it may hold `UNKNOWN`.

        Args:
            expression: The expression.
            held: What more is known of the names in it, such as of `each`, by the first word.
        """
        return evaluate(expression, holding(self._static_names, held) if held else self._static_names)

    @cached_property
    def _static_names(self) -> Names:
        """The names whose worth does not depend on a run."""
        return local_names(self.locals)

    @cached_property
    def references(self) -> tuple[Traversal, ...]:
        """Every traversal written anywhere in the template, in the order of the text."""
        return tuple(
            traversal
            for document in self.documents
            for attribute in document.body.all_attributes()
            for traversal in traversals(attribute.expression)
        )

    def module_outputs(self) -> Iterator[tuple[str, str, Traversal]]:
        """Every `module.<call>.<output>` that is referred to: call, output, traversal."""
        for traversal in self.references:
            names = traversal.attributes
            if traversal.root == "module" and len(names) >= 3:
                yield names[1], names[2], traversal

    def _constraint(self, block: Block) -> Constraint | None:
        text = self.value(block.body.expression("version"))
        if not isinstance(text, str):
            return None
        try:
            return Constraint.parse(text)
        except ValueError:
            return None

    def _parameter(self, block: Block) -> Parameter:
        body = block.body
        values = [self.value(option.body.expression("value")) for option in body.blocks_of("option")]
        known = not any(body.dynamic_of("option")) and not any(value is UNKNOWN for value in values)
        default = self.value(body.expression("default"))
        declared = self.value(body.expression("type"))
        validation = {
            name: self.value(attribute.expression)
            for nested in body.blocks_of("validation")
            for name, attribute in nested.body.attributes.items()
        }
        return Parameter(
            label=block.label(1),
            block=block,
            name=self.value(body.expression("name")),
            type="string" if declared is None else declared,
            default=default if default is None or default is UNKNOWN else text_of(default),
            options=tuple(text_of(value) for value in values) if known else None,
            validation=validation,
        )

    def _preset(self, block: Block) -> Preset:
        body = block.body
        written = body.expression("parameters")
        if isinstance(written, Traversal) and written.root == "local" and len(written.attributes) == 2:
            written = self.locals.get(written.attributes[1], written)
        values: tuple[PresetValue, ...] | None = None
        if written is None:
            values = ()
        elif isinstance(written, ObjectCons):
            found = tuple(self._preset_values(written))
            values = found if len(found) == len(written.items) else None
        return Preset(
            label=block.label(1),
            block=block,
            name=self.value(body.expression("name")),
            default=self.value(body.expression("default")),
            values=values,
        )

    def _preset_values(self, written: ObjectCons) -> Iterator[PresetValue]:
        for item in written.items:
            name = self._preset_key(item.key)
            if isinstance(name, str):
                value = self.value(item.value)
                plain = isinstance(value, str | bool | int | float)
                known = text_of(value) if plain else None if value is None else UNKNOWN
                yield PresetValue(name, known, item.key.span, item.value.span)

    def _preset_key(self, key: Expression) -> object:
        """The name a key spells; `(data.coder_parameter.x.name)` is the name of that parameter."""
        inner = unwrapped(key)
        if isinstance(inner, Traversal) and inner.attributes[:2] == ("data", "coder_parameter"):
            label, attribute = inner.attributes[2:3], inner.attributes[3:]
            if attribute == ("name",):
                return next((p.name for p in self.parameters if (p.label,) == label), UNKNOWN)
        return self.value(inner)


def is_single(block: Block) -> bool:
    """True when a block stands for exactly one instance: it has neither `count` nor `for_each`."""
    return not {"count", "for_each"} & set(block.body.attributes)
