"""The pages of the team: the requirements of an event, the check of a person, the Confirm page, and the filter."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from events.models import Event, EventChange, Registration, Requirement, RequirementAnswer
from events.nominations.seating import put_into_seat
from events.nominations.services import Nominee
from events.participants.filtering import matching
from events.participants.registration_filter import RegistrationFilter
from events.planning.drafts import create_draft
from events.registration.errors import RequirementsOpenError
from events.registration.services import register
from events.requirements.answers import save_requirements
from events.requirements.services import check_requirement
from tests.events.participants.test_pages import fields_of
from tests.events.requirements.helpers import approval_event, require, require_earlier, require_english
from tests.factories import make_country, make_delegation, make_member, make_person, make_programme
from tests.markup import without_direction

pytestmark = pytest.mark.django_db
State = RequirementAnswer.State
NEW = {"kind": "certificate", "label": "First aid", "help_text": "Not older than two years", "evidence": "file"}


@pytest.fixture
def event():
    return approval_event(seats=10)


@pytest.fixture
def manager(client, event):
    manager = make_member(event.programme)
    client.force_login(manager)
    return manager


def url(name, event, *args):
    return reverse(f"requirements:{name}", args=[event.slug, *args])


def test_manager_adds_a_certificate(client, event, manager):
    answer = client.post(url("create", event), NEW | {"is_mandatory": "on"})

    row = Requirement.objects.get()
    assert answer.status_code == 302
    assert (row.event, row.kind, row.label, row.evidence, row.is_mandatory) == (
        event,
        "certificate",
        "First aid",
        "file",
        True,
    )
    assert EventChange.objects.get(what="requirements").by == manager
    assert "First aid" in client.get(url("list", event)).text


def test_language_and_earlier_event_get_their_label(client, event, manager):
    _requirement, earlier = require_earlier(event)
    Requirement.objects.all().delete()

    client.post(url("create", event), {"kind": "language", "language": "en", "level": "B2"})
    client.post(url("create", event), {"kind": "earlier", "earlier_event": earlier.pk, "evidence": "file"})

    rows = [(row.label, row.evidence, row.is_mandatory, row.position) for row in event.requirements.in_use()]
    assert rows == [
        ("English, B2 or higher", "statement", False, 0),
        ("Took part in: Course of 2026", "records", False, 1),
    ]


@pytest.mark.parametrize(
    ("entered", "problem"),
    [
        ({"kind": "certificate"}, "Write what is required."),
        ({"kind": "language", "language": "en"}, "Choose one."),
        ({"kind": "earlier"}, "Choose an event."),
    ],
)
def test_incomplete_requirement_is_not_saved(client, event, manager, entered, problem):
    page = client.post(url("create", event), entered)

    assert problem in page.text
    assert not Requirement.objects.exists()


def test_manager_changes_moves_and_removes_requirements(client, event, manager):
    one, two = require(event, "One"), require(event, "Two")

    client.post(url("edit", event, one.pk), NEW | {"label": "First"})
    client.post(url("move", event, two.pk), {"to": "up"})
    moved = [row.label for row in event.requirements.in_use()]
    client.post(url("remove", event, two.pk))

    assert moved == ["Two", "First"]
    assert [row.label for row in event.requirements.in_use()] == ["First"]


def test_event_of_another_programme_is_not_offered(client, event, manager):
    _requirement, foreign = require_earlier(approval_event(programme=make_programme()))

    page = client.post(url("create", event), {"kind": "earlier", "earlier_event": foreign.pk})

    assert page.status_code == 200
    assert not event.requirements.exists()


def test_page_of_a_person_shows_and_saves_checks(client, event, manager):
    requirement = require(event)
    registration = register(event, make_person(name="Aye Aye"))
    save_requirements(registration, {requirement.pk: "I advise the minister."}, by=registration.person)
    page_url = reverse("participants:detail", args=[event.slug, registration.pk])

    before = client.get(page_url).text
    posted = {"requirement": requirement.pk, "shown": re.search(r'name="shown" value="([^"]*)"', before)[1]}
    client.post(url("check", event, registration.pk), posted | {"state": "not_met", "reason": "Another ministry"})
    after = client.get(page_url).text

    assert "I advise the minister." in before
    assert "Not checked" in before
    assert "Another ministry" in after
    assert RequirementAnswer.objects.get().state == "not_met"


def test_reason_is_asked_for_a_requirement_that_is_not_met(client, event, manager):
    requirement, registration = require(event), register(event, make_person())
    check = url("check", event, registration.pk)

    page = client.post(check, {"requirement": requirement.pk, "state": "not_met", "shown": ""}, follow=True)

    assert "Write why the requirement is not met." in page.text
    assert not RequirementAnswer.objects.filter(state="not_met").exists()


def test_confirm_page_lists_open_requirements_and_asks_why(client, event, manager):
    requirement = require(event)
    open_one, checked = register(event, make_person(name="Aye Aye")), register(event, make_person(name="Bo Bo"))
    check_requirement(checked, requirement.pk, State.ACCEPTED, by=manager)
    address = reverse("participants:list", args=[event.slug])
    posted = {"decision": "confirm", "registration": [open_one.pk, checked.pk]}

    page = client.post(address, posted)
    shown = posted | fields_of(page) | {"because": ""}
    refused = client.post(address, shown)
    half = client.post(address, shown | {"nevertheless": "on"})
    done = client.post(address, shown | {"nevertheless": "on", "because": "The ministry vouches"})

    text = without_direction(page.text)
    assert "1 person has mandatory requirements that are not accepted." in text
    assert "Works on pensions" in text
    assert "Nothing was changed" in refused.text
    assert "Tick this to confirm them nevertheless" in refused.text
    assert "Write the reason. It is saved in the history" in half.text
    assert done.status_code == 302
    assert event.registrations.confirmed().count() == 2
    assert "The ministry vouches" in open_one.changes.get(action="confirm").reason
    assert checked.changes.get(action="confirm").reason == ""


def test_confirm_page_without_open_requirements_asks_nothing(client, event, manager):
    require(event, is_mandatory=False)
    registration = register(event, make_person())

    page = client.post(
        reverse("participants:list", args=[event.slug]), {"decision": "confirm", "registration": registration.pk}
    )

    assert "nevertheless" not in page.text


def test_page_of_a_person_confirms_nevertheless_for_a_reason(client, event, manager):
    require(event)
    registration = register(event, make_person())
    decide = reverse("participants:decide", args=[event.slug, registration.pk])

    refused = client.post(decide, {"decision": "confirm", "reason": "The ministry vouches"})
    client.post(decide, {"decision": "confirm", "reason": "The ministry vouches", "nevertheless": "1"})

    registration.refresh_from_db()
    assert "Mandatory requirements are not accepted" in refused.text
    assert registration.status == "confirmed"
    assert "The ministry vouches" in registration.changes.get(action="confirm").reason


def test_filter_finds_people_whose_requirements_are_not_checked(client, event, manager):
    one, two = require(event), require_english(event)
    none, half, full, bad = (register(event, make_person(name=name)) for name in ("None", "Half", "Full", "Bad"))
    for row in (half, full, bad):
        check_requirement(row, one.pk, State.ACCEPTED, by=manager)
    check_requirement(full, two.pk, State.ACCEPTED, by=manager)
    check_requirement(bad, two.pk, State.NOT_MET, reason="A2 only", by=manager)

    def found(state):
        return set(matching(event, RegistrationFilter(requirements=state)))

    page = client.get(reverse("participants:list", args=[event.slug]) + "?requirements=unchecked").text
    assert found("unchecked") == {none, half}
    assert found("not_met") == {bad}
    assert (
        RegistrationFilter.parse(RegistrationFilter(requirements="unchecked").serialize()).requirements == "unchecked"
    )
    assert ">Half<" in without_direction(page)
    assert ">Full<" not in without_direction(page)


def test_requirement_that_plenary_checks_is_not_to_be_checked(event):
    require_earlier(event)
    register(event, make_person())

    assert not matching(event, RegistrationFilter(requirements="unchecked")).exists()


@pytest.fixture
def delegation(event):
    Event.objects.filter(pk=event.pk).update(policy=Event.Policy.NOMINATION)
    return make_delegation(event=event, country=make_country("TH"), constituency="workers", seats=2)


def test_cell_panel_lists_people_with_open_requirements(client, event, delegation, manager):
    require(event)
    Registration.objects.create(event=event, person=make_person(name="Mali"), status="pending", delegation=delegation)

    page = client.get(reverse("nominations:cell", args=[event.slug, delegation.pk])).text

    assert "Works on pensions" in without_direction(page)
    assert "(Not checked)" in page


def test_person_is_put_into_a_seat_nevertheless_for_a_reason(client, event, delegation, manager):
    require(event)
    address = reverse("nominations:seat_person", args=[event.slug, delegation.pk])
    posted = {"name": "Joana", "address": "joana@example.org", "reason": "Agreed by phone"}

    shown = client.get(address).text
    refused = client.post(address, posted)
    done = client.post(address, posted | {"nevertheless": "1"})

    assert "Works on pensions" in shown
    assert "Mandatory requirements are not accepted" in refused.text
    assert 'value="Agreed by phone"' in refused.text or "Agreed by phone" in refused.text
    assert done.status_code == 302
    assert "although these requirements are open" in Registration.objects.get().changes.get(action="place").reason


def test_nobody_is_put_into_a_seat_with_open_requirements(event, delegation):
    require(event)

    with pytest.raises(RequirementsOpenError):
        put_into_seat(delegation, Nominee("Joana", "joana@example.org"), by=make_person(), reason="Agreed by phone")

    assert not event.registrations.exists()


def test_copy_of_an_event_has_its_requirements(event, manager):
    require_english(event), require(event, "Has a laptop", is_mandatory=False)

    year = timedelta(days=364)
    answers = {"title": "Next year", "kind": event.kind, "mode": event.mode, "timezone": event.timezone}
    answers |= {"starts_at": event.starts_at + year, "ends_at": event.ends_at + year}
    copy = create_draft(event.programme, like=event, by=manager, **answers)

    rows = [(row.label, row.level, row.is_mandatory) for row in copy.requirements.in_use()]
    assert rows == [("English, B2 or higher", "B2", True), ("Has a laptop", "", False)]
    assert event.requirements.count() == 2


@pytest.mark.parametrize("count", [1, 4])
def test_list_makes_the_same_number_of_queries_for_few_and_many(
    client, event, manager, count, django_assert_num_queries
):
    for number in range(count):
        require(event, f"Requirement {number}")

    with django_assert_num_queries(6):
        client.get(url("list", event))
