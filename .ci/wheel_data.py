"""Puts the catalog into the wheel a second time, as JSON: reading YAML is a third of what a check of a template takes.

`generator.source.yaml_data.load_data` looks for `x.yaml.json` beside `x.yaml`. A checkout has none, so that what is
edited there counts.
"""

import json
import tempfile
from pathlib import Path
from typing import Any

import yaml
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CATALOG = "modules_catalog"


class CustomBuildHook(BuildHookInterface):
    """What hatchling calls around the build of a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Writes the JSON files into a temporary folder and has them included."""
        if version == "editable":
            return
        self._made = tempfile.TemporaryDirectory(prefix="taskplate-data-")
        root = Path(self.root)
        for file in sorted((root / CATALOG).rglob("*.yaml")):
            name = f"{file.relative_to(root).as_posix()}.json"
            made = Path(self._made.name) / name
            made.parent.mkdir(parents=True, exist_ok=True)
            content = yaml.safe_load(file.read_bytes())
            made.write_text(json.dumps(content, separators=(",", ":")), encoding="utf-8")
            build_data["force_include"][str(made)] = f"generator/_data/{name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Removes the temporary folder."""
        if version != "editable":
            self._made.cleanup()
