"""The coder provider is built once, whoever asks, and a machine that cannot build it says why."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from generator.terraform import stub_provider
from tests.lab import coder_provider
from tests.lab.coder_provider import UnavailableError


@pytest.fixture
def go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `go` that is the only program found first on PATH; writes the file that `go install` would, and a log."""
    folder = tmp_path / "programs"
    folder.mkdir()
    program = folder / "go"
    program.write_text(
        f'#!/bin/sh\necho "$@" >>{tmp_path}/log\nsleep 0.2\necho built >"$GOBIN/terraform-provider-coder"\n',
        encoding="utf-8",
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return program


def test_a_release_is_laid_where_a_filesystem_mirror_has_it(go: Path, tmp_path: Path) -> None:
    folder = coder_provider.build("2.18.0", tmp_path / "cache")
    expected = f"mirror/registry.terraform.io/coder/coder/2.18.0/{stub_provider.target()}"
    assert folder == tmp_path / "cache" / expected
    assert (folder / "terraform-provider-coder_v2.18.0").read_text() == "built\n"
    logged = (tmp_path / "log").read_text()
    assert logged == "install github.com/coder/terraform-provider-coder/v2@v2.18.0\n"


def test_workers_that_ask_at_once_build_once(go: Path, tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        folders = set(pool.map(lambda _: coder_provider.build("2.18.0", tmp_path / "cache"), range(4)))
    assert len(folders) == 1
    assert (tmp_path / "log").read_text().count("install") == 1


def test_a_link_puts_a_release_into_another_mirror(go: Path, tmp_path: Path) -> None:
    coder_provider.build("2.18.0", tmp_path / "cache")
    coder_provider.link("2.18.0", tmp_path / "cache", tmp_path / "mirror")
    (executable,) = (tmp_path / "mirror").glob("registry.terraform.io/coder/coder/2.18.0/*/terraform-provider-*")
    assert executable.read_text() == "built\n"


def test_without_go_the_reason_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnavailableError, match="there is no `go` on PATH"):
        coder_provider.build("2.18.0", tmp_path / "cache")


def test_a_module_that_is_refused_is_no_half_made_provider(go: Path, tmp_path: Path) -> None:
    go.write_text("#!/bin/sh\necho '403 Forbidden' >&2\nexit 1\n", encoding="utf-8")
    with pytest.raises(UnavailableError, match=r"2\.17\.0 failed: 403 Forbidden"):
        coder_provider.build("2.17.0", tmp_path / "cache")
    assert [path for path in (tmp_path / "cache").rglob("*") if stat.S_ISREG(path.stat().st_mode)] == [
        tmp_path / "cache" / "coder-2.17.0.lock"
    ]


def test_the_cache_is_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert coder_provider.cache_folder() == Path.home() / ".cache" / "taskplate-tests"
    monkeypatch.setenv("TASKPLATE_TEST_CACHE", str(tmp_path))
    assert coder_provider.cache_folder() == tmp_path
