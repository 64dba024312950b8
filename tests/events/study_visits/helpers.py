"""Study visits for the tests."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from events.models import Event, Leg, LegTraveller, Meeting, Registration
from tests.factories import make_event, make_session

TOKYO = ZoneInfo("Asia/Tokyo")


def make_visit(**fields):
    """Create a published study visit in Japan, from Monday 7 to Saturday 12 June 2027."""
    fields.setdefault("kind", Event.Kind.STUDY_VISIT)
    fields.setdefault("timezone", "Asia/Tokyo")
    fields.setdefault("precision", Event.Precision.DAY)
    fields.setdefault("starts_at", datetime(2027, 6, 7, tzinfo=TOKYO))
    fields.setdefault("ends_at", datetime(2027, 6, 13, tzinfo=TOKYO))
    return make_event(**fields)


def make_host(event, institution="Labour Office", status=Meeting.Status.CONFIRMED, **fields):
    return Meeting.objects.create(session=make_session(event), institution=institution, status=status, **fields)


def make_leg(event, *people, departs, arrives, **fields):
    """Create a leg from texts of local times in Tokyo, or in the zones of the fields."""
    fields.setdefault("from_timezone", "Asia/Tokyo")
    fields.setdefault("to_timezone", "Asia/Tokyo")
    fields.setdefault("from_city", "Hanoi")
    fields.setdefault("to_city", "Tokyo")
    leg = Leg.objects.create(
        event=event,
        departs_at=datetime.fromisoformat(departs).replace(tzinfo=ZoneInfo(fields["from_timezone"])),
        arrives_at=datetime.fromisoformat(arrives).replace(tzinfo=ZoneInfo(fields["to_timezone"])),
        **fields,
    )
    LegTraveller.objects.bulk_create(LegTraveller(leg=leg, person=person) for person in people)
    return leg


def make_traveller(event, person, **fields):
    """Give person a confirmed seat."""
    return Registration.objects.create(event=event, person=person, status=Registration.Status.CONFIRMED, **fields)


def days_before(event, days):
    return event.starts_at - timedelta(days=days)
