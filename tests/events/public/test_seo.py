"""The structured data of events follows the vocabulary of https://schema.org/Event."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from events.models import Event, Venue
from events.public.seo import json_ld
from events.registration.services import register
from tests.factories import make_event, make_person, make_venue

pytestmark = pytest.mark.django_db

# Type: the properties that we use, with their allowed values.
VOCABULARY = {
    "Event": {
        "name": str,
        "url": "url",
        "startDate": "date",
        "endDate": "date",
        "eventStatus": {"EventCancelled", "EventMovedOnline", "EventPostponed", "EventRescheduled", "EventScheduled"},
        "eventAttendanceMode": {
            "MixedEventAttendanceMode",
            "OfflineEventAttendanceMode",
            "OnlineEventAttendanceMode",
        },
        "location": {"Place", "VirtualLocation"},
        "description": str,
        "organizer": {"Organization", "Person"},
        "offers": {"Offer"},
    },
    "Place": {"name": str, "address": {"PostalAddress"}},
    "PostalAddress": {"streetAddress": str, "addressLocality": str, "addressCountry": str},
    "VirtualLocation": {"url": "url"},
    "Organization": {"name": str},
    "Offer": {
        "url": "url",
        "availability": {"InStock", "SoldOut"},
        "validFrom": "date",
        "availabilityEnds": "date",
    },
}


def check(node):
    """Check node and all nodes in it. A name that is not in the vocabulary raises KeyError."""
    known = VOCABULARY[node["@type"]]
    for name, value in node.items():
        if not name.startswith("@"):
            for single in value if isinstance(value, list) else [value]:
                check_value(known[name], single)


def check_value(allowed, value):
    if isinstance(value, dict):
        assert value["@type"] in allowed
        check(value)
    elif isinstance(allowed, set):
        assert value.removeprefix("https://schema.org/") in allowed
        assert value.startswith("https://schema.org/")
    elif allowed == "date":
        moment = date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
        assert not isinstance(moment, datetime) or moment.tzinfo
    else:
        assert isinstance(value, str)
        assert value
        assert allowed is str or value.startswith("http")


@pytest.mark.parametrize("mode", Event.Mode.values)
@pytest.mark.parametrize("status", ["published", "postponed", "cancelled"])
@pytest.mark.parametrize("precision", ["time", "day"])
def test_json_ld_follows_schema_org(mode, status, precision):
    midnight = datetime(2027, 3, 8, 17, tzinfo=UTC)
    for venue in (None, make_venue(address="1 Long Road"), Venue.objects.create(city="Bangkok")):
        event = make_event(
            mode=mode,
            status=status,
            precision=precision,
            starts_at=midnight,
            ends_at=midnight + timedelta(days=1),
            venue=venue,
            summary="Why",
            organised_by="Somebody",
            registration_opens_at=datetime(2026, 1, 1, tzinfo=UTC),
            registration_closes_at=midnight,
        )

        found = json_ld(event)

        assert found["@context"] == "https://schema.org"
        assert {"name", "startDate", "endDate", "eventStatus"} <= found.keys()
        assert found.get("location") != []
        check(found)


def test_json_ld_includes_the_last_of_whole_days():
    zone = ZoneInfo("Asia/Tokyo")
    event = make_event(
        precision="day",
        timezone=zone.key,
        starts_at=datetime(2027, 3, 9, tzinfo=zone),
        ends_at=datetime(2027, 3, 12, tzinfo=zone),
    )

    found = json_ld(event)

    assert (found["startDate"], found["endDate"]) == ("2027-03-09", "2027-03-11")


def test_json_ld_has_an_offer_while_registration_is_open(settings):
    event = make_event(seats=1)
    address = f"{settings.BASE_URL}/events/{event.slug}/register/"

    assert json_ld(event)["offers"] == {
        "@type": "Offer",
        "url": address,
        "availability": "https://schema.org/InStock",
    }
    register(event, make_person())
    event.refresh_from_db()
    assert json_ld(event)["offers"]["availability"] == "https://schema.org/SoldOut"
    event.policy = Event.Policy.NONE
    assert "offers" not in json_ld(event)


@pytest.mark.parametrize("fields", [{"status": "draft"}, {"precision": "month"}, {"precision": "tbc"}])
def test_json_ld_is_empty_without_an_exact_date(fields):
    assert json_ld(make_event(**fields)) is None
