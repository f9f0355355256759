"""Faults that come with a block of their own, put behind the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.mutations.subject import Chances, Kind, Subject, insert

if TYPE_CHECKING:
    from collections.abc import Mapping

_TYPED = (
    'resource "terraform_data" "mutant" {\n  inptu = 1\n}',
    'resource "terraform_data" "mutant" {\n  input {}\n}',
    'resource "terraform_dat" "mutant" {}',
    'data "terraform_remote_state" "mutant" {}',
    'output "mutant" {\n  value = terraform_data.mutant.outputt\n}\nresource "terraform_data" "mutant" {}',
    'resource "terraform_data" "mutant" {\n  count = true\n}',
    'resource "terraform_data" "mutant" {\n  provisioner "local-exec" {\n    comand = "true"\n  }\n}',
)


def _added(texts: tuple[str, ...]) -> Kind:
    def make(subject: Subject) -> Chances:
        for text in texts:
            yield [insert(subject.end, f"\n{text}\n")]

    return make


READING: Mapping[str, Kind] = {}
"""What Terraform refuses when it reads the files."""

KINDS: Mapping[str, Kind] = {
    "type of the provider in Terraform wrong": _added(_TYPED),
}
"""What it refuses when it checks them without values."""
