"""Whether a provider constraint leaves room above a floor."""

import pytest

from generator.catalog.versions import Constraint, Release
from generator.diagnostics import Span
from generator.template.provider import ProviderRequest


def admits(text, floor):
    request = ProviderRequest(Constraint.parse(text, provider=True), Span("main.tf", 0, 0))
    return request.admits_from(Release.parse(floor))


@pytest.mark.parametrize(
    "text", ["~> 2.13", ">= 2.5", "2.13.0", "2.13.7", "~> 2.13.0", "> 2.12, < 2.14", "!= 2.13.0", ">= 99", "~> 2"]
)
def test_a_constraint_with_room_above_the_floor_admits(text):
    assert admits(text, "2.13.0")


@pytest.mark.parametrize("text", ["~> 2.12.0", "2.12.0", "< 2.13.0", "<= 2.12", "~> 1", ">= 2.13.0, < 2.13.0"])
def test_a_constraint_that_ends_below_the_floor_does_not(text):
    assert not admits(text, "2.13.0")


def test_an_upper_bound_at_a_patch_that_nobody_released_still_counts_as_room():
    assert admits("> 2.13.1, < 2.14.0", "2.13.0")
