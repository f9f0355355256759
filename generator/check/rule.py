"""What a rule is: facts about itself, and a function from the model to findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from generator.template.addresses import resource_blocks
from generator.template.coder_blocks import CoderBlocks
from generator.template.known_calls import local_calls
from generator.template.providers import Providers
from generator.template.schema_bodies import schema_bodies
from generator.template.scopes import function_calls, references, scoped
from generator.template.secrets import secret_places
from generator.template.static_types import StaticTypes
from generator.template.task import agent_calls, means_task, prompt_parameters, registry_calls

if TYPE_CHECKING:
    from generator.catalog.catalog import Catalog
    from generator.catalog.coder import Target
    from generator.diagnostics import Diagnostic, RuleInfo
    from generator.hcl.expressions import Expression
    from generator.hcl.tree import Block
    from generator.template.addresses import Key
    from generator.template.known_calls import KnownCall
    from generator.template.model import Parameter, Template
    from generator.template.schema_bodies import SchemaBody
    from generator.template.scopes import FunctionCall, Reference, Scope
    from generator.template.secrets import SecretPlace
    from generator.template.task import AgentCall, RegistryCall


class Context(Struct, frozen=True, dict=True):
    """What rules look at. What several rules ask for is worked out once and kept here.

    Attributes:
        template: The folder's model.
        catalog: What is known of modules, agents and Coder.
        target: The Coder release that the template is checked for.
        callers: The `module` blocks that call the template, where it is a module of another; none for the root.
    """

    template: Template
    catalog: Catalog
    target: Target
    callers: tuple[Block, ...] = ()

    @cached_property
    def registry_calls(self) -> tuple[RegistryCall, ...]:
        """The calls of registry modules that the catalog knows."""
        return registry_calls(self.template, self.catalog)

    @cached_property
    def known_calls(self) -> tuple[KnownCall, ...]:
        """The module calls whose interface is known: those of the registry, and those of folders of the template."""
        return (*self.registry_calls, *local_calls(self.template))

    @cached_property
    def agent_calls(self) -> tuple[AgentCall, ...]:
        """The calls of agents that the catalog knows, where the release can be told."""
        return agent_calls(self.registry_calls, self.catalog)

    @cached_property
    def prompt_parameters(self) -> tuple[Parameter, ...]:
        """The parameters with the magic name."""
        return prompt_parameters(self.template, self.catalog)

    @cached_property
    def means_task(self) -> bool:
        """True when the template asks to be a task template."""
        return means_task(self.template, self.catalog)

    @cached_property
    def expressions(self) -> tuple[tuple[Expression, Scope], ...]:
        """Every expression of the template that may hold references, with what surrounds it."""
        return tuple(scoped(self.template))

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """Every reference of the template with where it stands."""
        return tuple(references(self.expressions))

    @cached_property
    def function_calls(self) -> tuple[FunctionCall, ...]:
        """Every function call of the template."""
        return tuple(function_calls(self.expressions))

    @cached_property
    def resource_blocks(self) -> Mapping[Key, Block]:
        """The resources and data sources of the template by their address."""
        return resource_blocks(self.template)

    @cached_property
    def providers(self) -> Providers:
        """The providers of the template whose schemas are known."""
        return Providers(self.template, self.catalog)

    @cached_property
    def coder_blocks(self) -> CoderBlocks:
        """The blocks of the coder provider, repeated and dynamic ones opened."""
        return CoderBlocks(self.template, self.catalog, self.providers)

    @cached_property
    def static_types(self) -> StaticTypes:
        """The kinds of the template's expressions."""
        return StaticTypes(self.template, self.catalog.language, self.providers, self.resource_blocks)

    @cached_property
    def schema_bodies(self) -> tuple[SchemaBody, ...]:
        """Every block of the template whose schema is known, at any depth."""
        return tuple(schema_bodies(self.template, self.catalog.language, self.providers))

    @cached_property
    def secret_places(self) -> tuple[SecretPlace, ...]:
        """The inputs and environment variables of the template that take a secret."""
        return tuple(secret_places(self.template, self.catalog, self.registry_calls))


Check = Callable[[Context], "Iterator[Diagnostic]"]


class Runnable(Protocol):
    """What the runner asks of a rule."""

    @property
    def name(self) -> str:
        """The rule's name."""

    @property
    def family(self) -> str:
        """The rule's family."""

    @property
    def needs(self) -> str:
        """A word without which a template gives the rule nothing to find; empty when there is none."""

    @property
    def check(self) -> Check:
        """What finds."""


class Rule(Struct, frozen=True):
    """A rule: what is known of it, and what finds. A rule module has both, as `INFO` and `check`."""

    info: RuleInfo
    check: Check
    needs: str = ""

    @property
    def name(self) -> str:
        """The rule's name."""
        return self.info.name

    @property
    def family(self) -> str:
        """The rule's family."""
        return self.info.family
