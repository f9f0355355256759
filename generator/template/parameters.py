"""What decides on the values of a `coder_parameter`, read from its block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from generator.hcl.scalars import text_of
from generator.hcl.unknown import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from generator.hcl.expressions import Expression
    from generator.hcl.tree import Block
    from generator.template.coder_blocks import CoderBlock

MULTI_SELECT = "multi-select"
"""The form whose value is a JSON list of option values, which are plain text themselves."""


class ParameterFacts(Struct, frozen=True):
    """What decides on a value of a parameter, as `generator.catalog.parameter_values.refusal` asks for it.

    Attributes:
        type: `string` where it is not written.
        form: The `form_type`; None where it is not written.
        options: Empty when there are none, None when they cannot be told.
        validation: None without a `validation` block; else its entries as far as they are written, `UNKNOWN` possible.
    """

    type: str
    form: str | None
    options: tuple[str, ...] | None
    validation: Mapping[str, object] | None

    @property
    def multi(self) -> bool:
        """True when its `form_type` is `multi-select`."""
        return self.form == MULTI_SELECT


def written_facts(block: Block, value: Callable[[Expression | None], object]) -> ParameterFacts | None:
    """What a parameter takes as it is written, dynamic blocks left unread; None where its type or form cannot be told.

    Args:
        block: Its block.
        value: What its expressions are worth.
    """
    body = block.body
    if any(body.dynamic_of("validation")):
        return None
    options = [value(option.body.expression("value")) for option in body.blocks_of("option")]
    validation = next(body.blocks_of("validation"), None)
    entries = None if validation is None else {n: value(a.expression) for n, a in validation.body.attributes.items()}
    known = None if any(body.dynamic_of("option")) else options
    return _facts(value(body.expression("type")), value(body.expression("form_type")), known, entries)


def facts_of(block: CoderBlock) -> ParameterFacts | None:
    """What a parameter takes as Terraform makes it; None where its type or form cannot be told."""
    options, validations = block.nested.get("option", ()), block.nested.get("validation", ())
    if not all(validation.certain for validation in validations):
        return None
    values = [option.value("value") for option in options] if all(option.certain for option in options) else None
    entries = {n: validations[0].value(n) for n in validations[0].block.body.attributes} if validations else None
    return _facts(block.value("type"), block.value("form_type"), values, entries)


def has_options(block: CoderBlock) -> bool | None:
    """Whether a parameter has options; None where that cannot be told."""
    options = block.nested.get("option", ())
    return True if any(option.certain for option in options) else None if options else False


def default_of(block: CoderBlock) -> object:
    """The default as text; None where there is none, `UNKNOWN` where it cannot be told or is no text."""
    default = block.value("default")
    return text_of(default) if isinstance(default, str | bool | int | float) else None if default is None else UNKNOWN


def _facts(
    type_: object, form: object, options: list[object] | None, validation: Mapping[str, object] | None
) -> ParameterFacts | None:
    type_ = "string" if type_ is None else type_
    if not isinstance(type_, str) or not (form is None or isinstance(form, str)):
        return None
    known = options is not None and all(isinstance(each, str | bool | int | float) for each in options)
    return ParameterFacts(type_, form, tuple(map(text_of, options or ())) if known else None, validation)
