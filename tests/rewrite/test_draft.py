"""A draft changes the bytes of its edits alone, and what was noted of it stays where it was."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.diagnostics import Edit, Span
from generator.hcl.edits import apply_edits
from generator.rewrite.draft import Draft
from generator.rewrite.remarks import LEFT
from generator.source.files import SourceFile
from generator.template.load import template_from_sources

LETTERS = string.ascii_letters + string.digits
MAIN = 'locals {\n  a = 1\n  b = "é"\n}\n'


def draft_of(folder: str = "t", **files: str) -> Draft:
    """The draft of a template of files, called by their names without their ends."""
    prefix = f"{folder}/" if folder != "." else ""
    sources = [SourceFile(f"{prefix}{name}.tf", text.encode()) for name, text in files.items()]
    return Draft.of(template_from_sources(sources, folder))


def edit(text: str, old: str, new: str, path: str = "t/main.tf") -> Edit:
    """The edit of the first place where a text is."""
    start = text.encode().index(old.encode())
    return Edit(Span(path, start, start + len(old.encode())), new)


def test_what_was_not_edited_has_no_changes() -> None:
    draft = draft_of(main=MAIN)
    assert draft.changes == {}
    assert draft.edited().changes == {}
    assert draft.edited(edit(MAIN, "1", "1")).changes == {}


def test_an_edit_that_is_taken_back_is_no_change() -> None:
    draft = draft_of(main=MAIN).edited(edit(MAIN, "1", "2"))
    assert draft.edited(edit(MAIN.replace("1", "2"), "2", "1")).changes == {}


@pytest.mark.parametrize("folder", ["t", ".", "a b/é"])
def test_changes_are_named_as_in_the_folder(folder: str) -> None:
    draft = draft_of(folder, main=MAIN, other="")
    path = next(path for path in draft.template.sources if path.endswith("main.tf"))
    draft = draft.edited(edit(MAIN, "1", "2", path)).with_file("new.tf", "locals {}\n")
    assert draft.changes == {"main.tf": MAIN.replace("1", "2").encode(), "new.tf": b"locals {}\n"}


def test_every_step_is_read_anew() -> None:
    draft = draft_of(main=MAIN)
    after = draft.edited(edit(MAIN, "a = 1", "a = 1\n  c = 3"))
    assert set(draft.template.locals) == {"a", "b"}
    assert set(after.template.locals) == {"a", "b", "c"}
    assert set(after.with_file("new.tf", "locals {\n  d = 4\n}\n").template.locals) == {"a", "b", "c", "d"}
    assert after.before == draft.before


def test_several_files_are_edited_in_one_step() -> None:
    draft = draft_of(main=MAIN, other=MAIN)
    draft = draft.edited(edit(MAIN, "1", "2"), edit(MAIN, "é", "è", "t/other.tf"))
    assert draft.changes == {"main.tf": MAIN.replace("1", "2").encode(), "other.tf": MAIN.replace("é", "è").encode()}


def test_edits_that_overlap_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        draft_of(main=MAIN).edited(edit(MAIN, "a = 1", ""), edit(MAIN, "1", ""))


def test_what_is_said_stays_in_its_order_and_what_is_asked_or_left_is_so_once() -> None:
    place = LEFT.at(Span("t/main.tf", 0, 6), "x")
    draft = draft_of(main=MAIN).saying("one", "two").saying("one").asking("a", "b").asking("a").leaving(place, place)
    assert (draft.done, draft.by_hand, draft.left) == (("one", "two", "one"), ("a", "b"), (place,))


def test_a_file_is_found_by_a_place_in_it() -> None:
    draft = draft_of(main=MAIN)
    assert draft.document(Span("t/main.tf", 0, 0)).source.text == MAIN
    with pytest.raises(KeyError):
        draft.document(Span("t/other.tf", 0, 0))


def test_a_file_of_a_module_in_a_folder_below_is_edited_as_any_other() -> None:
    call = 'module "m" {\n  source = "./m"\n}\n'
    sources = [SourceFile("t/main.tf", call.encode()), SourceFile("t/m/main.tf", MAIN.encode())]
    draft = Draft.of(template_from_sources(sources, "t"))
    assert draft.document(Span("t/m/main.tf", 0, 0)).source.text == MAIN
    assert draft.edited(edit(MAIN, "1", "2", "t/m/main.tf")).changes == {"m/main.tf": MAIN.replace("1", "2").encode()}


# Noted places


def moved(text: str, place: Span, edits: list[Edit]) -> str:
    """What is at a noted place after edits."""
    draft = Draft.of(template_from_sources([SourceFile("t/x.txt", text.encode())], "t"))
    draft = draft.leaving(LEFT.at(place, "x")).edited(*edits)
    primary = draft.left[0].primary
    return draft.template.sources["t/x.txt"].data[primary.start : primary.end].decode()


@pytest.mark.parametrize(
    ("edits", "there"),
    [
        ([(0, 2, "longer")], "def"),
        ([(0, 2, "")], "def"),
        ([(8, 9, "longer")], "def"),
        ([(3, 3, "X")], "def"),
        ([(6, 6, "X")], "def"),
        ([(4, 5, "XYZ")], "dXYZf"),
        ([(2, 4, "X")], "Xef"),
        ([(5, 8, "X")], "deX"),
        ([(0, 9, "XY")], "XY"),
        ([(0, 9, "")], ""),
        ([(0, 1, "longer"), (2, 4, "X")], "Xef"),
        ([(0, 1, "longer"), (2, 4, "X"), (5, 6, ""), (7, 8, "YY")], "Xe"),
    ],
)
def test_a_noted_place_moves_with_its_text(edits: list[tuple[int, int, str]], there: str) -> None:
    made = [Edit(Span("t/x.txt", *span), new) for *span, new in edits]
    assert moved("abcdefghi", Span("t/x.txt", 3, 6), made) == there
    assert moved("abcdefghi", Span("t/x.txt", 3, 6), made[::-1]) == there


@settings(deadline=None)
@given(
    bounds=st.tuples(st.integers(0, 62), st.integers(0, 62)).map(sorted),
    cuts=st.lists(st.integers(0, 62), unique=True, max_size=12).map(sorted),
    texts=st.lists(st.sampled_from(["", "-", "é-", "-----"]), min_size=6, max_size=6),
    shuffled=st.randoms(use_true_random=False),
)
def test_what_is_left_of_a_noted_text_is_at_its_place_and_no_other_is(bounds, cuts, texts, shuffled) -> None:
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    edits = [Edit(Span("t/x.txt", *span), text) for span, text in zip(spans, texts, strict=False)]
    gone = {at for start, end in spans for at in range(start, end)}
    wanted = "".join(LETTERS[at] for at in range(*bounds) if at not in gone)
    shuffled.shuffle(edits)
    there = moved(LETTERS, Span("t/x.txt", *bounds), edits)
    assert "".join(letter for letter in there if letter in LETTERS) == wanted
    assert there in apply_edits(LETTERS.encode(), edits).decode()


def test_a_place_in_another_file_stays() -> None:
    place = LEFT.at(Span("t/other.tf", 3, 6), "x")
    draft = draft_of(main=MAIN, other=MAIN).leaving(place).edited(edit(MAIN, "1", "22222"))
    assert draft.left == (place,)


def test_what_was_left_is_told_at_its_place_in_the_file_as_it_is_laid_out() -> None:
    text = "a {\n  x = 1\n  é = y\n}\n"
    start = len("a {\n  x = 1\n  é = ".encode())
    draft = draft_of(main=text).leaving(LEFT.at(Span("t/main.tf", start, start + 1), "y"))
    draft = draft.edited(edit(text, "x = 1", "x = 1\n  longer = 2"))
    data = draft.changes["main.tf"]
    assert data == "a {\n  x      = 1\n  longer = 2\n  é      = y\n}\n".encode()
    (left,) = draft.left_in_changes
    assert data[left.primary.start : left.primary.end] == b"y"
