"""A Terraform file without a fault, where faults can be put, and what a mutant of it is."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from generator.catalog.catalog import Catalog
from generator.diagnostics import Edit, Span
from generator.hcl.edits import apply_edits
from generator.hcl.syntax import syntax_problem
from generator.source.files import SourceFile
from generator.template.load import template_from_sources
from generator.template.providers import Providers
from generator.template.schema_bodies import SchemaBody, schema_bodies
from generator.template.scopes import references, scoped

if TYPE_CHECKING:
    from generator.template.model import Template

CATALOG = Catalog()


@dataclass(frozen=True)
class Mutant:
    """A file with one fault.

    Attributes:
        kind: The name of the fault.
        subject: The file without it.
        text: The whole file.
        line: Where the fault is.
    """

    kind: str
    subject: Subject
    text: str
    line: int


class Subject:
    """A file that has no fault, and the places in it where one can be put."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.source = SourceFile("main.tf", text.encode())
        self.template: Template = template_from_sources([self.source], ".")
        providers = Providers(self.template, CATALOG)
        self.bodies: list[SchemaBody] = [
            body
            for body in schema_bodies(self.template, CATALOG.language, providers)
            if body.top.type in {"resource", "data"} and body.provider is not None and not body.path.startswith("lifec")
        ]
        self.references = list(references(scoped(self.template)))

    @property
    def text(self) -> str:
        """The whole file."""
        return self.source.data.decode()

    @property
    def wanted(self) -> list[str]:
        """The variables without a default."""
        variables = self.template.blocks("variable")
        return [block.label(0) for block in variables if "default" not in block.body.attributes]

    def text_of(self, span: Span) -> str:
        return self.source.data[span.start : span.end].decode()

    def bodies_at(self, at: str) -> Iterator[SchemaBody]:
        """The blocks at an address such as `coder_agent.metadata`, those of dynamic blocks included."""
        return (body for body in self.bodies if body.name == at)

    @property
    def end(self) -> Span:
        """The end of the file."""
        return Span("main.tf", len(self.source.data), len(self.source.data))

    def mutants(self, kind: str, make: Kind, seed: int, count: int, *, parsed: bool = True) -> list[Mutant]:
        """Up to so many mutants of a kind, chosen by the seed; with `parsed` only those without a syntax error."""
        chances = list(make(self))
        random.Random(f"{kind}{seed}").shuffle(chances)
        mutants = (self._mutant(kind, edits) for edits in chances)
        kept = (m for m in mutants if not parsed or syntax_problem(SourceFile("main.tf", m.text.encode())) is None)
        return list(islice(kept, count))

    def _mutant(self, kind: str, edits: list[Edit]) -> Mutant:
        line = self.source.line_of(edits[0].span.start)
        return Mutant(kind, self, apply_edits(self.source.data, edits).decode(), line)


Chances = Iterator[list[Edit]]
Kind = Callable[[Subject], Chances]


def insert(at: Span, text: str) -> Edit:
    """Text after a place."""
    return Edit(Span(at.path, at.end, at.end), text)


def put(body: SchemaBody, name: str, text: str) -> Edit:
    """An argument given a value, whether or not it has one."""
    written = body.body.attributes.get(name)
    if written is not None:
        return Edit(written.expression.span, text)
    start = body.block.body_start
    return Edit(Span(body.block.span.path, start, start), f"\n{name} = {text}\n")
