"""YAML that people wrote, composed once: values and, for every path in them, the span of key and value.

Stricter than YAML where YAML loses what was meant: duplicate keys are refused (PyYAML keeps the last in silence), so
are merge keys, custom tags, aliases that point back at themselves and documents that grow beyond reason. Text is read
into Unicode normal form C, which is what Terraform makes of it, so that names that will be the same are the same.
"""

from __future__ import annotations

import math
import re
import unicodedata
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import yaml
from msgspec import Struct

from generator.diagnostics import Diagnostic, Note, RuleInfo, Severity, Span
from generator.source.problems import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.source.files import SourceFile

_BLOCK = 1024  # characters
MAX_NODES = 50_000
MAX_DEPTH = 60
_TOO_DEEP_FOR_THE_PARSER = "exceeded maximum nesting depth"
"""What the libyaml of PyYAML 6.0.4 says at its own limit of 1,000 levels; earlier ones have none."""
_SHOWN = 60  # characters of a value that a message quotes
MAX_CHARACTERS = 10 * 1024 * 1024
"""What the text of all values may come to; aliases make it more than the file."""

Path = tuple[str | int, ...]

_SYNTAX = RuleInfo("invalid-yaml", "spec", "the file is not the YAML that can be read safely", Severity.ERROR)
_DUPLICATE = RuleInfo("duplicate-key", "spec", "a mapping holds the same key twice", Severity.ERROR)

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # pragma: no cover - PyYAML without libyaml
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]


_CORE = "tag:yaml.org,2002:"
_KNOWN_TAGS = frozenset(f"{_CORE}{name}" for name in ("map", "seq", "str", "int", "float", "bool", "null", "merge"))
_SEXAGESIMAL = re.compile(r"[-+]?[0-9][0-9_]*(:[0-9])")


class _StringsFirstLoader(_Loader):  # type: ignore[misc, valid-type, unused-ignore]
    """SafeLoader without timestamps and YAML 1.1's `=`: both are the text that was written."""


_StringsFirstLoader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag not in {f"{_CORE}timestamp", f"{_CORE}value"}]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}


class YamlTree(Struct, frozen=True):
    """A YAML document with its places.

    Attributes:
        source: The file.
        value: Plain Python data (dict, list, str, int, float, bool, None).
        values: The span of the value at each path; () is the whole document.
        keys: The span of the key at each path that ends in a mapping key.
    """

    source: SourceFile
    value: Any
    values: Mapping[Path, Span]
    keys: Mapping[Path, Span]

    def span(self, path: Path) -> Span:
        """The span of the value at `path`, or of the nearest thing around it that exists."""
        while path and path not in self.values:
            path = path[:-1]
        return self.values[path]

    def key_span(self, path: Path) -> Span:
        """The span of the key at `path`; of its value, or what is around it, where there is no key."""
        return self.keys.get(path) or self.span(path)

    def offset_in_text(self, path: Path, text: str, offset: int) -> Span:
        """A span that points at character `offset` of the string value at `path`, where the file shows it verbatim.

        A quoted or block scalar may be escaped or indented; when the text is not found as it is, the span of the value.
        """
        span = self.span(path)
        shown = self.source.data[span.start : span.end].decode()
        at = shown.find(text)
        if at < 0:
            return span
        start = span.start + len(shown[: at + offset].encode())
        return Span(span.path, min(start, span.end), span.end)


def read_yaml(source: SourceFile) -> YamlTree:
    """Compose a YAML document.

    Raises:
        InvalidInputError: It is not YAML, holds a duplicate key, a merge key, a custom tag, a recursive alias, more
            than one document, a number without end, or more than `MAX_NODES` values, `MAX_DEPTH` levels or
            `MAX_CHARACTERS` of text.
    """
    return _Composer(source).tree()


class _Composer:
    def __init__(self, source: SourceFile) -> None:
        self._source = source
        self._text = source.text
        self._start = len(source.data) - len(self._text.encode())  # behind the byte order mark
        self._values: dict[Path, Span] = {}
        self._keys: dict[Path, Span] = {}
        self._nodes = 0
        self._characters = 0

    def tree(self) -> YamlTree:
        loader = _StringsFirstLoader(self._text)
        try:
            node = loader.get_single_node()
            value = None if node is None else self._value(loader, node, (), ())
        except yaml.reader.ReaderError as error:
            # Without a mark, but what it stumbled over is the first of its kind.
            at = len(self._text[: max(self._text.find(chr(error.character)), 0)].encode())
            at += self._start
            reason = (
                f"the character U+{error.character:04X} cannot stand in YAML; write it as an escape in double quotes"
            )
            raise self._refused(_SYNTAX, Span(self._source.path, at, at), reason) from None
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            at = 0 if mark is None else self._byte(mark)
            if error.problem == _TOO_DEEP_FOR_THE_PARSER:
                raise self._too_deep(Span(self._source.path, at, at)) from None
            reason = " ".join((error.problem or error.context or "cannot be read").split())
            raise self._refused(_SYNTAX, Span(self._source.path, at, at), f"not valid YAML: {reason}") from None
        except (yaml.YAMLError, ValueError) as error:
            reason = " ".join(str(error).split())
            raise self._refused(_SYNTAX, Span(self._source.path, 0, 0), f"not valid YAML: {reason}") from None
        except RecursionError:
            raise self._too_deep(Span(self._source.path, 0, 0)) from None
        finally:
            loader.dispose()
        self._values.setdefault((), Span(self._source.path, 0, len(self._source.data)))
        return YamlTree(self._source, value, self._values, self._keys)

    def _byte(self, mark: yaml.Mark) -> int:
        """The offset of a mark, from its index: YAML also ends lines at characters that end none elsewhere."""
        if self._text.isascii():
            return self._start + mark.index
        block = mark.index // _BLOCK
        return self._blocks[block] + len(self._text[block * _BLOCK : mark.index].encode())

    @cached_property
    def _blocks(self) -> list[int]:
        """The offset of every `_BLOCK`th character, so that no place is counted from the beginning."""
        starts = range(0, len(self._text), _BLOCK)
        lengths = (len(self._text[start : start + _BLOCK].encode()) for start in starts)
        return list(accumulate(lengths, initial=self._start))

    def _span(self, node: yaml.Node) -> Span:
        start, end = self._byte(node.start_mark), self._byte(node.end_mark)
        shown = self._source.data[start:end]
        return Span(self._source.path, start, start + len(shown.rstrip()))

    def _value(self, loader: Any, node: yaml.Node, path: Path, above: tuple[yaml.Node, ...]) -> Any:
        span = self._span(node)
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise self._refused(_SYNTAX, span, f"the document holds more than {MAX_NODES:,} values")
        if len(above) > MAX_DEPTH:
            raise self._too_deep(span)
        if any(node is ancestor for ancestor in above):
            raise self._refused(_SYNTAX, span, "an alias points back at what it is in")
        if node.tag not in _KNOWN_TAGS:
            tag = node.tag.replace(_CORE, "!!", 1)
            raise self._refused(_SYNTAX, span, f"the tag `{tag}` is not known here; plain YAML values only")
        self._values[path] = span
        if isinstance(node, yaml.MappingNode):
            return self._mapping(loader, node, path, (*above, node))
        if isinstance(node, yaml.SequenceNode):
            return [self._value(loader, item, (*path, i), (*above, node)) for i, item in enumerate(node.value)]
        return self._scalar(loader, node, span)

    def _scalar(self, loader: Any, node: Any, span: Span) -> Any:
        self._count(node, span)
        if _SEXAGESIMAL.match(node.value) and node.tag in {f"{_CORE}int", f"{_CORE}float"}:
            return node.value  # `1:30` is what was written, not the 90 that YAML 1.1 makes of it
        shown = node.value if len(node.value) <= _SHOWN else f"{node.value[:_SHOWN]}…"
        try:
            value = loader.construct_object(node)
        except (ValueError, LookupError):  # `!!bool maybe`, `!!int x`, a number of 5,000 digits
            kind = node.tag.removeprefix(_CORE)
            raise self._refused(_SYNTAX, span, f"`{shown}` cannot be read as {kind}") from None
        if isinstance(value, str):
            return unicodedata.normalize("NFC", value)
        if isinstance(value, float) and not math.isfinite(value):
            raise self._refused(_SYNTAX, span, f"`{shown}` is no number that Terraform has")
        return value

    def _count(self, node: yaml.ScalarNode, span: Span) -> None:
        self._characters += len(node.value)
        if self._characters > MAX_CHARACTERS:
            message = f"the values of the document hold more than {MAX_CHARACTERS:,} characters"
            raise self._refused(_SYNTAX, span, message)

    def _mapping(self, loader: Any, node: yaml.MappingNode, path: Path, above: tuple[yaml.Node, ...]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            span = self._span(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                raise self._refused(_SYNTAX, span, "a key must be plain text")
            self._count(key_node, span)
            key = unicodedata.normalize("NFC", key_node.value)
            if key_node.tag == "tag:yaml.org,2002:merge":
                raise self._refused(_SYNTAX, span, "merge keys (`<<`) are not read here; write the keys out")
            if key in result:
                first = Note(f"`{key}` stands here first", self._keys[(*path, key)])
                message = f"`{key}` stands twice in this mapping; keep one"
                raise self._refused(_DUPLICATE, span, message, (first,))
            self._keys[(*path, key)] = span
            result[key] = self._value(loader, value_node, (*path, key), above)
        return result

    def _too_deep(self, span: Span) -> InvalidInputError:
        return self._refused(_SYNTAX, span, f"the document is nested more than {MAX_DEPTH} levels deep")

    def _refused(self, rule: RuleInfo, span: Span, message: str, related: tuple[Note, ...] = ()) -> InvalidInputError:
        finding = Diagnostic(rule=rule, severity=rule.severity, message=message, primary=span, related=related)
        return InvalidInputError([finding], {self._source.path: self._source})
