"""Release tags and the Terraform files behind them are read from git, whatever else the repository holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.catalog.versions import Release
from generator.errors import UsageError
from generator.upkeep.repository import Repository
from tests.helpers import build_tree
from tests.upkeep.registries import Registry, two_modules

if TYPE_CHECKING:
    from pathlib import Path


def test_every_release_tag_is_read_with_its_module_release_and_date(tmp_path: Path) -> None:
    two_modules(tmp_path / "r")
    found = [(tag.address, str(tag.release), tag.released) for tag in Repository(tmp_path / "r").tags().tags]
    assert found == [
        ("acme/tool", "1.0.0", "2026-01-01"),
        ("acme/tool", "1.1.0", "2026-01-02"),
        ("acme/wrapper", "0.1.0", "2026-01-03"),
    ]


def test_releases_are_in_the_order_of_versions_not_of_text(tmp_path: Path) -> None:
    registry = Registry(tmp_path / "r")
    for version in ("1.10.0", "1.9.0", "1.9.0-beta.1"):
        registry.release("a/b", version, "")
    assert [str(tag.release) for tag in Repository(registry.root).tags().tags] == ["1.9.0-beta.1", "1.9.0", "1.10.0"]


def test_an_annotated_tag_has_its_own_date(tmp_path: Path) -> None:
    registry = Registry(tmp_path / "r")
    registry.release("a/b", "1.0.0", "", annotated=True)
    registry.release("a/c", "1.0.0", "")
    registry.git("tag", "--annotate", "--message=x", "release/a/b/v1.1.0", "release/a/b/v1.0.0^{commit}")
    dates = {str(tag.release): tag.released for tag in Repository(registry.root).tags().tags if tag.address == "a/b"}
    assert dates == {"1.0.0": "2026-01-01", "1.1.0": "2026-01-02"}


def test_a_release_tag_without_a_version_is_told_and_other_tags_are_not(tmp_path: Path) -> None:
    registry = two_modules(tmp_path / "r")
    for name in ("release/acme/tool/latest", "v1.0.0", "release/acme/tool/v1.0"):
        registry.git("tag", name)
    assert Repository(registry.root).tags().odd == ("release/acme/tool/latest", "release/acme/tool/v1.0")


def test_the_files_of_a_tag_are_those_of_the_tag_not_of_the_work_tree(tmp_path: Path) -> None:
    registry = Registry(tmp_path / "r")
    registry.release("a/b", "1.0.0", {"main.tf": "# one\n", "README.md": "", "sub/x.tf": "# in\n", ".hidden.tf": ""})
    registry.release("a/b", "1.1.0", {"main.tf": "# two\n", "more.tf.json": "{}"})
    repository = Repository(registry.root)
    files = {
        str(tag.release): {source.path: source.text for source in sources}
        for tag, sources in repository.terraform_files(repository.tags().tags)
        if not isinstance(sources, str)
    }
    assert files == {
        "1.0.0": {"main.tf": "# one\n", "sub/x.tf": "# in\n"},
        "1.1.0": {"main.tf": "# two\n", "more.tf.json": "{}", "sub/x.tf": "# in\n"},
    }


def test_a_file_that_is_no_text_leaves_out_its_release_alone(tmp_path: Path) -> None:
    registry = Registry(tmp_path / "r")
    registry.release("a/b", "1.0.0", "")
    (registry.root / "registry/a/modules/b/main.tf").write_bytes(b"\xff")
    registry.commit()
    registry.git("tag", "release/a/b/v1.1.0")
    repository = Repository(registry.root)
    found = {str(tag.release): sources for tag, sources in repository.terraform_files(repository.tags().tags)}
    assert isinstance(found["1.0.0"], tuple)
    assert str(found["1.1.0"]).startswith("main.tf:1:1: is not UTF-8")


def test_a_partial_clone_is_refused(tmp_path: Path) -> None:
    registry = two_modules(tmp_path / "r")
    registry.git("config", "uploadpack.allowFilter", "true")
    url = f"file://{registry.root}"
    registry.git("clone", "--quiet", "--bare", "--filter=blob:none", url, str(tmp_path / "partial"))
    with pytest.raises(UsageError, match="partial clone"):
        Repository(tmp_path / "partial")


def test_a_tag_without_the_modules_folder_has_no_files(tmp_path: Path) -> None:
    registry = two_modules(tmp_path / "r")
    registry.git("tag", "release/acme/elsewhere/v1.0.0")
    repository = Repository(registry.root)
    found = {tag.address: sources for tag, sources in repository.terraform_files(repository.tags().tags)}
    assert found["acme/elsewhere"] == ()


def test_the_main_branch_tells_which_modules_are_still_there(tmp_path: Path) -> None:
    registry = two_modules(tmp_path / "r")
    registry.git("rm", "--quiet", "-r", "registry/acme/modules/tool")
    registry.commit()
    registry.git("checkout", "--quiet", "-b", "other")
    build_tree(registry.root, {"registry/acme/modules/new/main.tf": ""})
    registry.commit()
    main = Repository(registry.root).main_branch()
    assert (main.date, main.addresses) == ("2026-01-03", {"acme/wrapper"})


@pytest.mark.parametrize("format_", ["sha1", "sha256"])
def test_a_bare_mirror_is_as_good_as_a_checkout_whatever_its_hash(tmp_path: Path, format_: str) -> None:
    source = Registry(tmp_path / "r")
    (tmp_path / "r" / ".git").rename(tmp_path / "unused")
    source.git("init", "--quiet", "--initial-branch=main", f"--object-format={format_}")
    source.release("a/b", "1.0.0", {"main.tf": "# main\n", "in/x.tf": "# in\n"})
    source.git("clone", "--quiet", "--mirror", str(tmp_path / "r"), str(tmp_path / "m.git"))
    repository = Repository(tmp_path / "m.git")
    ((tag, sources),) = repository.terraform_files(repository.tags().tags)
    assert tag.release == Release(1)
    assert {source.path for source in sources if not isinstance(source, str)} == {"main.tf", "in/x.tf"}


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://user:token@git.example.com/team/registry.git", "git.example.com/team/registry"),
        ("git@git.example.com:team/registry.git", "git.example.com/team/registry"),
        ("https://github.com/coder/registry", "github.com/coder/registry"),
    ],
)
def test_a_registry_is_called_by_its_remote_without_credentials(tmp_path: Path, url: str, origin: str) -> None:
    registry = two_modules(tmp_path / "r")
    registry.git("remote", "add", "origin", url)
    assert Repository(registry.root).origin == origin


def test_a_registry_without_a_remote_is_called_by_its_folder(tmp_path: Path) -> None:
    assert Repository(two_modules(tmp_path / "ours").root).origin == "ours"


def test_what_is_no_repository_is_refused(tmp_path: Path) -> None:
    for place, words in ((tmp_path, "rev-parse failed"), (tmp_path / "gone", "no such folder")):
        with pytest.raises(UsageError, match=words):
            Repository(place)
