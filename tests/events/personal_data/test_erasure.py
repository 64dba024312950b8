"""After an erasure no column of any table and no file contains a trace of the person; their figures stay."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils.timezone import now

from accounts import encryption
from accounts.identity import OTHER
from accounts.models import User
from accounts.services import get_or_create_person, people_who_sign_in
from events.models import Attendance, Contributor, Erasure, Event, Registration, TeamMember
from events.personal_data import services
from events.personal_data.errors import ErasureFinishedError, LastAdministratorError, LastManagerError
from events.personal_data.retention import of_accounts
from events.registration.errors import PersonIsLeavingError
from events.registration.services import register
from notifications.models import Message
from notifications.outbox.services import Draft, queue
from tests.events.engagements.helpers import slide_paths
from tests.events.personal_data.everywhere import (
    EMAIL,
    NAME,
    WORDS,
    columns_with_traces,
    files_with_traces,
    make_person_everywhere,
)
from tests.events.questions.uploads import stored_paths
from tests.factories import make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db(transaction=True)


def finish(erasure):
    with time_machine.travel(now() + timedelta(days=7, minutes=1)):
        return services.finish_due()


def test_nothing_of_the_person_is_left():
    stored, with_slides = stored_paths(), slide_paths()
    person = make_person_everywhere()
    assert (len(stored_paths() - stored), len(slide_paths() - with_slides)) == (2, 2)
    assert {word for _table, _column, word in columns_with_traces()} >= set(WORDS) - {
        "harpsichordia",
        "pass9988776",
        "777123456",
    }

    erasure = services.erase(person, by=person)
    assert finish(erasure) == 1

    assert columns_with_traces() == []
    assert (stored_paths(), slide_paths()) == (stored, with_slides)
    assert files_with_traces() == []


def test_figures_stay():
    person = make_person_everywhere()
    before = Registration.objects.filter(status="confirmed").count()
    finish(services.erase(person, by=person))

    person.refresh_from_db()
    registration = Registration.objects.get(person=person, event__title__startswith="Event")
    assert (person.country, person.gender, person.constituency, person.is_active) == ("MM", "woman", "workers", False)
    assert (person.name, person.is_erased) == ("Erased person", True)
    assert Attendance.objects.filter(registration=registration).exists()
    assert (registration.status, Registration.objects.filter(status="confirmed").count()) == ("confirmed", before)
    assert Contributor.objects.get().name == "Name removed"


def test_request_withdraws_signs_out_and_mails():
    person = make_person(email=EMAIL, name=NAME)
    event = make_event(seats=1)
    register(event, person)
    waiting = register(event, make_person())
    client = Client()
    client.force_login(person)
    client.get("/me/")

    erasure = services.erase(person, by=person)
    services.withdraw_from_everything(erasure)

    waiting.refresh_from_db()
    assert Registration.objects.get(person=person).status == "withdrawn"
    assert waiting.status == "confirmed"
    mails = Message.objects.filter(recipient=person)
    assert {mail.kind for mail in mails} >= {"erasure_requested", "registration_withdrawn"}
    assert "/me/data/undo/" in mails.get(kind="erasure_requested").text
    assert client.get("/me/").status_code == 302
    assert services.erase(person, by=person).pk == erasure.pk
    assert Message.objects.filter(kind="erasure_requested").count() == 1


@pytest.mark.parametrize("language", ["fr", "vi"])
def test_mail_is_in_the_language_of_the_person(language):
    person = make_person(language=language)
    services.erase(person, by=person)

    assert Message.objects.get(kind="erasure_requested").subject != "Your data will be erased"


def test_undo_gives_back_roles_tasks_and_delegations():
    person = make_person_everywhere()
    make_member(TeamMember.objects.get(person=person).programme)
    other = make_event(title="Task", status="draft")
    session = other.sessions.create(title="Opening")
    Contributor.objects.create(session=session, person=person, role="host", name=NAME)
    ahead = Event.objects.get(title="Ahead")

    erasure = services.erase(person, by=person)
    assert not TeamMember.objects.filter(person=person).exists()
    assert not session.contributors.exists()
    events = services.undo(erasure, by=person)

    person.refresh_from_db()
    assert (person.erase_at, events) == (None, [ahead])
    assert TeamMember.objects.get(person=person).role == "coordinator"
    assert session.contributors.get().name == NAME
    assert not Erasure.objects.exists()
    assert register(ahead, person).status == "waitlisted"  # the place was given to the next person
    assert services.undo(erasure, by=person) == []


def test_undo_is_too_late_after_seven_days():
    person = make_person()
    erasure = services.erase(person, by=person)
    with time_machine.travel(now() + timedelta(days=6, hours=23)):
        assert services.finish_due() == 0
    with time_machine.travel(now() + timedelta(days=7, minutes=1)), pytest.raises(ErasureFinishedError):
        services.undo(erasure, by=person)
    assert finish(erasure) == 1
    with pytest.raises(ErasureFinishedError):
        services.undo(erasure, by=person)


def test_nobody_can_register_a_person_who_leaves():
    person, event = make_person(email=EMAIL), make_event()
    services.erase(person, by=person)

    with pytest.raises(PersonIsLeavingError):
        register(event, person)

    assert not event.registrations.exists()


def test_address_can_be_used_again_by_a_new_account():
    person = make_person(email=EMAIL)
    finish(services.erase(person, by=person))

    new = make_person(email=EMAIL)
    register(make_event(), new)

    assert new.pk != person.pk
    assert Message.objects.filter(recipient=new).exists()


def test_erased_people_get_no_mail():
    person = make_person(email=EMAIL)
    registration = register(make_event(), person)
    finish(services.erase(person, by=person))
    registration = Registration.objects.get(pk=registration.pk)
    mails = Message.objects.count()

    queue(Draft(dedupe_key="late", kind="reminder", recipient=registration.person, subject="s", text="t"))

    assert Message.objects.count() == mails


def test_last_manager_and_last_administrator_must_be_replaced_first():
    programme = make_programme(name="Seas")
    manager = make_member(programme)
    with pytest.raises(LastManagerError) as raised:
        services.erase(manager, by=manager)
    assert "Seas" in str(raised.value.advice)
    assert not Erasure.objects.exists()
    leaving = make_member(programme)
    services.erase(leaving, by=leaving)
    with pytest.raises(LastManagerError):
        services.erase(manager, by=manager)

    administrator = make_person(is_superuser=True)
    with pytest.raises(LastAdministratorError):
        services.erase(administrator, by=administrator)
    make_person(is_superuser=True)
    assert services.erase(administrator, by=administrator).pk


def test_erasing_one_of_two_people_leaves_the_other_alone():
    """They have the same mailbox, which both accounts list."""
    person, other = make_person(email="a@example.org", name="Ann Alpha"), make_person(email="office@example.org")
    EmailAddress.objects.create(user=person, email="office@example.org")
    EmailAddress.objects.filter(user=other).delete()
    Message.objects.create(
        dedupe_key="m",
        kind="x",
        recipient=other,
        to_email="office@example.org",
        message_id="m",
        subject="s",
        text="Dear",
    )

    finish(services.erase(person, by=person))

    other.refresh_from_db()
    assert (other.email, other.is_active) == ("office@example.org", True)
    assert Message.objects.get(dedupe_key="m").text == "Dear"


def test_mailbox_is_never_passed_on_to_a_team_member():
    """Its readers can enter the account of its holder."""
    holder = make_person(email="office@example.org", name="Ann Alpha")
    member, other = (
        get_or_create_person("office@example.org", answer=OTHER, name=name) for name in ("Team Member", "Other Person")
    )
    make_member(make_programme(), person=member)

    finish(services.erase(holder, by=holder))

    assert people_who_sign_in("office@example.org") == [other]
    finish(services.erase(other, by=other))
    assert people_who_sign_in("office@example.org") == []


def test_at_once_needs_no_waiting():
    person = make_person(email=EMAIL)

    erasure = services.erase(person, by=None, cause=Erasure.Cause.LETTER, at_once=True)

    erasure.refresh_from_db()
    assert erasure.finished_at
    assert not User.objects.filter(email=EMAIL).exists()
    assert not Message.objects.filter(kind="erasure_requested").exists()


def test_programme_with_a_legal_ground_keeps_the_name_encrypted_until_its_date():
    programme = make_programme(retention_ground="Audit rules", retention_years=5)
    event = make_event(programme=programme)
    person = make_person(name=NAME, email=EMAIL)
    registration = register(event, person)
    ended = now() - timedelta(days=10)
    Event.objects.filter(pk=event.pk).update(starts_at=ended - timedelta(hours=1), ends_at=ended)

    finish(services.erase(person, by=person))

    record = registration.kept_record
    assert columns_with_traces() == []
    assert encryption.decrypt(record.sealed)["name"] == NAME
    assert record.until_on == (ended + timedelta(days=5 * 365)).date()
    with time_machine.travel(now() + timedelta(days=5 * 365)):
        assert of_accounts.delete_kept_records() == 1
