"""What makes a template a task template for Coder: `coder_ai_task`, in the template itself or inside a module."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from generator.catalog.catalog import registry_address
from generator.catalog.versions import Constraint
from generator.hcl.expressions import Literal, Traversal, unwrapped
from generator.hcl.scalars import is_number
from generator.template.import_job import import_names
from generator.template.values import fold, reach

if TYPE_CHECKING:
    from generator.catalog.catalog import Catalog
    from generator.catalog.coder import CoderReleases
    from generator.catalog.interface import ModuleInterface, ModuleRelease
    from generator.hcl.evaluation import Names
    from generator.hcl.expressions import Expression
    from generator.hcl.tree import Attribute, Block
    from generator.template.known_calls import KnownCall
    from generator.template.model import Template
    from generator.template.task import AgentCall

APP: Final = "coder_app"
AI_TASK: Final = "coder_ai_task"
PARAMETER: Final = "data.coder_parameter"
PRESET: Final = "data.coder_workspace_preset"


class TaskResource(Struct, frozen=True):
    """A `coder_ai_task` of the template itself.

    Attributes:
        app_id: Its `app_id`; None when absent or null.
        sidebar_app: Its first `sidebar_app` block; None when it has none.
        app: The expression that names the app, from whichever of the two; None when there is none.
    """

    block: Block
    app_id: Attribute | None
    sidebar_app: Block | None

    @property
    def name(self) -> str:
        """Its label."""
        return self.block.label(1)

    @property
    def app(self) -> Expression | None:
        """What says which app shows the agent."""
        if self.app_id is not None:
            return self.app_id.expression
        return None if self.sidebar_app is None else self.sidebar_app.body.expression("id")


def task_resources(template: Template) -> tuple[TaskResource, ...]:
    """The `coder_ai_task` resources of the root module, in the order of the text."""
    found = []
    for block in template.ai_tasks:
        app_id = block.body.attributes.get("app_id")
        if app_id is not None and template.value(app_id.expression) is None:
            app_id = None
        found.append(TaskResource(block, app_id, next(block.body.blocks_of("sidebar_app"), None)))
    return tuple(found)


def instances(template: Template, block: Block) -> int | None:
    """How many instances a block has while the workspace runs; None where that cannot be told."""
    count = block.body.expression("count")
    if "for_each" in block.body.attributes:
        return None
    if count is None or _is_start_count(count):
        return 1
    value = template.value(count)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def planned_at_import(template: Template, coder: CoderReleases, block: Block) -> bool | None:
    """Whether the import job's start pass plans an instance of a block; None where that cannot be told."""
    return has_instances(block, import_names(template, coder, "start"))


def has_instances(block: Block, names: Names) -> bool | None:
    """Whether a block makes anything where names are worth what is said; None where that cannot be told."""
    count, each = block.body.expression("count"), block.body.expression("for_each")
    if each is not None:
        members = fold(each, names)
        return bool(members) if isinstance(members, list | dict) else None
    value = 1 if count is None else fold(count, names)
    return value > 0 if is_number(value) else None


def _is_start_count(expression: Expression) -> bool:
    inner = unwrapped(expression)
    names = inner.attributes if isinstance(inner, Traversal) else ()
    return names[:2] == ("data", "coder_workspace") and names[3:] == ("start_count",)


def modules_are_known(template: Template, calls: tuple[KnownCall, ...]) -> bool:
    """True when the whole template can be seen: every file was read and every module that it calls is known."""
    known = {each.call.name for each in calls if each.held is not None}
    return not template.opaque and all(call.name in known for call in template.module_calls)


def module_holds(catalog: Catalog, known: KnownCall, kind: str) -> bool | None:
    """Whether what a call takes, or a module inside it, holds blocks of a type; None where unknown.

    Args:
        catalog: What is known of the modules inside.
        known: The call.
        kind: A resource type, or `data.` and a data source type.
    """
    return None if known.held is None else _holds(catalog, known.held, kind)


def _holds(catalog: Catalog, held: ModuleRelease, kind: str) -> bool | None:
    if kind in held.resources:
        return True
    certain = True
    for nested in held.modules:
        address = registry_address(nested.source)
        interface = None if address is None else catalog.interface(address)
        inside = None if interface is None else _nested_holds(catalog, interface, nested.version, kind)
        if inside:
            return True
        certain = certain and inside is False
    return False if certain else None


def _nested_holds(catalog: Catalog, interface: ModuleInterface, version: str | None, kind: str) -> bool | None:
    exact = Constraint.parse(version).exact if version else None
    if exact is None or exact not in interface.releases:
        return None
    return _holds(catalog, interface.release(exact), kind)


def task_makers(calls: tuple[KnownCall, ...], catalog: Catalog) -> tuple[KnownCall, ...]:
    """The calls of modules that make a `coder_ai_task` themselves, as agents did in their era-1 releases."""
    return tuple(call for call in calls if module_holds(catalog, call, AI_TASK))


def runs_the_task(template: Template, agent_call: AgentCall) -> bool:
    """False when every task shows an app that comes from somewhere else than this agent's module.

    Such a template runs its task in another agent, or one of its own behind `coder_app`.
    """
    tasks = task_resources(template)
    apps = [task.app for task in tasks if task.app is not None]
    if len(apps) < len(tasks) or not tasks:
        return True
    wanted = ("module", agent_call.call.name)
    return any(t.attributes[:2] == wanted for app in apps for t in reach(app, template.locals))


def resolved(template: Template, expression: Expression) -> Expression:
    """What an expression stands for when it is nothing but an interpolation or a local; else the expression itself."""
    for _ in range(len(template.locals) + 1):
        expression = unwrapped(expression)
        if not isinstance(expression, Traversal) or expression.root != "local" or len(expression.steps) != 1:
            break
        target = template.locals.get(expression.attributes[-1])
        if target is None:
            break
        expression = target
    return expression


def written_text(template: Template, expression: Expression) -> str:
    """The text of an expression as it stands in its file."""
    span = expression.span
    return template.sources[span.path].data[span.start : span.end].decode(errors="replace")


def is_quoted_literal(template: Template, expression: Expression | None) -> bool:
    """True when an expression is a plain quoted string in place, so that an edit of its span replaces it whole."""
    return isinstance(expression, Literal) and written_text(template, expression).startswith('"')
