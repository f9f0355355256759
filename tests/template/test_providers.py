"""Which provider serves a block, and which of its releases the template gets."""

from __future__ import annotations

import pytest

from generator.catalog.catalog import Catalog
from generator.source.files import SourceFile
from generator.template.load import template_from_sources
from generator.template.providers import Providers, ProviderUse

CATALOG = Catalog()
LOCK = """
provider "registry.terraform.io/coder/coder" {
  version     = "%s"
  constraints = ">= 2.0.0"
  hashes      = ["h1:x"]
}
"""


def use(requirement: str, block: str, lock: str = "") -> ProviderUse | None:
    text = f"terraform {{\n  required_providers {{\n    {requirement}\n  }}\n}}\n{block}\n"
    files = [SourceFile("main.tf", text.encode()), SourceFile(".terraform.lock.hcl", lock.encode())]
    template = template_from_sources(files if lock else files[:1], ".")
    return Providers(template, CATALOG).of(next(template.blocks("resource")))


CODER = 'resource "coder_agent" "x" {}'


@pytest.mark.parametrize(
    ("requirement", "block", "source"),
    [
        ("", CODER, "coder/coder"),
        ('coder = { source = "coder/coder" }', CODER, "coder/coder"),
        ('coder = { source = "registry.terraform.io/Coder/Coder" }', CODER, "coder/coder"),
        (
            'k8s = { source = "hashicorp/kubernetes" }',
            'resource "kubernetes_pod" "x" { provider = k8s.a }',
            "hashicorp/kubernetes",
        ),
        ("", 'resource "whatever" "x" { provider = docker }', "kreuzwerker/docker"),
        ("", 'resource "whatever" "x" { provider = "docker.old" }', "kreuzwerker/docker"),
        ('random = "~> 3.0"', 'resource "random_id" "x" {}', "hashicorp/random"),
        ("random = { }", 'resource "random_id" "x" {}', "hashicorp/random"),
    ],
)
def test_provider_of_a_block_is_found(requirement: str, block: str, source: str) -> None:
    found = use(requirement, block)
    assert found is not None
    assert found.schema.source == source


@pytest.mark.parametrize(
    ("requirement", "block"),
    [
        ('docker = { source = "someone/docker" }', 'resource "docker_container" "x" {}'),
        ('docker = { source = "example.com/kreuzwerker/docker" }', 'resource "docker_container" "x" {}'),
        ("docker = { source = var.source }", 'resource "docker_container" "x" {}'),
        ('docker = { source = "kreuzwerker/docker", version = "~> 2.0" }', 'resource "docker_container" "x" {}'),
        ('docker = { source = "kreuzwerker/docker", version = "latest" }', 'resource "docker_container" "x" {}'),
        ('coder = { source = "coder/coder", version = "< 2.0.0" }', CODER),
        ("docker = {}", 'resource "docker_container" "x" {}'),
        ("", 'resource "hcloud_server" "x" {}'),
    ],
)
def test_nothing_is_held_against_what_is_not_known_or_of_another_release(requirement: str, block: str) -> None:
    assert use(requirement, block) is None


@pytest.mark.parametrize(
    ("version", "lock", "release"),
    [(">= 2.0.0", "", "2.20.0"), ("~> 2.13.0", "", "2.13.1"), (">= 2.0.0", LOCK % "2.12.0", "2.12.0")],
)
def test_newest_admitted_release_is_taken_unless_the_lock_file_holds_one(version: str, lock: str, release: str) -> None:
    found = use(f'coder = {{ source = "coder/coder", version = "{version}" }}', CODER, lock)
    assert found is not None
    assert str(found.release) == release


def test_release_in_the_lock_file_that_is_not_known_leaves_nothing_to_judge() -> None:
    assert use("", CODER, LOCK % "2.99.0") is None
