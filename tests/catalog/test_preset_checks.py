"""The table of Coder releases says from when to when presets are checked, whole minor releases at a time."""

import pytest

from generator.catalog.catalog import Catalog
from generator.catalog.coder import in_force
from generator.catalog.versions import Release

CODER = Catalog().coder


@pytest.mark.parametrize(
    ("check", "first", "last"),
    [
        ("unique_names", "2.22.0", None),
        ("single_default", "2.24.0", None),
        ("checked_at_upload", "2.25.0", "2.31.9"),
        ("prebuilds_checked", "2.32.0", None),
    ],
)
def test_a_check_holds_from_its_first_release_to_the_last_patch(check, first, last):
    held = getattr(CODER.presets, check)
    before = Release(2, Release.parse(first).minor - 1, 9)
    assert in_force(held, CODER.target(Release.parse(first)))
    assert not in_force(held, CODER.target(before))
    if last is None:
        assert in_force(held, CODER.target(Release(3)))
    else:
        assert in_force(held, CODER.target(Release.parse(last)))
        assert not in_force(held, CODER.target(Release(2, Release.parse(last).minor + 1)))


@pytest.mark.parametrize(("release", "hidden"), [("2.35.9", False), ("2.36", True), ("2.37.2", True), ("2.38", False)])
def test_tasks_are_hidden_only_where_a_deployment_can_show_them(release, hidden):
    assert CODER.target(Release.parse(release)).hidden is hidden
