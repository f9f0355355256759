"""What rewriting a folder that people wrote has in common: read it, refuse what could be lost, judge it, write it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.app.config import Choices, ConfigFinder
from generator.app.targets import target_of
from generator.check.registry import rule_names, select
from generator.check.rule import Context
from generator.check.runner import run
from generator.diagnostics import Severity, in_order
from generator.errors import NothingToCheckError, ToolError, UsageError
from generator.render.lock import read_lock
from generator.render.writer import Difference, write_changes
from generator.source.files import SourceFile
from generator.source.git import Git, find_git
from generator.source.problems import InvalidInputError
from generator.template.load import is_template_folder, load_template, path_prefix, template_from_sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from generator.catalog.catalog import Catalog
    from generator.catalog.coder import Target
    from generator.diagnostics import Diagnostic
    from generator.hcl.tree import Block
    from generator.rewrite.draft import Draft
    from generator.template.model import Template

_TIMEOUT = 60  # seconds


class Rewritten(Struct, frozen=True):
    """A folder that was rewritten.

    Attributes:
        folder: Where it is.
        target: The Coder release that it is meant for now.
        differences: What writing changes, or would change, by file; empty when nothing has to be done.
        done: What was done, a sentence each.
        by_hand: What a person has to do besides.
        left: Places that were left as they are, for a person to decide.
        remaining: Errors of the template that the rewriting is not about.
        sources: The files that the findings point into, as they are afterwards.
    """

    folder: Path
    target: Target
    differences: tuple[Difference, ...]
    done: tuple[str, ...]
    by_hand: tuple[str, ...]
    left: tuple[Diagnostic, ...]
    remaining: tuple[Diagnostic, ...]
    sources: Mapping[str, SourceFile]


def read_folder(folder: Path, catalog: Catalog, *, force: bool) -> Template:
    """The template in a folder that is to be rewritten.

    Args:
        folder: Where it is.
        catalog: How it writes the sources of modules.
        force: Rewrite it although it was made by `generate`.

    Raises:
        NothingToCheckError: It holds no Terraform files.
        UsageError: It cannot be read, or was made by `generate`.
        InvalidInputError: A file cannot be parsed.
    """
    if not folder.exists():
        raise UsageError(f"{folder}: there is no such folder")
    if not folder.is_dir() or not is_template_folder(folder):
        raise NothingToCheckError(f"no Terraform files in {folder}")
    lock = read_lock(folder)
    if lock is not None and not force:
        raise UsageError(
            f"{folder}: is generated from {lock.spec}",
            hint="Change the spec and run `taskplate update`, or rewrite the folder itself with --force.",
        )
    template = load_template(folder, folder.as_posix(), catalog.sources)
    refused = [problem for part in template.parts for problem in part.problems if problem.refused]
    if refused:
        outcome = run(Context(template, catalog, target_of(catalog, None)), select(("invalid-syntax",)), rule_names())
        raise InvalidInputError(outcome.diagnostics, template.sources)
    return template


def require_committed(folder: Path, names: Iterable[str]) -> None:
    """Refuses to rewrite what git could not bring back.

    Args:
        folder: The folder.
        names: The files in it that are rewritten or go; those that are not there yet do not count.

    Raises:
        UsageError: The folder is in no repository, holds what is not committed, or git does not follow a file.
    """
    hint = "Commit first, look with --diff, or go on with --force."
    git = Git(find_git(", so that nothing could bring back the folder; go on with --force"), folder, _TIMEOUT)
    if not git.holds_work_tree():
        raise UsageError(f"{folder}: is in no git repository, so that nothing could bring it back", hint=hint)
    status = git.output("status", "--porcelain", "-z", "--untracked-files=all", "--", ".")
    changed = [entry[3:].decode(errors="replace") for entry in status.split(b"\0") if entry]
    if changed:
        raise UsageError(f"{folder}: holds what is not committed ({_first(changed)})", hint=hint)
    followed = {os.fsdecode(name) for name in git.output("ls-files", "-z", "--", ".").split(b"\0")}
    unknown = [name for name in sorted(names) if name not in followed and (folder / name).exists()]
    if unknown:
        raise UsageError(f"{folder}: holds what git ignores ({_first(unknown)})", hint=hint)


def _first(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (", …" if len(names) > 3 else "")


def target_for(folder: Path, catalog: Catalog, coder: str | None) -> Target:
    """The target: the one asked for, else that of the configuration, of the folder's lock file, the default."""
    settings = ConfigFinder().settings_for(folder, Choices(coder=coder))
    lock = read_lock(folder)
    return target_of(catalog, settings.coder or (lock.coder if lock is not None else None))


def finished(draft: Draft, folder: Path, catalog: Catalog, target: Target, *, force: bool, write: bool) -> Rewritten:
    """What a draft comes to: judged as it would be on disk, and written.

    Args:
        draft: The draft.
        folder: Where its template is.
        catalog: What is known.
        target: The target that it is for now.
        force: Write although git could not bring back what is there.
        write: False leaves the disk as it is.

    Raises:
        UsageError: What the template has does not go with what is wanted, the folder holds what git does not have, or
            cannot be written.
        ToolError: What was added is wrong. Nothing is written.
    """
    changes = draft.changes
    prefix = path_prefix(draft.template.folder)
    sources = dict(draft.template.sources)
    for name, data in changes.items():
        if data is not None:
            sources[prefix + name] = SourceFile(prefix + name, data)
    before = template_from_sources(draft.before.values(), draft.template.folder, catalog.sources)
    after = template_from_sources(sources.values(), draft.template.folder, catalog.sources)
    known = {(found.rule.name, _block_of(found, before)) for found in _errors(before, catalog, target)}
    remaining = _errors(after, catalog, target)
    left = draft.left_in_changes
    places = [found.primary for found in left]  # of these a person is told already
    new = [
        found
        for found in remaining
        if (found.rule.name, _block_of(found, after)) not in known
        and not any(span.contains(found.primary) for span in places)
    ]
    if new:
        first = new[0]
        place = f"{first.primary.path}:{after.sources[first.primary.path].position(first.primary.start)}"
        if _block_of(first, after) in {
            _identity(each) for document in before.documents for each in document.body.blocks
        }:
            raise UsageError(
                f"{place}: {first.message} [{first.rule.name}]", hint="Mend that first; nothing was written."
            )
        raise ToolError(f"would leave an error at {place}: {first.message} [{first.rule.name}]; nothing was written")
    if write and changes:
        if not force:
            require_committed(folder, changes)
        write_changes(folder.resolve(), changes)
    return Rewritten(
        folder=folder,
        target=target,
        differences=tuple(_differences(draft, changes)),
        done=draft.done,
        by_hand=(*draft.by_hand, *_emptied(before, after, changes)),
        left=tuple(in_order(list(left))),
        remaining=remaining,
        sources=after.sources,
    )


def _emptied(before: Template, after: Template, changes: Mapping[str, bytes | None]) -> Iterable[str]:
    """What to say of files that hold no blocks any more, but something else: comments."""
    prefix = path_prefix(before.folder)
    held = {document.source.path for document in before.documents if document.body.blocks}
    for document in after.documents:
        name = document.source.path.removeprefix(prefix)
        if document.source.path in held and not document.body.blocks and changes.get(name):
            yield f"Look whether `{name}` is of use still: it holds nothing but comments."


def _errors(template: Template, catalog: Catalog, target: Target) -> tuple[Diagnostic, ...]:
    outcome = run(Context(template, catalog, target), select(), rule_names())
    if outcome.faults:
        raise ToolError(f"the rule `{outcome.faults[0].rule}` failed: {outcome.faults[0].reason}")
    return tuple(found for found in outcome.diagnostics if found.severity is Severity.ERROR)


def _block_of(found: Diagnostic, template: Template) -> tuple[str, ...]:
    """The block that a finding is about, by its type and labels; empty where it is in none."""
    block = template.block_at(found.primary)
    return () if block is None else _identity(block)


def _identity(block: Block) -> tuple[str, ...]:
    return (block.type, *block.label_texts)


def _differences(draft: Draft, changes: Mapping[str, bytes | None]) -> Iterable[Difference]:
    prefix = path_prefix(draft.template.folder)
    for name, data in sorted(changes.items()):
        old = draft.before.get(prefix + name)
        yield Difference(name, None if old is None else old.data, data)
