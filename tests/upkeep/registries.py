"""A registry of a few modules, as a git repository with release tags."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from generator import assets
from tests.helpers import build_tree

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DATE = "2026-01-0{}T12:00:00+0000"


class Registry:
    """A repository in a folder; each commit is a day later than the one before."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._day = 0
        root.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> str:
        date = DATE.format(min(max(self._day, 1), 9))
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.root), "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b",
            "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date,
        }  # fmt: skip
        done = subprocess.run(
            ["git", "-C", str(self.root), *arguments], check=True, env=environment, capture_output=True, text=True
        )
        return done.stdout

    def release(self, address: str, version: str, files: Mapping[str, str] | str, *, annotated: bool = False) -> None:
        """Commits the files of a module (text alone is its main.tf) and tags them."""
        self._day += 1
        namespace, _, name = address.partition("/")
        folder = f"registry/{namespace}/modules/{name}"
        named = {"main.tf": files} if isinstance(files, str) else files
        build_tree(self.root, {f"{folder}/{path}": content for path, content in named.items()})
        self.commit()
        self.git("tag", *(["--annotate", "--message=x"] if annotated else []), f"release/{address}/v{version}")

    def commit(self) -> None:
        """Commits what is there."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message=x")


def small_catalog(root: Path) -> Path:
    """A catalog that knows no agent and no module, to stand for the built-in one."""
    build_tree(root, {"agent_modules.yaml": "modules: {}\n"})
    (root / "coder_releases.yaml").symlink_to(assets.modules_catalog() / "coder_releases.yaml")
    return root


def two_modules(root: Path) -> Registry:
    """A registry with two releases of one module and one of another that calls it."""
    registry = Registry(root)
    registry.release("acme/tool", "1.0.0", 'variable "agent_id" {}\nvariable "model" {\n  default = "small"\n}\n')
    registry.release(
        "acme/tool",
        "1.1.0",
        """
        variable "agent_id" {
          type = string
        }
        variable "model" {
          type    = string
          default = "large"
          validation {
            condition     = contains(["small", "large"], var.model)
            error_message = "no"
          }
        }
        output "task_app_id" {
          value = ""
        }
        """,
    )
    registry.release(
        "acme/wrapper",
        "0.1.0",
        'module "tool" {\n  source = "registry.coder.com/acme/tool/coder"\n  version = "1.1.0"\n  agent_id = ""\n}\n',
    )
    return registry
