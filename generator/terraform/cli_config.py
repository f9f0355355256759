"""The CLI configuration under which Terraform asks nobody but this machine."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from generator.catalog.sources import REGISTRY_HOST

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_PROVIDER_HOSTS = ("registry.terraform.io", "registry.opentofu.org")


def offline_config(mirrors: Sequence[Path], services: str) -> str:
    """The text of a CLI configuration file.

    Args:
        mirrors: The filesystem mirrors that providers come from, and from nowhere else.
        services: The base address of the module registry that stands in for Coder's.
    """
    blocks = "".join(f"  filesystem_mirror {{\n    path = {json.dumps(str(path))}\n  }}\n" for path in mirrors)
    modules = f'host "{REGISTRY_HOST}" {{\n  services = {{ "modules.v1" = {json.dumps(services)} }}\n}}\n'
    nothing = "".join(f'host "{host}" {{\n  services = {{}}\n}}\n' for host in _PROVIDER_HOSTS)
    return f"provider_installation {{\n{blocks}}}\n{modules}{nothing}"
