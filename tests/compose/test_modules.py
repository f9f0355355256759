"""Helper modules: what each gets by itself, what it brings into the template, and what is said when it cannot be."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from generator.app import generate
from generator.hcl.format import format_hcl
from tests.compose.module_specs import BASE, CATALOG, calls, listed, made, refused
from tests.helpers import build_tree

if TYPE_CHECKING:
    from pathlib import Path

    from generator.app import Generated
    from tests.lab.lab import Lab

UNSERVED = {("agent-firewall", "2.27"), ("aibridge-proxy", "2.27")}
FOR_PEOPLE = [id_ for id_ in CATALOG.module_ids if CATALOG.module(id_).agent is not None]


@pytest.mark.parametrize("target", ["2.27", "2.34", "2.38"])
@pytest.mark.parametrize("id_", CATALOG.module_ids)
def test_every_module_alone_makes_a_template_without_a_finding(tmp_path: Path, id_: str, target: str) -> None:
    if (id_, target) in UNSERVED:
        (found,) = refused(tmp_path, listed(id_), target)
        assert f" unusable-module: no release of coder/{id_} serves Coder {target} (" in found
        return
    if id_ in FOR_PEOPLE and target != "2.38":
        (found,) = refused(tmp_path, listed(id_), target)
        assert f" unusable-module: `{id_}` makes no task" in found
        return
    template = made(tmp_path, listed(id_), target)
    assert id_ in [call.label for call in template.composition.modules]
    assert [found for found in template.diagnostics if found.rule.name != "unused-key"] == []
    for name, data in template.files.items():
        if name.endswith(".tf"):
            assert format_hcl(data) == data, name


def batches() -> list[list[str]]:
    """All modules in as few groups as their roles allow: those without one in the first."""
    groups: list[list[str]] = []
    taken: list[str] = []
    for id_ in CATALOG.module_ids:
        if id_ in FOR_PEOPLE:  # the example of Coder 2.38 has one
            continue
        role = CATALOG.module(id_).role
        place = taken.count(role) if role is not None else 0
        if role is not None:
            taken.append(role)
        groups += [[] for _ in range(place + 1 - len(groups))]
        groups[place].append(id_)
    return groups


@pytest.mark.terraform
@pytest.mark.parametrize("ids", batches(), ids=lambda ids: ids[0])
def test_all_modules_together_pass_real_terraform(tmp_path: Path, lab: Lab, ids: list[str]) -> None:
    regions = [id_ for id_ in ids if CATALOG.module(id_).category == "region"]
    env = {id_.upper().replace("-", "_"): {"expr": f"module.{id_}.value"} for id_ in regions}
    template = made(tmp_path, listed(*ids) + f"env: {json.dumps(env)}\n", "2.34")
    proof = lab.prove(template.folder, coder_provider="2.18.0")
    assert proof.problems == []
    for plan in (proof.start, proof.stop):
        assert plan is not None
        values = {each["name"]: each["value"] for name, each in plan.resources.items() if name.startswith("coder_env.")}
        wanted = {id_.upper().replace("-", "_"): f"{id_}-value" for id_ in regions}  # what the stub puts out
        assert {name: values.get(name) for name in wanted} == wanted


# What a call gets by itself


def test_an_ide_opens_the_folder_of_the_agent_unless_the_spec_says_another(tmp_path: Path) -> None:
    repository = "repositories: [https://github.com/coder/coder]\n"
    made_calls = calls(tmp_path, repository + "modules: [cursor, {id: zed, inputs: {folder: /srv}}]\n")
    assert made_calls["cursor"].arguments["folder"] == "/home/coder/coder"
    assert made_calls["zed"].arguments["folder"] == "/srv"


def test_a_path_in_the_url_of_an_app_needs_the_name_of_the_agent_which_is_given(tmp_path: Path) -> None:
    arguments = calls(tmp_path, "modules: [{id: filebrowser, inputs: {subdomain: false}}]\n")["filebrowser"].arguments
    assert (arguments["agent_name"], arguments["subdomain"]) == ("main", False)


def test_what_the_operator_must_provide_becomes_variables(tmp_path: Path) -> None:
    template = made(tmp_path, "modules: [vault-token]\n").composition
    arguments = template.modules[0].arguments
    assert (arguments["vault_addr"], arguments["vault_token"]) == ("var.vault_addr", "var.vault_token")
    found = {v.name: (v.sensitive, v.has_default) for v in template.variables if v.name.startswith("vault")}
    assert found == {"vault_addr": (False, False), "vault_token": (True, False)}
    assert all(variable.how for variable in template.variables if variable.name.startswith("vault"))


def test_what_the_spec_gives_is_no_variable(tmp_path: Path) -> None:
    template = made(tmp_path, "modules: [{id: vault-cli, inputs: {vault_addr: 'https://vault.example.com'}}]\n")
    assert "vault_addr" not in [variable.name for variable in template.composition.variables]
    assert template.composition.modules[0].arguments["vault_addr"] == "https://vault.example.com"


def test_two_modules_share_a_variable_of_the_same_name(tmp_path: Path) -> None:
    text = "modules: [{id: jfrog-xray, inputs: {image: a/b}}, {id: jfrog-xray, inputs: {image: a/c}}]\n"
    names = [variable.name for variable in made(tmp_path, text).composition.variables]
    assert names.count("xray_token") == 1


@pytest.mark.parametrize(
    ("id_", "provider"), [("github-upload-public-key", "github"), ("vault-github", "github"), ("jfrog-oauth", "jfrog")]
)
def test_a_module_brings_the_external_auth_that_it_signs_in_with(tmp_path: Path, id_: str, provider: str) -> None:
    auth = made(tmp_path, listed(id_)).composition.external_auth
    assert [(each.id, each.label, each.optional) for each in auth] == [(provider, provider, False)]


def test_external_auth_that_the_spec_lists_is_not_declared_again(tmp_path: Path) -> None:
    text = "modules: [vault-github, github-upload-public-key]\nidentity: {external_auth: [github]}\n"
    assert [each.id for each in made(tmp_path, text).composition.external_auth] == ["github"]


def test_another_external_auth_provider_is_the_one_that_is_declared(tmp_path: Path) -> None:
    text = "modules: [{id: vault-github, inputs: {coder_github_auth_id: ghe}}]\n"
    assert [each.id for each in made(tmp_path, text).composition.external_auth] == ["ghe"]


def test_a_module_that_sets_who_commits_leaves_the_template_nothing_to_set(tmp_path: Path) -> None:
    assert b"GIT_AUTHOR_NAME" in made(tmp_path, "").files["main.tf"]
    assert b"GIT_AUTHOR_NAME" not in made(tmp_path, "modules: [git-config]\n").files["main.tf"]
    text = "modules: [git-config]\nidentity: {git: true}\n"
    assert refused(tmp_path, text) == [
        "5:12 unsupported-setting: `git-config` sets who commits; remove this key, or the module"
    ]


@pytest.mark.parametrize("id_", ["aws-region", "jfrog-token", "jfrog-xray"])
def test_a_call_that_cannot_be_counted_is_not(tmp_path: Path, id_: str) -> None:
    """Terraform refuses `count` on a module that configures a provider; a region is needed while stopped, too."""
    assert "count" not in calls(tmp_path, listed(id_))[id_].arguments
    assert "count" in calls(tmp_path, "modules: [mux]\n")["mux"].arguments


def test_a_provider_release_that_a_module_forgets_to_ask_for_is_asked_for(tmp_path: Path) -> None:
    """Its `tooltip` came with 2.11.0; the module declares 2.5."""
    (coder, *_) = made(tmp_path, "modules: [jetbrains]\n", "2.27").composition.providers
    assert coder.constraint == ">= 2.11.0"


def test_the_readme_says_what_the_image_lacks(tmp_path: Path) -> None:
    notes = made(tmp_path, "modules: [devcontainers-cli, jupyterlab, code-server]\n").composition.notes
    assert "Dev Containers CLI needs `docker` in the image." in notes
    assert "JupyterLab needs one of `pipx`, `uv` in the image." in notes
    assert not any("code-server" in note for note in notes)


# Region selectors


@pytest.mark.parametrize(
    ("id_", "default"), [("aws-region", "us-east-1"), ("gcp-region", "us-central1-a"), ("azure-region", "eastus")]
)
def test_a_region_has_a_default_since_a_task_starts_without_anybody_to_choose(
    tmp_path: Path, id_: str, default: str
) -> None:
    assert calls(tmp_path, f"modules: [{id_}]\n")[id_].arguments == {"default": default}
    assert calls(tmp_path, f"modules: [{{id: {id_}, inputs: {{default: x}}}}]\n")[id_].arguments == {"default": "x"}


def test_a_default_is_left_out_beside_an_input_that_it_would_not_fit(tmp_path: Path) -> None:
    text = "modules: [{id: gcp-region, inputs: {regions: [europe-west1]}}]\n"
    assert calls(tmp_path, text)["gcp-region"].arguments == {"regions": ["europe-west1"]}


REGION = "env: {REGION: {expr: module.aws-region.value}}\nmodules: [aws-region]\n"


def test_the_choice_of_a_region_can_stand_wherever_an_expression_may(tmp_path: Path) -> None:
    template = made(tmp_path, REGION)
    assert template.diagnostics == ()
    assert b"value    = module.aws-region.value" in template.files["workspace.tf"]
    option = "blueprint: {name: docker, options: {image: {expr: 'module.aws-region.value'}}}"
    build_tree(tmp_path, {"spec.yaml": BASE.replace("blueprint: docker", option) + "modules: [aws-region]\n"})
    files = generate(tmp_path / "spec.yaml", tmp_path / "out", catalog=CATALOG, force=True).files
    assert b"image    = module.aws-region.value" in files["main.tf"]


@pytest.mark.parametrize(
    ("blueprint", "option", "id_"),
    [
        ("aws-linux", "region", "aws-region"),
        ("gcp-linux", "zone", "gcp-region"),
        ("azure-linux", "region", "azure-region"),
    ],
)
def test_a_cloud_blueprint_takes_the_choice_of_its_region(
    tmp_path: Path, blueprint: str, option: str, id_: str
) -> None:
    spec = (
        f"name: demo\nblueprint: {{name: {blueprint}, options: {{{option}: {{expr: module.{id_}.value}}}}}}\n"
        f"agent: codex\nmodules: [{id_}]\n"
    )
    build_tree(tmp_path, {"spec.yaml": spec})
    template = generate(tmp_path / "spec.yaml", tmp_path / "out", catalog=CATALOG)
    assert template.diagnostics == ()
    assert f"= module.{id_}.value".encode() in template.files["main.tf"]


def test_a_region_that_is_not_listed_is_unknown(tmp_path: Path) -> None:
    (found,) = refused(tmp_path, "env: {REGION: {expr: module.aws-regoin.value}}\nmodules: [aws-region]\n")
    assert found == (
        "4:22 unresolved-expression: the template has no `module.aws-regoin`. Did you mean `module.aws-region`?"
    )


# Agents for people


def for_people(folder: Path, module: str) -> Generated:
    return made(folder, f"mechanism: workspace\nmodules: [{module}]\n", "2.34")


@pytest.mark.parametrize("id_", FOR_PEOPLE)
def test_an_agent_for_people_makes_no_task_and_asks_for_no_key_unless_told(tmp_path: Path, id_: str) -> None:
    template = for_people(tmp_path, id_)
    assert template.composition.task is None
    assert [each.name for each in template.composition.variables] == ["docker_host"]
    assert set(template.composition.modules[0].arguments) == {"count", "agent_id", "workdir"}
    assert "It makes no task" in template.files["README.md"].decode()


def test_an_agent_for_people_authenticates_as_the_catalog_says_of_its_release(tmp_path: Path) -> None:
    composition = for_people(tmp_path, "{id: claude-code-cli, auth: vertex, inputs: {model: opus}}").composition
    (call,) = composition.modules
    assert (call.arguments["use_vertex"], call.arguments["model"]) == (True, "opus")
    assert "VERTEX_SA_JSON" in str(call.arguments["pre_install_script"])
    assert {"CLOUD_ML_REGION", "GOOGLE_APPLICATION_CREDENTIALS"} <= {each.name for each in composition.env}
    assert {"vertex_project_id", "vertex_region", "vertex_sa_json"} <= {each.name for each in composition.variables}


@pytest.mark.parametrize(
    ("module", "finding"),
    [
        ("{id: codex-cli, auth: vertex}", "5:33 unsupported-auth: Codex has no way `vertex` to authenticate; on Coder"),
        (
            "{id: codex-cli, release: 4.3.1}",
            "5:36 unusable-release: coder-labs/codex 4.3.1 does not serve Coder 2.34: it starts Codex itself",
        ),
        ("{id: zed, auth: api-key}", "5:27 unsupported-setting: `zed` installs no agent that signs in"),
        (
            "{id: claude-code-cli, auth: ai-bridge, inputs: {anthropic_api_key: {expr: var.key}}}",
            "5:59 conflicting-auth: `anthropic_api_key` cannot be given beside `ai-bridge`",
        ),
    ],
)
def test_what_an_agent_for_people_does_not_take_is_refused_at_its_place(
    tmp_path: Path, module: str, finding: str
) -> None:
    found = refused(tmp_path, f"mechanism: workspace\nmodules: [{module}]\n", "2.34")
    assert found[0].startswith(finding), found
