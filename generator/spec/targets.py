"""Several environments from one spec: each entry of `targets` laid over the rest, with the places of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.source.yaml_tree import YamlTree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.diagnostics import Span
    from generator.source.yaml_tree import Path

KEY = "targets"


def target_names(tree: YamlTree) -> tuple[str, ...]:
    """The names of the targets of a spec, in its order; empty where it has none."""
    return tuple(tree.value.get(KEY, ()))


def for_target(tree: YamlTree, target: str) -> YamlTree:
    """The spec for one target: mappings are merged, all else is replaced, and null takes a key away.

    The template is named after the target too (`name-target`), unless the target gives a name.
    """
    merged = _Merged(tree)
    overlay = tree.value[KEY][target]
    value = merged.mapping({k: v for k, v in tree.value.items() if k != KEY}, overlay, (), (KEY, target))
    if "name" not in overlay:
        value["name"] = f"{tree.value['name']}-{target}"
    return YamlTree(tree.source, value, merged.values, merged.keys)


class _Merged:
    """Merges, and gathers where everything in the result stands."""

    def __init__(self, tree: YamlTree) -> None:
        self._tree = tree
        self.values: dict[Path, Span] = {(): tree.values[()]}
        self.keys: dict[Path, Span] = {}

    def mapping(self, base: Mapping[str, Any], overlay: Mapping[str, Any], to: Path, source: Path) -> dict[str, Any]:
        """The members of both; `to` is where the result stands, `source` where the overlay does."""
        merged: dict[str, Any] = {}
        for key in dict.fromkeys((*base, *overlay)):
            path, over = (*to, key), (*source, key)
            if key not in overlay:
                self._take(path, path)
                merged[key] = base[key]
            elif isinstance(base.get(key), dict) and isinstance(overlay[key], dict):
                self.values[path] = self._tree.values[over]
                self.keys[path] = self._tree.keys[over]
                merged[key] = self.mapping(base[key], overlay[key], path, over)
            elif overlay[key] is not None:
                self._take(over, path)
                merged[key] = overlay[key]
        return merged

    def _take(self, source: Path, to: Path) -> None:
        """The places of everything at and below one path, as those of another."""
        for spans, taken in ((self._tree.values, self.values), (self._tree.keys, self.keys)):
            for path, span in spans.items():
                if path[: len(source)] == source:
                    taken[(*to, *path[len(source) :])] = span
