"""The history of an event: seats, decisions, replacements and mails to many people."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import now

from events.mails.writer import MailText
from events.models import Event, EventChange, RegistrationChange, Step
from events.nominations import services as nominations
from events.nominations.grid import GridCell, set_delegations
from events.nominations.release import release
from events.nominations.services import Nominee
from events.organise import queries
from events.planning import services as planning
from events.registration import decisions, services
from events.registration.errors import InvalidGridError
from events.travel import services as travel
from tests.events.travel.helpers import make_travel_event
from tests.factories import make_country, make_delegation, make_event, make_member, make_person

pytestmark = pytest.mark.django_db
What = EventChange.What


@pytest.fixture
def event():
    make_country("TH")
    return make_event(policy=Event.Policy.APPROVAL, seats=20)


@pytest.fixture
def manager(event):
    member = make_member(event.programme)
    member.name = "Mai"
    member.save()
    return member


def changes(event):
    return [(change.what, change.by, change.said.splitlines()) for change in event.changes.order_by("pk")]


def page_content(client, event, manager):
    client.force_login(manager)
    return client.get(reverse("organise:history", args=[event.slug])).content.decode()


def test_history_records_delegation_seats_with_their_old_values(event, manager):
    set_delegations(event, [GridCell("TH", "workers", 2, 1), GridCell("", "employers", 1)], by=manager)
    set_delegations(event, [GridCell("TH", "workers", 3, 1)], by=manager)
    set_delegations(event, [GridCell("TH", "workers", 3, 1)], by=manager)

    assert changes(event) == [
        (
            What.SEATS,
            manager,
            [
                "Thailand, Workers: nothing → 2 seats, 1 reserve",
                "Employers: nothing → 1 seat",
            ],
        ),
        (
            What.SEATS,
            manager,
            [
                "Employers: 1 seat → nothing",
                "Thailand, Workers: 2 seats, 1 reserve → 3 seats, 1 reserve",
            ],
        ),
    ]


def test_history_does_not_record_a_refused_change(event, manager):
    with pytest.raises(InvalidGridError), transaction.atomic():
        set_delegations(event, [GridCell("TH", "workers", 200)], by=manager)

    assert changes(event) == []


def test_history_records_the_seats_of_the_event(event, manager):
    planning.edit_event(event, by=manager, seats=30, summary="Other words")
    planning.edit_event(event, by=manager, summary="More words")

    assert changes(event) == [(What.PLACES, manager, ["places: 20 → 30"])]


def test_history_records_focal_points_and_their_links(event, manager):
    delegation = make_delegation(event, country=make_country("TH"))
    closes_at = datetime(2031, 1, 6, 10, tzinfo=UTC)
    link = nominations.appoint(
        event, [delegation.pk], address="focal@example.org", name="Focal", closes_at=closes_at, by=manager
    )
    nominations.send_again(link, by=manager)
    nominations.remind(event, by=manager)
    nominations.revoke(link, by=manager)

    focal = ["Focal <focal@example.org>"]
    assert changes(event) == [
        (What.FOCAL_POINT, manager, [*focal, "Thailand", "Until Monday 6 January 2031, 17:00, Bangkok time (UTC+7)"]),
        (What.LINK_SENT, manager, focal),
        (What.REMINDED, manager, focal),
        (What.LINK_REVOKED, manager, focal),
    ]


def test_history_records_released_seats(event, manager):
    make_delegation(event, country=make_country("TH"), seats=2, nomination_closes_at=now() - timedelta(hours=1))
    waiting = decisions.waitlist(services.register(event, make_person(name="An")), by=manager)

    release(event, by=manager)

    (change,) = changes(event)
    assert change == (What.RELEASED, manager, ["Thailand: a seat to An", "Thailand: a seat to the event"])
    assert waiting.changes.latest("pk").by == manager


def test_history_records_the_number_of_recipients(event, manager):
    registrations = [services.register(event, make_person()) for _ in range(2)]
    keys = [registration.pk for registration in registrations]
    services.send_note_to(event, keys, MailText("Please bring a pen", "And paper."), by=manager)
    services.send_note_to(event, [], MailText("To nobody", "At all."), by=manager)
    start = event.starts_at + timedelta(days=7)
    planning.reschedule(event, starts_at=start, ends_at=start + timedelta(hours=8), by=manager)
    planning.postpone(event, by=manager, reason="A storm")
    planning.cancel(event, by=manager, reason="No funds")

    written, moved, postponed, cancelled = changes(event)
    assert written == (What.WRITTEN, manager, ["Please bring a pen", "2 people notified"])
    assert moved[:2] == (What.MOVED, manager)
    assert " → " in moved[2][0]
    assert moved[2][1] == "2 people notified"
    assert postponed == (What.POSTPONED, manager, ["A storm", "2 people notified"])
    assert cancelled == (What.CANCELLED, manager, ["No funds", "2 people notified"])


def test_history_records_travel_reminders_and_publishing(manager):
    trip, draft = make_travel_event(), make_event(status=Event.Status.DRAFT)
    services.register(trip, make_person())

    travel.remind(trip, by=manager)
    planning.publish(draft, by=manager)

    assert changes(trip) == [(What.DETAILS, manager, ["1 person notified"])]
    assert changes(draft) == [(What.PUBLISHED, manager, [])]


def test_page_lists_approvals_replacements_and_reasons_together(client, event, manager):
    delegation = make_delegation(event, country=make_country("TH"), seats=1, reserve_seats=1)
    people = [Nominee("An", "an@example.org"), Nominee("Binh", "binh@example.org")]
    first, reserve = nominations.nominate(delegation, people, by=make_person(name="Focal Point"))
    decisions.confirm(first, by=manager)
    decisions.decide(event, [reserve.pk], Step.CONFIRM, by=manager, over_seats=True, reason="The minister asked")
    first.refresh_from_db()
    nominations.replace(first, Nominee("Chi", "chi@example.org"), by=manager)
    set_delegations(event, [GridCell("TH", "", 2, 1), GridCell("", "workers", 4)], by=manager)

    content = " ".join(page_content(client, event, manager).split())

    assert content.index("Workers: nothing") < content.index("a place is held until the person answers")
    assert (
        content.index("a place is held until the person answers")
        < content.index("The minister asked")
        < content.index("by <bdi>Focal Point</bdi>")
    )
    assert "Named → <strong>Confirmed</strong>" in content or "→ <strong>Confirmed</strong>" in content
    assert "by <bdi>Mai" in content


@pytest.mark.parametrize("item_count", [1, 3])
def test_page_runs_a_fixed_number_of_queries(client, event, manager, item_count, *, django_assert_num_queries):
    for number in range(item_count):
        services.register(event, make_person())
        planning.edit_event(event, by=manager, seats=30 + number)
    client.force_login(manager)

    # Session, person, event, role; how many, which, both kinds of changes; on a team?
    with django_assert_num_queries(9):
        response = client.get(reverse("organise:history", args=[event.slug]))

    assert len(response.context["lines"]) == 2 * item_count


def test_history_contains_one_event_and_is_latest_first(event, manager):
    other = make_event()
    services.register(other, make_person())
    planning.edit_event(event, by=manager, seats=30)
    registration = services.register(event, make_person())

    first, second = queries.changes_of(queries.event_history(event))

    assert isinstance(first, RegistrationChange)
    assert first.registration == registration
    assert second == event.changes.get()


def test_database_refuses_an_unknown_change(event):
    with pytest.raises(IntegrityError), transaction.atomic():
        EventChange.objects.create(event=event, what="else")
