"""How a template makes its tasks: the agents it calls, the releases they may have, where the prompt comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.catalog.agents import delivery_for
from generator.catalog.catalog import tagged_release
from generator.catalog.coder import PROMPT_PARAMETER, TASK_RESOURCE
from generator.catalog.versions import Constraint
from generator.source.near import likeness
from generator.template.values import reach

if TYPE_CHECKING:
    from generator.catalog.agents import Agent
    from generator.catalog.catalog import Catalog
    from generator.catalog.interface import ModuleInterface, ModuleRelease
    from generator.catalog.versions import Release, ReleaseRange
    from generator.hcl.expressions import Expression
    from generator.template.model import ModuleCall, Parameter, Template

_NEAR_ENOUGH = 0.85


class RegistryCall(Struct, frozen=True):
    """A module call into the Coder registry whose interface is known.

    Attributes:
        releases: The releases that its version admits, ascending; all when it has none; empty when it admits none that
            the catalog knows or the version cannot be told.
        pinned: The one release it pins exactly; None when it leaves a choice or pins one the catalog does not know.
    """

    call: ModuleCall
    interface: ModuleInterface
    releases: tuple[Release, ...]
    pinned: Release | None

    @property
    def release(self) -> Release | None:
        """The release that Terraform takes today: the newest admitted; None when none is."""
        return self.releases[-1] if self.releases else None

    @property
    def open(self) -> bool:
        """True when the version also admits releases newer than any the catalog knows, of which nothing can be said."""
        if self.call.version is None:
            return self.pinned is None
        if self.call.constraint is None:
            return False
        return (self.call.constraint & Constraint.parse(f"> {self.interface.newest}")).lowest is not None

    @property
    def held(self) -> ModuleRelease | None:
        """The interface of that release."""
        return None if self.release is None else self.interface.release(self.release)

    @property
    def title(self) -> str:
        """The module's address and that release."""
        return f"{self.interface.address} {self.release}"

    def had_input(self, name: str) -> ReleaseRange | None:
        """The releases that have an input; None where there are none."""
        return self.interface.input_range(name)

    def had_output(self, name: str) -> ReleaseRange | None:
        """The releases that have an output; None where there are none."""
        return self.interface.output_range(name)

    def may_spare(self, name: str) -> bool:
        """True when some release does not require an input."""
        forms = (self.interface.release(release).inputs.get(name) for release in self.interface.releases)
        return any(form is None or not form.required for form in forms)


class AgentCall(Struct, frozen=True):
    """A registry call whose module is an agent of the catalog; the release that Terraform takes is known."""

    registry: RegistryCall
    agent: Agent
    release: Release

    @property
    def call(self) -> ModuleCall:
        """The module call."""
        return self.registry.call

    @property
    def mechanisms(self) -> tuple[str, ...]:
        """The task mechanisms that the release serves; empty when it has no Tasks."""
        return self.agent.mechanisms_of(self.release)


def registry_calls(template: Template, catalog: Catalog) -> tuple[RegistryCall, ...]:
    """The calls of registry modules whose interface the catalog has, in the order of the text.

    A call that takes the module from the registry's git repository by a release tag is one of them.
    """
    found = []
    for call in template.module_calls:
        tagged = None
        if call.source is not None and call.version is None:
            tagged = tagged_release(template.module_sources.known(call.source))
        address = call.address if tagged is None else tagged[0]
        interface = None if address is None else catalog.interface(address)
        if interface is None:
            continue
        if tagged is None:
            found.append(_registry_call(call, interface))
        elif tagged[1] in interface.releases:
            found.append(RegistryCall(call, interface, (tagged[1],), tagged[1]))
    return tuple(found)


def _registry_call(call: ModuleCall, interface: ModuleInterface) -> RegistryCall:
    if call.version is None:
        return RegistryCall(call, interface, interface.releases, None)
    if call.constraint is None:
        return RegistryCall(call, interface, (), None)
    admitted = interface.matching(call.constraint)
    pinned = call.constraint.exact
    return RegistryCall(call, interface, admitted, pinned if pinned in admitted else None)


def agent_calls(calls: tuple[RegistryCall, ...], catalog: Catalog) -> tuple[AgentCall, ...]:
    """Those of the registry calls that call an agent, where the release is known."""
    found = []
    for registry in calls:
        agent = catalog.agent_for(registry.interface.address)
        if agent is not None and registry.release is not None:
            found.append(AgentCall(registry, agent, registry.release))
    return tuple(found)


def prompt_parameters(template: Template, catalog: Catalog) -> tuple[Parameter, ...]:
    """The parameters whose name is exactly the magic one (`AI Prompt`)."""
    return tuple(p for p in template.parameters if p.name == catalog.coder.prompt_parameter)


def prompt_origins(template: Template, catalog: Catalog, expression: Expression) -> frozenset[str]:
    """The mechanisms whose prompt a value comes from: the task (data source or resource), the parameter, or neither."""
    labels = {parameter.label for parameter in prompt_parameters(template, catalog)}
    found = set()
    for traversal in reach(expression, template.locals):
        names = traversal.attributes
        if "prompt" in names and (names[:2] == ("data", "coder_task") or names[0] == "coder_ai_task"):
            found.add(TASK_RESOURCE)
        if names[:2] == ("data", "coder_parameter") and len(names) > 2 and names[2] in labels:
            found.add(PROMPT_PARAMETER)
    return frozenset(found)


def carries_prompt(template: Template, catalog: Catalog, expression: Expression) -> bool:
    """True when a value comes from the task's prompt: the data source, the resource or the parameter."""
    return bool(prompt_origins(template, catalog, expression))


def handed_over(template: Template, agent_call: AgentCall) -> tuple[Expression, ...]:
    """What the template gives an agent where its release takes the prompt; empty when it gives nothing there."""
    delivery = delivery_for(agent_call.agent.prompt, agent_call.release)
    if delivery is None:
        return ()
    if delivery.input is not None:
        attribute = agent_call.call.inputs.get(delivery.input)
        return () if attribute is None else (attribute.expression,)
    return tuple(variable.value for variable in template.environment if variable.name == delivery.env)


def prompt_reaches(template: Template, catalog: Catalog, agent_call: AgentCall) -> bool | None:
    """Whether the task's prompt is handed to an agent the way its release takes it; None when that cannot be told.

    Of an agent that the template's own start script starts it cannot be told: the script decides what it reads.
    """
    delivery = delivery_for(agent_call.agent.prompt, agent_call.release)
    if delivery is None:
        return None
    given = handed_over(template, agent_call)
    if any(carries_prompt(template, catalog, expression) for expression in given):
        return True
    if given or delivery_for(agent_call.agent.start_script, agent_call.release) is not None:
        return None
    if delivery.input is not None or (template.environment_is_known and not template.opaque):
        return False
    return None


def misspelt_prompt_parameters(template: Template, catalog: Catalog) -> tuple[Parameter, ...]:
    """The parameters whose name is nearly the magic one; none when one bears it exactly."""
    if prompt_parameters(template, catalog):
        return ()
    wanted = _letters(catalog.coder.prompt_parameter)
    return tuple(
        parameter
        for parameter in template.parameters
        if isinstance(parameter.name, str) and likeness(_letters(parameter.name), wanted) >= _NEAR_ENOUGH
    )


def _letters(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def reads_task_prompt(template: Template) -> bool:
    """True when the template reads the prompt from the `coder_task` data source anywhere."""
    return any(
        traversal.attributes[:2] == ("data", "coder_task") and "prompt" in traversal.attributes
        for traversal in template.references
    )


def means_task(template: Template, catalog: Catalog) -> bool:
    """True when the template asks to be a task template: a coder_ai_task, a coder_task data source, the parameter."""
    return bool(template.ai_tasks or any(template.blocks("data", "coder_task")) or prompt_parameters(template, catalog))
