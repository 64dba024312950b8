"""Alternates, and the focal points that are remembered from the programme's last events."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from events.models import AlternateFocalPoint, Delegation, Event, EventChange, NominationLink, Registration
from events.nominations import queries, services
from events.nominations.grid import GridCell, set_delegations
from events.nominations.notify import focal_points
from events.nominations.remembered import confirm_remembered, remembered
from events.nominations.services import Nominee
from events.personal_data import services as personal_data
from events.registration import links
from notifications.models import Message
from tests.factories import make_country, make_delegation, make_event, make_member, make_programme
from tests.markup import without_direction

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return make_event(policy=Event.Policy.NOMINATION, seats=12)


@pytest.fixture
def delegation(event):
    return make_delegation(event=event, country=make_country("TH"), constituency="workers", seats=2, reserve_seats=1)


@pytest.fixture
def manager(client, event):
    manager = make_member(event.programme)
    client.force_login(manager)
    return manager


def appoint(delegation, name, **more):
    return services.appoint(delegation.event, [delegation.pk], address=f"{name}@example.org", name=name, **more)


def earlier_event(ended, names=("Malee", "Somchai"), **fields):
    """An event of the programme that ended so long ago, with a focal point and perhaps an alternate in Thailand, workers."""
    event = make_event(policy=Event.Policy.NOMINATION, **fields)
    one = make_delegation(event=event, country=make_country("TH"), constituency="workers")
    for name, as_alternate in zip(names, (False, True), strict=False):
        appoint(one, name, as_alternate=as_alternate)
    ends_at = now() - ended
    Event.objects.filter(pk=event.pk).update(starts_at=ends_at - timedelta(days=1), ends_at=ends_at)
    Message.objects.all().delete()
    return event


def names_of(found):
    return [[person.name for person in one.people] for one in found.values()]


def test_alternate_nominates_for_the_same_seats_and_sees_all_nominations(client, delegation):
    first, second = appoint(delegation, "Focal"), appoint(delegation, "Deputy", as_alternate=True)
    services.nominate(delegation, [Nominee("An", "an@example.org")], by=first.person)

    page = links.focal_point_link(second).split("8000")[1]
    sent = {"action": "name", "delegation": delegation.pk, "name": "Binh", "address": "binh@example.org"}
    client.post(page, sent)
    shown = client.get(page).text

    assert "An</strong>" in shown
    assert "0 of 2 seats free" in shown
    assert Registration.objects.get(person__email="binh@example.org").nomination.by == second.person


def test_alternate_gets_the_mails_of_the_focal_point(event, delegation):
    appoint(delegation, "Focal", closes_at=now() + timedelta(days=3))
    appoint(delegation, "Deputy", as_alternate=True)
    assert sorted(point.person.name for point in focal_points(event)) == ["Deputy", "Focal"]
    Message.objects.all().delete()

    services.remind(event)
    set_delegations(event, [GridCell("TH", "workers", 5)])

    told = sorted(Message.objects.values_list("kind", "recipient__name"))
    assert told == [
        ("delegation_changed", "Deputy"), ("delegation_changed", "Focal"),
        ("nomination_link", "Deputy"), ("nomination_link", "Focal"),
    ]  # fmt: skip


def test_alternate_changes_no_deadline_and_history_names_the_role(delegation):
    closes_at = now() + timedelta(days=3)
    appoint(delegation, "Focal", closes_at=closes_at)

    appoint(delegation, "Deputy", as_alternate=True)

    delegation.refresh_from_db()
    assert (delegation.focal_point.name, delegation.alternate.person.name) == ("Focal", "Deputy")
    assert delegation.nomination_closes_at == closes_at
    assert EventChange.objects.latest("pk").said == "Deputy <deputy@example.org>\nThailand, Workers\nAlternate"


def test_new_alternate_replaces_the_old_one_who_is_told(delegation):
    appoint(delegation, "Deputy", as_alternate=True)
    Message.objects.all().delete()

    appoint(delegation, "Other", as_alternate=True)

    assert AlternateFocalPoint.objects.get().person.name == "Other"
    assert sorted(Message.objects.values_list("kind", "recipient__name")) == [
        ("delegation_changed", "Deputy"), ("nomination_link", "Other"),
    ]  # fmt: skip


@pytest.mark.parametrize("as_alternate", [True, False])
def test_nobody_is_both_focal_point_and_alternate(delegation, as_alternate):
    appoint(delegation, "Focal", as_alternate=not as_alternate)

    appoint(delegation, "Focal", as_alternate=as_alternate)

    delegation = queries.delegations(delegation.event).get()
    assert [person.name for person in delegation.focal_points] == ["Focal"]
    assert AlternateFocalPoint.objects.exists() is as_alternate


def test_focal_points_of_the_last_event_are_proposed_until_a_year_after_its_end(event, delegation):
    earlier_event(timedelta(days=300), names=("Old",))
    last = earlier_event(timedelta(days=10))
    last.refresh_from_db()

    found = remembered(event, queries.delegations(event))

    assert names_of(found) == [["Malee", "Somchai"]]
    assert (found[delegation.pk].event, found[delegation.pk].until) == (last, last.ends_at + timedelta(days=365))


def test_proposals_end_after_a_year(event, delegation):
    earlier_event(timedelta(days=366))

    assert remembered(event, queries.delegations(event)) == {}


def test_proposals_come_from_the_same_programme_country_and_constituency(event, delegation):
    earlier_event(timedelta(days=10), programme=make_programme())
    other = make_delegation(event=event, country=make_country("TH"), constituency="employers")
    earlier_event(timedelta(days=10))

    assert [*remembered(event, queries.delegations(event))] == [delegation.pk]
    assert other.pk not in remembered(event, queries.delegations(event))


def test_people_who_leave_or_are_blocked_are_not_proposed(event, delegation):
    earlier_event(timedelta(days=10))
    User.objects.filter(name="Somchai").update(erase_at=now())

    assert names_of(remembered(event, queries.delegations(event))) == [["Malee"]]
    User.objects.filter(name="Malee").update(is_active=False)
    assert remembered(event, queries.delegations(event)) == {}


def test_nobody_is_proposed_for_a_delegation_that_has_a_focal_point(event, delegation):
    earlier_event(timedelta(days=10))
    appoint(delegation, "New")

    assert remembered(event, queries.delegations(event)) == {}


def test_confirmed_proposals_get_one_mail_with_all_their_delegations(client, event, delegation, manager):
    earlier_event(timedelta(days=10))
    grid = reverse("nominations:grid", args=[event.slug])
    shown = without_direction(client.get(grid).text)

    client.post(
        reverse("nominations:focal_points", args=[event.slug]),
        {"action": "remembered", "delegation": [delegation.pk, "999", "x"]},
    )

    assert "The focal point of 1 delegation is remembered" in shown
    assert "Malee" in shown
    delegation = queries.delegations(event).get()
    assert [person.name for person in delegation.focal_points] == ["Malee", "Somchai"]
    assert sorted(Message.objects.values_list("kind", "recipient__name")) == [
        ("nomination_link", "Malee"), ("nomination_link", "Somchai"),
    ]  # fmt: skip
    assert NominationLink.objects.filter(event=event).count() == 2
    assert EventChange.objects.filter(event=event, what="focal_point", by=manager).count() == 2
    assert confirm_remembered(event, [delegation.pk]) == 0
    assert "is remembered" not in client.get(grid).text


def test_cell_says_from_which_event_and_until_when(client, event, delegation, manager):
    last = earlier_event(timedelta(days=10))
    last.refresh_from_db()

    page = without_direction(client.get(reverse("nominations:cell", args=[event.slug, delegation.pk])).text)

    day = last.ends_at + timedelta(days=365)
    assert f"from {last.title}, valid until {day.day} {day:%B %Y}" in page


def test_team_appoints_an_alternate_on_the_page(client, event, delegation, manager):
    data = {"delegations": delegation.pk, "name": "Deputy", "address": "deputy@example.org", "focal_role": "alternate"}

    client.post(reverse("nominations:focal_points", args=[event.slug]), data)

    assert AlternateFocalPoint.objects.get(delegation=delegation).person.name == "Deputy"
    assert Delegation.objects.get().focal_point is None
    assert "can nominate too" in client.get(reverse("nominations:cell", args=[event.slug, delegation.pk])).text


def test_focal_point_is_named_in_the_panel_of_the_cell(client, event, delegation, manager):
    cell = reverse("nominations:cell", args=[event.slug, delegation.pk])
    panel = client.get(cell).text
    assert "Name a focal point…" in panel
    assert f'<input type="hidden" name="delegations" value="{delegation.pk}">' in panel
    data = {"cell": delegation.pk, "delegations": delegation.pk, "name": "Somchai", "address": "somchai@example.org"}
    address = reverse("nominations:focal_points", args=[event.slug])

    refused = client.post(address, data | {"address": "nobody"})
    answer = client.post(address, data)

    assert "Enter a valid email address." in refused.text
    assert '<details class="assign" id="assign" open>' in refused.text
    assert 'value="Somchai"' in refused.text
    assert answer.url == cell
    delegation.refresh_from_db()
    assert delegation.focal_point.name == "Somchai"
    assert "Replace, or name an alternate…" in client.get(cell).text


@pytest.mark.django_db(transaction=True)
def test_erased_alternate_leaves_the_delegation_and_an_undo_brings_them_back(delegation):
    person = appoint(delegation, "Deputy", as_alternate=True).person

    erasure = personal_data.erase(person, by=person)
    assert not AlternateFocalPoint.objects.exists()
    personal_data.undo(erasure, by=person)

    assert AlternateFocalPoint.objects.get().person == person
