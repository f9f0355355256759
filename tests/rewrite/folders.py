"""Small templates for the tests of rewriting, and what comes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.app.adding import NOTHING_SAID, add
from generator.app.upgrading import upgrade
from generator.catalog.catalog import Catalog
from tests.helpers import build_tree

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from generator.app.adding import Wanted
    from generator.app.rewriting import Rewritten

CATALOG = Catalog()

AGENT = """\
data "coder_workspace" "me" {}

resource "coder_agent" "main" {
  os   = "linux"
  arch = "amd64"
}
"""


def provider(constraint: str) -> str:
    """The block that asks for the coder provider."""
    return (
        "terraform {\n  required_providers {\n    coder = {\n"
        f'      source  = "coder/coder"\n      version = "{constraint}"\n    }}\n  }}\n}}\n\n'
    )


def added(
    folder: Path, files: Mapping[str, str], agent: str, coder: str = "2.34", wanted: Wanted = NOTHING_SAID
) -> Rewritten:
    """What `add` makes of a folder that holds these files; they are written."""
    return add(agent, build_tree(folder, files), wanted, coder=coder, force=True, catalog=CATALOG)


def upgraded(folder: Path, files: Mapping[str, str], coder: str = "2.34") -> Rewritten:
    """What `upgrade` makes of a folder that holds these files; they are written."""
    return upgrade(build_tree(folder, files), coder=coder, force=True, catalog=CATALOG)
