"""secret-in-text: a key written into the template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, RuleInfo, Severity, Span
from generator.template.named_texts import named_texts
from generator.template.values import literal_strings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.rule import Context
    from generator.hcl.tree import Document

INFO = RuleInfo("secret-in-text", "security", "a key or token written into the template", Severity.ERROR)

_SHOWN = 6  # characters of the key that a message repeats


def check(context: Context) -> Iterator[Diagnostic]:
    """Points at each text that has the shape of a key, in any attribute; heredocs and templates included.

    A warning where only its name and its randomness tell: it may open nothing any more.
    """
    for document in context.template.documents:
        yield from _known(context, document, "take a `sensitive` variable")
    for document in context.template.values:
        yield from _known(context, document, "give it at import (`--variable`), since Coder keeps these files")
    yield from _random(context)


def _known(context: Context, document: Document, instead: str) -> Iterator[Diagnostic]:
    for attribute in document.body.all_attributes():
        for literal in literal_strings(attribute.expression):
            for shape, key in context.catalog.secret_shapes.find(str(literal.value)):
                yield INFO.at(
                    _place(document.source.data, literal.span, key),
                    f"`{key[:_SHOWN]}…` looks like a secret ({shape.name}), which opens {shape.opens}; "
                    f"revoke it and {instead}",
                )


def _random(context: Context) -> Iterator[Diagnostic]:
    shapes = context.catalog.secret_shapes
    told = [place.value.span for place in context.secret_places]  # literal-secret-input speaks of those
    for named in named_texts(context.template):
        if not shapes.is_random(named.name, named.text) or any(shapes.find(named.text)):
            continue
        span = named.literal.span
        if not any(each.contains(span) for each in told):
            data = context.template.sources[span.path].data
            yield INFO.at(
                _place(data, span, named.text),
                f"`{named.text[:_SHOWN]}…` is given as `{named.name}` and looks drawn by lot: a secret; "
                "change it and take a `sensitive` variable",
                severity=Severity.WARNING,
            )


def _place(data: bytes, span: Span, key: str) -> Span:
    """The key, of several lines the first; the whole literal where it is written with escapes."""
    first = key.splitlines()[0].encode()
    found = data.find(first, span.start, span.end)
    return span if found < 0 else Span(span.path, found, found + len(first))
