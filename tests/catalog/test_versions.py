from __future__ import annotations

import re
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.catalog.versions import Constraint, Release, ReleaseRange

numbers = st.integers(min_value=0, max_value=6)
final_releases = st.builds(Release, numbers, numbers, numbers)
releases = st.builds(Release, numbers, numbers, numbers, st.sampled_from(["", "alpha", "beta.2", "beta.11", "1"]))


@pytest.mark.parametrize(
    ("text", "release"),
    [
        ("4.9.2", Release(4, 9, 2)),
        ("v4.9.2", Release(4, 9, 2)),
        ("4.9", Release(4, 9, 0)),
        ("4", Release(4, 0, 0)),
        (" 4.9.2 ", Release(4, 9, 2)),
        ("1.0.0-beta.2", Release(1, 0, 0, "beta.2")),
        ("1.0.0-rc-1", Release(1, 0, 0, "rc-1")),
    ],
)
def test_a_release_is_read_with_missing_numbers_as_zero(text: str, release: Release) -> None:
    assert Release.parse(text) == release


@pytest.mark.parametrize(
    "text",
    ["", "v", "1.2.3.4", "1.", ".1", "1.x", "latest", "1.0.0-", "1.0.0-a..b", "1.0.0-01", "1.0.0+build", "-1", "١"],
)
def test_what_is_no_version_is_refused_and_named(text: str) -> None:
    with pytest.raises(ValueError, match=f"^`{re.escape(text)}` is not a version: "):
        Release.parse(text)


def test_releases_sort_as_semver_says() -> None:
    prereleases = "1.0.0-1 1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1"
    ascending = [Release.parse(text) for text in f"{prereleases} 1.0.0 1.2.0 1.10.0 2.0.0".split()]
    assert all(lower < higher for lower, higher in pairwise(ascending))


@given(releases)
def test_the_text_of_a_release_reads_back_as_the_same_release(release: Release) -> None:
    assert Release.parse(str(release)) == release


@given(releases, releases)
def test_exactly_one_of_less_equal_greater_holds(one: Release, other: Release) -> None:
    assert [one < other, one == other, one > other].count(True) == 1


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("4.0.0..4.9.2", "4.0.0 4.5.1 4.9.2", "3.9.9 4.0.0-beta 4.9.3"),
        ("4.0.0..", "4.0.0 5.4.0 99.0.0", "3.9.9 0.0.1"),
        ("..1.2.0", "0.0.1 1.2.0 1.2.0-rc.1", "1.2.1 9.0.0"),
        ("..", "0.0.0 4.9.2 99.0.0 1.0.0-beta", ""),
        ("4.9.2", "4.9.2", "4.9.1 4.9.3 4.9.2-beta"),
        ("1.0.0..1.2.0, 2.0.0..", "1.0.0 1.1.0 1.2.0 2.0.0 3.0.0", "0.9.0 1.2.1 1.9.9"),
    ],
)
def test_a_range_holds_both_its_ends_and_all_between(text: str, inside: str, outside: str) -> None:
    held = ReleaseRange.parse(text)
    assert [release for release in inside.split() if Release.parse(release) not in held] == []
    assert [release for release in outside.split() if Release.parse(release) in held] == []


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("4.0.0..4.9.2", "4.0.0..4.9.2"),
        ("4..", "4.0.0.."),
        ("..1.2", "..1.2.0"),
        ("..", ".."),
        ("4.9.2..4.9.2", "4.9.2"),
        ("2.0.0 .. ,1.0.0..1.2.0", "1.0.0..1.2.0, 2.0.0.."),
        ("3.0.0,..1.0.0", "..1.0.0, 3.0.0"),
    ],
)
def test_a_range_has_one_canonical_text(text: str, canonical: str) -> None:
    assert str(ReleaseRange.parse(text)) == canonical


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x..",
        "1.0.0..2.0.0..3.0.0",
        "1.0.0,",
        "2.0.0..1.0.0",
        "1.0.0..2.0.0, 2.0.0..",
        "1.0.0.., 3.0.0",
        "..1.0.0, ..",
    ],
)
def test_a_malformed_backward_or_overlapping_range_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a (version|range of releases)"):
        ReleaseRange.parse(text)


@given(st.sets(final_releases, min_size=1), st.data())
def test_a_range_over_chosen_releases_holds_these_and_no_other(existing: set[Release], data: st.DataObject) -> None:
    among = sorted(existing)
    chosen = data.draw(st.sets(st.sampled_from(among), min_size=1))
    held = ReleaseRange.of(chosen, among)
    assert {release for release in among if release in held} == chosen
    assert ReleaseRange.parse(str(held)) == held


def test_a_range_that_reaches_the_newest_release_stays_open() -> None:
    among = [Release(1), Release(2), Release(3)]
    assert str(ReleaseRange.of({Release(3)}, among)) == "3.0.0.."
    assert str(ReleaseRange.of({Release(1), Release(2)}, among)) == "1.0.0..2.0.0"


@pytest.mark.parametrize("chosen", [set(), {Release(9)}])
def test_a_range_over_nothing_or_over_unknown_releases_is_refused(chosen: set[Release]) -> None:
    with pytest.raises(ValueError, match="at least one release"):
        ReleaseRange.of(chosen, [Release(1)])


@pytest.mark.parametrize(
    ("text", "allowed", "refused"),
    [
        ("4.9.2", "4.9.2", "4.9.1 4.9.3"),
        ("= 4.9", "4.9.0", "4.9.1"),
        ("v4.9.2", "4.9.2", "4.9.3"),
        ("!= 5.0.0", "4.9.2 5.0.1", "5.0.0"),
        ("> 1.2", "1.2.1 2.0.0", "1.2.0 1.1.9"),
        (">=1.2", "1.2.0 9.0.0", "1.1.9"),
        ("< 2", "1.9.9", "2.0.0"),
        ("<= 2", "2.0.0", "2.0.1"),
        ("~> 1.2", "1.2.0 1.9.9", "1.1.9 2.0.0"),
        ("~> 1.2.3", "1.2.3 1.2.9", "1.2.2 1.3.0 2.2.3"),
        ("~>0.2", "0.2.0 0.3.0", "1.0.0"),
        (" >= 4.0.0 ,<5,  != 4.3.0", "4.0.0 4.9.2", "3.9.9 4.3.0 5.0.0"),
        (">= 1.0.0-beta", "1.0.0 2.0.0", "0.9.0"),
    ],
)
@pytest.mark.parametrize("provider", [False, True])
def test_a_constraint_allows_what_terraform_allows(text: str, allowed: str, refused: str, provider: bool) -> None:
    constraint = Constraint.parse(text, provider=provider)
    assert [release for release in allowed.split() if not constraint.allows(Release.parse(release))] == []
    assert [release for release in refused.split() if constraint.allows(Release.parse(release))] == []


def test_one_number_after_the_tilde_bounds_a_provider_from_above_but_not_a_module() -> None:
    assert Constraint.parse("~> 4").allows(Release(5, 4, 0))
    assert not Constraint.parse("~> 4").allows(Release(3, 9, 9))
    assert Constraint.parse("~> 4", provider=True).allows(Release(4, 9, 2))
    assert not Constraint.parse("~> 4", provider=True).allows(Release(5, 0, 0))


def test_a_tilde_before_a_prerelease_reaches_the_final_release_of_a_provider_but_not_of_a_module() -> None:
    assert not Constraint.parse("~> 1.0.0-beta").allows(Release(1, 0, 0))
    assert Constraint.parse("~> 1.0.0-beta", provider=True).allows(Release(1, 0, 0))


@pytest.mark.parametrize("text", [">= 1.0.0-alpha", "~> 1.0.0-beta", ">= 0.1", "< 2", "!= 3.0.0", "1.0.0"])
def test_a_prerelease_is_refused_by_every_constraint_that_does_not_name_it(text: str) -> None:
    assert not Constraint.parse(text).allows(Release.parse("1.0.0-beta"))


@pytest.mark.parametrize("text", ["1.0.0-beta", "= 1.0.0-beta", "= 1.0.0-beta, < 2"])
def test_a_prerelease_is_allowed_where_it_is_named_exactly(text: str) -> None:
    assert Constraint.parse(text).allows(Release.parse("1.0.0-beta"))


@pytest.mark.parametrize(
    "text", ["", ",", "1.0.0,", "=> 1.0", "== 1.0", "~ 1.0", "> = 1.0", ">= ", "^1.0", "1.0 2.0", "latest"]
)
def test_a_malformed_constraint_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a version"):
        Constraint.parse(text)


@pytest.mark.parametrize(
    ("text", "exact", "floor"),
    [
        ("4.9.2", Release(4, 9, 2), Release(4, 9, 2)),
        ("= 4.9", Release(4, 9), Release(4, 9)),
        ("~> 4.9.0", None, Release(4, 9)),
        (">= 4, > 4.1, < 5", None, Release(4, 1)),
        ("< 5", None, None),
        ("!= 5.0.0", None, None),
        ("4.9.2, < 5", None, Release(4, 9, 2)),
    ],
)
def test_a_constraint_tells_its_pin_and_its_floor(text: str, exact: Release | None, floor: Release | None) -> None:
    constraint = Constraint.parse(text)
    assert (constraint.exact, constraint.floor) == (exact, floor)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [("= 4.9.2", "4.9.2"), ("~>1.2", "~> 1.2"), (">=4,<5", ">= 4, < 5"), ("!=  1.0.0-beta", "!= 1.0.0-beta")],
)
def test_the_text_of_a_constraint_keeps_the_numbers_that_were_written(text: str, canonical: str) -> None:
    assert str(Constraint.parse(text)) == canonical


@given(st.sampled_from(["=", "!=", ">", ">=", "<", "<=", "~>"]), releases, releases, st.booleans())
def test_the_text_of_a_constraint_means_the_same_when_read_back(
    operator: str, bound: Release, candidate: Release, provider: bool
) -> None:
    constraint = Constraint.parse(f"{operator} {bound}", provider=provider)
    again = Constraint.parse(str(constraint), provider=provider)
    assert again == constraint
    assert again.allows(candidate) == constraint.allows(candidate)


GRID = [Release(*numbers) for numbers in product(range(4), range(4), range(9))]
comparisons = st.builds(
    "{} {}{}".format,
    st.sampled_from(["=", "!=", ">", ">=", "<", "<=", "~>"]),
    st.sampled_from(["0.1", "1", "1.1", "2", "2.0.1", "2.1", "2.1.0", "2.1.1", "2.1.2"]),
    st.sampled_from(["", "", "", "-rc.1"]),
)


@given(st.lists(comparisons, min_size=1, max_size=5).map(", ".join), st.booleans())
def test_the_lowest_release_is_the_first_that_a_constraint_allows_and_none_is_there_when_it_allows_none(
    text: str, provider: bool
) -> None:
    constraint = Constraint.parse(text, provider=provider)
    thinkable = sorted([*GRID, *(Release(each.major, each.minor, each.patch, "rc.1") for each in GRID)])
    assert constraint.lowest == next(filter(constraint.allows, thinkable), None)


@given(st.lists(comparisons, min_size=2, max_size=4), st.booleans())
def test_constraints_joined_allow_what_their_comparisons_allow_in_one_text(texts: list[str], provider: bool) -> None:
    first, *rest = (Constraint.parse(text, provider=provider) for text in texts)
    joined = first
    for constraint in rest:
        joined &= constraint
    assert joined == Constraint.parse(", ".join(texts), provider=provider)


def test_constraints_of_a_provider_and_of_a_module_are_not_joined() -> None:
    with pytest.raises(ValueError, match="read differently"):
        Constraint.parse("1") & Constraint.parse("1", provider=True)


@pytest.mark.parametrize(
    ("written", "floor", "raised"),
    [
        (">= 2.5", "2.13.0", ">= 2.13"),
        (">= 2", "2.13.0", ">= 2.13"),
        (">= 2.5.0", "2.13.0", ">= 2.13.0"),
        (">= 2.5", "2.13.1", ">= 2.13.1"),
        ("> 2.4", "2.13.0", ">= 2.13"),
        ("~> 2.5", "2.13.0", "~> 2.13"),
        ("~> 2.5", "2.13.1", "~> 2.13, >= 2.13.1"),
        ("~> 2.5.0", "2.13.1", "~> 2.13.1"),
        ("~> 2", "2.13.0", "~> 2.13"),
        ("2.5.3", "2.13.0", "2.13.0"),
        ("= 2.5.3", "2.13.0", "2.13.0"),
        (">= 2.13.0-rc.1", "2.13.0", ">= 2.13.0"),
        (">= 2.5, < 3.0", "2.13.0", ">= 2.13, < 3.0"),
        (">= 2.5, != 2.13.0", "2.13.0", ">= 2.13, != 2.13.0"),
        (">= 2.5, >= 2.6", "2.13.0", ">= 2.13, >= 2.13"),
        (">= 2.5, >= 2.14", "2.13.0", ">= 2.5, >= 2.14"),
        ("~> 2.13, >= 2.13.1", "2.13.1", "~> 2.13, >= 2.13.1"),
        (">= 2.13", "2.13.0", ">= 2.13"),
        (">= 2.14.1", "2.13.0", ">= 2.14.1"),
        ("< 3.0", "2.13.0", "< 3.0"),
        ("!= 2.7.0", "2.13.0", "!= 2.7.0"),
    ],
)
def test_lower_bounds_are_raised_in_the_form_that_they_have(written: str, floor: str, raised: str) -> None:
    assert str(Constraint.parse(written, provider=True).raised(Release.parse(floor))) == raised


@pytest.mark.parametrize(
    "written", [">= 2.5, < 2.13", "< 2.0", "2.5.3, < 2.9", ">= 2.5, <= 2.12.9", "~> 2.5, != 2.13.0, < 2.13.1"]
)
def test_an_upper_bound_that_lets_nothing_in_is_not_raised_away(written: str) -> None:
    assert Constraint.parse(written, provider=True).raised(Release(2, 13)) is None


comparisons = st.builds(
    "{} {}".format,
    st.sampled_from(["", "=", "!=", ">", ">=", "<", "<=", "~>"]),
    releases.map(str) | st.builds("{}.{}".format, numbers, numbers) | numbers.map(str),
)
constraint_texts = st.lists(comparisons, min_size=1, max_size=3).map(",".join)
UPPER = frozenset({"<", "<=", "!="})


@given(constraint_texts, final_releases, st.lists(final_releases, min_size=20, max_size=20))
def test_a_raised_constraint_admits_nothing_below_and_nothing_that_an_upper_bound_shut_out(
    text: str, floor: Release, some: list[Release]
) -> None:
    constraint = Constraint.parse(text, provider=True)
    raised = constraint.raised(floor)
    if raised is None:
        return
    bounded = constraint.floor is not None
    upper = Constraint(tuple(term for term in constraint.terms if term.operator in UPPER), provider=True)
    for release in (*some, floor):
        if raised.allows(release):
            assert not bounded or release >= floor
            assert upper.allows(release)
    assert raised.allows(Release(99)) <= constraint.allows(Release(99))


@given(constraint_texts, final_releases)
def test_raising_is_done_once(text: str, floor: Release) -> None:
    raised = Constraint.parse(text, provider=True).raised(floor)
    if raised is not None:
        assert raised.raised(floor) == raised
        assert Constraint.parse(str(raised), provider=True) == raised


@given(constraint_texts, final_releases)
def test_what_is_raised_admits_a_release_from_the_floor_on(text: str, floor: Release) -> None:
    raised = Constraint.parse(text, provider=True).raised(floor)
    if raised is not None:
        assert (raised & Constraint.parse(f">= {floor}", provider=True)).lowest is not None
