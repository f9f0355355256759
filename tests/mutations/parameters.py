"""Faults in parameters, each block judged as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Edit
from tests.mutations.arguments import written
from tests.mutations.subject import Chances, Kind, Subject, insert, put

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.template.schema_bodies import SchemaBody

NOT_OF_TYPE = {"number": ('"many"', '"1,5"'), "bool": ('"maybe"', '"yes"'), "list(string)": ('"a,b"', '"git"')}
WRONG_FORMS = {
    "string": ("slider", "switch", "tag-select"),
    "number": ("switch", "textarea", "multi-select"),
    "bool": ("input", "slider"),
    "list(string)": ("input", "dropdown", "slider"),
}


def of_type(subject: Subject, body: SchemaBody) -> str:
    """The type of a parameter as it is written."""
    attribute = body.body.attributes.get("type")
    return "string" if attribute is None else subject.text_of(attribute.expression.span).strip('"')


def parameters(subject: Subject) -> Iterator[tuple[SchemaBody, str, list[SchemaBody], list[SchemaBody]]]:
    """Each parameter with its type, options and validations."""
    nested = [*subject.bodies_at("coder_parameter.option"), *subject.bodies_at("coder_parameter.validation")]
    for body in subject.bodies_at("coder_parameter"):
        own = [each for each in nested if each.top is body.top]
        options = [each for each in own if each.path == "option"]
        yield body, of_type(subject, body), options, [each for each in own if each.path == "validation"]


def default_of_another_type(subject: Subject) -> Chances:
    for body, type_, options, _ in parameters(subject):
        if not options:
            for text in NOT_OF_TYPE.get(type_, ()):
                yield from written(subject, body, "default", text)


def default_not_an_option(subject: Subject) -> Chances:
    texts = {"string": '"nowhere"', "number": "999", "bool": "true", "list(string)": 'jsonencode(["nowhere"])'}
    for body, type_, options, _ in parameters(subject):
        if options:
            yield from written(subject, body, "default", texts[type_])


def default_against_its_pattern(subject: Subject) -> Chances:
    for body, type_, _, validations in parameters(subject):
        if type_ == "string" and any("regex" in each.body.attributes for each in validations):
            for text in ('"UPPER CASE"', '"!"', '"a\\nb c"'):
                yield from written(subject, body, "default", text)


def default_out_of_its_bounds(subject: Subject) -> Chances:
    for body, type_, _, validations in parameters(subject):
        if type_ == "number" and validations:
            for text in ("100000", "-1", '"0"', '"2.5"'):
                yield from written(subject, body, "default", text)


def bounds_reversed(subject: Subject) -> Chances:
    for body in subject.bodies_at("coder_parameter.validation"):
        low, high = (body.body.attributes.get(name) for name in ("min", "max"))
        if low is not None and high is not None:
            texts = [subject.text_of(each.expression.span) for each in (high, low)]
            yield [Edit(each.expression.span, text) for each, text in zip((low, high), texts, strict=True)]


def monotonic_unknown(subject: Subject) -> Chances:
    for _, type_, options, validations in parameters(subject):
        if type_ == "number" and not options:
            for each in validations:
                yield from written(subject, each, "monotonic", '"up"')


def bounds_on_text(subject: Subject) -> Chances:
    for body, type_, _, validations in parameters(subject):
        if type_ != "number" and not validations:
            for text in ("min = 1", "max = 9", 'monotonic = "increasing"'):
                yield [insert(body.body.attributes["name"].span, f"\nvalidation {{\n  {text}\n}}")]


def pattern_on_another_type(subject: Subject) -> Chances:
    for body, type_, _, validations in parameters(subject):
        if type_ != "string" and not validations:
            rule = 'validation {\n  regex = "^a"\n  error = "no"\n}'
            yield [insert(body.body.attributes["name"].span, f"\n{rule}")]


def pattern_malformed(subject: Subject) -> Chances:
    for body in subject.bodies_at("coder_parameter.validation"):
        if "regex" in body.body.attributes:
            for text in ('"("', '"(?!a)a"', '"[z-a]"', '"^(?<=a)b"'):
                yield from written(subject, body, "regex", text)


def pattern_without_error(subject: Subject) -> Chances:
    for body in subject.bodies_at("coder_parameter.validation"):
        if {"regex", "error"} <= set(body.body.attributes):
            yield [Edit(body.body.attributes["error"].span, "")]
            yield [put(body, "error", '""')]


def option_of_another_type(subject: Subject) -> Chances:
    for _, type_, options, _ in parameters(subject):
        for option in options:
            for text in NOT_OF_TYPE.get(type_, ()):
                yield from written(subject, option, "value", text)


def option_repeated(subject: Subject) -> Chances:
    for _, _, options, _ in parameters(subject):
        for one in options:
            for other in options:
                for name in ("name", "value"):
                    if one is not other:
                        yield [put(other, name, subject.text_of(one.body.attributes[name].expression.span))]


def option_repeated_by_a_loop(subject: Subject) -> Chances:
    for option in subject.bodies_at("coder_parameter.option"):
        if option.block.type == "content":
            yield [put(option, "name", '"same"')]


def form_not_for_the_type(subject: Subject) -> Chances:
    for body, type_, _, _ in parameters(subject):
        for form in WRONG_FORMS.get(type_, ()):
            yield from written(subject, body, "form_type", f'"{form}"')


def form_against_options(subject: Subject) -> Chances:
    for body, _, options, _ in parameters(subject):
        if options:
            yield [put(body, "form_type", '"input"')]
        else:
            option = 'option {\n  name = "only"\n  value = "only"\n}'
            yield [insert(body.body.attributes["name"].span, f"\n{option}")]


def type_changed(subject: Subject) -> Chances:
    for body, type_, _, _ in parameters(subject):
        for other in {"string", "number", "bool", "list(string)"} - {type_}:
            yield [put(body, "type", f'"{other}"')]


def ephemeral_for_good(subject: Subject) -> Chances:
    for body, _, _, _ in parameters(subject):
        default = body.body.attributes.get("default")
        if "mutable" not in body.body.attributes:
            yield [put(body, "ephemeral", "true")]
        elif default is not None and "ephemeral" in body.body.attributes:
            yield [Edit(default.span, "")]
            yield [put(body, "mutable", "false")]


def default_dropped(subject: Subject) -> Chances:
    for body, _, _, _ in parameters(subject):
        default = body.body.attributes.get("default")
        if default is not None:
            yield [Edit(default.span, "")]
            yield [put(body, "default", '""')]
            yield [put(body, "default", "null")]


def validation_dropped(subject: Subject) -> Chances:
    for body in subject.bodies_at("coder_parameter.validation"):
        yield [Edit(body.block.span, "")]
        for attribute in body.body.attributes.values():
            yield [Edit(attribute.span, "")]


PLANNED: dict[str, Kind] = {
    "default of another type": default_of_another_type,
    "default not an option": default_not_an_option,
    "default against its pattern": default_against_its_pattern,
    "default out of its bounds": default_out_of_its_bounds,
    "bounds reversed": bounds_reversed,
    "monotonic unknown": monotonic_unknown,
    "bounds on a text": bounds_on_text,
    "pattern on another type": pattern_on_another_type,
    "pattern malformed": pattern_malformed,
    "pattern without an error": pattern_without_error,
    "option of another type": option_of_another_type,
    "option repeated": option_repeated,
    "option repeated by a loop": option_repeated_by_a_loop,
    "form not for the type": form_not_for_the_type,
    "form against the options": form_against_options,
    "type changed": type_changed,
    "ephemeral for good": ephemeral_for_good,
    "default dropped": default_dropped,
    "validation dropped": validation_dropped,
}
"""Each kind with what finds every place for it; the last few are faults in some places only."""
