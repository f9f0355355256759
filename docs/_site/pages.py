"""Every page of the site that does not lie in docs/ as it is: path on the site to Markdown. Knows nothing of MkDocs."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from docs._site.links import ROOT, Links
from docs._site.reference import places, reference_pages

_BESIDE = {
    "README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "benchmarks/README.md": "benchmarks.md",
}
"""Documents beside docs/ that have a page."""

_GUIDES = ("first-template", "own-agent", "own-blueprint", "upgrading", "air-gapped", "editors")
_TABLES = ("commands", "configuration", "exit-codes", "targets")
_WORK = ("docs/existing-templates.md", "docs/ci.md", "docs/cookiecutter.md", "docs/catalog.md")
_LANGUAGES = {
    ".tf": "terraform",
    ".py": "python",
    ".yml": "yaml",
    ".j2": "jinja",
    ".example": "terraform",
    ".json": "json",
}
_LONGEST = 400
"""Lines of a file that a page shows; whoever wants more has the repository."""


def site() -> dict[str, str]:
    """All pages, and `SUMMARY.md`, which is the navigation."""
    documents = {path.relative_to(ROOT).as_posix(): "" for path in sorted((ROOT / "docs").rglob("*.md"))}
    documents = {path: path.removeprefix("docs/") for path in documents} | _BESIDE
    links = Links(documents | places() | _example_places())
    pages = {
        page: links.moved((ROOT / path).read_text(encoding="utf-8"), path, page) for path, page in documents.items()
    }
    for page, text, path in reference_pages():
        pages[page] = links.moved(text, path, page) if path else text
    pages["examples/index.md"] = _example_list()
    pages |= {f"examples/{name}.md": _example(name) for name in _examples()}
    shown: set[str] = set()
    while links.sources - shown:  # a document that is shown leads to more
        for path in sorted(links.sources - shown):
            shown.add(path)
            pages[links.place(path)] = _source(path, links)
    pages["SUMMARY.md"] = _navigation(pages)
    return pages


def _read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def _examples() -> list[str]:
    return sorted(path.parent.name for path in (ROOT / "examples").glob("*/task-template.yaml"))


def _example_places() -> dict[str, str]:
    paths = [(name, f"examples/{name}.md") for name in _examples()]
    return {f"examples/{name}{file}": page for name, page in paths for file in ("", "/task-template.yaml")}


def _example_list() -> str:
    lines = [f"- [{name}]({name}.md): {_first_comment(name)}" for name in _examples()]
    return "# Examples\n\nA spec and what it makes, for each kind of template.\n\n" + "\n".join(lines) + "\n"


def _first_comment(name: str) -> str:
    """What an example's spec says of itself at its top, up to the first full stop."""
    words = []
    for line in (ROOT / "examples" / name / "task-template.yaml").read_text(encoding="utf-8").splitlines():
        if not line.startswith("# "):
            break
        if not line.startswith("# yaml-language-server:"):
            words.append(line.removeprefix("# "))
    return " ".join(words).partition(". ")[0].rstrip(".") or name


def _example(name: str) -> str:
    folder = ROOT / "examples" / name
    text = f"# {name}\n\n" + _code(folder / "task-template.yaml", "task-template.yaml")
    for path in sorted(folder.rglob("*.tf")):
        title = path.relative_to(folder).as_posix()
        text += f"\n{_code(path, title)}"
    return text


def _source(path: str, links: Links) -> str:
    """A page that shows a file or a folder of the repository."""
    place = ROOT / path
    if place.is_dir():
        return _folder(path, links)
    if place.suffix == ".md":
        return links.moved(place.read_text(encoding="utf-8"), path, links.place(path))
    return f"# {path}\n\n" + _code(place, place.name)


def _folder(path: str, links: Links) -> str:
    text = f"# {path}/\n\n"
    here = Path(links.place(path)).parent
    for child in sorted((ROOT / path).iterdir()):
        if child.name.startswith((".", "__")):
            continue
        name = f"{child.name}/" if child.is_dir() else child.name
        known = child.relative_to(ROOT).as_posix()
        words = f"`{name}`"
        if known in links.sources:
            words = f"[{words}]({Path(links.place(known)).relative_to(here).as_posix()})"
        text += f"- {words}{_about(child)}\n"
    return text


def _about(path: Path) -> str:
    """The first line of what a Python file or package says of itself, behind a colon."""
    source = path / "__init__.py" if path.is_dir() else path
    if source.suffix != ".py" or not source.is_file():
        return ""
    words = ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or ""
    return f": {words.splitlines()[0]}" if words else ""


def _code(path: Path, title: str) -> str:
    lines = path.read_text(encoding="utf-8").splitlines()
    language = _LANGUAGES.get(path.suffix, path.suffix.removeprefix(".") or "text")
    shown = "\n".join(lines[:_LONGEST])
    rest = f"\nThe file has {len(lines)} lines.\n" if len(lines) > _LONGEST else ""
    return f'~~~~{language} title="{title}"\n{shown}\n~~~~\n{rest}'


def _navigation(pages: dict[str, str]) -> str:
    """The navigation; what it does not know of comes last in its section, and what is missing is left out."""
    made = ("guides/", "examples/", "reference/", "source/", "SUMMARY.md")
    docs = [page for page in pages if not page.startswith(made) and page not in _BESIDE.values()]
    guides = [f"guides/{name}.md" for name in _GUIDES]
    guides += sorted(page for page in pages if page.startswith("guides/") and page not in guides)
    work = [path.removeprefix("docs/") for path in _WORK]
    evidence = sorted(page for page in docs if page.startswith("evidence"))
    about = ["architecture.md", "coder-checks.md", *evidence, "benchmarks.md", "contributing.md", "changelog.md"]
    about += sorted(set(docs) - {*work, *about, "spec.md"})
    reference = [
        "spec.md",
        *(f"reference/{name}.md" for name in ("commands", "configuration", "exit-codes", "targets")),
    ]
    lines = ["- [taskplate](index.md)", "- Guides", *_entries([*guides, *work], pages)]
    lines += ["- Examples", *_section("examples", pages)]
    lines += ["- Reference", *_entries(reference, pages)]
    for folder, title in (
        ("rules", "Rules"),
        ("comparisons", "What compare tells"),
        ("agents", "Agents"),
        ("modules", "Helper modules"),
        ("blueprints", "Blueprints"),
        ("schemas", "JSON Schemas"),
    ):
        lines += [f"    - {title}", *(f"    {line}" for line in _section(f"reference/{folder}", pages))]
    lines += ["- About", *_entries(about, pages)]
    return "\n".join(lines) + "\n"


def _section(folder: str, pages: dict[str, str]) -> list[str]:
    """The pages of a folder, its first page first."""
    found = [page for page in pages if page.startswith(f"{folder}/")]
    return _entries(sorted(found, key=lambda page: (not page.endswith("index.md"), found.index(page))), pages)


def _entries(wanted: list[str], pages: dict[str, str]) -> list[str]:
    return [f"    - [{_title(pages[page])}]({page})" for page in wanted if page in pages]


def _title(text: str) -> str:
    """The first heading of a page."""
    match = re.search(r"^# +(.+)$", text, re.MULTILINE)
    return re.sub(r"[`\[\]]", "", match[1]) if match else "?"
