from datetime import timedelta

import pytest
from django.db.utils import IntegrityError
from django.urls import reverse
from django.utils.timezone import now

from accounts.links.tokens import LinkState, read_token
from accounts.models import User
from events.models import Delegation, Event, Nomination, NominationLink, Registration, Step, Target
from events.nominations import queries, services
from events.nominations.grid import GridCell, set_delegations
from events.nominations.release import plan_release, release
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
from events.registration.services import agree, register, withdraw
from notifications.models import Message
from tests.factories import make_country, make_delegation, make_event, make_member, make_person

pytestmark = pytest.mark.django_db


def nominee(name, **fields):
    return Nominee(name, f"{name.lower()}@example.org", **fields)


@pytest.fixture
def delegation():
    """Two seats and one reserve for Thai workers, at an event with nominations."""
    event = make_event(policy=Event.Policy.NOMINATION, seats=10)
    return make_delegation(event=event, country=make_country("TH"), constituency="workers", seats=2, reserve_seats=1)


@pytest.fixture
def focal_point():
    return make_person(name="Focal Point")


def counters(delegation):
    delegation.refresh_from_db()
    return delegation.seats_taken, delegation.seats_named


def reload(registration):
    return Registration.objects.select_related("event", "person", "delegation").get(pk=registration.pk)


def test_nominate_fills_the_seats_and_then_the_reserves(delegation, focal_point):
    registrations = services.nominate(delegation, [nominee("An"), nominee("Binh"), nominee("Chi")], by=focal_point)

    assert [(registration.status, registration.reserve_rank) for registration in registrations] == [
        ("nominated", None),
        ("nominated", None),
        ("nominated", 1),
    ]
    assert counters(delegation) == (0, 2)
    person = User.objects.get(email="an@example.org")
    assert (person.name, person.country, person.constituency) == ("An", "TH", "workers")
    subjects = list(Message.objects.order_by("pk").values_list("subject", flat=True))
    assert ["You are nominated" in subject for subject in subjects] == [True, True, False]
    assert links.nominee_link(registrations[0]) in Message.objects.order_by("pk")[0].text


def test_nominate_saves_all_people_of_a_list_or_none(delegation, focal_point):
    with pytest.raises(BulkDecisionError) as error:
        services.nominate(
            delegation, [nominee("An"), nominee("An"), nominee("Binh"), nominee("Chi"), nominee("Dung")], by=focal_point
        )

    assert set(error.value.problems) == {1, 4}
    assert not Registration.objects.exists()
    assert not Message.objects.exists()
    assert not User.objects.filter(email="an@example.org").exists()


def test_nominate_keeps_the_profile_and_shows_the_focal_point_only_the_nomination(delegation, focal_point):
    person = make_person(email="an@example.org", name="Dr Nguyen An", country="VN", position="Director")

    (registration,) = services.nominate(delegation, [Nominee("Nguyễn An", "An@Example.org")], by=focal_point)

    person.refresh_from_db()
    assert (registration.person, person.name, person.country) == (person, "Dr Nguyen An", "VN")
    shown = queries.nominees(delegation.event, [delegation.pk]).get()
    assert (shown.nomination.name, shown.nomination.address) == ("Nguyễn An", "An@Example.org")


def test_nominate_rejects_people_who_are_nominated_or_registered(delegation, focal_point):
    services.nominate(delegation, [nominee("An")], by=focal_point)
    registered = make_person(email="binh@example.org", name="Binh")
    Event.objects.update(policy=Event.Policy.OPEN)
    register(Event.objects.get(), registered)

    with pytest.raises(BulkDecisionError) as error:
        services.nominate(delegation, [nominee("An"), nominee("Binh")], by=focal_point)

    assert str(error.value.problems[0].advice) == "This person is already nominated."
    assert error.value.problems[1].advice == CannotBeNominatedError.advice


def test_nominate_after_the_deadline_is_an_error(delegation, focal_point):
    Delegation.objects.update(nomination_closes_at=now() - timedelta(minutes=1))

    with pytest.raises(NominationsClosedError):
        services.nominate(delegation, [nominee("An")], by=focal_point)


def test_accept_waits_for_the_decision_of_the_organisers(delegation, focal_point):
    (registration,) = services.nominate(delegation, [nominee("An")], by=focal_point)

    services.accept(reload(registration), needs="Vegetarian")
    assert (reload(registration).status, counters(delegation)) == ("pending", (0, 1))
    confirm(reload(registration), by=None)

    assert (reload(registration).status, counters(delegation)) == ("confirmed", (1, 0))
    assert reload(registration).needs == "Vegetarian"
    assert Event.objects.get().seats_taken == 1
    assert Message.objects.order_by("-pk")[0].ics_method == "REQUEST"


def test_decline_gives_the_seat_to_a_reserve_and_notifies_them(delegation, focal_point):
    first, _second, reserve = services.nominate(
        delegation, [nominee("An"), nominee("Binh"), nominee("Chi")], by=focal_point
    )

    decline(reload(first), by=None)

    assert reload(reserve).reserve_rank is None
    assert counters(delegation) == (0, 2)
    assert list(Registration.objects.get(pk=reserve.pk).changes.values_list("action", flat=True)) == [
        "nominate",
        "seat",
    ]
    message = Message.objects.get(kind="seat_free")
    assert message.recipient == reserve.person
    assert links.nominee_link(reserve) in message.text


def test_confirm_rejects_a_reserve_if_the_delegation_is_full(delegation, focal_point):
    *_seated, reserve = services.nominate(delegation, [nominee("An"), nominee("Binh"), nominee("Chi")], by=focal_point)
    services.accept(reload(reserve))

    with pytest.raises(DelegationFullError):
        confirm(reload(reserve), by=None)

    assert counters(delegation) == (0, 2)


def test_decide_confirms_a_reserve_over_the_seats_only_with_a_reason(delegation, focal_point):
    *_seated, reserve = services.nominate(delegation, [nominee("An"), nominee("Binh"), nominee("Chi")], by=focal_point)
    event = delegation.event

    with pytest.raises(BulkDecisionError) as without_reason:
        decide(event, [reserve.pk], Step.CONFIRM, by=focal_point, over_seats=True)
    decide(event, [reserve.pk], Step.CONFIRM, by=focal_point, over_seats=True, reason="The minister asked")

    assert {key: type(error) for key, error in without_reason.value.problems.items()} == {
        reserve.pk: ReasonRequiredError
    }
    assert (reload(reserve).status, counters(delegation), delegation.seats) == ("confirmed", (1, 2), 3)
    assert reserve.changes.last().reason == "The minister asked"


def test_decide_confirms_no_reserve_if_the_event_is_full(delegation, focal_point):
    Event.objects.update(seats=2)
    *_seated, reserve = services.nominate(delegation, [nominee("An"), nominee("Binh"), nominee("Chi")], by=focal_point)

    with pytest.raises(BulkDecisionError) as error:
        decide(delegation.event, [reserve.pk], Step.CONFIRM, by=None, over_seats=True, reason="Please")

    assert {key: type(error) for key, error in error.value.problems.items()} == {reserve.pk: EventFullError}


def test_release_gives_a_kept_seat_to_the_waiting_list(delegation, focal_point):
    event = delegation.event
    Event.objects.filter(pk=event.pk).update(policy=Event.Policy.OPEN, seats=2)
    event.refresh_from_db()

    waiting = register(event, make_person())
    Delegation.objects.update(nomination_closes_at=now() - timedelta(hours=1))
    release(event, by=make_member(event.programme))

    assert (waiting.status, reload(waiting).status) == ("waitlisted", "confirmed")
    assert Event.objects.values_list("seats_taken", "seats_kept").get(pk=event.pk) == (1, 0)


def test_decline_sends_the_reason(delegation, focal_point):
    (registration,) = services.nominate(delegation, [nominee("An")], by=focal_point)

    decide(delegation.event, [registration.pk], Step.DECLINE, by=None, reason="The course is for actuaries.")

    message = Message.objects.get(kind="registration_declined")
    assert "The organisers write: The course is for actuaries." in message.text
    assert "The course is for actuaries." in message.html


def test_waitlist_frees_the_seat_of_a_nominee(delegation, focal_point):
    (registration,) = services.nominate(delegation, [nominee("An")], by=focal_point)

    waitlist(reload(registration), by=None)

    assert counters(delegation) == (0, 0)


def test_register_after_a_withdrawn_nomination_uses_no_seat_of_the_delegation(delegation, focal_point):
    (registration,) = services.nominate(delegation, [nominee("An")], by=focal_point)
    withdraw(reload(registration), by=None)
    Event.objects.update(policy=Event.Policy.APPROVAL)

    again = register(Event.objects.get(), registration.person)

    assert (again.status, again.delegation, counters(delegation)) == ("pending", None, (0, 0))


def test_the_replacement_for_a_confirmed_person_is_asked_first(delegation, focal_point):
    (registration,) = services.nominate(delegation, [nominee("An")], by=focal_point)
    confirm(reload(registration), by=None)
    Message.objects.all().delete()

    successor = services.replace(reload(registration), nominee("Binh"), by=focal_point)

    assert (reload(registration).status, successor.is_held, counters(delegation)) == ("withdrawn", True, (0, 1))
    assert Event.objects.get().seats_taken == 0
    sent = {message.to_email: (message.kind, message.ics_method) for message in Message.objects.all()}
    assert sent == {"an@example.org": ("registration_withdrawn", "CANCEL"), "binh@example.org": ("place_held", "")}
    assert focal_point.email in Message.objects.get(kind="place_held").text
    assert Nomination.objects.get(registration=successor).replaces == registration
    assert successor.needs == ""


@pytest.mark.parametrize(
    ("is_confirmed", "facts"),
    [
        (True, "replaced another person (<bdi>An</bdi>), a place is held until the person answers"),
        (False, "replaced another person (<bdi>An</bdi>)"),
    ],
)
def test_the_history_of_a_replacement_says_whom_they_replace(client, delegation, focal_point, is_confirmed, facts):
    (registration,) = services.nominate(delegation, [nominee("An")], by=focal_point)
    if is_confirmed:
        confirm(reload(registration), by=None)
    successor = services.replace(reload(registration), nominee("Binh"), by=focal_point)
    client.force_login(make_member(delegation.event.programme))

    page = client.get(reverse("participants:detail", args=[delegation.event.slug, successor.pk])).text

    assert f", {facts}\n" in page


def test_the_replacement_gets_the_seat_and_the_invite_when_they_agree(delegation, focal_point):
    (registration,) = services.nominate(delegation, [nominee("An")], by=focal_point)
    confirm(reload(registration), by=None)
    successor = services.replace(reload(registration), nominee("Binh"), by=focal_point)

    agree(successor, by=successor.person)

    assert (reload(successor).status, counters(delegation)) == ("confirmed", (1, 0))
    assert Message.objects.filter(to_email="binh@example.org").latest("pk").ics_method == "REQUEST"


def test_replace_gives_the_seat_to_the_new_nominee_before_a_reserve(delegation, focal_point):
    first, _second, reserve = services.nominate(
        delegation, [nominee("An"), nominee("Binh"), nominee("Chi")], by=focal_point
    )

    successor = services.replace(reload(first), nominee("Dung"), by=focal_point)

    assert (successor.reserve_rank, reload(reserve).reserve_rank) == (None, 1)
    assert counters(delegation) == (0, 2)


def test_replacement_for_a_person_on_the_waiting_list_becomes_a_reserve(delegation, focal_point):
    first, second = services.nominate(delegation, [nominee("An"), nominee("Binh")], by=focal_point)
    set_delegations(delegation.event, [GridCell("TH", "workers", 2, 2)])
    waitlist(reload(second), by=None)
    services.nominate(delegation, [nominee("Chi")], by=focal_point)

    successor = services.replace(reload(second), nominee("Dung"), by=focal_point)

    assert (reload(second).status, successor.status, successor.reserve_rank) == ("withdrawn", "nominated", 1)
    assert counters(delegation) == (0, 2)
    assert reload(first).holds_named_seat


def test_nobody_replaces_a_person_on_the_waiting_list_if_the_list_of_reserves_is_full(delegation, focal_point):
    _first, second, _reserve = services.nominate(
        delegation, [nominee("An"), nominee("Binh"), nominee("Chi")], by=focal_point
    )
    waitlist(reload(second), by=None)  # the reserve gets the seat
    services.nominate(delegation, [nominee("Dung")], by=focal_point)

    with pytest.raises(CannotBeNominatedError, match="All seats are filled"):
        services.replace(reload(second), nominee("Em"), by=focal_point)

    assert (reload(second).status, counters(delegation)) == ("waitlisted", (0, 2))


@pytest.mark.parametrize("name", ["An", "Binh"])
def test_replace_rejects_the_same_person_and_other_nominees(delegation, focal_point, name):
    first, _second = services.nominate(delegation, [nominee("An"), nominee("Binh")], by=focal_point)

    with pytest.raises(CannotBeNominatedError):
        services.replace(reload(first), nominee(name), by=focal_point)

    assert (reload(first).status, counters(delegation)) == ("nominated", (0, 2))


def test_replace_rejects_a_withdrawn_nominee(delegation, focal_point):
    (registration,) = services.nominate(delegation, [nominee("An")], by=focal_point)
    withdraw(reload(registration), by=None)

    with pytest.raises(InvalidTransitionError):
        services.replace(reload(registration), nominee("Binh"), by=focal_point)


def test_the_database_refuses_more_nominees_than_seats(delegation):
    with pytest.raises(IntegrityError):
        Delegation.objects.filter(pk=delegation.pk).update(seats_named=3)


def test_set_delegations_replaces_all_delegations(delegation):
    set_delegations(
        delegation.event, [GridCell("TH", "workers", 3, 2), GridCell("", "employers", 4), GridCell("TH", "", 0)]
    )

    delegations = Delegation.objects.values_list("country", "constituency", "seats", "reserve_seats")
    assert {(country, constituency): numbers for country, constituency, *numbers in delegations} == {
        ("TH", "workers"): [3, 2],
        (None, "employers"): [4, 0],
    }


def test_set_delegations_rejects_fewer_seats_than_nominees(delegation, focal_point):
    services.nominate(delegation, [nominee("An"), nominee("Binh")], by=focal_point)

    with pytest.raises(InvalidGridError) as fewer_seats:
        set_delegations(delegation.event, [GridCell("TH", "workers", 1)])
    with pytest.raises(InvalidGridError) as no_seats:
        set_delegations(delegation.event, [GridCell("TH", "employers", 1)])

    assert all("An" in error.value.reasons[0] and "Binh" in error.value.reasons[0] for error in (fewer_seats, no_seats))
    assert Delegation.objects.get().seats == 2


def test_set_delegations_rejects_more_seats_than_the_event_has(delegation):
    with pytest.raises(InvalidGridError, match="9 more seats, but the event has only 8 free places"):
        set_delegations(delegation.event, [GridCell("TH", "workers", 11)])


def test_set_delegations_gives_added_seats_to_reserves(delegation, focal_point):
    *_seated, reserve = services.nominate(delegation, [nominee("An"), nominee("Binh"), nominee("Chi")], by=focal_point)

    set_delegations(delegation.event, [GridCell("TH", "workers", 3, 1)])

    assert reload(reserve).reserve_rank is None


def test_appoint_sends_a_link_that_can_be_revoked_and_renewed(delegation):
    closes_at = now() + timedelta(days=3)
    link = services.appoint(
        delegation.event, [delegation.pk], address="focal@example.org", name="Focal", closes_at=closes_at
    )
    token = links.focal_point_link(link).rsplit("/", 2)[1]

    assert read_token(links.FOCAL_POINT, token).subject == link
    assert links.focal_point_link(link) in Message.objects.get(kind="nomination_link").text
    assert queries.delegations_of(link).get().nomination_closes_at == closes_at
    services.revoke(link)
    assert read_token(links.FOCAL_POINT, token).state is LinkState.ENDED
    services.send_again(link)
    renewed = NominationLink.objects.get()
    assert renewed.works
    assert read_token(links.FOCAL_POINT, token).state is LinkState.ENDED
    assert links.focal_point_link(renewed) in Message.objects.order_by("-pk")[0].text


def test_remind_only_focal_points_with_seats_left_before_the_deadline(delegation, focal_point):
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


def test_release_gives_seats_to_reserves_then_to_the_waiting_list_in_the_order_of_the_rules(delegation, focal_point):
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

    plan = release(event, by=manager)

    assert [seat.registration.person.name for seat in plan] == ["Chi", "Worker", "Neighbour"]
    assert [reload(registration).status for registration in waiting] == ["waitlisted", "confirmed", "confirmed"]
    assert reload(reserve).reserve_rank is None
    assert counters(delegation) == (0, 3)
    unused.refresh_from_db()
    assert (unused.seats, unused.seats_left) == (0, 0)
    assert Event.objects.get(pk=event.pk).seats_taken == 2


@pytest.mark.parametrize(("percent", "first"), [(None, "Early"), (50, "Later")])
def test_plan_release_prefers_women_while_the_event_is_below_its_target(percent, first):
    event = make_event(policy=Event.Policy.APPROVAL, seats=5)
    make_delegation(event, country=make_country("TH"), seats=1, nomination_closes_at=now() - timedelta(hours=1))
    if percent:
        Target.objects.create(event=event, measure=Target.Measure.WOMEN, percent=percent)
    confirm(register(event, make_person(gender="man")), by=None)
    waiting = [make_person(name="Early", gender="man"), make_person(name="Later", gender="woman")]
    for person in waiting:
        waitlist(register(event, person), by=None)

    (seat,) = plan_release(event)

    assert seat.registration.person.name == first


def test_plan_release_waits_for_the_deadline_and_keeps_to_the_seats_of_the_event(delegation):
    event = delegation.event
    Event.objects.filter(pk=event.pk).update(policy=Event.Policy.APPROVAL)
    waiting = waitlist(register(event, make_person()), by=None)
    Delegation.objects.update(nomination_closes_at=now() + timedelta(hours=1))
    assert plan_release(event) == []

    Delegation.objects.update(nomination_closes_at=now() - timedelta(hours=1))
    Event.objects.filter(pk=event.pk).update(seats=2)
    event.refresh_from_db()

    # All seats are kept for the delegation. A released seat goes to the one person who waits, the other to the event.
    assert [seat.registration for seat in plan_release(event)] == [waiting, None]
