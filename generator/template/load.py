"""Reads a folder, or files held in memory, into a template model. Nothing above this opens a template's files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.catalog.provider_schemas import REGISTRY
from generator.catalog.versions import Release
from generator.diagnostics import Span
from generator.errors import UsageError
from generator.hcl.expressions import Literal
from generator.hcl.syntax import SyntaxProblem, syntax_problem
from generator.hcl.tree import EMPTY_BODY, Document, parse
from generator.source.files import read_source
from generator.template.model import Template

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from generator.source.files import SourceFile

MAX_FILES = 500
"""More Terraform files than this in one folder is no template."""


LOCK_FILE = ".terraform.lock.hcl"
"""Where Terraform keeps the provider releases that it took."""


def is_template_folder(folder: Path) -> bool:
    """True when a folder holds Terraform files directly: what the Coder CLI asks of a template."""
    try:
        return any(map(is_terraform_file, folder.iterdir()))
    except OSError:
        return False


def is_terraform_file(path: Path) -> bool:
    """True for what Terraform reads in a folder: hidden files and editors' lock files are passed over, as it does."""
    return path.name.endswith((".tf", ".tf.json")) and not path.name.startswith(".") and not path.is_dir()


def load_template(folder: Path, name: str) -> Template:
    """The model of a folder on disk.

    Args:
        folder: Where it is.
        name: What reports call it; files are called `name/file.tf`, or `file.tf` where it is empty or `.`.

    Raises:
        UsageError: The folder or one of its Terraform files cannot be read, is too large, or is not UTF-8.
    """
    try:
        entries = sorted(entry.name for entry in folder.iterdir() if is_terraform_file(entry))
    except OSError as error:
        raise UsageError(f"{name}: cannot be read: {error.strerror or error}") from None
    if len(entries) > MAX_FILES:
        raise UsageError(f"{name}: holds {len(entries)} Terraform files; more than {MAX_FILES} are no template")
    prefix = "" if name in {"", "."} else f"{name.rstrip('/')}/"
    if (folder / LOCK_FILE).is_file():
        entries.append(LOCK_FILE)
    return template_from_sources([read_source(folder / entry, prefix + entry) for entry in entries], name)


def template_from_sources(sources: Iterable[SourceFile], name: str) -> Template:
    """The model of files held in memory; `.tf.json` files are noted but not read into it."""
    documents: list[Document] = []
    problems: list[SyntaxProblem] = []
    files: dict[str, SourceFile] = {}
    opaque = False
    locked: Mapping[str, Release] = {}
    for source in sources:
        files[source.path] = source
        if source.path.rpartition("/")[2] == LOCK_FILE:
            locked = _locked(source)
        if not source.path.endswith(".tf"):
            opaque = opaque or source.path.endswith(".tf.json")
            continue
        document, problem = _read(source)
        documents.append(document)
        if problem is not None:
            problems.append(problem)
            opaque = True
    return Template(name, tuple(documents), files, tuple(problems), opaque, locked)


def _locked(source: SourceFile) -> Mapping[str, Release]:
    """The releases of a lock file; what of it cannot be read is left out, since Terraform writes the file itself."""
    found = {}
    for block in parse(source).body.blocks_of("provider"):
        version = block.body.expression("version")
        if isinstance(version, Literal):
            try:
                release = Release.parse(str(version.value))
            except ValueError:
                continue
            found[block.label(0).lower().removeprefix(REGISTRY)] = release
    return found


def _read(source: SourceFile) -> tuple[Document, SyntaxProblem | None]:
    """A document and what is wrong with it. Where the two parsers disagree, the file adds nothing to the model."""
    problem = syntax_problem(source)
    if problem is not None:
        return Document(source, EMPTY_BODY, (), broken=True), problem
    document = parse(source)
    if document.broken:
        start = SyntaxProblem(
            "this file cannot be read into a tree, so nothing in it was checked", Span(source.path, 0, 0)
        )
        return document, start
    return document, None
