"""What a claim of a prebuilt workspace surely makes anew: the arguments that change then and cannot change in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.hcl.expressions import Call, GetAttribute, ObjectCons, Template, Traversal, TupleCons, unwrapped
from generator.template.model import is_single
from generator.template.presets import prebuild_instances
from generator.template.values import reach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.catalog.claims import Claims
    from generator.hcl.expressions import Expression
    from generator.hcl.tree import Attribute, Block, Body
    from generator.template.model import Template as Folder

Changes = Callable[[Traversal], bool]
"""Says of a name in an expression whether a claim changes what it is worth."""

_AGENT = "coder_agent"
_WORKSPACE = ("data", "coder_workspace")
# What is the same before and after a claim, so that a resource which is counted by it is there both times.
_STEADY = frozenset({"start_count", "transition"})
# Functions whose result is another when an argument is, as far as names and addresses of people go.
_CARRYING = frozenset(
    {"base64encode", "coalesce", "compact", "concat", "flatten", "format", "join", "jsonencode", "list", "lower", "map"}
    | {"md5", "merge", "sensitive", "sha1", "sha256", "tolist", "tomap", "toset", "tostring", "trimspace", "upper"}
    | {"base64gzip", "nonsensitive", "yamlencode"}
)


class Remade(Struct, frozen=True):
    """A resource that a claim makes anew.

    Attributes:
        block: The resource.
        argument: The argument that changes.
        path: What the argument is called from the resource's block on.
        cause: What changes in it: an attribute of the workspace or its owner, or an output of an agent.
        agent: The agent's argument that makes the agent anew, and so its outputs unknown; None for other causes.
        pods: True when not the resource is made anew but the pods that it keeps.
    """

    block: Block
    argument: Attribute
    path: str
    cause: Traversal
    agent: Remade | None = None
    pods: bool = False


def keeps_workspaces_ready(template: Folder) -> bool:
    """True when a preset surely has prebuilds."""
    return any(is_single(preset.block) and prebuild_instances(template, preset) > 0 for preset in template.presets)


def remade(template: Folder, claims: Claims) -> Iterator[Remade]:
    """Each argument by which a claim surely makes a resource anew, in the order of the text."""
    agents = {}
    for block in template.blocks("resource", _AGENT):
        found = next(_changing(template, claims, block, _of_owner(claims)), None)
        if found is not None:
            agents[block.label(1)] = found
    for block in template.blocks("resource"):
        if block.label(0) == _AGENT or block.label(0) not in claims.resources:
            continue
        yield from _changing(template, claims, block, _of_owner(claims))
        for each in _changing(template, claims, block, _of_agents(claims, agents)):
            if not each.pods:  # what is unknown to the plan comes to the same in the end, so no pod is rolled out
                agent = agents[each.cause.attributes[1]]
                yield Remade(each.block, each.argument, each.path, each.cause, agent)


def _of_owner(claims: Claims) -> Changes:
    def changes(traversal: Traversal) -> bool:
        names = traversal.attributes
        return (
            len(names) == len(traversal.steps) + 1 == 4
            and names[0] == "data"
            and (names[1], names[3]) in claims.changes
        )

    return changes


def _of_agents(claims: Claims, agents: dict[str, Remade]) -> Changes:
    def changes(traversal: Traversal) -> bool:
        match traversal:
            case Traversal(root="coder_agent", steps=(GetAttribute(name=label), GetAttribute(name=output))):
                return label in agents and output in claims.agent_outputs
            case _:
                return False

    return changes


def _changing(template: Folder, claims: Claims, block: Block, changes: Changes) -> Iterator[Remade]:
    """The arguments that make a resource anew since something in them changes, but for those that it ignores."""
    known = claims.resources[block.label(0)]
    ignored = _ignored(block)
    if ignored is None or not _is_there_both_times(template, block):
        return
    for pods, paths in ((False, known.replaced_by), (True, known.pods_replaced_by)):
        for path in paths:
            if path.split(".")[0] in ignored:
                continue
            for name, attribute in _arguments(block.body, path.split("."), ""):
                cause = next(_carried(template, changes, attribute.expression, frozenset()), None)
                if cause is not None:
                    yield Remade(block, attribute, name, cause, pods=pods)


def _ignored(block: Block) -> set[str] | None:
    """The arguments and blocks at the top of a resource whose changes, or some in them, are ignored; None for all."""
    found: set[str] = set()
    for lifecycle in block.body.blocks_of("lifecycle"):
        listed = lifecycle.body.expression("ignore_changes")
        if listed is None:
            continue
        items = listed.items if isinstance(listed, TupleCons) else ()
        names = [item.root for item in items if isinstance(item, Traversal)]
        if not isinstance(listed, TupleCons) or len(names) < len(items):
            return None
        found.update(names)
    return found


def _is_there_both_times(template: Folder, block: Block) -> bool:
    for name in ("count", "for_each"):
        expression = block.body.expression(name)
        for traversal in () if expression is None else reach(expression, template.locals):
            names = traversal.attributes
            if traversal.root != "var" and not (names[:2] == _WORKSPACE and names[3:4] and names[3] in _STEADY):
                return False
    return True


def _arguments(body: Body, path: list[str], at: str) -> Iterator[tuple[str, Attribute]]:
    """The attributes that a path leads to, with their names from the top on; not those that dynamic blocks make."""
    if not path:
        yield from ((f"{at}{name}", attribute) for name, attribute in body.attributes.items())
        for block in body.blocks:
            if block.type not in {"dynamic", "lifecycle"}:
                yield from _arguments(block.body, [], f"{at}{block.type}.")
        return
    name, *rest = path
    if not rest and name in body.attributes:
        yield f"{at}{name}", body.attributes[name]
    for block in body.blocks_of(name):
        yield from _arguments(block.body, rest, f"{at}{name}.")


def _carried(template: Folder, changes: Changes, expression: Expression, seen: frozenset[str]) -> Iterator[Traversal]:
    """What changes in an expression and surely in its value: names in it that nothing chooses among or takes apart."""
    match unwrapped(expression):
        case Traversal(root="local", steps=(GetAttribute(name=name),)) if name in template.locals and name not in seen:
            yield from _carried(template, changes, template.locals[name], seen | {name})
        case Traversal() as traversal if changes(traversal):
            yield traversal
        case Template(parts=parts, directives=False) | TupleCons(items=parts):
            for part in parts:
                yield from _carried(template, changes, part, seen)
        case ObjectCons(items=items):
            for item in items:
                yield from _carried(template, changes, item.value, seen)
        case Call(name="replace", arguments=(text, *_)):
            yield from _carried(template, changes, text, seen)
        case Call(name=name, arguments=arguments) if name in _CARRYING:
            found = [list(_carried(template, changes, argument, seen)) for argument in arguments]
            if name != "coalesce" or all(found):  # it takes the first that is not empty, which may be one that stays
                for traversals in found:
                    yield from traversals
        case _:
            return
