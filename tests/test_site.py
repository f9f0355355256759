"""The documentation: every link leads somewhere, on GitHub and on the site, and the site builds without a warning."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from os.path import normpath
from pathlib import Path, PurePosixPath

import pytest

from docs._site.links import ROOT, Links, anchors, targets
from docs._site.pages import site
from generator.app import schema_names
from generator.blueprint.load import blueprint_names
from generator.catalog.catalog import Catalog
from generator.check.comparison import COMPARISONS
from generator.check.registry import rule_names
from generator.cli.main import COMMANDS

DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("", "docs", "benchmarks", "blueprints", "generator", "tests")
    for path in (ROOT / folder).glob("**/*.md" if folder else "*.md")
)
NEEDED = ("mkdocs", "material", "mkdocs_gen_files", "mkdocs_literate_nav")


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return site()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_of_a_document_leads_somewhere(document: str) -> None:
    lost = []
    for target in targets((ROOT / document).read_text(encoding="utf-8")):
        name, _, anchor = target.partition("#")
        path = normpath(PurePosixPath(document).parent / name) if name else document
        if not (ROOT / path).exists() or (anchor and anchor not in anchors((ROOT / path).read_text(encoding="utf-8"))):
            lost.append(target)
    assert lost == []


def test_there_is_a_page_for_everything(pages: dict[str, str]) -> None:
    catalog = Catalog()
    wanted = {
        *(f"reference/rules/{name}.md" for name in rule_names()),
        *(f"reference/comparisons/{name}.md" for name in COMPARISONS),
        *(f"reference/agents/{id_}.md" for id_ in catalog.agent_ids),
        *(f"reference/modules/{id_}.md" for id_ in catalog.module_ids),
        *(f"reference/blueprints/{name}.md" for name in blueprint_names()),
        *(f"reference/schemas/{name}.md" for name in schema_names()),
    }
    assert wanted <= pages.keys()
    assert all(f"\n## taskplate {name}" in pages["reference/commands.md"] for name in COMMANDS)


def test_a_page_of_an_agent_says_what_the_catalog_knows(pages: dict[str, str]) -> None:
    page = pages["reference/agents/claude-code.md"]
    agent = Catalog().agent("claude-code")
    assert all(f"### {method}\n" in page for method in agent.auth)
    assert all(f"| `{note.releases}` | {note.text} |" in page for note in agent.notes)
    assert "| the prompt of the task | `1.3.0..2.2.0` | environment variable `CODER_MCP_CLAUDE_TASK_PROMPT` |" in page


def test_the_navigation_has_every_page_once(pages: dict[str, str]) -> None:
    listed = re.findall(r"\]\(([^)]+)\)", pages["SUMMARY.md"])
    assert sorted(listed) == sorted(page for page in pages if page != "SUMMARY.md" and not page.startswith("source/"))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("[a](../generator/check/rules/task/missing_app_id.md)", "[a](reference/rules/missing-app-id.md)"),
        ("[a](../CONTRIBUTING.md#add-a-rule)", "[a](contributing.md#add-a-rule)"),
        ("[a](spec.md) [b](#here)", "[a](spec.md) [b](#here)"),
        ("[`a`](../pyproject.toml)", "[`a`](source/pyproject.toml.md)"),
        ("[a](../generator/app)", "[a](source/generator/app/index.md)"),
        ("![a](validate.svg)", "![a](validate.svg)"),
        ("[a\nb](https://x.org/../y)", "[a\nb](https://x.org/../y)"),
        ("`[a](../README.md)`", "`[a](../README.md)`"),
        ("```md\n[a](../README.md)\n```\n", "```md\n[a](../README.md)\n```\n"),
    ],
)
def test_links_are_as_they_must_be_on_the_site(written: str, read: str) -> None:
    places = {
        "CONTRIBUTING.md": "contributing.md",
        "docs/spec.md": "spec.md",
        "generator/check/rules/task/missing_app_id.md": "reference/rules/missing-app-id.md",
    }
    assert Links(places).moved(written, "docs/page.md", "page.md") == read


def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} missing: install the extra `docs`")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", tmp_path / "site"],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
    assert "claude_code_oauth_token" in (tmp_path / "site" / "reference" / "agents" / "claude-code.html").read_text()
    assert not (tmp_path / "site" / "_site").exists()
