"""What a template's names are worth in its import job, where Coder plans it without a user, a task or a choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from generator.hcl.expressions import GetAttribute, Traversal
from generator.hcl.unknown import UNKNOWN
from generator.template.values import local_names

if TYPE_CHECKING:
    from generator.catalog.coder import CoderReleases
    from generator.hcl.evaluation import Names
    from generator.template.model import Template

Transition = Literal["start", "stop"]

TRANSITIONS: Final[tuple[Transition, ...]] = ("start", "stop")
"""The plans that an import makes, in their order."""

_PARAMETER = "coder_parameter"


def import_names(
    template: Template, coder: CoderReleases, transition: Transition, others: Names | None = None
) -> Names:
    """The names that an import job knows: locals, parameters, and Coder's data sources as far as they are fixed.

    The variables of a root module stay unknown: the operator may set them.

    Args:
        template: The template, or a module in it.
        coder: What its data sources read.
        transition: The plan.
        others: What else is known, such as what a caller gives to a module's variables; None where that is the paths
            alone.
    """
    rest = template.paths if others is None else others
    position = TRANSITIONS.index(transition)
    parameters = {parameter.label: parameter for parameter in template.parameters}
    # Terraform reads those only when what they depend on is there.
    waiting = {block.label_texts for block in template.blocks("data") if "depends_on" in block.body.attributes}

    def look(traversal: Traversal) -> tuple[object, int]:
        match traversal:
            case Traversal(
                root="data", steps=(GetAttribute(name=type_), GetAttribute(name=label), GetAttribute(name=name), *_)
            ):
                if (type_, label) in waiting:
                    return UNKNOWN, 3
                if type_ == _PARAMETER and name == "value" and label in parameters:
                    default = parameters[label].default
                    return "" if default is None else default, 3
                held = coder.import_job.get(type_, {}).get(name, UNKNOWN)
                return held[position] if isinstance(held, list) else held, 3
            case _:
                return rest(traversal)

    return local_names(template.locals, look)
