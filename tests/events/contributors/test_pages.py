"""The team's pages of who contributes: what they show, whom they say is told, and what they do."""

import pytest
from django.utils.timezone import now

from events.models import Contributor, Event, EventChange, Invite
from events.registration.services import register
from notifications.models import Message
from tests.events.contributors.scene import mails_to, make_session, name
from tests.events.contributors.test_replies import answer
from tests.factories import make_event, make_member, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client):
    def signed_in(event):
        person = make_member(event.programme)
        client.force_login(person)
        return person

    return signed_in


def address(event, *more):
    return "/".join(["/organise/events", event.slug, "contributors", *map(str, more), ""])


def typed(in_session, **fields):
    said = {"name": "Dr Aye", "affiliation": "ILO", "address": "aye@example.org", "role": "moderator"}
    return said | {"session": in_session.pk} | fields


def test_the_list_shows_what_calendars_answered(client, manager):
    event, person = make_event(), make_person(name="Dr Aye")
    name(event, person)
    Contributor.objects.create(session=event.sessions.get(), name="By name alone", affiliation="ILO")
    Invite.objects.update(partstat="DECLINED", answered_at=now(), comment="I travel that day")
    manager(event)

    page = client.get(address(event)).content.decode()

    assert "The calendar of Dr Aye declines" in page
    assert "I travel that day" in page
    assert person.email in page
    assert "Not invited (no address)" in page


@pytest.mark.parametrize("item_count", [1, 5])
def test_the_list_costs_the_same_for_few_and_many(client, manager, django_assert_num_queries, item_count):
    event = make_event()
    for number in range(item_count):
        name(event, make_person(), session=make_session(event, f"Session {number}"))
    manager(event)

    with django_assert_num_queries(9):
        client.get(address(event))


def test_somebody_is_named_told_and_written_into_the_history(client, manager):
    event = make_event()
    session = make_session(event)
    manager(event)
    assert (
        "The person with the address that you enter. They get an email at once"
        in client.get(address(event, "add")).content.decode()
    )

    answer = client.post(address(event, "add"), typed(session))

    assert answer.status_code == 302
    contributor = Contributor.objects.get()
    assert (contributor.name, contributor.person.email, contributor.person.name) == (
        "Dr Aye",
        "aye@example.org",
        "Dr Aye",
    )
    assert [mail.ics_method for mail in mails_to(contributor.person)] == ["REQUEST"]
    assert EventChange.objects.get().said == "+ Dr Aye, Moderator, Opening, aye@example.org\n1 person notified"


def test_what_a_person_said_of_themselves_is_not_written_over(client, manager):
    event, person = make_event(), make_person(name="Aye Aye Win")
    manager(event)

    client.post(address(event, "add"), typed(make_session(event), address=person.email.upper()))

    person.refresh_from_db()
    contributor = Contributor.objects.get()
    assert (person.name, contributor.name, contributor.person) == ("Aye Aye Win", "Dr Aye", person)


def test_what_is_wrong_is_said_beside_the_form(client, manager):
    event, person = make_event(), make_person()
    name(event, person)
    manager(event)
    session = event.sessions.get()

    for fields, said in [
        ({"address": "no"}, "Enter a valid email address."),
        ({"session": make_session(make_event()).pk}, "Select a valid choice"),
        ({"address": person.email, "role": "speaker"}, "already has this role in that session"),
    ]:
        answer = client.post(address(event, "add"), typed(session, **fields))
        assert said in answer.content.decode()

    assert Contributor.objects.count() == 1


def test_another_role_is_saved_and_told(client, manager):
    event, person = make_event(), make_person()
    contributor = name(event, person)
    manager(event)
    form = client.get(address(event, contributor.pk)).context["form"]
    assert form.initial["address"] == person.email

    client.post(address(event, contributor.pk), form.initial | {"role": "moderator"})

    contributor.refresh_from_db()
    assert contributor.role == "moderator"
    assert [mail.kind for mail in mails_to(person)] == ["contributor_named", "contributor_changed"]


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (lambda event, person: None, "The event is removed from their calendar"),
        (register, "They keep their place"),
        (
            lambda event, person: name(event, person, session=make_session(event, "Closing")),
            "of their remaining contributions",
        ),
    ],
)
def test_before_somebody_is_removed_the_page_says_who_is_told_what(client, manager, before, said):
    event, person = make_event(), make_person()
    contributor = name(event, person)
    before(event, person)
    manager(event)
    count = Message.objects.count()

    page = client.get(address(event, contributor.pk, "remove")).content.decode()
    assert said in " ".join(page.split())
    assert person.email in page
    assert Message.objects.count() == count

    client.post(address(event, contributor.pk, "remove"))
    assert not Contributor.objects.filter(pk=contributor.pk).exists()
    assert Message.objects.count() == count + 1


def test_of_a_draft_nobody_is_told_and_the_page_says_so(client, manager):
    event, person = make_event(status=Event.Status.DRAFT), make_person()
    contributor = name(event, person)
    manager(event)

    assert "No one before the event is published" in client.get(address(event, "add")).content.decode()
    assert "No one." in client.get(address(event, contributor.pk, "remove")).content.decode()
    assert person.email in client.get(f"/organise/events/{event.slug}/publish/").content.decode()


def test_a_contributor_of_another_event_is_not_found(client, manager):
    event, other = make_event(), make_event()
    contributor = name(other, make_person())
    manager(event)

    assert client.get(address(event, contributor.pk)).status_code == 404
    assert client.post(address(event, contributor.pk, "remove")).status_code == 404


def test_a_contributor_who_declines_is_an_answer_for_the_organisers(client, manager):
    event, person = make_event(), make_person()
    name(event, person)
    answer(Invite.objects.get(), "DECLINED")
    manager(event)

    found = {item.label: item.count for item in client.get("/organise/").context["attention"]}

    assert found["reply to review"] == 1


def test_before_a_move_the_page_counts_contributors(client, manager):
    event, person = make_event(), make_person(name="Dr Aye")
    name(event, person)
    manager(event)

    page = client.get(f"/organise/events/{event.slug}/move/").content.decode()

    assert "Contributors: <strong>1</strong>" in page
    assert "Dr Aye" in page
