"""A git checkout of a module registry: its release tags, and the Terraform files that each of them holds.

The layout is that of coder/registry: tags `release/<namespace>/<module>/v<version>`, of which each means the folder
`registry/<namespace>/modules/<module>`. Nothing is checked out and nothing written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.catalog.versions import Release
from generator.errors import UsageError
from generator.source.files import SourceFile, decoded
from generator.source.git import Git, find_git
from generator.template.load import is_terraform_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_TAGS = "refs/tags/release/"
_TAG = re.compile(r"release/([\w-]+)/([\w-]+)/v([0-9]+\.[0-9]+\.[0-9]+(?:-[0-9A-Za-z.-]+)?)")
_MAIN_BRANCHES = ("refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/heads/main", "HEAD")
_CREDENTIALS = re.compile(r"(?<=://)[^/@]*@")
_TIMEOUT = 300  # seconds
_ID_SIZES = {b"sha1": 20, b"sha256": 32}
_FOLDER_MODE = b"40000"
_LINK_MODES = (b"120000", b"160000")  # symbolic links, and commits of submodules


class ReleaseTag(Struct, frozen=True):
    """A release tag.

    Attributes:
        name: The tag, `release/coder/claude-code/v4.9.2`.
        address: Namespace and name of the module.
        released: The ISO date of the tag; that of its commit where the tag has none of its own.
    """

    name: str
    address: str
    release: Release
    released: str

    @property
    def folder(self) -> str:
        """The module's folder in the repository, without a slash at its end."""
        return module_folder(self.address)


class TagList(Struct, frozen=True):
    """The release tags of a registry, and those of its tags that look like some but are not."""

    tags: tuple[ReleaseTag, ...]
    odd: tuple[str, ...]


class MainBranch(Struct, frozen=True):
    """The main branch at its newest commit: the commit's ISO date, and the addresses of the modules it holds."""

    date: str
    addresses: frozenset[str]


def module_folder(address: str) -> str:
    """The folder in which a registry's repository holds the module of an address."""
    namespace, _, name = address.partition("/")
    return f"registry/{namespace}/modules/{name}"


class Repository:
    """A checkout, with a work tree or bare. It is only read."""

    def __init__(self, root: Path) -> None:
        """Open a checkout.

        Raises:
            UsageError: git is missing, `root` is in no repository, or in a partial clone, which would ask its remote.
        """
        program = find_git()
        if not root.is_dir():
            raise UsageError(f"{root}: there is no such folder")
        self._git = Git(program, root, _TIMEOUT, {"GIT_NO_LAZY_FETCH": "1"})
        self._root = root
        if self._git.start(("config", "--get-regexp", r"^remote\..*\.promisor$")).stdout:
            raise UsageError(
                f"{root}: is a partial clone, which lacks files of releases", hint="Clone without --filter."
            )
        self._id_size = _ID_SIZES[self._git.output("rev-parse", "--show-object-format").strip()]

    @property
    def origin(self) -> str:
        """What the registry is called: the address of its remote, bare of scheme and credentials, else the folder."""
        said = self._git.start(("config", "--get", "remote.origin.url"))
        url = said.stdout.decode(errors="replace").strip()
        if not url:
            return self._root.resolve().name
        bare = re.sub(r"^(?:\w+://|git@)", "", _CREDENTIALS.sub("", url)).removesuffix("/").removesuffix(".git")
        return bare if "://" in url else bare.replace(":", "/", 1)

    def tags(self) -> TagList:
        """Every release tag, by address and release; a tag whose version is none is among the odd ones."""
        listed = self._git.output("for-each-ref", "--format=%(refname:short) %(creatordate:short)", _TAGS)
        found: list[ReleaseTag] = []
        odd: list[str] = []
        for line in listed.decode(errors="replace").splitlines():
            name, _, date = line.removeprefix("tags/").rpartition(" ")
            match = _TAG.fullmatch(name)
            if match is None:
                odd.append(name)
            else:
                release = Release.parse(match[3])
                found.append(ReleaseTag(name, f"{match[1]}/{match[2]}", release, date))
        return TagList(tuple(sorted(found, key=lambda tag: (tag.address, tag.release))), tuple(sorted(odd)))

    def main_branch(self) -> MainBranch:
        """The main branch: that of the remote, else the local `main`, else what is checked out.

        Raises:
            UsageError: None of these is there.
        """
        for name in _MAIN_BRANCHES:
            if self._git.start(("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")).returncode == 0:
                date = self._git.output("log", "-1", "--format=%cs", name).decode().strip()
                listed = self._git.output("ls-tree", "-r", "-z", "--name-only", name, "--", "registry/")
                parts = (path.decode(errors="replace").split("/") for path in listed.split(b"\0"))
                held = {
                    f"{p[1]}/{p[3]}" for p in parts if len(p) == 5 and p[2] == "modules" and is_terraform_name(p[4])
                }
                return MainBranch(date, frozenset(held))
        raise UsageError(f"{self._root}: has no commit that could be its main branch")

    def terraform_files(self, tags: Sequence[ReleaseTag]) -> Iterator[tuple[ReleaseTag, tuple[SourceFile, ...] | str]]:
        """Each tag with the Terraform files in its module's folder and below, called by their paths in that folder.

        A file that is no text leaves its tag out: the reason stands in place of the files.
        """
        listings = self._listings(tags)
        ids = sorted({id_ for files in listings.values() for id_ in files.values()})
        blobs = dict(zip(ids, self._objects(ids), strict=True))
        for tag in tags:
            try:
                yield tag, tuple(_source(path, blobs[id_]) for path, id_ in listings[tag.name].items())
            except UsageError as error:
                yield tag, error.message

    def _listings(self, tags: Sequence[ReleaseTag]) -> Mapping[str, dict[str, str]]:
        """Tag name to the path of each Terraform file in its module's folder, with the id of its content."""
        found: dict[str, dict[str, str]] = {tag.name: {} for tag in tags}
        pending = [(tag.name, "", f"refs/tags/{tag.name}:{tag.folder}") for tag in tags]
        while pending:  # one round for each level of folders
            inner: list[tuple[str, str, str]] = []
            trees = self._objects([wanted for _, _, wanted in pending])
            for (tag, prefix, _), tree in zip(pending, trees, strict=True):
                for mode, name, id_ in _entries(tree or b"", self._id_size):
                    if mode == _FOLDER_MODE:
                        inner.append((tag, f"{prefix}{name}/", id_))
                    elif mode not in _LINK_MODES and is_terraform_name(name):
                        found[tag][prefix + name] = id_
            pending = inner
        return found

    def _objects(self, names: Sequence[str]) -> Iterator[bytes | None]:
        """The content of each object that is named, in order; None for one that is not there."""
        wanted = "".join(f"{name}\n" for name in names).encode()
        told = self._git.output("cat-file", "--batch", content=wanted) if names else b""
        at = 0
        for _ in names:
            end = told.index(b"\n", at)
            head, at = told[at:end].split(b" "), end + 1
            if head[-1] == b"missing":
                yield None
                continue
            size = int(head[-1])
            yield told[at : at + size]
            at += size + 1


def _source(path: str, content: bytes | None) -> SourceFile:
    if content is None:
        raise UsageError(f"{path}: its content is missing in the repository")
    return SourceFile(path, decoded(content, path).data)


def _entries(tree: bytes, id_size: int) -> Iterator[tuple[bytes, str, str]]:
    """The mode, name and id of each entry of a tree object, in which a zero byte stands between the last two."""
    at = 0
    while at < len(tree):
        end = tree.index(b"\0", at)
        mode, _, name = tree[at:end].partition(b" ")
        at = end + 1 + id_size
        yield mode, name.decode(errors="replace"), tree[end + 1 : at].hex()
