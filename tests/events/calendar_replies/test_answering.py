"""The team answers an incoming mail: to its sender, quoted, in its thread."""

from email import message_from_bytes, policy

import pytest
from django.urls import reverse

from events.models import TeamMember
from notifications.mail.mime import build_mime
from notifications.models import InboundMail, Message
from tests.events.calendar_replies.test_team_pages import page, process
from tests.factories import make_member
from tests.notifications.inbox.scene import make_invite

pytestmark = pytest.mark.django_db


@pytest.fixture
def invite():
    return make_invite()


@pytest.fixture(autouse=True)
def coordinator(client, invite):
    person = make_member(invite.event.programme, TeamMember.Role.COORDINATOR)
    client.force_login(person)
    return person


@pytest.fixture
def question():
    (mail,) = process("words/question")
    return InboundMail.objects.get(pk=mail.pk)


def send(client, invite, mail, text="Yes, there is a lift."):
    return client.post(page("calendar_replies:answer", invite, mail.pk), {"text": text}, follow=True)


def test_sends_an_answer_in_the_thread_of_the_mail(client, invite, question):
    response = send(client, invite, question)

    message = Message.objects.get(kind="answer")
    assert "is on its way" in response.text
    mail = message_from_bytes(build_mime(message).wire, policy=policy.default)
    assert mail["In-Reply-To"] == mail["References"] == question.message_id
    assert mail["Auto-Submitted"] is None
    assert mail["X-Auto-Response-Suppress"] is None
    assert mail["Subject"].lower().startswith("re: ")
    assert not mail["Subject"].lower().startswith("re: re: ")
    assert message.to_email in question.sender
    assert message.text.startswith("Yes, there is a lift.\n\n")
    assert all(f"> {line}".rstrip() in message.text for line in question.excerpt.strip().splitlines())
    assert f"/privacy/{invite.event.programme.slug}/" in message.text


def test_an_answered_mail_is_reviewed_and_shows_its_answer(client, invite, question, coordinator):
    page_of_mail = send(client, invite, question).text
    send(client, invite, question)  # a second click

    question.refresh_from_db()
    assert (question.state, question.settled_by) == ("done", coordinator)
    assert Message.objects.filter(kind="answer").count() == 1
    assert "Answers" in page_of_mail


def test_refuses_an_empty_answer_next_to_the_field(client, invite, question):
    response = send(client, invite, question, text=" ")

    assert "This field is required." in response.text
    assert not Message.objects.filter(kind="answer").exists()


def test_page_opens_the_person(client, invite, question):
    response = client.get(page("calendar_replies:detail", invite, question.pk))

    registration = invite.registration
    expected = (
        reverse("participants:detail", args=[invite.event.slug, registration.pk])
        if registration
        else reverse("contributors:list", args=[invite.event.slug])
    )
    assert f'href="{expected}"' in response.text
    assert "Send the answer" in response.text


@pytest.mark.parametrize("kind", ["bounce", "auto_reply"])
def test_answers_no_machine(client, invite, question, kind):
    InboundMail.objects.update(kind=kind)

    assert "Send the answer" not in client.get(page("calendar_replies:detail", invite, question.pk)).text
    assert "no sender who can be answered" in send(client, invite, question).text
    assert not Message.objects.filter(kind="answer").exists()


def test_a_reader_of_other_roles_cannot_answer(client, invite, question):
    client.force_login(make_member(invite.event.programme, TeamMember.Role.VIEWER))

    assert send(client, invite, question).status_code == 403
