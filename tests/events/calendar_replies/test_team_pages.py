"""The pages of replies for a team, and each page that shows a bounced address."""

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


def process(*names):
    return [process_mail(inbox.receive(mail(name))) for name in names]


def page(name, invite, *more):
    return reverse(name, args=[invite.event.slug, *more])


def text(response):
    return " ".join(response.content.decode().split())


def test_lists_replies_to_review_until_they_are_settled(client, coordinator, invite):
    proposal, question, _taken, _away = process(
        "outlook/proposes_another_time", "words/question", "google/accepted", "words/out_of_office_by_outlook"
    )

    assert [shown.pk for shown, _event in client.get(page("calendar_replies:event", invite)).context["mails"]] == [
        question.pk,
        proposal.pk,
    ]
    client.post(page("calendar_replies:settle", invite, question.pk))
    assert not inbox.process(question, by=make_member(invite.event.programme))

    question.refresh_from_db()
    assert (question.state, question.settled_by, question.reason) == ("done", coordinator, "words")
    assert [shown.pk for shown, _event in client.get(page("calendar_replies:event", invite)).context["mails"]] == [
        proposal.pk
    ]
    assert len(client.get(page("calendar_replies:event", invite) + "?show=all").context["mails"]) == 4


def test_shows_a_proposal_in_the_time_zone_of_the_event(client, coordinator, invite):
    (proposal,) = process("google/proposes_another_time")

    shown = text(client.get(page("calendar_replies:detail", invite, proposal.pk)))

    assert "Tuesday 4 March 2031, 11:00, Yangon time (UTC+6:30)" in shown
    assert "The event is not rescheduled and the person gets no answer automatically" in shown
    assert page("participants:detail", invite, invite.registration.pk) in shown


def test_escapes_the_text_of_a_mail(client, coordinator, invite):
    bad = "<script>alert(1)</script>"
    raw = mail("words/question").replace(b"may I bring", bad.encode() + b" {{ user }} may I bring")
    raw = raw.replace(b"Subject: Re:", b"Subject: " + bad.encode())
    question = process_mail(inbox.receive(raw))

    for address in (
        page("calendar_replies:event", invite),
        page("calendar_replies:detail", invite, question.pk),
        reverse("calendar_replies:team"),
    ):
        shown = client.get(address).content.decode()
        assert bad not in shown
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


def test_a_team_sees_replies_of_its_own_events_only(client, coordinator, invite):
    (question,) = process("words/question")
    InboundMail.objects.create(
        digest="x", topic=f"event:{make_event(programme=make_programme()).pk}", state="set_aside", reason="words",
        settled_at=question.settled_at,
    )  # fmt: skip
    InboundMail.objects.create(digest="y", state="set_aside", reason="no_invite", settled_at=question.settled_at)

    shown = client.get(reverse("calendar_replies:team"))

    assert [(listed.pk, event.pk) for listed, event in shown.context["mails"]] == [(question.pk, invite.event_id)]
    assert client.get(reverse("organise:home")).text.count("1 reply to review</strong>") == 1


def test_does_not_find_the_reply_at_another_event(client, coordinator, invite):
    (question,) = process("words/question")
    other = make_event(programme=invite.event.programme)

    assert client.get(reverse("calendar_replies:detail", args=[other.slug, question.pk])).status_code == 404
    assert client.post(reverse("calendar_replies:settle", args=[other.slug, question.pk])).status_code == 404
    question.refresh_from_db()
    assert question.state == "set_aside"


@pytest.mark.parametrize(("name", "queries"), [("calendar_replies:event", 7), ("replies", 6)])
@pytest.mark.parametrize("count", [1, 3])
def test_the_list_needs_a_fixed_number_of_queries(
    client, coordinator, invite, *, name, queries, count, django_assert_num_queries
):
    for number in range(count):
        process_mail(inbox.receive(mail("words/question") + b"%d" % number))
    address = page(name, invite) if name == "calendar_replies:event" else reverse("calendar_replies:team")
    client.get(address)

    # Session, person; event and role, or events of the programmes; count, mails; events; counts of the menu.
    with django_assert_num_queries(queries):
        response = client.get(address)

    assert len(response.context["mails"]) == count


def test_shows_the_answer_with_its_time_and_comment_at_the_person(client, coordinator, invite):
    process("thunderbird/declined")

    shown = text(client.get(page("participants:detail", invite, invite.registration.pk)))
    assert "Calendar answer: Declined, Tuesday 10 March 2026, 17:31, Yangon time (UTC+6:30)" in shown
    assert "Tôi không thể tham dự." in shown
    table = client.get(page("participants:list", invite) + "?column=answer&column=answered&column=answer_comment")
    rows = text(table)
    assert "Declined" in rows
    assert "2026-03-10 17:31" in rows
    assert "Tôi không thể tham dự." in rows


def test_the_person_sees_the_answer_of_their_calendar(client, invite):
    process("google/declined_with_note")
    client.force_login(invite.person)

    shown = text(client.get(reverse("self_service:register", args=[invite.event.slug])))

    assert "Answer of your calendar: Declined" in shown
    assert "I am on maternity leave" in shown


def test_shows_no_answer_before_the_person_answers(client, invite):
    client.force_login(invite.person)

    shown = text(client.get(reverse("self_service:register", args=[invite.event.slug])))

    assert "Your calendar has answered" not in shown


def test_shows_a_bounced_address_until_the_team_clears_it(client, coordinator, invite):
    process("bounces/postfix_no_such_user")
    detail_page = page("participants:detail", invite, invite.registration.pk)
    queue(Draft(dedupe_key="one", kind="reminder", subject="S", text="T", to_email=PERSON))
    deliver_due()
    assert Message.objects.get(dedupe_key="one").status == "failed"

    assert "have been returned since" in text(client.get(detail_page))
    assert "Mails are returned" in text(client.get(page("participants:list", invite) + "?column=bounced"))
    for _ in range(2):
        client.post(page("participants:address_clear", invite, invite.registration.pk))

    assert not BouncedAddress.objects.exists()
    assert "have been returned since" not in text(client.get(detail_page))
    assert PERSON in RegistrationNote.objects.get().text
    assert RegistrationNote.objects.get().by == coordinator


def test_the_person_can_clear_their_own_bounced_address(client, invite):
    process("bounces/qmail")
    client.force_login(invite.person)

    assert "Our emails do not reach you" in text(client.get(reverse("self_service:me")))
    client.post(reverse("calendar_replies:address_works"))

    assert not BouncedAddress.objects.exists()
    assert "Our emails do not reach you" not in text(client.get(reverse("self_service:me")))


def test_a_new_answer_replaces_the_previous_answer(client, coordinator, invite):
    process("thunderbird/declined")
    process_mail(inbox.receive(reply("ACCEPTED", stamp="20260311T080000Z")))

    shown = text(client.get(page("participants:detail", invite, invite.registration.pk)))

    assert "Calendar answer: Accepted" in shown
    assert "Tôi không thể" not in shown
    assert Invite.objects.get().comment == ""
