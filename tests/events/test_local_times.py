"""Local times in every zone: stored as typed, or refused, or asked about; shown again as typed."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from django import forms
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts import timezones
from events.local_times import LocalTimeField, readings, set_zone, start_of_day

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [*timezones.places(), "UTC"]
FIRST, LAST = datetime(2024, 1, 1, tzinfo=UTC), datetime(2033, 1, 1, tzinfo=UTC)


class TimeForm(forms.Form):
    at = LocalTimeField()

    def __init__(self, data=None, *, zone, **kwargs):
        super().__init__(data, **kwargs)
        set_zone(self, zone)


@cache
def changes(name):
    """Return the moments (UTC) at which the clocks of a zone change in 2024-2032."""
    zone, found, moment = ZoneInfo(name), [], FIRST
    while moment < LAST:
        following = moment + timedelta(days=7)
        if moment.astimezone(zone).utcoffset() != following.astimezone(zone).utcoffset():
            before, after = moment, following
            while after - before > timedelta(minutes=1):
                middle = before + timedelta(minutes=(after - before) // timedelta(minutes=2))
                if middle.astimezone(zone).utcoffset() == moment.astimezone(zone).utcoffset():
                    before = middle
                else:
                    after = middle
            found.append(after)
        moment = following
    return found


def check_typed(typed, zone):
    """Type a local time, answer the question if there is one, and look at the form again."""
    form = TimeForm({"at": typed}, zone=zone)
    if not form.is_valid():
        assert form["at"].value() == typed
        page = str(form["at"])
        offsets = [moment.astimezone(zone).utcoffset() for moment in readings(datetime.fromisoformat(typed), zone)]
        values = [str(int(offset.total_seconds() // 60)) for offset in offsets]
        assert page.count('type="radio"') == len(values) in {0, 2}
        for value in values:
            answered = TimeForm({"at": typed, "at-offset": value}, zone=zone)
            assert answered.is_valid()
            moment = answered.cleaned_data["at"]
            assert str(int(moment.astimezone(zone).utcoffset().total_seconds() // 60)) == value
            check_shown_again(moment, typed, zone, value)
        return
    moment = form.cleaned_data["at"]
    assert moment.tzinfo == UTC
    assert f"{moment.astimezone(zone):%Y-%m-%dT%H:%M}" == typed
    check_shown_again(moment, typed, zone, "")


def check_shown_again(moment, typed, zone, choice):
    again = str(TimeForm(initial={"at": moment}, zone=zone)["at"])
    assert f'value="{typed}"' in again
    assert ("checked" in again) == bool(choice)
    if choice:
        assert f'value="{choice}" checked' in again
    unchanged = TimeForm({"at": typed, "at-offset": choice}, initial={"at": moment}, zone=zone)
    assert not unchanged.has_changed()


minutes = st.integers(0, int((LAST - FIRST).total_seconds() // 60) - 1)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(ZONES), minutes)
def test_any_local_time_is_stored_as_typed_or_refused(name, minute):
    local = FIRST.replace(tzinfo=None) + timedelta(minutes=minute)
    check_typed(f"{local:%Y-%m-%dT%H:%M}", ZoneInfo(name))


@settings(max_examples=400, deadline=None)
@given(st.sampled_from([name for name in ZONES if changes(name)]), st.data())
def test_local_times_near_a_change_of_clocks_are_stored_as_typed_or_refused(name, data):
    zone = ZoneInfo(name)
    change = data.draw(st.sampled_from(changes(name))).astimezone(zone).replace(tzinfo=None, fold=0)
    local = change + timedelta(minutes=data.draw(st.integers(-200, 200)))
    check_typed(f"{local:%Y-%m-%dT%H:%M}", zone)


@pytest.mark.parametrize("name", [name for name in ZONES if changes(name)][::12])
@pytest.mark.parametrize("minutes", [-61, -60, -31, -30, -1, 0, 1, 29, 30, 59, 60])
def test_the_minutes_around_each_change(name, minutes):
    zone = ZoneInfo(name)
    for change in changes(name):
        local = change.astimezone(zone).replace(tzinfo=None, fold=0) + timedelta(minutes=minutes)
        check_typed(f"{local:%Y-%m-%dT%H:%M}", zone)


@pytest.mark.parametrize(
    ("name", "typed", "nearest"),
    [
        ("Europe/Berlin", "2027-03-28T02:30", ["01:59", "03:00"]),
        ("Europe/Berlin", "2027-03-28T02:00", ["01:59", "03:00"]),
        ("Australia/Lord_Howe", "2027-10-03T02:15", ["01:59", "02:30"]),
        ("Africa/Cairo", "2027-04-30T00:30", ["Thursday 29 April 2027, 23:59", "01:00"]),
        ("Pacific/Apia", "2011-12-30T12:00", ["Thursday 29 December 2011, 23:59", "Saturday 31 December 2011, 00:00"]),
    ],
)
def test_a_time_that_does_not_exist_is_refused_with_the_nearest_ones(name, typed, nearest):
    form = TimeForm({"at": typed}, zone=ZoneInfo(name))

    (error,) = form.errors["at"]
    assert "does not exist" in error
    assert error.endswith(f"are {nearest[0]} and {nearest[1]}.")
    assert 'type="radio"' not in str(form["at"])


def test_a_time_that_exists_twice_is_asked_about_with_offsets():
    form = TimeForm({"at": "2027-10-31T02:30"}, zone=BERLIN)

    (error,) = form.errors["at"]
    assert "exists twice" in error
    page = str(form["at"])
    assert "the first time, before the clocks are set back: 02:30 (UTC+2)" in page
    assert "the second time, after the clocks are set back: 02:30 (UTC+1)" in page
    assert "checked" not in page


def test_a_choice_that_no_longer_fits_is_asked_again():
    form = TimeForm({"at": "2027-10-31T02:30", "at-offset": "120"}, zone=ZoneInfo("America/New_York"))
    assert form.is_valid()  # it exists once there
    form = TimeForm({"at": "2027-11-07T01:30", "at-offset": "120"}, zone=ZoneInfo("America/New_York"))
    assert "exists twice" in form.errors["at"][0]


@pytest.mark.parametrize(
    "typed",
    ["tomorrow", "2027-02-30T10:00", "0001-01-01T00:00", "9999-12-31T23:59", "2027-03-09T25:00", "\0", "2027-03-09"],
)
def test_other_texts_are_refused_and_kept(typed):
    form = TimeForm({"at": typed}, zone=BERLIN)

    assert "at" in form.errors
    assert form["at"].value() == typed
    assert str(form["at"])


def test_seconds_of_a_stored_moment_are_kept():
    moment = datetime(2027, 3, 9, 22, 59, 59, tzinfo=UTC)
    text = TimeForm(initial={"at": moment}, zone=BERLIN)["at"]

    assert 'value="2027-03-09T23:59:59"' in str(text)
    form = TimeForm({"at": "2027-03-09T23:59:59"}, initial={"at": moment}, zone=BERLIN)
    assert not form.has_changed()
    assert form.is_valid()
    assert form.cleaned_data["at"] == moment


def test_a_day_starts_where_its_clocks_begin():
    assert start_of_day(date(2027, 4, 30), ZoneInfo("Africa/Cairo")).isoformat() == "2027-04-29T22:00:00+00:00"
    assert start_of_day(date(2027, 3, 28), BERLIN).isoformat() == "2027-03-27T23:00:00+00:00"
