"""Puts into the wheel what a list of folders cannot say: the blueprints, and the catalog a second time, as JSON.

`blueprints/cookiecutter` is no blueprint and of use in a checkout only, so it stays out. Reading YAML is a third of
what a check of a template takes: `generator.source.yaml_data.load_data` looks for `x.yaml.json` beside `x.yaml`. A
checkout has none, so that what is edited there counts.
"""

import json
import tempfile
from pathlib import Path
from typing import Any

import yaml
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CATALOG = "modules_catalog"
BLUEPRINTS = "blueprints"
ONLY_IN_A_CHECKOUT = "cookiecutter"


class CustomBuildHook(BuildHookInterface):
    """What hatchling calls around the build of a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Has the blueprints included, and the JSON files, which it writes into a temporary folder."""
        if version == "editable":
            return
        self._made = tempfile.TemporaryDirectory(prefix="taskplate-data-")
        root = Path(self.root)
        for folder in sorted((root / BLUEPRINTS).iterdir()):
            if folder.name != ONLY_IN_A_CHECKOUT:
                build_data["force_include"][str(folder)] = f"generator/_data/{BLUEPRINTS}/{folder.name}"
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
