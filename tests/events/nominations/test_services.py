from datetime import timedelta

import pytest
from django.db.utils import IntegrityError
from django.utils.timezone import now

from accounts.models import User
from events.models import Delegation, Event, Nomination, NominationLink, Registration, Step, Target
from events.nominations import queries, services
from events.nominations.grid import GridCell, set_delegations
from events.nominations.services import Nominee
from events.registration import links
from events.registration.decisions import confirm, decide, decline, waitlist
from events.registration.errors import (
    BulkDecisionError,
    CannotBeNominatedError,
    DelegationFullError,
    EventFullError,
    InvalidGridError,
    InvalidTransitionError,
    NominationsClosedError,
    ReasonRequiredError,
)
from events.registration.services import register, withdraw
from notifications.models import Message
from tests.factories import make_country, make_delegation, make_event, make_member, make_person

pytestmark = pytest.mark.django_db


def nominee(name, **fields):
    return Nominee(name, f"{name.lower()}@example.org", **fields)


@pytest.fixture
def delegation():
    """Two seats and one reserve for Thai workers, at an event that focal points fill."""
    event = make_event(policy=Event.Policy.NOMINATION, seats=10)
    return make_delegation(event=event, country=make_country("TH"), constituency="workers", seats=2, reserve_seats=1)


@pytest.fixture
def focal_point():
    return make_person(name="Focal Point")


def counters(delegation):
    delegation.refresh_from_db()
    return delegation.seats_taken, delegation.seats_named


def fresh(registration):
    return Registration.objects.select_related("event", "person", "delegation").get(pk=registration.pk)


def test_nominees_hold_seats_and_the_next_is_a_reserve(delegation, focal_point):
    named = services.nominate(delegation, [nominee("An"), nominee("Binh"), nominee("Chi")], by=focal_point)

    assert [(one.status, one.reserve_rank) for one in named] == [
        ("nominated", None),
        ("nominated", None),
        ("nominated", 1),
    ]
    assert counters(delegation) == (0, 2)
    person = User.objects.get(email="an@example.org")
    assert (person.name, person.country, person.constituency) == ("An", "TH", "workers")
    subjects = list(Message.objects.order_by("pk").values_list("subject", flat=True))
    assert ["You are nominated" in subject for subject in subjects] == [True, True, False]
    assert links.nominee_link(named[0]) in Message.objects.order_by("pk")[0].text


def test_a_list_is_named_whole_or_not_at_all(delegation, focal_point):
    with pytest.raises(BulkDecisionError) as refused:
        services.nominate(
            delegation, [nominee("An"), nominee("An"), nominee("Binh"), nominee("Chi"), nominee("Dung")], by=focal_point
        )

    assert set(refused.value.problems) == {1, 4}
    assert not Registration.objects.exists()
    assert not Message.objects.exists()
    assert not User.objects.filter(email="an@example.org").exists()


def test_whoever_said_who_they_are_keeps_it_and_the_focal_point_sees_only_what_they_wrote(delegation, focal_point):
    person = make_person(email="an@example.org", name="Dr Nguyen An", country="VN", position="Director")

    (registration,) = services.nominate(delegation, [Nominee("An from the union", "An@Example.org")], by=focal_point)

    person.refresh_from_db()
    assert (registration.person, person.name, person.country) == (person, "Dr Nguyen An", "VN")
    shown = queries.nominees(delegation.event, [delegation.pk]).get()
    assert (shown.nomination.name, shown.nomination.address) == ("An from the union", "An@Example.org")


def test_nobody_is_named_twice_nor_who_registered_by_themselves(delegation, focal_point):
    services.nominate(delegation, [nominee("An")], by=focal_point)
    other = make_person(email="binh@example.org")
    Event.objects.update(policy=Event.Policy.OPEN)
    register(Event.objects.get(), other)

    with pytest.raises(BulkDecisionError) as refused:
        services.nominate(delegation, [nominee("An"), nominee("Binh")], by=focal_point)

    assert str(refused.value.problems[0].advice) == "This person has been named already."
    assert refused.value.problems[1].advice == CannotBeNominatedError.advice


def test_after_the_deadline_nobody_is_named(delegation, focal_point):
    Delegation.objects.update(nomination_closes_at=now() - timedelta(minutes=1))

    with pytest.raises(NominationsClosedError):
        services.nominate(delegation, [nominee("An")], by=focal_point)


def test_a_nominee_comes_and_the_organisers_decide(delegation, focal_point):
    (registration,) = services.nominate(delegation, [nominee("An")], by=focal_point)

    services.accept(fresh(registration), needs="Vegetarian")
    assert (fresh(registration).status, counters(delegation)) == ("pending", (0, 1))
    confirm(fresh(registration), by=None)

    assert (fresh(registration).status, counters(delegation)) == ("confirmed", (1, 0))
    assert fresh(registration).needs == "Vegetarian"
    assert Event.objects.get().seats_taken == 1
    assert Message.objects.order_by("-pk")[0].ics_method == "REQUEST"


def test_a_reserve_moves_up_when_a_seat_becomes_free(delegation, focal_point):
    first, _second, reserve = services.nominate(
        delegation, [nominee("An"), nominee("Binh"), nominee("Chi")], by=focal_point
    )

    decline(fresh(first), by=None)

    assert fresh(reserve).reserve_rank is None
    assert counters(delegation) == (0, 2)
    assert list(Registration.objects.get(pk=reserve.pk).changes.values_list("action", flat=True)) == [
        "nominate",
        "seat",
    ]
    told = Message.objects.get(kind="seat_free")
    assert told.recipient == reserve.person
    assert links.nominee_link(reserve) in told.text


def test_a_reserve_is_not_confirmed_over_the_seats(delegation, focal_point):
    *_seated, reserve = services.nominate(delegation, [nominee("An"), nominee("Binh"), nominee("Chi")], by=focal_point)
    services.accept(fresh(reserve))

    with pytest.raises(DelegationFullError):
        confirm(fresh(reserve), by=None)

    assert counters(delegation) == (0, 2)


def test_a_reserve_is_confirmed_over_the_seats_for_a_reason(delegation, focal_point):
    *_seated, reserve = services.nominate(delegation, [nominee("An"), nominee("Binh"), nominee("Chi")], by=focal_point)
    event = delegation.event

    with pytest.raises(BulkDecisionError) as without:
        decide(event, [reserve.pk], Step.CONFIRM, by=focal_point, over_seats=True)
    decide(event, [reserve.pk], Step.CONFIRM, by=focal_point, over_seats=True, reason="The minister asked")

    assert {key: type(error) for key, error in without.value.problems.items()} == {reserve.pk: ReasonRequiredError}
    assert (fresh(reserve).status, counters(delegation), delegation.seats) == ("confirmed", (1, 2), 3)
    assert reserve.changes.last().reason == "The minister asked"


def test_nobody_is_confirmed_over_the_places_of_the_event(delegation, focal_point):
    Event.objects.update(seats=2)
    *_seated, reserve = services.nominate(delegation, [nominee("An"), nominee("Binh"), nominee("Chi")], by=focal_point)

    with pytest.raises(BulkDecisionError) as refused:
        decide(delegation.event, [reserve.pk], Step.CONFIRM, by=None, over_seats=True, reason="Please")

    assert {key: type(error) for key, error in refused.value.problems.items()} == {reserve.pk: EventFullError}


def test_the_seats_of_a_delegation_are_kept_from_others_until_they_are_released(delegation, focal_point):
    event = delegation.event
    Event.objects.filter(pk=event.pk).update(policy=Event.Policy.OPEN, seats=2)
    event.refresh_from_db()

    waiting = register(event, make_person())
    Delegation.objects.update(nomination_closes_at=now() - timedelta(hours=1))
    services.release(event, by=make_member(event.programme))

    assert (waiting.status, fresh(waiting).status) == ("waitlisted", "confirmed")
    assert Event.objects.values_list("seats_taken", "seats_kept").get(pk=event.pk) == (1, 0)


def test_who_is_declined_reads_why(delegation, focal_point):
    (registration,) = services.nominate(delegation, [nominee("An")], by=focal_point)

    decide(delegation.event, [registration.pk], Step.DECLINE, by=None, reason="The course is for actuaries.")

    message = Message.objects.get(kind="registration_declined")
    assert "The organisers write: The course is for actuaries." in message.text
    assert "The course is for actuaries." in message.html


def test_who_waits_gives_up_the_seat_that_was_held(delegation, focal_point):
    (registration,) = services.nominate(delegation, [nominee("An")], by=focal_point)

    waitlist(fresh(registration), by=None)

    assert counters(delegation) == (0, 0)


def test_who_comes_back_by_themselves_has_no_seat_of_the_delegation(delegation, focal_point):
    (registration,) = services.nominate(delegation, [nominee("An")], by=focal_point)
    withdraw(fresh(registration), by=None)
    Event.objects.update(policy=Event.Policy.APPROVAL)

    again = register(Event.objects.get(), registration.person)

    assert (again.status, again.delegation, counters(delegation)) == ("pending", None, (0, 0))


def test_replacing_keeps_the_seat_and_tells_both_calendars(delegation, focal_point):
    (registration,) = services.nominate(delegation, [nominee("An")], by=focal_point)
    confirm(fresh(registration), by=None)
    Message.objects.all().delete()

    successor = services.replace(fresh(registration), nominee("Binh"), by=focal_point)

    assert (fresh(registration).status, successor.status, counters(delegation)) == ("withdrawn", "confirmed", (1, 0))
    assert Event.objects.get().seats_taken == 1
    sent = {message.to_email: message.ics_method for message in Message.objects.all()}
    assert sent == {"an@example.org": "CANCEL", "binh@example.org": "REQUEST"}
    assert Nomination.objects.get(registration=successor).replaces == registration
    assert successor.needs == ""


def test_replacing_keeps_the_seat_from_a_reserve(delegation, focal_point):
    first, _second, reserve = services.nominate(
        delegation, [nominee("An"), nominee("Binh"), nominee("Chi")], by=focal_point
    )

    successor = services.replace(fresh(first), nominee("Dung"), by=focal_point)

    assert (successor.reserve_rank, fresh(reserve).reserve_rank) == (None, 1)
    assert counters(delegation) == (0, 2)


@pytest.mark.parametrize("who", ["An", "Binh"])
def test_nobody_replaces_themselves_or_by_somebody_named(delegation, focal_point, who):
    first, _second = services.nominate(delegation, [nominee("An"), nominee("Binh")], by=focal_point)

    with pytest.raises(CannotBeNominatedError):
        services.replace(fresh(first), nominee(who), by=focal_point)

    assert (fresh(first).status, counters(delegation)) == ("nominated", (0, 2))


def test_what_has_ended_is_not_replaced(delegation, focal_point):
    (registration,) = services.nominate(delegation, [nominee("An")], by=focal_point)
    withdraw(fresh(registration), by=None)

    with pytest.raises(InvalidTransitionError):
        services.replace(fresh(registration), nominee("Binh"), by=focal_point)


def test_the_database_refuses_more_nominees_than_seats(delegation):
    with pytest.raises(IntegrityError):
        Delegation.objects.filter(pk=delegation.pk).update(seats_named=3)


def test_the_grid_is_set_whole(delegation):
    set_delegations(
        delegation.event, [GridCell("TH", "workers", 3, 2), GridCell("", "employers", 4), GridCell("TH", "", 0)]
    )

    found = {(one.country_id, one.constituency): (one.seats, one.reserve_seats) for one in Delegation.objects.all()}
    assert found == {("TH", "workers"): (3, 2), (None, "employers"): (4, 0)}


def test_the_grid_strands_nobody(delegation, focal_point):
    services.nominate(delegation, [nominee("An"), nominee("Binh")], by=focal_point)

    with pytest.raises(InvalidGridError) as fewer:
        set_delegations(delegation.event, [GridCell("TH", "workers", 1)])
    with pytest.raises(InvalidGridError) as none:
        set_delegations(delegation.event, [GridCell("TH", "employers", 1)])

    assert all("An" in error.value.reasons[0] and "Binh" in error.value.reasons[0] for error in (fewer, none))
    assert Delegation.objects.get().seats == 2


def test_the_grid_has_no_more_seats_than_the_event(delegation):
    with pytest.raises(InvalidGridError, match="9 more, but the event has only 8 places free"):
        set_delegations(delegation.event, [GridCell("TH", "workers", 11)])


def test_more_seats_go_to_reserves(delegation, focal_point):
    *_seated, reserve = services.nominate(delegation, [nominee("An"), nominee("Binh"), nominee("Chi")], by=focal_point)

    set_delegations(delegation.event, [GridCell("TH", "workers", 3, 1)])

    assert fresh(reserve).reserve_rank is None


def test_a_focal_point_gets_a_link_that_can_be_revoked_and_made_anew(delegation):
    closes_at = now() + timedelta(days=3)
    link = services.appoint(
        delegation.event, [delegation.pk], address="focal@example.org", name="Focal", closes_at=closes_at
    )
    token = links.focal_point_link(link).rsplit("/", 2)[1]

    assert links.find_focal_point_link(token) == link
    assert links.focal_point_link(link) in Message.objects.get(kind="nomination_link").text
    assert queries.delegations_of(link).get().nomination_closes_at == closes_at
    services.revoke(link)
    assert links.find_focal_point_link(token) is None
    services.send_again(link)
    renewed = NominationLink.objects.get()
    assert renewed.works
    assert links.find_focal_point_link(token) is None
    assert links.focal_point_link(renewed) in Message.objects.order_by("-pk")[0].text


def test_only_those_with_seats_left_and_time_are_reminded(delegation, focal_point):
    make_country("VN")
    event = delegation.event
    others = [
        make_delegation(event=event, country_id="VN", constituency=group, seats=1)
        for group in ("government", "employers")
    ]
    services.appoint(event, [delegation.pk], address="free@example.org", name="Free")
    services.appoint(event, [others[0].pk], address="full@example.org", name="Full")
    services.appoint(event, [others[1].pk], address="late@example.org", name="Late", closes_at=now())
    services.nominate(others[0], [nominee("An")], by=focal_point)
    Message.objects.all().delete()

    assert services.remind(event) == 1
    assert Message.objects.get().to_email == "free@example.org"


def test_unused_seats_go_to_reserves_then_to_who_waits_by_the_rules(delegation, focal_point):
    event = delegation.event
    make_country("VN")
    unused = make_delegation(
        event=event, country_id="VN", constituency="workers", seats=3, nomination_closes_at=now() - timedelta(hours=1)
    )
    *_seated, reserve = services.nominate(delegation, [nominee("An"), nominee("Binh"), nominee("Chi")], by=focal_point)
    Event.objects.filter(pk=event.pk).update(policy=Event.Policy.APPROVAL)
    people = [
        make_person(name="Early", country="JP", constituency="employers"),
        make_person(name="Neighbour", country="VN", constituency="employers"),
        make_person(name="Worker", country="JP", constituency="workers"),
    ]
    waiting = [waitlist(register(event, person), by=None) for person in people]
    manager = make_member(event.programme)

    plan = services.release(event, by=manager)

    assert [seat.registration.person.name for seat in plan] == ["Chi", "Worker", "Neighbour"]
    assert [fresh(one).status for one in waiting] == ["waitlisted", "confirmed", "confirmed"]
    assert fresh(reserve).reserve_rank is None
    assert counters(delegation) == (0, 3)
    unused.refresh_from_db()
    assert (unused.seats, unused.seats_left) == (0, 0)
    assert Event.objects.get(pk=event.pk).seats_taken == 2


@pytest.mark.parametrize(("percent", "first"), [(None, "Early"), (50, "Later")])
def test_unused_seats_go_to_women_while_the_event_has_fewer_than_it_aims_at(percent, first):
    event = make_event(policy=Event.Policy.APPROVAL, seats=5)
    make_delegation(event, country=make_country("TH"), seats=1, nomination_closes_at=now() - timedelta(hours=1))
    if percent:
        Target.objects.create(event=event, measure=Target.Measure.WOMEN, percent=percent)
    confirm(register(event, make_person(gender="man")), by=None)
    waiting = [make_person(name="Early", gender="man"), make_person(name="Later", gender="woman")]
    for person in waiting:
        waitlist(register(event, person), by=None)

    (seat,) = queries.plan_release(event)

    assert seat.registration.person.name == first


def test_seats_are_not_released_before_the_deadline_nor_over_the_places(delegation):
    event = delegation.event
    Event.objects.filter(pk=event.pk).update(policy=Event.Policy.APPROVAL)
    waiting = waitlist(register(event, make_person()), by=None)
    Delegation.objects.update(nomination_closes_at=now() + timedelta(hours=1))
    assert queries.plan_release(event) == []

    Delegation.objects.update(nomination_closes_at=now() - timedelta(hours=1))
    Event.objects.filter(pk=event.pk).update(seats=2)
    event.refresh_from_db()

    # All places are kept for the delegation: each seat that is released is a place for one who waits.
    assert [seat.registration for seat in queries.plan_release(event)] == [waiting, None]
