"""Periods are stored as lines and read back."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from events.missions.periods import PossiblePeriod, first_dated, likely_end, read_periods, write_periods

NOTES = st.text(st.characters(categories=["L", "N", "P"], include_characters=" "), max_size=30).map(
    lambda text: " ".join(text.split())
)


@st.composite
def periods(draw):
    note = draw(NOTES)
    first = draw(st.dates(date(2020, 1, 1), date(2090, 1, 1)))
    last = first + timedelta(days=draw(st.integers(0, 60)))
    return PossiblePeriod(first, last, note)


@given(st.lists(periods(), max_size=3))
def test_reads_what_it_writes(rows):
    assert read_periods(write_periods(rows)) == rows


def test_keeps_a_line_that_is_no_period_as_a_note():
    lines = ["any week in May", "2027-02-30 to 2027-03-01", "2027-05-24 to 2027-05-20: wrong"]

    assert read_periods("\n\n".join(lines)) == [PossiblePeriod(None, None, line) for line in lines]
    assert first_dated("\n".join([*lines, "2027-04-12 to 2027-04-16"])) == PossiblePeriod(
        date(2027, 4, 12), date(2027, 4, 16)
    )


def test_guesses_the_last_day_from_the_length_of_another_period():
    others = [PossiblePeriod(None, None, "May"), PossiblePeriod(date(2027, 4, 12), date(2027, 4, 16))]

    assert likely_end(date(2027, 5, 24), others) == date(2027, 5, 28)
    assert likely_end(date(2027, 5, 24), []) is None
