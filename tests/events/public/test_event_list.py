"""The list of events: chips and filters as links, what each row says, and what a reader sees if nothing is found."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from events.models import Event
from events.public.event_list.filters import ListFilters
from events.public.event_list.forms import FilterForm
from events.public.event_list.rows import row_of
from events.registration.services import register
from tests.factories import make_country, make_event, make_person, make_programme, make_venue

pytestmark = pytest.mark.django_db


def filters_of(**values):
    form = FilterForm(values)
    form.is_valid()
    return ListFilters(form)


def test_chip_sets_and_removes_its_kind_and_keeps_other_filters():
    make_country("TH")

    unset = {link.key: link for link in filters_of(country="TH", when="past").kinds}
    is_set = {link.key: link for link in filters_of(country="TH", kind="training").kinds}

    assert unset["training"].address == "/events/?when=past&kind=training&country=TH"
    assert not unset["training"].is_set
    assert is_set["training"].address == "/events/?country=TH"
    assert is_set["training"].is_set
    assert is_set["meeting"].address == "/events/?kind=meeting&country=TH"


def test_each_applied_filter_is_a_chip_that_removes_it():
    make_country("TH")

    applied = filters_of(country="TH", kind="training", q="pay", open="on", mode="nonsense").applied

    assert [(link.label, link.address) for link in applied] == [
        ("pay", "/events/?kind=training&country=TH&open=1"),
        ("Training", "/events/?q=pay&country=TH&open=1"),
        ("Thailand", "/events/?q=pay&kind=training&open=1"),
        ("Open for registration now", "/events/?q=pay&kind=training&country=TH"),
    ]


def test_subscription_keeps_the_filters_of_a_feed(client):
    make_country("TH")

    assert filters_of().subscribe == "/calendar/subscribe/"
    assert filters_of(q="pay", when="past").subscribe == "/calendar/subscribe/"
    assert filters_of(country="TH", kind="training").subscribe == "/calendar/subscribe/?kind=training&country=TH"
    page = client.get("/events/?country=TH").content.decode()
    assert "Subscribe to this search" in page
    assert "/calendar/subscribe/?country=TH" in page


def test_open_filter_finds_exactly_the_events_that_are_open():
    hour = timedelta(hours=1)
    for policy in Event.Policy.values:
        make_event(policy=policy)
    make_event(registration_opens_at=now() + hour)
    make_event(registration_opens_at=now() - hour, registration_closes_at=now() + hour)
    make_event(registration_closes_at=now() - hour)
    make_event(status=Event.Status.POSTPONED)
    make_event(status=Event.Status.CANCELLED)
    make_event(precision="tbc")
    make_event(starts_at=now() - 2 * hour, ends_at=now() - hour)

    found = set(Event.objects.open_for_registration())

    assert found == {event for event in Event.objects.all() if event.is_registration_open}
    assert len(found) == 5


def test_programme_filter(client):
    event, other = make_event(programme=make_programme(slug="one")), make_event(programme=make_programme(slug="two"))

    page = client.get("/events/?programme=one").content.decode()

    assert event.title in page
    assert f">{other.title}<" not in page


def test_row_says_what_the_reader_can_do():
    closes = now() + timedelta(days=3)
    day = f"{closes.astimezone(make_event().zone):%-d %b}"
    full = make_event(seats=1)
    register(full, make_person())
    full.refresh_from_db()

    def said(**fields):
        row = row_of(make_event(**fields))
        return row.state, row.note, row.action

    assert said(registration_closes_at=closes, seats=7) == (f"Open until {day}", "7 places left", "Register")
    assert said(policy="approval") == ("Open", "approval required", "Apply")
    assert said(policy="invitation") == ("Open", "with an invitation code", "Register")
    assert said(policy="nomination") == ("", "By nomination", "")
    assert said(registration_opens_at=closes) == ("", f"Registration opens {day}", "")
    assert said(registration_closes_at=now() - timedelta(days=1)) == ("", "Registration closed", "")
    assert said(status="cancelled") == ("", "", "")
    assert (row_of(full).state, row_of(full).action) == ("Full", "Join the waiting list")


def test_row_shows_the_local_time_and_the_weekdays(client):
    event = make_event(venue=make_venue())
    start, last = event.local_starts_at, event.last_day

    page = client.get("/events/").content.decode()

    assert "09:00 Bangkok" in page
    assert f"{start:%a}–{last:%a}" in page


def test_search_without_results_offers_close_matches(client):
    make_event(title="Thai training", kind="training", venue=make_venue(country=make_country("TH")))
    make_event(
        title="Old visit", kind="study_visit", venue=make_venue(country=make_country("JP")),
        starts_at=now() - timedelta(days=9), ends_at=now() - timedelta(days=8),
    )  # fmt: skip

    nothing = client.get("/events/?kind=training&country=JP").content.decode()
    past = client.get("/events/?kind=study_visit&country=JP").content.decode()

    assert "1 event without “Japan”" in nothing
    assert 'href="/events/?kind=training"' in nothing
    assert "past event" not in nothing
    assert "1 past event also matches" in past
    assert "/events/?when=past&amp;kind=study_visit&amp;country=JP" in past


def test_filters_without_results_for_past_events_link_to_them(client):
    make_event(title="Next", kind="training")
    make_event(title="Over", kind="training", starts_at=now() - timedelta(days=9), ends_at=now() - timedelta(days=8))

    assert "1 past event also matches" in client.get("/events/?kind=training").content.decode()
    assert "past event also" not in client.get("/events/").content.decode()


def test_month_is_a_filter_that_a_chip_removes_and_that_the_other_filters_keep(client):
    start = (now() + timedelta(days=80)).replace(day=10, hour=3)
    for number, days in enumerate((0, 45)):
        make_event(
            title=f"Event {number}",
            starts_at=start + timedelta(days=days),
            ends_at=start + timedelta(days=days, hours=5),
        )
    address = f"/events/?month={start:%Y-%m}"

    page = client.get(address).text

    assert ("Event 0" in page, "Event 1" in page) == (True, False)
    assert f"Remove filter: {start:%B %Y}" in page
    assert page.count(f'<input type="hidden" name="month" value="{start:%Y-%m}">') == 2
    assert f'href="/events/?kind=training&amp;month={start:%Y-%m}"' in page


@pytest.mark.parametrize("month", ["2027-13", "soon", "0001-01", "2027-02-01"])
def test_unknown_month_is_no_filter(client, month):
    make_event(title="Shown")

    page = client.get(f"/events/?month={month}").text

    assert "Shown" in page
    assert "Write the month as in 2027-02." in page
