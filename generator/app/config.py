"""taskplate.toml, or [tool.taskplate] in pyproject.toml: what holds for the folders around and below it."""

from __future__ import annotations

from fnmatch import fnmatchcase
from os.path import relpath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from generator.app.catalogs import BUILT_IN, CatalogChoice
from generator.app.targets import release_of
from generator.catalog.sources import ModuleSources, is_registry_shape
from generator.diagnostics import RuleInfo, Severity, in_order
from generator.errors import UsageError
from generator.source.near import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from generator.diagnostics import Diagnostic, Span
    from generator.source.files import SourceFile
    from generator.source.yaml_tree import Path as KeyPath
    from generator.source.yaml_tree import YamlTree

CONFIG_FILE = "taskplate.toml"
NEVER = "never"
OFF = "off"

_PROJECT_FILE = "pyproject.toml"
CONFIG_FILES = (CONFIG_FILE, _PROJECT_FILE)
"""The files in which a configuration can be."""

_TABLE = ("tool", "taskplate")
_FOR_ALL = frozenset({"$schema", "per-folder", "catalog", "module-sources"})  # keys that no folder has for itself
SCHEMA = "config"
"""The name of the JSON Schema."""

_UNKNOWN_RULE = RuleInfo("unknown-rule", "config", "a rule that does not exist", Severity.ERROR)
_NO_SHAPE = RuleInfo("invalid-value", "config", "a source that is no module registry's", Severity.ERROR)
_SHAPE = (
    "`{}` makes sources that are no HOST/NAMESPACE/NAME/PROVIDER, for which alone Terraform takes a version; "
    "write as many parts as there are before the `=`"
)
_NO_RELEASE = RuleInfo("invalid-value", "config", "a target that is no release", Severity.ERROR)


class Choices(Struct, frozen=True):
    """What one place says: a configuration file, one of its globs, or the command line.

    Attributes:
        coder: The target; None where nothing is said.
        select: Rules or families that run alone; empty where nothing is said.
        extend_select: Rules or families that run besides.
        ignore: Rules or families that are left out.
        fail_on: A severity or `never`; None where nothing is said.
        severity: Rule to a severity or `off`.
        catalog: The folder of the user's own catalog, from the command line; None where nothing is said.
    """

    coder: str | None = None
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str | None = None
    severity: Mapping[str, str] = field(default_factory=dict)
    catalog: Path | None = None


class Settings(Struct, frozen=True):
    """What holds for one folder, everything decided.

    Attributes:
        coder: The target; None where the folder's lock file, or the default, says it.
        select: Rules or families to run; all but those that have to be asked for where empty.
        ignore: Rules or families to leave out.
        off: Rules that do not run, whatever is selected.
        severities: Rule to the severity of its findings, where that is not its own.
        threshold: The least severity that fails; None where nothing does.
        catalog: What is known of modules, and where they are taken from.
    """

    coder: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    off: frozenset[str] = frozenset()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    threshold: Severity | None = Severity.ERROR
    catalog: CatalogChoice = BUILT_IN


class Config(Struct, frozen=True):
    """A configuration file.

    Attributes:
        folder: Where it is; its globs are relative to it.
        choices: What it says for every folder.
        per_folder: Glob and what it says for the folders that match, in the order of the file.
        catalog: What it says of the catalog, for every folder.
    """

    folder: Path
    choices: Choices
    per_folder: tuple[tuple[str, Choices], ...] = ()
    catalog: CatalogChoice = BUILT_IN

    def choices_for(self, folder: Path) -> tuple[Choices, ...]:
        """What is said for a folder (resolved, in or below `self.folder`), the weakest first."""
        parts = folder.relative_to(self.folder).parts
        return (self.choices, *(choices for glob, choices in self.per_folder if _matches(parts, glob)))


class ConfigFinder:
    """Finds the configuration of folders; each file is read once."""

    def __init__(self) -> None:
        self._known: dict[Path, Config | None] = {}

    def config_for(self, folder: Path) -> Config | None:
        """The nearest configuration in a folder or above it, up to the root of its git repository; None without one.

        Raises:
            UsageError: The file cannot be read.
            InvalidInputError: It is no TOML, or does not fit `schemas/config.schema.json`.
        """
        place = folder.resolve()
        if place not in self._known:
            config = _config_in(place)
            if config is None and not (place / ".git").exists() and place.parent != place:
                config = self.config_for(place.parent)
            self._known[place] = config
        return self._known[place]

    def settings_for(self, folder: Path, command_line: Choices, *, configured: bool = True) -> Settings:
        """What holds for a template folder.

        Args:
            folder: The folder.
            command_line: What the user asks for now; it wins.
            configured: Read configuration files; else the command line alone counts.
        """
        config = self.config_for(folder) if configured else None
        settings = settle(config.choices_for(folder.resolve()) if config is not None else (), command_line)
        said = BUILT_IN if config is None else config.catalog
        own = command_line.catalog
        return replace(settings, catalog=said if own is None else replace(said, own=own))


def settle(said: Sequence[Choices], command_line: Choices) -> Settings:
    """One decision out of what several places say.

    The later place wins; what it ignores, extends or grades adds to what stood before. A `select` on the command line
    puts `select`, `extend_select` and `ignore` of the configuration aside.
    """
    from generator.check.registry import usual_families

    every = (*said, command_line)
    naming = (command_line,) if command_line.select else every
    select = next((choices.select for choices in reversed(naming) if choices.select), ())
    extended = tuple(name for choices in naming for name in choices.extend_select)
    graded = {rule: severity for choices in every for rule, severity in choices.severity.items()}
    fail_on = next(
        (choices.fail_on for choices in reversed(every) if choices.fail_on is not None), Severity.ERROR.value
    )
    return Settings(
        coder=next((choices.coder for choices in reversed(every) if choices.coder is not None), None),
        select=_each_once((*(select or usual_families()), *extended)) if select or extended else (),
        ignore=_each_once(name for choices in naming for name in choices.ignore),
        off=frozenset(rule for rule, severity in graded.items() if severity == OFF),
        severities={rule: Severity(severity) for rule, severity in graded.items() if severity != OFF},
        threshold=None if fail_on == NEVER else Severity(fail_on),
    )


def _each_once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _matches(parts: Sequence[str], glob: str) -> bool:
    """True when a glob matches a path, or a folder that holds it."""
    steps = [step for step in glob.split("/") if step not in {"", "."}]
    return _match_steps(parts, steps)


def _match_steps(parts: Sequence[str], steps: Sequence[str]) -> bool:
    if not steps:
        return True
    if steps[0] == "**":
        return any(_match_steps(parts[skipped:], steps[1:]) for skipped in range(len(parts) + 1))
    return bool(parts) and fnmatchcase(parts[0], steps[0]) and _match_steps(parts[1:], steps[1:])


def _config_in(folder: Path) -> Config | None:
    """The configuration that lies in a folder; None where a project file says nothing of us."""
    for name, table in ((CONFIG_FILE, ()), (_PROJECT_FILE, _TABLE)):
        path = folder / name
        if path.is_file():
            config = _read(path, table)
            if config is not None:
                return config
    return None


def _read(path: Path, table: tuple[str, ...]) -> Config | None:
    from generator.source.files import read_source
    from generator.source.toml_tree import read_toml

    name = Path(relpath(path)).as_posix()
    source = read_source(path, name)
    if table and table[-1].encode() not in source.data:
        return None
    data = read_toml(source)
    for step in table:
        data = data.get(step, {}) if isinstance(data, dict) else {}
    if table and data == {}:
        return None
    _require_valid(data, source, table)
    every = {key: value for key, value in data.items() if key not in _FOR_ALL}
    per_folder = tuple((glob, _choices(said)) for glob, said in data.get("per-folder", {}).items())
    own = path.parent / data["catalog"] if "catalog" in data else None
    catalog = CatalogChoice(own, ModuleSources.of(data.get("module-sources", {})))
    return Config(path.parent, _choices(every), per_folder, catalog)


def _choices(data: Mapping[str, Any]) -> Choices:
    return Choices(
        coder=data.get("coder"),
        select=tuple(data.get("select", ())),
        extend_select=tuple(data.get("extend-select", ())),
        ignore=tuple(data.get("ignore", ())),
        fail_on=data.get("fail-on"),
        severity=dict(data.get("severity", {})),
    )


def _require_valid(data: Any, source: SourceFile, table: tuple[str, ...]) -> None:
    """Refuse what the schema refuses, and rules that do not exist.

    Raises:
        InvalidInputError: There is something to refuse; each finding is at its place.
    """
    from generator.check.registry import rule_families, rule_names
    from generator.source.problems import InvalidInputError
    from generator.source.toml_tree import toml_tree

    found = [] if _fits(data) else _misfits(toml_tree(source, data, table))
    if not found:
        known = {*rule_names(), *rule_families()}
        wrong = [
            (_UNKNOWN_RULE, path, f"there is no rule `{name}`.{did_you_mean(name, known)}")
            for path, name in _named_rules(data)
            if name not in known
        ]
        wrong += [(_NO_RELEASE, path, message) for path, message in _wrong_targets(data)]
        wrong += [
            (_NO_SHAPE, ("module-sources", original), _SHAPE.format(mirror))
            for original, mirror in data.get("module-sources", {}).items()
            if not is_registry_shape(original, mirror)
        ]
        tree = toml_tree(source, data, table)
        found = in_order([rule.at(_span(tree, path), message) for rule, path, message in wrong])
    if found:
        raise InvalidInputError(found, {source.path: source})


def _span(tree: YamlTree, path: KeyPath) -> Span:
    """The key of a rule that is graded; else the value."""
    return tree.key_span(path) if path[-2:-1] == ("severity",) else tree.span(path)


def _misfits(tree: YamlTree) -> list[Diagnostic]:
    """What the schema says of a file that does not fit; JSON Schema takes too long to load for a file that does."""
    from generator import assets
    from generator.source.schema import check_schema, load_schema

    return check_schema(tree, load_schema(assets.schemas() / f"{SCHEMA}.schema.json"))


def _fits(data: Any, *, nested: bool = False) -> bool:
    """What `schemas/config.schema.json` says, without its words; a test holds the two together."""
    if not isinstance(data, dict):
        return False
    grades = {severity.value for severity in Severity}
    for key, value in data.items():
        match key:
            case "coder":
                fits = isinstance(value, str) and value != ""
            case "select" | "ignore" | "extend-select":
                fits = isinstance(value, list) and all(isinstance(name, str) and name for name in value)
            case "fail-on":
                fits = isinstance(value, str) and value in {*grades, NEVER}
            case "severity":
                fits = isinstance(value, dict) and all(
                    isinstance(v, str) and v in {*grades, OFF} for v in value.values()
                )
            case "$schema" if not nested:
                fits = isinstance(value, str)
            case "catalog" if not nested:
                fits = isinstance(value, str) and value != ""
            case "module-sources" if not nested:
                fits = isinstance(value, dict) and all(k and isinstance(v, str) and v for k, v in value.items())
            case "per-folder" if not nested:
                fits = isinstance(value, dict) and all(_fits(said, nested=True) for said in value.values())
            case _:
                fits = False
        if not fits:
            return False
    return True


def _named_rules(data: Mapping[str, Any], within: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    """The path and name of every rule or family that a configuration names."""
    for key in ("select", "ignore", "extend-select"):
        for index, name in enumerate(data.get(key, ())):
            yield (*within, key, index), name
    for rule in data.get("severity", {}):
        yield (*within, "severity", rule), rule
    for glob, said in data.get("per-folder", {}).items():
        yield from _named_rules(said, ("per-folder", glob))


def _wrong_targets(data: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    """The path of every target that is no Coder release, and what to say of it."""
    said: dict[KeyPath, str | None] = {("coder",): data.get("coder")}
    said |= {("per-folder", glob, "coder"): part.get("coder") for glob, part in data.get("per-folder", {}).items()}
    for path, text in said.items():
        if text is not None:
            try:
                release_of(text)
            except UsageError as error:
                yield path, error.message
