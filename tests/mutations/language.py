"""Faults against Terraform's own language and the schemas of providers."""

from __future__ import annotations

import re

from generator.diagnostics import Edit, Span
from generator.hcl.expressions import GetAttribute, Traversal, TupleCons, calls
from generator.template.scopes import scoped
from tests.mutations.subject import Chances, Kind, Subject, insert


def rename_argument(subject: Subject) -> Chances:
    for body in subject.bodies:
        for attribute in body.body.attributes.values():
            yield [Edit(attribute.name_span, attribute.name[:-1] + "_" + attribute.name[-1])]
            yield [Edit(attribute.name_span, "bogus")]


def drop_required_argument(subject: Subject) -> Chances:
    for body in subject.bodies:
        for name in body.schema.required:
            yield [Edit(body.body.attributes[name].span, "")]


def break_reference(subject: Subject) -> Chances:
    for reference in subject.references:
        traversal = reference.traversal
        if reference.scope.block.type == "variable":  # Terraform judges those before it looks at anything else
            continue
        if traversal.root in {"var", "local", "data"} or "_" in traversal.root:
            at = 1 if traversal.root == "data" else 0
            step = traversal.steps[at]
            if isinstance(step, GetAttribute):
                yield [insert(step.span, "x")]


def break_attribute(subject: Subject) -> Chances:
    for reference in subject.references:
        traversal = reference.traversal
        last = traversal.steps[-1] if traversal.steps else None
        typed = traversal.root == "data" or "_" in traversal.root
        if typed and isinstance(last, GetAttribute) and len(traversal.attributes) >= 3:
            yield [insert(last.span, "s")]


def swap_type(subject: Subject) -> Chances:
    for body in subject.bodies:
        for name, attribute in body.body.attributes.items():
            schema = body.schema.attribute(name)
            if schema is None or schema.type == "dynamic" or name in {"count", "for_each"}:
                continue
            span = attribute.expression.span
            if schema.type == "string":
                yield [Edit(span, '["x"]')]
                yield [Edit(span, '{ a = "x" }')]
            elif isinstance(schema.type, str):
                yield [Edit(span, '"abc"')]
                yield [Edit(span, "[]")]
            else:
                yield [Edit(span, '"abc"')]


OF_OTHER_TYPES = ('split(",", "a")', 'path.module == "" ? {} : { a = 1 }', "[for x in [] : x]", "[path.module]")


def type_of_reference(subject: Subject) -> Chances:
    """Expressions of another type; what resources give is not among them: Terraform refuses that at plan only."""
    for body in subject.bodies:
        for name, attribute in body.body.attributes.items():
            schema = body.schema.attribute(name)
            if schema is None or schema.type == "dynamic" or name in {"count", "for_each"}:
                continue
            wrong: tuple[str, ...] = ()
            if schema.type == "string":
                wrong = OF_OTHER_TYPES
            elif schema.type == "number":
                wrong = ('path.module == "x"',)
            elif schema.type == "bool":
                wrong = ("length(path.module) + 1",)
            else:
                wrong = ("upper(path.module)",)
            for text in wrong:
                yield [Edit(attribute.expression.span, text)]


def unknown_function(subject: Subject) -> Chances:
    for expression, _ in scoped(subject.template):
        for call in calls(expression):
            start = call.span.start
            yield [Edit(Span(call.span.path, start, start + len(call.name)), call.name + "x")]


def wrong_arity(subject: Subject) -> Chances:
    for expression, _ in scoped(subject.template):
        for call in calls(expression):
            if call.name in {"lower", "upper", "toset", "length", "tonumber"}:
                yield [insert(call.arguments[0].span, ', "x"')]


def rename_block(subject: Subject) -> Chances:
    for body in subject.bodies:
        for block in body.body.blocks:
            if block.type not in {"dynamic", "lifecycle"}:
                start = block.header.start
                yield [Edit(Span(block.header.path, start, start + len(block.type)), block.type + "x")]


def drop_block(subject: Subject) -> Chances:
    for body in subject.bodies:
        for name in body.schema.demanded:
            for block in body.body.blocks_of(name):
                yield [Edit(block.span, "")]


def double_block(subject: Subject) -> Chances:
    for body in subject.bodies:
        for block in body.body.blocks:
            nested = body.schema.block(block.type)
            if nested is not None and nested.most == 1 and block.type != "lifecycle":
                yield [insert(block.span, "\n" + subject.text_of(block.span))]


def block_as_argument(subject: Subject) -> Chances:
    for body in subject.bodies:
        if body.exact:
            for block in body.body.blocks:
                if block.type not in {"dynamic", "lifecycle"}:
                    yield [insert(block.header, " =")]


def map_as_block(subject: Subject) -> Chances:
    for body in subject.bodies:
        for name, attribute in body.body.attributes.items():
            if subject.text_of(attribute.expression.span).startswith("{") and name != "for_each":
                yield [Edit(Span(attribute.span.path, attribute.name_span.end, attribute.expression.span.start), " ")]


def unknown_type(subject: Subject) -> Chances:
    for body in subject.bodies:
        if not body.path and body.exact:
            yield [Edit(body.block.labels[0].span, f'"{body.block.label(0)}x"')]


def set_computed(subject: Subject) -> Chances:
    for body in subject.bodies:
        for name in body.schema.attribute_names:
            schema = body.schema.attribute(name)
            if schema is not None and not schema.settable and schema.type == "string":
                yield [
                    Edit(Span(body.block.span.path, body.block.body_start, body.block.body_start), f'\n{name} = "x"\n')
                ]


def duplicate(subject: Subject) -> Chances:
    for type_ in ("resource", "data", "variable", "output", "locals"):
        for block in subject.template.blocks(type_):
            yield [Edit(subject.end, "\n" + subject.text_of(block.span) + "\n")]


def count_with_for_each(subject: Subject) -> Chances:
    for body in subject.bodies:
        count = body.body.attributes.get("count")
        if count is not None and not body.path:
            yield [insert(count.span, "\nfor_each = {}")]


def each_without_for_each(subject: Subject) -> Chances:
    for body in subject.bodies:
        if "for_each" not in body.top.body.attributes:
            for name, attribute in body.body.attributes.items():
                if name != "count" and isinstance(attribute.expression, Traversal):
                    yield [Edit(attribute.expression.span, "each.value")]
                    if "count" not in body.top.body.attributes:
                        yield [Edit(attribute.expression.span, "count.index")]


def wrong_index(subject: Subject) -> Chances:
    for reference in subject.references:
        traversal = reference.traversal
        if "_" in traversal.root and len(traversal.steps) > 1 and isinstance(traversal.steps[1], GetAttribute):
            yield [insert(traversal.steps[0].span, "[0]")]
        elif "_" in traversal.root and len(traversal.steps) > 2:
            yield [Edit(traversal.steps[1].span, "")]


def cycle(subject: Subject) -> Chances:
    for block in subject.template.blocks("locals"):
        names = list(block.body.attributes)
        for one in names:
            for other in names:
                reads = subject.text_of(block.body.attributes[other].expression.span)
                if re.search(rf"\blocal\.{one}\b", reads):
                    yield [Edit(block.body.attributes[one].expression.span, f"local.{other}")]


def rename_top_block(subject: Subject) -> Chances:
    for document in subject.template.documents:
        for block in document.body.blocks:
            start = block.header.start
            yield [Edit(Span(block.header.path, start, start + len(block.type)), block.type[:-1])]


KINDS: dict[str, Kind] = {
    "argument renamed": rename_argument,
    "required argument dropped": drop_required_argument,
    "reference broken": break_reference,
    "attribute misspelt": break_attribute,
    "type swapped": swap_type,
    "expression of another type": type_of_reference,
    "function renamed": unknown_function,
    "argument too many for a function": wrong_arity,
    "block renamed": rename_block,
    "required block dropped": drop_block,
    "block doubled": double_block,
    "block written as argument": block_as_argument,
    "map written as block": map_as_block,
    "resource type renamed": unknown_type,
    "computed attribute set": set_computed,
    "each or count where there is none": each_without_for_each,
    "index wrong": wrong_index,
    "declared twice": duplicate,
    "count with for_each": count_with_for_each,
    "block at the top renamed": rename_top_block,
    "locals in a circle": cycle,
}
"""Each kind with what finds every place for it."""


def variable_default(subject: Subject) -> Chances:
    """A default that is not of its variable's type."""
    wrong = {"string": '["x"]', "number": '"abc"', "bool": '"maybe"'}
    for block in subject.template.blocks("variable"):
        type_, default = block.body.attributes.get("type"), block.body.attributes.get("default")
        if type_ is not None and default is not None:
            yield [Edit(default.expression.span, wrong.get(subject.text_of(type_.expression.span), '"abc"'))]


def for_each_of_a_list(subject: Subject) -> Chances:
    for body in subject.bodies:
        attribute = body.body.attributes.get("for_each")
        if attribute is not None and not body.path:
            yield [Edit(attribute.expression.span, '["a", "b"]')]
            yield [Edit(attribute.expression.span, '"a"')]


def count_no_number(subject: Subject) -> Chances:
    for body in subject.bodies:
        attribute = body.body.attributes.get("count")
        if attribute is not None and not body.path:
            for text in ('"some"', '["a"]', "-1", "null"):
                yield [Edit(attribute.expression.span, text)]


def output_without_value(subject: Subject) -> Chances:
    for block in subject.template.blocks("output"):
        yield [Edit(block.body.attributes["value"].span, "")]


def setting_of_terraform_renamed(subject: Subject) -> Chances:
    """An argument renamed in a block of Terraform's own."""
    for type_ in ("variable", "output", "terraform"):
        for block in subject.template.blocks(type_):
            for attribute in block.body.attributes.values():
                yield [Edit(attribute.name_span, attribute.name + "x")]
            for nested in block.body.blocks_of("validation"):
                for attribute in nested.body.attributes.values():
                    yield [Edit(attribute.name_span, attribute.name + "x")]


def lifecycle_wrong(subject: Subject) -> Chances:
    for body in subject.bodies:
        for block in body.body.blocks_of("lifecycle"):
            for attribute in block.body.attributes.values():
                yield [Edit(attribute.name_span, attribute.name + "x")]
                listed = attribute.expression
                for item in listed.items if isinstance(listed, TupleCons) else ():
                    yield [insert(item.span, "s")]


def depends_on_nothing(subject: Subject) -> Chances:
    for body in subject.bodies:
        if not body.path and body.top.type == "resource" and "depends_on" not in body.body.attributes:
            start = body.block.body_start
            at = Span(body.block.span.path, start, start)
            for text in ("[coder_agent.nothing]", '"coder_agent.main"'):
                yield [Edit(at, f"\ndepends_on = {text}\n")]


def sign_dropped(subject: Subject) -> Chances:
    """A brace, bracket, quote or equals sign that is gone."""
    data = subject.source.data
    for at, byte in enumerate(data):
        if byte in b'{}[]"=':
            yield [Edit(Span("main.tf", at, at + 1), "")]


KINDS |= {
    "count that is no number": count_no_number,
    "for_each of a list": for_each_of_a_list,
    "setting of Terraform's own renamed": setting_of_terraform_renamed,
    "lifecycle wrong": lifecycle_wrong,
    "depends_on nothing": depends_on_nothing,
    "default of a variable of another type": variable_default,
    "output without a value": output_without_value,
    "sign dropped": sign_dropped,
}
