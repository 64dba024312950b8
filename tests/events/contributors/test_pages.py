"""The pages of contributors for organisers: content, recipients and effects."""

import pytest
from django.utils.timezone import now

from events.models import Contributor, Event, EventChange, Invite, Session
from events.registration.services import register
from notifications.models import Message
from tests.events.contributors.scene import mails_to, make_session, name
from tests.events.contributors.test_replies import answer
from tests.events.experts.helpers import make_expert
from tests.factories import make_event, make_member, make_person, make_programme

pytestmark = [pytest.mark.look, pytest.mark.django_db]


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
    values = {"name": "Dr Aye", "affiliation": "ILO", "address": "aye@example.org", "role": "moderator"}
    return values | {"session": in_session.pk} | fields


def test_the_list_shows_the_answers_of_calendars(client, manager):
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
def test_the_list_needs_a_fixed_number_of_queries(client, manager, django_assert_num_queries, item_count):
    event = make_event()
    for number in range(item_count):
        name(event, make_person(), session=make_session(event, f"Session {number}"))
    manager(event)

    with django_assert_num_queries(10):
        client.get(address(event))


def test_naming_a_person_notifies_them_and_records_it_in_the_history(client, manager):
    event = make_event()
    session = make_session(event)
    manager(event)
    assert (
        "The person with the address that you enter, if you choose so on the next page."
        in client.get(address(event, "add")).content.decode()
    )

    asked = client.post(address(event, "add"), typed(session))
    none = Contributor.objects.count(), Message.objects.count()
    response = client.post(address(event, "add"), typed(session, tell="1"))

    assert (none, [person.email for person in asked.context["told"]]) == ((0, 0), ["aye@example.org"])
    assert "aye@example.org" in asked.content.decode().partition("Not saved yet.")[2]
    assert response.status_code == 302
    contributor = Contributor.objects.get()
    assert (contributor.name, contributor.person.email, contributor.person.name) == (
        "Dr Aye",
        "aye@example.org",
        "Dr Aye",
    )
    assert [mail.ics_method for mail in mails_to(contributor.person)] == ["REQUEST"]
    assert EventChange.objects.get().said == "+ Dr Aye, Moderator, Opening, aye@example.org\n1 person notified"


def test_does_not_overwrite_the_name_that_a_person_uses(client, manager):
    event, person = make_event(), make_person(name="Aye Aye Win")
    manager(event)

    entry = typed(make_session(event), address=person.email.upper())
    asked = client.post(address(event, "add"), entry)
    assert "This address belongs to Aye Aye Win. Choose who is meant." in asked.content.decode()
    client.post(address(event, "add"), entry | {"answer": str(person.pk), "tell": "1"})

    person.refresh_from_db()
    contributor = Contributor.objects.get()
    assert (person.name, contributor.name, contributor.person) == ("Aye Aye Win", "Dr Aye", person)


def test_shows_problems_in_the_form(client, manager):
    event, person = make_event(), make_person()
    name(event, person)
    manager(event)
    session = event.sessions.get()

    for fields, problem in [
        ({"address": "no"}, "Enter a valid email address."),
        ({"session": make_session(make_event()).pk}, "Select a valid choice"),
        ({"name": person.name, "address": person.email, "role": "speaker"}, "already has this role in that session"),
    ]:
        response = client.post(address(event, "add"), typed(session, tell="1", **fields))
        assert problem in response.content.decode()

    assert Contributor.objects.count() == 1


def test_saves_another_role_and_notifies_the_person(client, manager):
    event, person = make_event(), make_person()
    contributor = name(event, person)
    manager(event)
    form = client.get(address(event, contributor.pk)).context["form"]
    assert form.initial["address"] == person.email

    client.post(address(event, contributor.pk), form.initial | {"role": "moderator"})
    contributor.refresh_from_db()
    assert contributor.role == "speaker"
    client.post(address(event, contributor.pk), form.initial | {"role": "moderator", "tell": "1"})

    contributor.refresh_from_db()
    assert contributor.role == "moderator"
    assert [mail.kind for mail in mails_to(person)] == ["contributor_named", "contributor_changed"]


@pytest.mark.parametrize(("tell", "count"), [("1", 1), ("calendars", 0)])
@pytest.mark.parametrize("action", ["add", "session", "person", "remove"])
def test_the_organiser_chooses_whether_the_people_concerned_are_notified(client, manager, action, tell, count):
    event, person = make_event(), make_person()
    contributor = name(event, person)
    manager(event)
    data = client.get(address(event, contributor.pk)).context["form"].initial | {"tell": tell}
    page, changes, told = {
        "add": (address(event, "add"), {"name": "New", "address": "new@example.org"}, {"new@example.org"}),
        "session": (
            address(event, contributor.pk), {"session": make_session(event, "Closing").pk}, {person.email},
        ),
        "person": (
            address(event, contributor.pk),
            {"name": "New", "address": "new@example.org"},
            {"new@example.org", person.email},
        ),
        "remove": (address(event, contributor.pk, "remove"), {}, {person.email}),
    }[action]  # fmt: skip
    earlier = list(Message.objects.values_list("pk", flat=True))
    event.refresh_from_db()

    response = client.post(page, data | changes, follow=True)

    new = Message.objects.exclude(pk__in=earlier)
    assert {mail.recipient.email for mail in new} == (told if count else set())
    assert Event.objects.get().revised_at > event.revised_at  # feeds show it in both cases
    assert ("notified" in EventChange.objects.order_by("pk").last().said) is bool(count)
    if action != "remove":
        assert ("No one is notified." in response.content.decode()) is not bool(count)


def test_a_change_that_concerns_nobody_is_saved_at_once(client, manager):
    event, person = make_event(), make_person()
    contributor = name(event, person)
    manager(event)
    form = client.get(address(event, contributor.pk)).context["form"]

    client.post(address(event, contributor.pk), form.initial | {"affiliation": "ILO"})
    client.post(address(event, "add"), typed(event.sessions.first(), address=""))

    contributor.refresh_from_db()
    assert contributor.affiliation == "ILO"
    assert Contributor.objects.count() == 2


def test_a_person_who_was_added_quietly_is_invited_with_the_next_notice(client, manager):
    event = make_event()
    session, later = make_session(event), make_session(event, "Closing")
    manager(event)
    client.post(address(event, "add"), typed(session, tell="calendars"))
    contributor = Contributor.objects.get()
    assert mails_to(contributor.person) == []

    client.post(address(event, contributor.pk), typed(later, tell="1"))

    assert [mail.ics_method for mail in mails_to(contributor.person)] == ["REQUEST"]


@pytest.mark.parametrize(
    ("before", "effect"),
    [
        (lambda event, person: None, "The event is removed from their calendar"),
        (register, "They keep their place"),
        (
            lambda event, person: name(event, person, session=make_session(event, "Closing")),
            "of their remaining contributions",
        ),
    ],
)
def test_the_page_before_a_removal_shows_the_recipient_and_the_effect(client, manager, before, effect):
    event, person = make_event(), make_person()
    contributor = name(event, person)
    before(event, person)
    manager(event)
    count = Message.objects.count()

    page = client.get(address(event, contributor.pk, "remove")).content.decode()
    assert effect in " ".join(page.split())
    assert person.email in page
    assert Message.objects.count() == count

    client.post(address(event, contributor.pk, "remove"))
    assert not Contributor.objects.filter(pk=contributor.pk).exists()
    assert Message.objects.count() == count + 1


def test_the_pages_of_a_draft_show_that_no_one_is_notified(client, manager):
    event, person = make_event(status=Event.Status.DRAFT), make_person()
    contributor = name(event, person)
    manager(event)

    assert "No one before the event is published" in client.get(address(event, "add")).content.decode()
    assert "No one." in client.get(address(event, contributor.pk, "remove")).content.decode()
    assert person.email in client.get(f"/organise/events/{event.slug}/publish/").content.decode()


def test_does_not_find_a_contributor_of_another_event(client, manager):
    event, other = make_event(), make_event()
    contributor = name(other, make_person())
    manager(event)

    assert client.get(address(event, contributor.pk)).status_code == 404
    assert client.post(address(event, contributor.pk, "remove")).status_code == 404


def test_lists_the_reply_of_a_contributor_who_declines_for_organisers(client, manager):
    event, person = make_event(), make_person()
    name(event, person)
    answer(Invite.objects.get(), "DECLINED")
    manager(event)

    assert "1 reply to review</strong>" in client.get("/organise/").text


def test_the_page_before_a_move_counts_contributors(client, manager):
    event, person = make_event(), make_person(name="Dr Aye")
    name(event, person)
    manager(event)

    page = client.get(f"/organise/events/{event.slug}/move/").content.decode()

    assert "Contributors: <strong>1</strong>" in page
    assert "Dr Aye" in page


# The directory of experts, in the form of a contributor


@pytest.fixture
def expert():
    person = make_person(name="Haruka Nakamura", email="haruka@example.org")
    event = make_event(slug="with-experts")
    make_session(event, "Opening")
    return make_expert(
        event.programme, person=person, local_name="中村 遥", affiliation="Labour Bureau", expertise="benefit claims"
    )


def test_typing_finds_people_of_the_directory(client, expert):
    client.force_login(make_member(expert.programme, "coordinator"))
    session = Session.objects.get()

    part = client.get(
        "/organise/events/with-experts/contributors/find/", {"find": "claims", "session": session.pk}
    ).text
    page = client.get("/organise/events/with-experts/contributors/add/", {"find": "haruka", "role": "moderator"}).text

    assert f'href="/organise/events/with-experts/contributors/add/?session={session.pk}&amp;expert={expert.pk}"' in part
    assert "<html" not in part
    assert f"?role=moderator&amp;expert={expert.pk}" in page
    assert (
        "Nobody in the directory matches."
        in client.get("/organise/events/with-experts/contributors/find/", {"find": "nobody"}).text
    )


def test_chosen_person_is_filled_in_and_added_without_typing(client, expert):
    client.force_login(make_member(expert.programme, "coordinator"))
    path, session = "/organise/events/with-experts/contributors/add/", Session.objects.get()

    page = client.get(path, {"expert": expert.pk, "session": session.pk, "role": "moderator"})
    form = page.context["form"]
    typed = {name: form[name].value() for name in form.fields}
    client.post(path, typed | {"tell": "1"})

    assert "The details of" in page.text
    contributor = Contributor.objects.get()
    assert (contributor.name, contributor.affiliation, contributor.role) == (
        "Haruka Nakamura",
        "Labour Bureau",
        "moderator",
    )
    assert (contributor.person, contributor.expert) == (expert.person, expert)


@pytest.mark.parametrize("key", ["x", "0", "9" * 30, "١"])
def test_unknown_entry_is_ignored(client, expert, key):
    client.force_login(make_member(expert.programme, "coordinator"))

    page = client.get("/organise/events/with-experts/contributors/add/", {"expert": key})

    assert page.context["chosen"] is None


def test_entry_of_another_programme_is_refused(client, expert):
    other = make_expert(make_programme())
    client.force_login(make_member(expert.programme, "coordinator"))
    path = "/organise/events/with-experts/contributors/add/"

    answer = client.post(
        path, {"name": "An", "role": "speaker", "session": Session.objects.get().pk, "expert": other.pk, "tell": "1"}
    )

    assert answer.status_code == 200
    assert not Contributor.objects.exists()
