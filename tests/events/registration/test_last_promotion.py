"""Nobody is promoted after the last moment of promotion, and no text promises it."""

from datetime import timedelta

import pytest
import time_machine
from django.utils.timezone import now

from events.models import Event, Registration, Step
from events.nominations.release import release
from events.planning.services import cancel, edit_event, postpone, reschedule
from events.registration import links
from events.registration.decisions import confirm, decide
from events.registration.services import lapse_offers, promote, register, take_offer, withdraw
from notifications.models import Message
from tests.factories import make_delegation, make_event, make_person

pytestmark = pytest.mark.django_db
CLOSED = timedelta(days=20, hours=1)


def make_full(**fields):
    """Return an event with registration for twenty days, a confirmed person and one on its waiting list."""
    fields.setdefault("registration_closes_at", now() + timedelta(days=20))
    event = make_event(seats=1, **fields)
    return event, register(event, make_person()), register(event, make_person())


def status(registration):
    return Registration.objects.get(pk=registration.pk).status


def mail_to(registration):
    return Message.objects.filter(recipient=registration.person).latest("pk").text


@pytest.mark.parametrize("policy", [Event.Policy.OPEN, Event.Policy.NOMINATION])
def test_the_default_is_the_close_of_registration_else_the_start(policy):
    event = make_event(policy=policy, registration_closes_at=now() + timedelta(days=3))

    closes_at = event.registration_closes_at if policy == Event.Policy.OPEN else event.starts_at
    assert event.promotes_until == closes_at
    assert make_event().promotes_until is not None


def test_the_moment_of_the_team_counts_but_not_after_the_start():
    event = make_event(promotion_ends_at=now() + timedelta(days=25), registration_closes_at=now() + timedelta(days=3))

    assert event.promotes_until == event.promotion_ends_at
    event.promotion_ends_at = event.starts_at + timedelta(hours=2)
    assert event.promotes_until == event.starts_at


def test_a_withdrawal_before_the_moment_promotes():
    _event, confirmed, waiting = make_full()

    withdraw(confirmed, by=confirmed.person)

    assert status(waiting) == "confirmed"


def withdraw_late(event, confirmed):
    withdraw(confirmed, by=confirmed.person)


def decide_late(event, confirmed):
    decide(event, [confirmed.pk], Step.DECLINE, by=None)


def enlarge(event, _confirmed):
    edit_event(event, by=make_person(), seats=5)


def promote_late(event, _confirmed):
    Event.objects.filter(pk=event.pk).update(seats=5)
    promote(event)


@pytest.mark.parametrize("cause", [withdraw_late, decide_late, enlarge, promote_late])
@pytest.mark.parametrize("hours", [None, 24])
def test_nothing_promotes_after_the_moment(cause, hours):
    event, confirmed, waiting = make_full(offer_hours=hours)

    with time_machine.travel(now() + CLOSED):
        cause(event, confirmed)

    waiting.refresh_from_db()
    assert (waiting.status, waiting.is_offered) == ("waitlisted", False)


def test_an_offer_that_lapses_after_the_moment_is_not_passed_on():
    event, confirmed, waiting = make_full(offer_hours=24)
    next_one = register(event, make_person())
    withdraw(confirmed, by=confirmed.person)

    with time_machine.travel(now() + CLOSED):
        assert lapse_offers() == 1
        text = mail_to(waiting)

    assert status(next_one) == "waitlisted"
    assert "next person" not in text
    assert "register again" not in text.lower()


def test_released_seats_go_back_to_the_event_after_the_moment():
    event, _confirmed, waiting = make_full()
    Event.objects.filter(pk=event.pk).update(seats=2)
    make_delegation(event, constituency="workers", nomination_closes_at=now() + timedelta(days=1))

    with time_machine.travel(now() + CLOSED):
        (seat,) = release(Event.objects.get(pk=event.pk), by=make_person())

    assert seat.registration is None
    assert status(waiting) == "waitlisted"


def test_the_team_can_still_give_a_place_by_hand():
    _event, confirmed, waiting = make_full()

    with time_machine.travel(now() + CLOSED):
        withdraw(confirmed, by=confirmed.person)
        confirm(waiting, by=None)

    assert status(waiting) == "confirmed"


def test_a_later_moment_promotes_at_once():
    event, confirmed, waiting = make_full()
    with time_machine.travel(now() + CLOSED):
        withdraw(confirmed, by=confirmed.person)

        edit_event(event, by=make_person(), promotion_ends_at=now() + timedelta(days=1))

    assert status(waiting) == "confirmed"


def test_an_offer_ends_no_later_than_the_moment():
    event, confirmed, waiting = make_full(offer_hours=24 * 7, promotion_ends_at=now() + timedelta(days=2))

    withdraw(confirmed, by=confirmed.person)

    waiting.refresh_from_db()
    assert waiting.offer_expires_at == event.promotion_ends_at
    assert "goes to the next person" not in mail_to(waiting)


def test_an_offer_ends_before_an_event_that_moves_forward():
    event, confirmed, waiting = make_full(offer_hours=24 * 7)
    withdraw(confirmed, by=confirmed.person)
    start = now() + timedelta(days=2)

    reschedule(event, starts_at=start, ends_at=start + timedelta(hours=2), by=None)

    waiting.refresh_from_db()
    assert waiting.offer_expires_at <= start


def test_moving_the_event_moves_the_moment():
    event = make_event(promotion_ends_at=now() + timedelta(days=25))
    before, start = event.promotion_ends_at, event.starts_at + timedelta(days=3)

    reschedule(event, starts_at=start, ends_at=start + timedelta(hours=2), by=None)

    event.refresh_from_db()
    assert event.promotion_ends_at == before + timedelta(days=3)


def test_a_late_withdrawal_promises_nothing(client):
    _event, confirmed, _waiting = make_full()

    with time_machine.travel(now() + CLOSED):
        client.force_login(confirmed.person)
        page = client.get(f"/events/{confirmed.event.slug}/withdraw/").content.decode()
        link_page = client.get(links.registration_link(confirmed)).content.decode()
        withdraw(confirmed, by=confirmed.person)
        after = client.get(links.registration_link(confirmed)).content.decode()

    for text in (page, link_page, after, mail_to(confirmed)):
        assert "can register again" not in text
        assert "Register again" not in text
        assert "may go to another person" not in text
        assert "Someone else can now have your place" not in text
    assert "You cannot register again" in page


def test_the_page_of_a_waiting_person_says_that_the_list_is_no_longer_used(client):
    _event, _confirmed, waiting = make_full()
    assert (
        "When a place becomes free for you, you get it" in client.get(links.registration_link(waiting)).content.decode()
    )

    with time_machine.travel(now() + CLOSED):
        page = client.get(links.registration_link(waiting)).content.decode()

    assert "Places are no longer given to the waiting list by themselves." in page
    assert "you get it" not in page


def test_the_mail_of_the_waiting_list_says_until_when_it_is_used():
    _event, _confirmed, waiting = make_full()

    assert "The waiting list is used until " in mail_to(waiting)
    assert "As soon as a place becomes free for you, you get it" in mail_to(waiting)


def test_the_mail_of_a_waiting_list_that_is_not_used_promises_nothing():
    event = make_event(seats=0, promotion_ends_at=now() - timedelta(days=1))

    waiting = register(event, make_person())

    assert "no longer given to the waiting list" in mail_to(waiting)
    assert "As soon as" not in mail_to(waiting)


def test_a_late_acceptance_says_what_is_possible():
    _event, confirmed, waiting = make_full(offer_hours=24)
    withdraw(confirmed, by=confirmed.person)

    with time_machine.travel(now() + CLOSED), pytest.raises(Exception, match="please write to the organisers"):
        take_offer(waiting, by=waiting.person)


@pytest.mark.parametrize(("service", "state"), [(cancel, "dropped"), (postpone, "queued")])
def test_nobody_reads_that_the_offer_of_a_cancelled_event_has_expired(service, state):
    """The seat of an offer does not matter any more. Of a postponed event it does: the seats stay."""
    event, confirmed, waiting = make_full(offer_hours=24)
    withdraw(confirmed, by=confirmed.person)
    service(event, by=None)

    with time_machine.travel(now() + timedelta(hours=25)):
        assert lapse_offers() == 1

    assert Message.objects.get(kind="offer_lapsed", recipient=waiting.person).status == state
