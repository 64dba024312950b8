from datetime import datetime
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from events.calendars import links
from events.models import Event
from tests.factories import make_event, make_venue

pytestmark = pytest.mark.django_db


def read(address):
    parts = urlsplit(address)
    assert "+" not in parts.query  # Outlook would show it
    return f"{parts.scheme}://{parts.netloc}{parts.path}", {
        name: value for name, (value,) in parse_qs(parts.query).items()
    }


def test_add_links_contain_the_times_in_utc(settings):
    zone = ZoneInfo("America/New_York")
    event = make_event(
        title="Care & work: 1 + 1",
        summary="Why; for whom",
        venue=make_venue(),
        timezone=zone.key,
        starts_at=datetime(2027, 3, 13, 9, tzinfo=zone),
        ends_at=datetime(2027, 3, 14, 17, tzinfo=zone),  # clocks have changed that night
    )

    found = links.add_links(event)

    details = f"Why; for whom\n\n{settings.BASE_URL}/events/{event.slug}/"
    assert read(found["google"]) == (
        "https://calendar.google.com/calendar/render",
        {
            "action": "TEMPLATE",
            "text": "Care & work: 1 + 1",
            "dates": "20270313T140000Z/20270314T210000Z",
            "details": details,
            "location": "Conference Centre, Bangkok, Thailand",
        },
    )
    assert read(found["outlook"]) == (
        "https://outlook.live.com/calendar/0/deeplink/compose",
        {
            "path": "/calendar/action/compose",
            "rru": "addevent",
            "subject": "Care & work: 1 + 1",
            "startdt": "2027-03-13T14:00:00Z",
            "enddt": "2027-03-14T21:00:00Z",
            "body": details,
            "location": "Conference Centre, Bangkok, Thailand",
        },
    )


def test_add_links_contain_whole_days_with_an_exclusive_end():
    zone = ZoneInfo("Asia/Tokyo")
    event = make_event(
        precision=Event.Precision.DAY,
        timezone=zone.key,
        starts_at=datetime(2027, 3, 9, tzinfo=zone),
        ends_at=datetime(2027, 3, 12, tzinfo=zone),
    )

    found = links.add_links(event)

    assert read(found["google"])[1]["dates"] == "20270309/20270312"
    outlook = read(found["outlook"])[1]
    assert (outlook["startdt"], outlook["enddt"], outlook["allday"]) == ("2027-03-09", "2027-03-12", "true")


@pytest.mark.parametrize("fields", [{"status": "draft"}, {"status": "cancelled"}, {"precision": "month"}, {"precision": "tbc"}])  # fmt: skip
def test_add_links_exclude_events_without_an_exact_date(fields):
    assert links.add_links(make_event(**fields)) == {}


def test_add_links_never_contain_the_joining_link():
    event = make_event(mode="hybrid", online_url="https://meet.example/secret")

    assert "secret" not in "".join(links.add_links(event).values())


def test_event_page_offers_each_calendar(client):
    event = make_event()

    page = client.get(event.get_absolute_url()).content.decode()

    assert page.count(links.GOOGLE) == page.count(links.OUTLOOK) == 1
    assert f'href="/events/{event.slug}/event.ics"' in page
    assert f'href="/calendar/subscribe/?programme={event.programme.slug}"' in page


def test_subscribe_links_contain_the_feed_for_each_calendar():
    found = links.subscribe_links("https://plenary.example/calendar/events.ics?kind=training&country=TH")

    assert found["apple"] == "webcal://plenary.example/calendar/events.ics?kind=training&country=TH"
    assert read(found["google"])[1] == {"cid": found["apple"]}
    assert read(found["outlook"])[1] == {"url": found["address"], "name": "Plenary"}
