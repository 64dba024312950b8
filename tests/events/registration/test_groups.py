"""Registering others: held seats, limits, declined requests, and what each side may see."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils.timezone import now

from events.calendars.registration_labels import status_text
from events.models import Event, GroupMember, Registration
from events.registration import groups, links
from events.registration.decisions import confirm
from events.registration.errors import GroupLimitError, GroupMemberError
from events.registration.groups import register_others
from events.registration.services import agree, lapse_offers, register, take_offer, withdraw
from events.self_service.labels import status_label
from notifications.models import Message
from tests.events.registration.counters import check_counters
from tests.factories import make_event, make_member, make_person

pytestmark = pytest.mark.django_db
Policy = Event.Policy


@pytest.fixture
def assistant():
    return make_person(name="Sokha Chan", email="sokha@ministry.example", organisation_name="Ministry of Labour")


def make_known(**fields):
    person = make_person(**fields)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def registered(event, assistant, *addresses):
    register_others(event, [{"email": address, "name": "Khin Khin"} for address in addresses], by=assistant)
    rows = [Registration.objects.select_related("event", "person").get(event=event, person__email=a) for a in addresses]
    return rows if len(rows) > 1 else rows[0]


def reload(registration):
    return Registration.objects.select_related("event", "person").get(pk=registration.pk)


def mail_to(registration):
    return Message.objects.filter(recipient=registration.person).latest("pk")


def test_holds_a_seat_for_an_unknown_person(assistant):
    event = make_event(seats=1)

    held = registered(event, assistant, "khin@example.org")

    assert (held.status, held.is_held) == ("waitlisted", True)
    assert abs(held.offer_expires_at - now() - timedelta(hours=72)) < timedelta(minutes=1)
    event.refresh_from_db()
    assert (event.seats_taken, event.seats_kept, event.is_full) == (0, 1, True)
    assert register(event, make_person()).status == "waitlisted"
    check_counters(event)


def test_mail_says_who_registered_and_does_not_begin_with_typed_text(assistant):
    held = registered(make_event(title="Pensions"), assistant, "khin@example.org")

    mail = mail_to(held)

    assert mail.kind == "place_held"
    assert mail.subject == "You have been registered for Pensions – please say whether you will come"
    assert mail.text.startswith("Good day,\n\nYou have been registered for this event by another person: Sokha Chan")
    assert "Sokha Chan (sokha@ministry.example, Ministry of Labour)" in mail.text
    assert "Dear Khin" not in mail.text + mail.html
    assert links.registration_link(held) in mail.text
    assert mail.ics == ""


def test_an_old_profile_with_an_address_in_its_name_is_not_mailed():
    spammer = make_person(name="Win at https://evil.example now", organisation_name="evil.example")

    held = registered(make_event(), spammer, "khin@example.org")

    assert "evil" not in mail_to(held).text


@pytest.mark.parametrize("service", [agree, take_offer])
def test_an_accepted_hold_is_confirmed_with_an_invite(assistant, service):
    held = registered(make_event(seats=1), assistant, "khin@example.org")

    service(held, by=held.person)

    held = reload(held)
    assert (held.status, held.awaits_answer) == ("confirmed", False)
    assert mail_to(held).ics_method == "REQUEST"
    check_counters(held.event)


def test_a_hold_without_an_answer_ends_and_the_seat_goes_to_the_waiting_list(assistant):
    event = make_event(seats=1)
    held = registered(event, assistant, "khin@example.org")
    waiting = register(event, make_person())

    with time_machine.travel(now() + timedelta(hours=71)):
        assert lapse_offers() == 0
    with time_machine.travel(now() + timedelta(hours=73)):
        assert lapse_offers() == 1
        assert lapse_offers() == 0

    assert (reload(held).status, reload(waiting).status) == ("withdrawn", "confirmed")
    mail = mail_to(held)
    assert "no longer held" in mail.subject
    assert "waiting list" not in mail.text
    check_counters(event)


def test_the_setting_says_how_long_a_seat_is_held(assistant, settings):
    settings.HOLD_HOURS = 5

    held = registered(make_event(), assistant, "khin@example.org")

    assert abs(held.offer_expires_at - now() - timedelta(hours=5)) < timedelta(minutes=1)


def test_a_hold_ends_before_the_event_starts(assistant):
    event = make_event(starts_at=now() + timedelta(hours=10))

    held = registered(event, assistant, "khin@example.org")

    assert held.offer_expires_at == event.starts_at


def test_a_known_person_is_registered_as_usual_and_can_decline_by_the_link(assistant, client):
    known = make_known(name="Khin Khin", email="min@example.org")

    registration = registered(make_event(), assistant, "min@example.org")

    mail = mail_to(registration)
    assert registration.status == "confirmed"
    assert "Dear Khin Khin," in mail.text
    assert "You have been registered by another person: Sokha Chan (sokha@ministry.example" in mail.text
    assert f"See or decline this registration: {links.registration_link(registration)}" in mail.text
    assert "Sokha" in client.get(links.registration_link(registration)).content.decode()
    withdraw(registration, by=known)
    assert reload(registration).status == "withdrawn"


def test_an_account_that_never_confirmed_the_address_is_unknown(assistant):
    make_person(email="imported@example.org")

    assert registered(make_event(), assistant, "imported@example.org").is_held


def test_nobody_is_confirmed_before_they_answer_where_organisers_decide(assistant):
    event = make_event(policy=Policy.APPROVAL, seats=1)
    pending = registered(event, assistant, "khin@example.org")
    assert (pending.status, pending.is_asked, mail_to(pending).kind) == ("pending", True, "answer_asked")

    confirm(pending, by=make_member(event.programme))

    pending = reload(pending)
    assert pending.is_held
    assert mail_to(pending).kind == "place_held"
    agree(pending, by=pending.person)
    assert reload(pending).status == "confirmed"
    check_counters(event)


def test_an_answer_before_the_decision_lets_the_organisers_confirm(assistant):
    event = make_event(policy=Policy.APPROVAL)
    pending = registered(event, assistant, "khin@example.org")

    agree(pending, by=pending.person)
    agree(pending, by=pending.person)  # a second click

    assert (reload(pending).status, reload(pending).awaits_answer) == ("pending", False)
    assert mail_to(pending).kind == "registration_received"
    confirm(reload(pending), by=None)
    assert reload(pending).status == "confirmed"


def test_an_unanswered_person_of_the_waiting_list_gets_an_offer_never_a_seat(assistant):
    event = make_event(seats=1)
    first = register(event, make_person())
    waiting = registered(event, assistant, "khin@example.org")
    assert (waiting.is_offered, mail_to(waiting).kind) == (False, "answer_asked")

    withdraw(first, by=first.person)

    waiting = reload(waiting)
    assert waiting.is_held
    check_counters(event)


def test_organisers_see_until_when_a_seat_is_held(assistant):
    event = make_event()
    held = registered(event, assistant, "khin@example.org")

    assert status_text(held, event.zone).startswith("Held until ")


def test_a_person_who_declined_is_not_registered_by_others_again(assistant):
    event = make_event()
    held = registered(event, assistant, "khin@example.org")
    withdraw(held, by=held.person)
    count = Message.objects.count()

    registered(event, make_person(), "khin@example.org")

    assert reload(held).status == "withdrawn"
    assert Message.objects.count() == count


def test_limits_people_for_each_event(assistant, settings):
    settings.OTHERS_PER_EVENT = 2
    event = make_event()
    registered(event, assistant, "a@example.org")

    with pytest.raises(GroupLimitError) as refused:
        register_others(event, [{"email": f"{n}@example.org", "name": "N"} for n in "bc"], by=assistant)

    assert str(refused.value.advice) == (
        "You can register 2 people. If you need to register more, please write to the organisers. 1 is left."
    )
    assert GroupMember.objects.count() == Registration.objects.count() == 1
    registered(make_event(), assistant, "b@example.org", "c@example.org")  # another event


def test_limits_people_for_each_day_in_all_events(assistant, settings):
    settings.OTHERS_PER_DAY = 2
    registered(make_event(), assistant, "a@example.org", "b@example.org")
    event = make_event()

    with pytest.raises(GroupLimitError, match=r"You can register 2 people in 24 hours\..*From .* on, you can register"):
        registered(event, assistant, "c@example.org")

    registered(event, make_person(), "c@example.org")  # another account
    with time_machine.travel(now() + timedelta(hours=25)):
        registered(event, assistant, "d@example.org")


def test_withdrawing_people_does_not_give_the_day_back(assistant, settings):
    settings.OTHERS_PER_DAY = 1
    event = make_event()
    registered(event, assistant, "a@example.org")
    groups.withdraw_member(event, GroupMember.objects.get().pk, by=assistant)

    with pytest.raises(GroupLimitError):
        registered(event, assistant, "b@example.org")


def test_withdrawing_and_registering_again_mails_a_person_three_times_at_most(assistant):
    event = make_event()
    for _ in range(3):
        registered(event, assistant, "a@example.org")
        groups.withdraw_member(event, GroupMember.objects.get().pk, by=assistant)

    with pytest.raises(GroupLimitError, match="several emails"):
        registered(event, assistant, "a@example.org")


def test_group_shows_the_answers(assistant):
    event = make_event()
    accepted, asked = registered(event, assistant, "a@example.org", "b@example.org")
    agree(accepted, by=accepted.person)

    first, second = groups.group_of(event, assistant)

    assert (first.registration.status, first.answers_until, first.may_withdraw) == ("confirmed", None, False)
    assert (second.answers_until, second.may_withdraw) == (asked.offer_expires_at, True)


def test_withdrawing_a_member_tells_the_person_who_did_it(assistant):
    event = make_event(seats=1)
    held = registered(event, assistant, "a@example.org")

    groups.withdraw_member(event, GroupMember.objects.get().pk, by=assistant)

    assert reload(held).status == "withdrawn"
    assert "The person who had registered you has withdrawn the registration." in mail_to(held).text
    assert groups.group_of(event, assistant) == []
    check_counters(event)


def test_a_person_who_answered_cannot_be_withdrawn(assistant):
    event = make_event()
    held = registered(event, assistant, "a@example.org")
    agree(held, by=held.person)

    with pytest.raises(GroupMemberError):
        groups.withdraw_member(event, GroupMember.objects.get().pk, by=assistant)


def test_nobody_acts_on_the_group_of_another_user(assistant):
    event = make_event()
    registered(event, assistant, "a@example.org")

    for service in (groups.withdraw_member, groups.send_again):
        with pytest.raises(GroupMemberError):
            service(event, GroupMember.objects.get().pk, by=make_person())


def test_sends_the_mail_again_once_a_day_and_three_times_in_all(assistant):
    event = make_event(policy=Policy.APPROVAL)
    registered(event, assistant, "a@example.org")
    key = GroupMember.objects.get().pk

    def send(hours):
        with time_machine.travel(now() + timedelta(hours=hours)):
            groups.send_again(event, key, by=assistant)

    with pytest.raises(GroupMemberError):
        send(1)
    send(25)
    send(50)
    with pytest.raises(GroupMemberError):
        send(75)
    assert Message.objects.filter(kind="answer_asked").count() == 3


@pytest.mark.parametrize("item_count", [1, 5])
def test_group_needs_a_fixed_number_of_queries(assistant, item_count, django_assert_num_queries):
    event = make_event()
    registered(event, assistant, *(f"p{number}@example.org" for number in range(item_count)))

    with django_assert_num_queries(3):
        assert len(groups.group_of(event, assistant)) == item_count


@pytest.mark.parametrize("state", [{"is_active": False}, {"erase_at": now() + timedelta(days=5)}])
def test_nobody_learns_of_a_closed_account_or_an_erasure(assistant, state):
    event, person = make_event(), make_known(email="khin@example.org", name="Khin Khin", **state)

    count = register_others(event, [{"email": person.email, "name": "Khin Khin"}], by=assistant)

    assert count == 1
    assert not event.registrations.exists()
    assert not Message.objects.filter(recipient=person).exists()
    [member] = groups.group_of(event, assistant)
    assert (member.registration, member.may_withdraw) == (None, True)


@pytest.mark.parametrize("signed_in", [True, False])
def test_who_declines_a_held_place_reads_what_they_declined(client, assistant, signed_in):
    """They were never registered by themselves, so nothing of theirs is cancelled."""
    held = registered(make_event(), assistant, "khin@example.org")
    path = links.registration_link(held)
    if signed_in:
        client.force_login(held.person)
        path = reverse("self_service:withdraw", args=[held.event.slug])

    page = client.post(path, {"action": "withdraw", "confirmed": "1"}, follow=True).text

    assert "You have declined the place that was held for you because Sokha Chan registered you." in page
    assert "registration is cancelled" not in page
    assert status_label(reload(held)) == "Declined by you"


def test_a_person_who_did_not_answer_has_cancelled_nothing(assistant):
    held = registered(make_event(), assistant, "khin@example.org")

    with time_machine.travel(now() + timedelta(hours=73)):
        lapse_offers()

    assert status_label(reload(held)) == "Not registered"
