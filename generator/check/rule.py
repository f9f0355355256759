"""What a rule is: facts about itself, and a function from the model to findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from generator.template.secrets import secret_places
from generator.template.task import agent_calls, means_task, prompt_parameters, registry_calls

if TYPE_CHECKING:
    from generator.catalog.catalog import Catalog
    from generator.catalog.coder import Target
    from generator.diagnostics import Diagnostic, RuleInfo
    from generator.template.model import Parameter, Template
    from generator.template.secrets import SecretPlace
    from generator.template.task import AgentCall, RegistryCall


@dataclass(frozen=True)
class Context:
    """What rules look at. What several rules ask for is worked out once and kept here.

    Attributes:
        template: The folder's model.
        catalog: What is known of modules, agents and Coder.
        target: The Coder release that the template is checked for.
    """

    template: Template
    catalog: Catalog
    target: Target

    @cached_property
    def registry_calls(self) -> tuple[RegistryCall, ...]:
        """The calls of registry modules that the catalog knows."""
        return registry_calls(self.template, self.catalog)

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
    def secret_places(self) -> tuple[SecretPlace, ...]:
        """The inputs and environment variables of the template that take a secret."""
        return tuple(secret_places(self.template, self.catalog, self.registry_calls))


Check = Callable[[Context], "Iterator[Diagnostic]"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: what is known of it, and what finds. A rule module has both, as `INFO` and `check`."""

    info: RuleInfo
    check: Check
