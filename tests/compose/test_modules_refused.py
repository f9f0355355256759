"""Helper modules that exclude each other, or would not work as they are listed, are refused in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from generator.app import generate
from tests.compose.module_specs import CATALOG, calls, listed, refused
from tests.helpers import build_tree

if TYPE_CHECKING:
    from pathlib import Path

# What excludes what


@pytest.mark.parametrize(
    ("ids", "finding"),
    [
        (
            ("aws-region", "gcp-region"),
            "`gcp-region` cannot stand beside `aws-region`: a template takes one region selector",
        ),
        (
            ("vault-cli", "code-server", "vault-jwt"),
            "`vault-jwt` cannot stand beside `vault-cli`: a template takes one way to sign in to Vault",
        ),
        (
            ("jfrog-token", "jfrog-oauth"),
            "`jfrog-oauth` cannot stand beside `jfrog-token`: a template takes one way to sign in to JFrog",
        ),
    ],
)
def test_two_modules_of_one_role_are_refused(tmp_path: Path, ids: tuple[str, ...], finding: str) -> None:
    (found,) = refused(tmp_path, listed(*ids))
    assert found.endswith(f" conflicting-modules: {finding}")
    assert found.startswith("4:")


def test_a_module_is_listed_twice_where_its_calls_can_be_told_apart(tmp_path: Path) -> None:
    second = "{id: code-server, inputs: {slug: second, port: 13400}}"
    found = calls(tmp_path, f"modules: [code-server, {second}, {{id: personalize}}]\n")
    assert list(found) == ["code-server", "code-server-2", "personalize"]
    clones = "modules: [{id: git-clone, inputs: {url: a}}, {id: git-clone, inputs: {url: a}}]\n"
    assert list(calls(tmp_path, clones)) == ["git-clone", "git-clone-2"]


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        (
            "[code-server, {id: code-server, inputs: {port: 13400}}]",
            [
                (
                    "4:50 repeated-module: `code-server` is listed above with the same `slug`; "
                    "give this one another under `inputs`"
                )
            ],
        ),
        (
            "[zed, cursor, zed]",
            ["4:24 repeated-module: `zed` is listed above with the same `slug`; give this one another under `inputs`"],
        ),
        (
            "[zed, {id: zed, inputs: {slug: zed}}]",
            ["4:41 repeated-module: `zed` is listed above with the same `slug`; give this one another under `inputs`"],
        ),
        (
            "[jupyterlab, jupyterlab]",
            [
                (
                    "4:23 repeated-module: `jupyterlab` is listed above, and a template takes it once; "
                    "remove one of the two"
                )
            ],
        ),
    ],
)
def test_a_module_that_is_listed_again_for_nothing_is_refused(tmp_path: Path, text: str, findings: list[str]) -> None:
    assert refused(tmp_path, f"modules: {text}\n") == findings


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (
            "apps: [{slug: code-server, port: 80}]\nmodules: [code-server]\n",
            "4:15 duplicate-name: there is another app `code-server`, which the module `code-server` makes",
        ),
        (
            "apps: [{slug: x, port: 80}]\nmodules: [{id: zed, inputs: {slug: x}}]\n",
            "4:15 duplicate-name: there is another app `x`, which the module `zed` makes",
        ),
        (
            "modules: [jupyterlab, {id: zed, inputs: {slug: jupyterlab}}]\n",
            "4:48 duplicate-name: `jupyterlab` has an app `jupyterlab` already; two of one slug are refused",
        ),
    ],
)
def test_two_apps_with_one_slug_are_refused_before_coder_does(tmp_path: Path, text: str, finding: str) -> None:
    assert refused(tmp_path, text) == [finding]


def test_what_the_agent_brings_may_be_listed_too(tmp_path: Path) -> None:
    """An old release of the agent needs the login, a newer one does not, and the spec is the same."""
    spec = "name: demo\nblueprint: docker\nagent: {id: claude-code, release: 2.2.0}\nmodules: [coder-login]\n"
    build_tree(tmp_path, {"spec.yaml": spec})
    composition = generate(tmp_path / "spec.yaml", tmp_path / "out", coder="2.27", catalog=CATALOG).composition
    assert [call.label for call in composition.modules] == ["coder-login"]


# What is said when something is missing or cannot be


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (
            "[{id: vscode-web}]",
            (
                "4:11 missing-input: coder/vscode-web needs `accept_license: true` under `inputs`: "
                "Microsoft's license (https://code.visualstudio.com/license/server) is yours to accept"
            ),
        ),
        (
            "[{id: vscode-web, inputs: {accept_license: false}}]",
            (
                "4:53 missing-input: coder/vscode-web needs `accept_license: true` under `inputs`: "
                "Microsoft's license (https://code.visualstudio.com/license/server) is yours to accept"
            ),
        ),
        (
            "[jfrog-oauth]",
            (
                "4:11 missing-input: coder/jfrog-oauth 1.2.3 requires the input `package_managers`; "
                "give it under `inputs`"
            ),
        ),
        (
            "[{id: vault-token, inputs: {vault_token: s.9f8a7b6c5d4e3f2a1b0c}}]",
            (
                "4:51 secret-in-text: `vault_token` holds a secret; "
                "leave it out, and the template takes it as a variable"
            ),
        ),
        (
            "[{id: vault-cli, inputs: {vault_token: s.9f8a7b6c5d4e3f2a1b0c}}]",
            ("4:49 secret-in-text: `vault_token` holds a secret, and a spec is kept in git; take `{expr: var.<name>}`"),
        ),
        (
            '[{id: jfrog-oauth, release: "1.2.5", inputs: {package_managers: {}}}]',
            (
                "4:38 unusable-release: coder/jfrog-oauth 1.2.5 does not serve Coder 2.34: its precondition refuses "
                "the empty token of a template import (coder/registry#574, #1055); 1.2.3 does"
            ),
        ),
        (
            '[{id: code-server, release: "0.9.0"}]',
            "4:38 unknown-release: coder/code-server has no release 0.9.0; 1.5.2 serves Coder 2.34",
        ),
    ],
)
def test_a_call_that_would_not_work_is_refused_at_its_place(tmp_path: Path, text: str, finding: str) -> None:
    found = refused(tmp_path, f"modules: {text}\n")
    assert found == [finding]


def test_an_expression_may_accept_and_may_hold_a_secret(tmp_path: Path) -> None:
    agreed: dict[str, Any] = calls(
        tmp_path,
        "modules: [{id: vscode-web, inputs: {accept_license: {expr: '1 == 1'}}},"
        " {id: vault-cli, inputs: {vault_token: {expr: var.t}}}]\nenv: {T: {variable: t}}\n",
    )
    assert list(agreed) == ["vscode-web", "vault-cli"]


def test_a_variable_that_is_a_secret_elsewhere_takes_another_name(tmp_path: Path) -> None:
    text = "modules: [vault-cli]\nenv: {ADDRESS: {variable: vault_addr}}\n"
    assert refused(tmp_path, text) == [
        "5:6 duplicate-name: the template has a variable `vault_addr` that is no secret; take another name"
    ]
