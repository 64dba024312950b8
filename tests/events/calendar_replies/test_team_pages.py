"""What came back, as the team reads it, and an address that takes no mail, wherever it shows."""

import pytest
from django.urls import reverse

from events.calendar_replies.services import process_mail
from events.models import Invite, RegistrationNote, TeamMember
from notifications.inbox import services as inbox
from notifications.models import BouncedAddress, InboundMail, Message
from notifications.outbox.delivery import deliver_due
from notifications.outbox.services import Draft, queue
from tests.factories import make_event, make_member, make_programme
from tests.notifications.inbox.expected_outcomes import mail
from tests.notifications.inbox.scene import PERSON, make_invite, reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def invite():
    return make_invite()


@pytest.fixture
def coordinator(client, invite):
    person = make_member(invite.event.programme, TeamMember.Role.COORDINATOR)
    client.force_login(person)
    return person


def bring(*names):
    return [process_mail(inbox.receive(mail(name))) for name in names]


def page(name, invite, *more):
    return reverse(name, args=[invite.event.slug, *more])


def text(response):
    return " ".join(response.content.decode().split())


def test_what_somebody_has_to_read_is_listed_until_it_is_dealt_with(client, coordinator, invite):
    proposal, question, _taken, _away = bring(
        "outlook/proposes_another_time", "words/question", "google/accepted", "words/out_of_office_by_outlook"
    )

    assert [one.pk for one, _of in client.get(page("calendar_replies:event", invite)).context["mails"]] == [
        question.pk,
        proposal.pk,
    ]
    client.post(page("calendar_replies:settle", invite, question.pk))
    assert not inbox.process(question, by=make_member(invite.event.programme))

    question.refresh_from_db()
    assert (question.state, question.settled_by, question.reason) == ("done", coordinator, "words")
    assert [one.pk for one, _of in client.get(page("calendar_replies:event", invite)).context["mails"]] == [proposal.pk]
    assert len(client.get(page("calendar_replies:event", invite) + "?show=all").context["mails"]) == 4


def test_a_proposal_is_said_on_the_clocks_of_the_place(client, coordinator, invite):
    (proposal,) = bring("google/proposes_another_time")

    shown = text(client.get(page("calendar_replies:detail", invite, proposal.pk)))

    assert "Tuesday 4 March 2031, 11:00, Yangon time (UTC+6:30)" in shown
    assert "The event is not rescheduled and the person gets no answer automatically" in shown
    assert page("participants:detail", invite, invite.registration.pk) in shown


def test_what_a_stranger_wrote_is_text_and_nothing_else(client, coordinator, invite):
    bad = "<script>alert(1)</script>"
    raw = mail("words/question").replace(b"may I bring", bad.encode() + b" {{ user }} may I bring")
    raw = raw.replace(b"Subject: Re:", b"Subject: " + bad.encode())
    found = process_mail(inbox.receive(raw))

    for address in (
        page("calendar_replies:event", invite),
        page("calendar_replies:detail", invite, found.pk),
        reverse("calendar_replies:team"),
    ):
        shown = client.get(address).content.decode()
        assert bad not in shown
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


def test_a_team_sees_what_waits_at_all_its_events_and_at_no_other(client, coordinator, invite):
    (question,) = bring("words/question")
    InboundMail.objects.create(
        digest="x", topic=f"event:{make_event(programme=make_programme()).pk}", state="set_aside", reason="words",
        settled_at=question.settled_at,
    )  # fmt: skip
    InboundMail.objects.create(digest="y", state="set_aside", reason="no_invite", settled_at=question.settled_at)

    shown = client.get(reverse("calendar_replies:team"))

    assert [(one.pk, of.pk) for one, of in shown.context["mails"]] == [(question.pk, invite.event_id)]
    home = client.get(reverse("organise:home")).context["attention"]
    assert [item.count for item in home if item.label == "reply to review"] == [1]


def test_another_event_does_not_show_it(client, coordinator, invite):
    (question,) = bring("words/question")
    other = make_event(programme=invite.event.programme)

    assert client.get(reverse("calendar_replies:detail", args=[other.slug, question.pk])).status_code == 404
    assert client.post(reverse("calendar_replies:settle", args=[other.slug, question.pk])).status_code == 404
    question.refresh_from_db()
    assert question.state == "set_aside"


@pytest.mark.parametrize("name", ["calendar_replies:event", "replies"])
@pytest.mark.parametrize("count", [1, 3])
def test_the_list_has_a_fixed_number_of_queries(client, coordinator, invite, name, count, *, django_assert_num_queries):
    for number in range(count):
        process_mail(inbox.receive(mail("words/question") + b"%d" % number))
    address = page(name, invite) if name == "calendar_replies:event" else reverse("calendar_replies:team")
    client.get(address)

    # Session, person; event and role, or programmes' events; count, mails; events; on a team?
    with django_assert_num_queries(7):
        response = client.get(address)

    assert len(response.context["mails"]) == count


def test_the_answer_stands_with_its_time_and_comment_at_the_person(client, coordinator, invite):
    bring("thunderbird/declined")

    shown = text(client.get(page("participants:detail", invite, invite.registration.pk)))
    assert "Calendar answer: Declined, Tuesday 10 March 2026, 17:31, Yangon time (UTC+6:30)" in shown
    assert "Tôi không thể tham dự." in shown
    table = client.get(page("participants:list", invite) + "?column=answer&column=answered&column=answer_comment")
    rows = text(table)
    assert "Declined" in rows
    assert "2026-03-10 17:31" in rows
    assert "Tôi không thể tham dự." in rows


def test_the_person_sees_what_their_calendar_has_said(client, invite):
    bring("google/declined_with_note")
    client.force_login(invite.person)

    shown = text(client.get(reverse("self_service:register", args=[invite.event.slug])))

    assert "Answer of your calendar: Declined" in shown
    assert "I am on maternity leave" in shown


def test_who_has_not_answered_yet_reads_of_no_answer(client, invite):
    client.force_login(invite.person)

    shown = text(client.get(reverse("self_service:register", args=[invite.event.slug])))

    assert "Your calendar has answered" not in shown


def test_an_address_that_bounces_shows_and_is_written_to_again_when_somebody_has_checked(client, coordinator, invite):
    bring("bounces/postfix_no_such_user")
    story = page("participants:detail", invite, invite.registration.pk)
    queue(Draft(dedupe_key="one", kind="reminder", subject="S", text="T", to_email=PERSON))
    deliver_due()
    assert Message.objects.get(dedupe_key="one").status == "failed"

    assert "have been returned since" in text(client.get(story))
    assert "Mails are returned" in text(client.get(page("participants:list", invite) + "?column=bounced"))
    for _twice in range(2):
        client.post(page("participants:address_clear", invite, invite.registration.pk))

    assert not BouncedAddress.objects.exists()
    assert "have been returned since" not in text(client.get(story))
    assert PERSON in RegistrationNote.objects.get().text
    assert RegistrationNote.objects.get().by == coordinator


def test_the_person_learns_it_and_says_that_it_works(client, invite):
    bring("bounces/qmail")
    client.force_login(invite.person)

    assert "Our emails do not reach you" in text(client.get(reverse("self_service:me")))
    client.post(reverse("calendar_replies:address_works"))

    assert not BouncedAddress.objects.exists()
    assert "Our emails do not reach you" not in text(client.get(reverse("self_service:me")))


def test_a_new_answer_replaces_what_stood_there(client, coordinator, invite):
    bring("thunderbird/declined")
    process_mail(inbox.receive(reply("ACCEPTED", stamp="20260311T080000Z")))

    shown = text(client.get(page("participants:detail", invite, invite.registration.pk)))

    assert "Calendar answer: Accepted" in shown
    assert "Tôi không thể" not in shown
    assert Invite.objects.get().comment == ""
