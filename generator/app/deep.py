"""Deep mode: real Terraform tries a template, and what it says becomes findings with exact places."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.check.deep import NOT_TRIED, REFUSED, Told
from generator.check.registry import rule_info
from generator.diagnostics import Severity, Span
from generator.errors import ToolError
from generator.hcl.columns import parser_offset
from generator.template.load import path_prefix
from generator.terraform.made_up import MadeUp, part_with, placeholders
from generator.terraform.needs import Needs, needs_of
from generator.terraform.remark_rules import is_noise, is_unreachable, rule_for
from generator.terraform.trial import MODULES_FOLDER, PLANS, Setting, given_variables, heard

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from generator.catalog.catalog import Catalog
    from generator.catalog.versions import Release
    from generator.diagnostics import Diagnostic
    from generator.template.model import Template
    from generator.terraform.commands import Remark
    from generator.terraform.trial import Bench, Heard

_ONLINE_HINT = "try it with `--deep=online`"
_BACKENDS = ("backend", "cloud")
_LINE_IN_WORDS = re.compile(r"([\w./-]+\.tf(?:\.json)?):(\d+)\b")


def try_template(bench: Bench, folder: Path, template: Template, catalog: Catalog) -> list[Told]:
    """What Terraform says of a template on disk that no rule has been asked about yet, as findings.

    A remark that a rule of ours stands for is a finding of that rule. Where something is missing that Terraform needs
    to judge, it is not run, and the findings are what is missing.

    Args:
        bench: Where it is tried.
        folder: The folder, which is not touched.
        template: What is in it.
        catalog: What is known of providers and modules.

    Raises:
        ToolError: The folder cannot be copied; Terraform does not start, does not answer or does not end; it cannot
            download something.
    """
    needs = Needs((), {}) if bench.mirror is None else needs_of(template, catalog, bench.mirror)
    if needs.lacks:
        return [
            Told(NOT_TRIED.at(lack.span, f"not tried: {lack.message}; {_ONLINE_HINT}"), placed=True)
            for lack in needs.lacks
        ]
    values = placeholders(template, given_variables())
    locked = template.locked_providers
    at_hand: Mapping[str, tuple[Release, ...]] = {} if bench.mirror is None else bench.mirror.releases
    setting = Setting(
        variables=values,
        substitutes=needs.substitutes,
        locked={
            source: release
            for source, release in locked.items()
            if release in at_hand.get(source, ()) or needs.substitutes.get(source) == release
        },
        own_backend=any(
            block.type in _BACKENDS for settings in template.blocks("terraform") for block in settings.body.blocks
        ),
    )
    made_up = MadeUp(template, catalog, frozenset(values), needs.substitutes, stubs=bench.mirror is not None)
    said = heard(bench, folder, setting)
    for each in said:
        if each.stages == ("init",) and is_unreachable(each.remark):
            raise ToolError(f"Terraform cannot download what the template needs: {_words(each.remark)}")
    return list(_Hearing(template, made_up).findings(said))


class _Hearing(Struct, frozen=True):
    """Turns what Terraform says of a template into findings."""

    template: Template
    made_up: MadeUp

    def findings(self, said: tuple[Heard, ...]) -> Iterator[Told]:
        for each in said:
            if not is_noise(each.remark):
                span = self._named_span(each.remark)
                yield Told(self._finding(each, span or self._anywhere()), placed=span is not None)

    def _finding(self, each: Heard, span: Span) -> Diagnostic:
        remark = each.remark
        part = part_with(self.template, span.path)
        value = self.made_up.value_behind(part, span) if each.hangs_on_values else None
        if value is not None:
            return NOT_TRIED.at(span, f"not tried: it hangs on `{value}`, {_remedy(value)}. {_words(remark)}")
        provider = self.made_up.schema_behind(part, span)
        if provider is not None:
            return NOT_TRIED.at(span, f"not tried: the schema of this release of `{provider}` is not at hand")
        block = part.block_at(span)
        name = rule_for(remark, "" if block is None else block.type)
        rule = REFUSED if name is None else rule_info(name)
        severity = Severity(remark.severity) if rule is not NOT_TRIED else NOT_TRIED.severity
        return rule.at(span, f"Terraform: {_words(remark)}{_only_in(each)}", severity=severity)

    def _named_span(self, remark: Remark) -> Span | None:
        """Where a remark points; at the call for what is inside a module that Terraform fetched."""
        file = posixpath.normpath(remark.file) if remark.file else ""
        path = path_prefix(self.template.folder) + file
        source = self.template.sources.get(path) if file else None
        if source is not None:
            start = parser_offset(source, remark.line, remark.column)
            end = parser_offset(source, remark.end_line, remark.end_column) if remark.end_line else start
            return Span(path, start, max(start, end))
        called = _call_place(self.template, file) if file.startswith(MODULES_FOLDER) else None
        return called or self._resource(remark) or self._told_place(remark)

    def _told_place(self, remark: Remark) -> Span | None:
        """The line that a remark names in its words, as init does: `for module "m" at main.tf:2`."""
        for match in _LINE_IN_WORDS.finditer(remark.detail):
            path = path_prefix(self.template.folder) + posixpath.normpath(match[1])
            source = self.template.sources.get(path)
            if source is not None:
                line = int(match[2])
                start = source.offset(line, 1)
                return Span(path, start, start + len(source.line_text(line).encode()))
        return None

    def _resource(self, remark: Remark) -> Span | None:
        """The block that a remark without a place names by its address; the call for what is in a module."""
        words = remark.address.partition("[")[0].split(".")
        kind, labels = (words[0], words[1:]) if words[0] in {"data", "module"} else ("resource", words)
        wanted = tuple(labels[:1] if kind == "module" else labels)
        return next((block.header for block in self.template.blocks(kind) if block.label_texts == wanted), None)

    def _anywhere(self) -> Span:
        """The settings of the template, or the beginning of its first file."""
        settings = next(self.template.blocks("terraform"), None)
        return settings.header if settings is not None else Span(self.template.documents[0].source.path, 0, 0)


def _remedy(value: str) -> str:
    if value.startswith("var."):
        return f"which has no value here; give it one in `TF_VAR_{value.removeprefix('var.')}`"
    return f"whose value is not known here; {_ONLINE_HINT}"


def _words(remark: Remark) -> str:
    return " ".join(f"{remark.summary}: {remark.detail}".split()).removesuffix(":")


def _only_in(each: Heard) -> str:
    """In which plan alone it was said; nothing where that does not matter."""
    if len(each.stages) == 1 and each.stages[0] in PLANS:
        return f" (in the plan for `{each.stages[0]}` alone)"
    return ""


def _call_place(template: Template, file: str) -> Span | None:
    """The call of the module that Terraform put a file into: its folder is called after the calls, joined by dots."""
    calls = file.removeprefix(MODULES_FOLDER).partition("/")[0].split(".")
    part, place = template, None
    for name in calls:
        call = next((call for call in part.module_calls if call.name == name), None)
        if call is None:
            break
        place = call.block.header
        inner = part.local_modules.get(name)
        if inner is None or inner.template is None:
            break
        part = inner.template
    return place
