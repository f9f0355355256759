"""Reads a folder, or files held in memory, into a template model. Nothing above this opens a template's files."""

from __future__ import annotations

import posixpath
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Protocol

from generator.catalog.provider_schemas import REGISTRY
from generator.catalog.sources import AS_WRITTEN
from generator.catalog.versions import Release
from generator.diagnostics import Span
from generator.errors import UsageError
from generator.hcl.expressions import Literal
from generator.hcl.syntax import SyntaxProblem, syntax_problem
from generator.hcl.tree import EMPTY_BODY, Document, parse
from generator.source.files import read_source
from generator.template.folder_files import FilesInMemory, FilesOnDisk
from generator.template.model import CIRCULAR, MISSING, OUTSIDE, LocalModule, Template
from generator.template.overrides import merged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from generator.catalog.sources import ModuleSources
    from generator.source.files import SourceFile
    from generator.template.folder_files import FolderFiles
    from generator.template.json_shape import FileShape

MAX_FILES = 500
"""More Terraform files than this in one folder is no template."""


LOCK_FILE = ".terraform.lock.hcl"
"""Where Terraform keeps the provider releases that it took."""

README = "README.md"
"""What Coder shows of a template to people."""


def is_template_folder(folder: Path) -> bool:
    """True when a folder holds Terraform files directly: what the Coder CLI asks of a template."""
    try:
        return any(map(is_terraform_file, folder.iterdir()))
    except OSError:
        return False


def is_terraform_file(path: Path) -> bool:
    """True for what Terraform reads in a folder: hidden files and editors' lock files are passed over, as it does."""
    return is_terraform_name(path.name) and not path.is_dir()


def is_terraform_name(name: str) -> bool:
    """True for the name of a file that Terraform reads."""
    return name.endswith((".tf", ".tf.json")) and not name.startswith(".")


def is_values_name(name: str) -> bool:
    """True for the name of a file from whose text Terraform takes values of the root's variables by itself."""
    name = name.removesuffix(".json")
    return not name.startswith(".") and (name == "terraform.tfvars" or name.endswith(".auto.tfvars"))


def load_template(folder: Path, name: str, module_sources: ModuleSources = AS_WRITTEN) -> Template:
    """The model of a folder on disk, with the modules in folders below it that it calls.

    Args:
        folder: Where it is.
        name: What reports call it; files are called `name/file.tf`, or `file.tf` where it is empty or `.`.
        module_sources: How it writes the sources of modules.

    Raises:
        UsageError: The folder or one of its Terraform files cannot be read, is too large, or is not UTF-8.
    """
    return _Loading(_OnDisk(folder, path_prefix(name)), name, module_sources, FilesOnDisk(folder)).template("")


def template_from_sources(
    sources: Iterable[SourceFile],
    name: str,
    module_sources: ModuleSources = AS_WRITTEN,
    *,
    modules_in: Path | None = None,
    files: FolderFiles | None = None,
) -> Template:
    """The model of files held in memory, which are called as `load_template` calls them.

    Args:
        sources: The files.
        name: What reports call the template.
        module_sources: How it writes the sources of modules.
        modules_in: The folder on disk in which modules in folders below are that the files do not hold; None where
            they hold all.
        files: What there is besides Terraform; None where nothing is known of what `sources` does not hold.

    Raises:
        UsageError: A file of such a module cannot be read.
    """
    prefix = path_prefix(name)
    below = None if modules_in is None else _OnDisk(modules_in, prefix)
    held = tuple(sources)
    beside = files or FilesInMemory({source.path.removeprefix(prefix): source.data for source in held})
    return _Loading(_InMemory(held, prefix, below), name, module_sources, beside).template("")


def path_prefix(name: str) -> str:
    """What the paths of a template's files begin with, for what reports call the template."""
    return "" if name in {"", "."} else f"{name.rstrip('/')}/"


class _Folders(Protocol):
    """Where the files of a template come from; folders are named by their path in it, its own is empty."""

    def files(self, folder: str) -> list[SourceFile] | None:
        """What of a folder is read, by name in order; None where there is no such folder."""


class _OnDisk:
    def __init__(self, root: Path, prefix: str) -> None:
        self._root = root
        self._prefix = prefix

    def files(self, folder: str) -> list[SourceFile] | None:
        place = self._root / folder
        prefix = self._prefix + (f"{folder}/" if folder else "")
        if folder and not place.is_dir():
            return None
        try:
            entries = sorted(entry.name for entry in place.iterdir() if is_terraform_file(entry))
        except OSError as error:
            raise UsageError(f"{prefix.rstrip('/') or '.'}: cannot be read: {error.strerror or error}") from None
        if len(entries) > MAX_FILES:
            raise UsageError(f"{prefix}: holds {len(entries)} Terraform files; more than {MAX_FILES} are no template")
        if not folder:
            entries += sorted(entry.name for entry in place.iterdir() if is_values_name(entry.name) and entry.is_file())
        if (place / LOCK_FILE).is_file():
            entries.append(LOCK_FILE)
        found = [read_source(place / entry, prefix + entry, any_bytes=entry != LOCK_FILE) for entry in entries]
        if not folder and (place / README).is_file():
            with suppress(UsageError):  # what is no text says nothing
                found.append(read_source(place / README, prefix + README))
        return found


class _InMemory:
    def __init__(self, sources: Iterable[SourceFile], prefix: str, below: _OnDisk | None) -> None:
        self._below = below
        self._folders: dict[str, list[SourceFile]] = {"": []}
        for source in sorted(sources, key=lambda each: each.path):
            folder = source.path.removeprefix(prefix).rpartition("/")[0]
            self._folders.setdefault(folder, []).append(source)

    def files(self, folder: str) -> list[SourceFile] | None:
        held = self._folders.get(folder)
        return self._below.files(folder) if held is None and self._below is not None else held


class _Loading:
    """Reads a template and the modules below it, each folder once."""

    def __init__(self, folders: _Folders, name: str, module_sources: ModuleSources, files: FolderFiles) -> None:
        self._folders = folders
        self._name = name
        self._module_sources = module_sources
        self._files = files
        self._read: dict[str, Template | None] = {}
        self._around: list[str] = []

    def template(self, folder: str) -> Template:
        """The template's own folder, or one of a module that is there."""
        return self._template(folder, self._folders.files(folder) or [])

    def _template(self, folder: str, sources: list[SourceFile]) -> Template:
        documents: list[Document] = []
        problems: list[SyntaxProblem] = []
        values: list[Document] = []
        of_values: list[SyntaxProblem] = []
        locked: Mapping[str, Release] = {}
        readme = None
        for source in sources:
            file = source.path.rpartition("/")[2]
            if file == LOCK_FILE:
                locked = locked_releases(source)
            elif file == README:
                readme = source
            elif is_terraform_name(file):
                document, problem = _read(source)
                documents.append(document)
                problems += [problem] if problem is not None else []
            elif is_values_name(file) and not folder:
                document, problem = _read_values(source)
                values.append(document)
                of_values += [problem] if problem is not None else []
        together, overrides = merged(tuple(documents))
        self._around.append(folder)
        modules = {name: self._module(folder, source) for name, source in _local_sources(together)}
        self._around.pop()
        files = {source.path: source for source in sources}
        for module in modules.values():
            files |= {} if module.template is None else module.template.sources
        return Template(
            folder=path_prefix(self._name) + folder if folder else self._name,
            documents=together,
            sources=files,
            problems=(*problems, *of_values),
            opaque=bool(problems),
            values=tuple(values),
            locked_providers=locked,
            overrides=overrides,
            local_modules=modules,
            readme=readme,
            module_sources=self._module_sources,
            path=folder or ".",
            files=self._files,
        )

    def _module(self, caller: str, source: str) -> LocalModule:
        path = posixpath.normpath(posixpath.join(caller, source))
        if path.split("/", 1)[0] == "..":
            return LocalModule(path, None, OUTSIDE)
        path = "" if path == "." else path
        if path in self._around:
            return LocalModule(path, None, CIRCULAR)
        if path not in self._read:
            files = self._folders.files(path)
            has_some = any(is_terraform_name(file.path.rpartition("/")[2]) for file in files or ())
            self._read[path] = self._template(path, files or []) if has_some else None
        template = self._read[path]
        return LocalModule(path, template, None if template is not None else MISSING)


def _local_sources(documents: Iterable[Document]) -> Iterator[tuple[str, str]]:
    """The calls of modules in folders of their own: the name of the call, and its source."""
    for document in documents:
        for block in document.body.blocks_of("module"):
            source = getattr(block.body.expression("source"), "value", None)
            if isinstance(source, str) and source.startswith(("./", "../")):
                yield block.label(0), source


def locked_releases(source: SourceFile) -> Mapping[str, Release]:
    """The providers of a lock file, those of Terraform's registry without their host, and the release of each.

    What of it cannot be read is left out, since Terraform writes the file itself.
    """
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
    if source.path.endswith(".json"):
        return _read_json(source)
    problem = syntax_problem(source)
    if problem is not None:
        return Document(source, EMPTY_BODY, (), broken=True), problem
    return _unless_broken(parse(source))


def _read_json(source: SourceFile) -> tuple[Document, SyntaxProblem | None]:
    from generator.hcl.json_structure import structure_problem
    from generator.hcl.json_tree import json_problem, parse_json

    problem = json_problem(source) or structure_problem(source, _shape())
    if problem is not None:
        return Document(source, EMPTY_BODY, (), broken=True), problem
    return _unless_broken(parse_json(source, _shape()))


def _read_values(source: SourceFile) -> tuple[Document, SyntaxProblem | None]:
    """The same of a file of values, in whose JSON every property is a value and every text means itself."""
    if not source.path.endswith(".json"):
        return _read(source)
    from generator.hcl.json_tree import json_problem, parse_json_values

    problem = json_problem(source)
    if problem is not None:
        return Document(source, EMPTY_BODY, (), broken=True), problem
    return _unless_broken(parse_json_values(source))


@cache
def _shape() -> FileShape:
    """The shape of files in JSON, with which the schemas of providers are read once."""
    from generator.template.json_shape import FileShape

    return FileShape()


def _unless_broken(document: Document) -> tuple[Document, SyntaxProblem | None]:
    if not document.broken:
        return document, None
    place = Span(document.source.path, 0, 0)
    message = "this file cannot be read into a tree, so nothing in it was checked"
    return document, SyntaxProblem(message, place, refused=False)
