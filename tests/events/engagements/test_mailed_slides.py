"""Slides that contributors send by email: whose they are, what is stored, what is answered, and what the team sees."""

from datetime import timedelta
from email.message import EmailMessage
from io import BytesIO
from zipfile import ZipFile

import pytest
import time_machine
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from events.calendar_replies.services import process_mail, process_waiting
from events.calendars.itip import organizer_address
from events.engagements import services, slides
from events.engagements.errors import SlidesRejectedError
from events.engagements.slide_files import validate_slides
from events.models import Event, Invite, Slides
from notifications.inbox import services as inbox
from notifications.inbox.parsing import MAX_BYTES, MAX_BYTES_WITH_FILES
from notifications.models import InboundMail, Message
from tests.events.contributors.scene import make_session
from tests.events.engagements.helpers import PDF, invited, make_contributor, make_pptx, token_of
from tests.factories import make_event, make_member
from tests.pdfs import BAD

pytestmark = pytest.mark.django_db(transaction=False)

Reason, State = InboundMail.Reason, InboundMail.State
MB = 1024 * 1024
JPEG = b"\xff\xd8\xff" + b"x" * 100


@pytest.fixture(autouse=True)
def mailbox(settings):
    settings.IMAP = settings.IMAP | {"host": "imap.example.org"}


def mail(to, *files, sender="an@example.org", text="Here are my slides.", number=1, **headers):
    """Return a mail with files: pairs of a name and a content."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, "Re: You are invited to contribute"
    message["Message-ID"] = f"<{number}@mail.example.org>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def address_of(engagement):
    engagement.refresh_from_db()
    return organizer_address(engagement.mail_tag)


def send(engagement, *files, **fields):
    return process_mail(inbox.receive(mail(address_of(engagement), *files, **fields)))


def answers():
    return list(Message.objects.filter(kind__in=["slides_received", "slides_refused"]).order_by("pk"))


def test_invitation_asks_to_reply_to_the_address_of_the_contributor():
    _contributor, engagement = invited()

    message = Message.objects.get(kind="contributor_invited")
    assert message.from_email.endswith(f"<{address_of(engagement)}>")
    assert message.reply_to == ""
    assert "reply to this email with one file" in " ".join(message.text.split())


def test_invitation_of_a_site_without_a_mailbox_goes_back_to_the_team(settings):
    settings.IMAP = settings.IMAP | {"host": ""}
    event = make_event(contact_email="team@example.org")

    invited(event)

    message = Message.objects.get(kind="contributor_invited")
    assert message.reply_to == "team@example.org"
    assert "with one file" not in message.text


def test_file_in_a_reply_is_stored_and_answered(client):
    contributor, engagement = invited(make_event(slug="seminar"))

    settled = send(engagement, ("Vorträge.pptx", make_pptx()))

    stored = Slides.objects.get()
    assert (stored.contributor, stored.name, stored.is_mailed) == (contributor, "Vorträge.pptx", True)
    assert (settled.state, settled.reason, settled.person) == (State.DONE, Reason.SLIDES, contributor.person)
    assert settled.topic == f"event:{engagement.event_id}"
    (answer,) = answers()
    assert (answer.recipient, answer.in_reply_to) == (contributor.person, "<1@mail.example.org>")
    assert answer.subject.endswith("are stored")
    assert "Vorträge.pptx" in answer.text
    assert "Profiling job seekers" in answer.text
    assert f"/contributions/{token_of(engagement)}/" in answer.text
    page = client.get(reverse("engagements:own", args=[token_of(engagement)])).content.decode()
    assert "received by email on" in page
    assert address_of(engagement) in page


@pytest.mark.parametrize("language", ["fr", "vi"])
def test_answer_is_in_the_language_of_the_person(language):
    contributor, engagement = invited()
    User.objects.filter(pk=contributor.person_id).update(language=language)

    send(engagement, ("a.txt", b"text"))
    send(engagement, ("a.pdf", PDF), number=2)

    refused, received = answers()
    assert {"fr": "Votre message ne contient", "vi": "Thư của quý vị không có"}[language] in refused.text
    assert {"fr": "Nous avons enregistré", "vi": "Chúng tôi đã lưu"}[language] in received.text


def test_same_mail_twice_has_one_result():
    _contributor, engagement = invited()
    raw = mail(address_of(engagement), ("talk.pdf", PDF))
    first = process_mail(inbox.receive(raw))

    again = process_mail(inbox.receive(raw))
    process_mail(first)
    copy = process_mail(inbox.receive(b"Received: by another server\r\n" + raw))

    assert again == first
    assert (copy.state, copy.reason) == (State.DONE, Reason.REPEATED)
    assert len(answers()) == 1
    assert Slides.objects.get().uploaded_at < now()


def test_mail_of_twenty_megabytes_is_taken_and_its_content_is_kept_once():
    _contributor, engagement = invited()

    settled = send(engagement, ("talk.pptx", make_pptx(19 * MB)))

    settled.refresh_from_db()
    assert (settled.reason, settled.raw) == (Reason.SLIDES, None)
    assert Slides.objects.get().size > 19 * MB


def test_large_mail_of_a_stranger_is_not_parsed():
    settled = process_mail(inbox.receive(mail("events+" + "0" * 24 + "@plenary.example", ("a.pdf", PDF * 2000))))

    assert (settled.state, settled.reason, settled.raw) == (State.QUARANTINED, Reason.TOO_LARGE, None)
    assert settled.excerpt == ""


REFUSED = {
    "wrong type": ([("photo.jpg", JPEG)], "no file that we can store", State.QUARANTINED),
    "damaged": ([("talk.pptx", make_pptx()[:60])], "no file that we can store", State.QUARANTINED),
    "programs": ([("talk.pptx", make_pptx(**{"ppt/vbaProject.bin": b"x"}))], "no file that", State.QUARANTINED),
    "script": ([("talk.pdf", BAD["JavaScript"][0])], "no password, programs or attached", State.QUARANTINED),
    "too large": ([("talk.pdf", PDF + b"x" * 20 * MB)], "too large", State.DONE),
    "several": ([("talk.pdf", PDF), ("talk.pptx", make_pptx())], "several files", State.DONE),
}


@pytest.mark.parametrize("case", REFUSED)
def test_file_that_is_not_taken_is_answered_with_the_reason_and_the_link(case):
    files, text, state = REFUSED[case]
    contributor, engagement = invited()
    slides.store(contributor, validate_slides(PDF, "first.pdf"))

    settled = send(engagement, *files)

    (answer,) = answers()
    assert (settled.state, settled.reason) == (state, Reason.NO_SLIDES)
    assert text in answer.text
    assert f"Not stored: {', '.join(name for name, _content in files)}." in " ".join(answer.text.split())
    assert f"/contributions/{token_of(engagement)}/" in answer.text
    assert Slides.objects.get().name == "first.pdf"


def test_mail_above_all_limits_is_answered():
    _contributor, engagement = invited()
    raw = mail(address_of(engagement), ("talk.pdf", PDF))
    raw += b"x" * (MAX_BYTES_WITH_FILES + 1 - len(raw))

    settled = process_mail(inbox.receive(raw))

    assert (settled.state, settled.reason, settled.raw) == (State.DONE, Reason.NO_SLIDES, None)
    assert "too large" in answers()[0].text


def test_other_files_beside_the_slides_are_named_in_the_answer():
    _contributor, engagement = invited()

    send(engagement, ("photo.jpg", JPEG), ("talk.pdf", PDF), ("same.pdf", PDF))

    assert Slides.objects.get().name == "talk.pdf"
    assert "Not stored: photo.jpg." in answers()[0].text


def test_pictures_in_the_text_and_signatures_are_no_files():
    _contributor, engagement = invited()
    message = EmailMessage()
    message["From"], message["To"], message["Message-ID"] = "an@example.org", address_of(engagement), "<1@x.example>"
    message.set_content("When does the session begin?")
    message.add_attachment(JPEG, maintype="image", subtype="jpeg", filename="logo.jpg", disposition="inline")
    message.add_attachment(b"key", maintype="application", subtype="pgp-signature", filename="signature.asc")

    settled = process_mail(inbox.receive(message.as_bytes()))

    assert (settled.state, settled.reason) == (State.QUARANTINED, Reason.WORDS)
    assert answers() == []


def test_question_beside_the_slides_is_for_the_team():
    _contributor, engagement = invited()

    settled = send(engagement, ("talk.pdf", PDF), text="May I come a day later?\n> Any questions?")

    assert (settled.state, settled.reason) == (State.QUARANTINED, Reason.SLIDES)
    assert Slides.objects.exists()


@pytest.mark.parametrize("sender", ["colleague@example.org", "An Tran <other@example.org>"])
def test_file_of_somebody_else_in_the_thread_is_not_taken(sender):
    contributor, engagement = invited()

    settled = send(engagement, ("www.bad.example.pdf", PDF), sender=sender)

    (answer,) = answers()
    assert (settled.state, settled.reason) == (State.QUARANTINED, Reason.OTHER_PERSON)
    assert answer.to_email == contributor.person.email  # never the sender: the mail has the personal link
    assert "bad.example" not in answer.text
    assert not Slides.objects.exists()


def test_sender_alone_proves_nothing():
    invited()

    settled = process_mail(inbox.receive(mail("events@plenary.example", ("talk.pdf", PDF))))

    assert (settled.state, settled.reason) == (State.QUARANTINED, Reason.WORDS)
    assert not Slides.objects.exists()
    assert answers() == []


def test_automatic_reply_with_a_file_is_not_answered():
    _contributor, engagement = invited()

    settled = send(engagement, ("talk.pdf", PDF), Auto_Submitted="auto-replied")

    assert (settled.state, settled.reason) == (State.DONE, Reason.AUTOMATIC)
    assert not Slides.objects.exists()
    assert answers() == []


def test_two_programs_that_answer_each_other_stop():
    _contributor, engagement = invited()

    for number in range(12):
        settled = send(engagement, ("a.txt", b"text"), number=number)

    assert len(answers()) == 10
    assert settled.state == State.QUARANTINED


def test_person_who_has_declined_is_told():
    contributor, engagement = invited()
    services.decline(engagement, contributor.pk)

    send(engagement, ("talk.pdf", PDF))

    assert "You have declined" in answers()[0].text
    assert not Slides.objects.exists()


def test_slides_after_the_event_are_taken_while_the_link_works():
    _contributor, engagement = invited(make_event())
    event = engagement.event

    with time_machine.travel(event.ends_at + timedelta(days=1)):
        send(engagement, ("talk.pdf", PDF))

    assert Slides.objects.exists()


def test_slides_long_after_the_event_are_not_taken():
    _contributor, engagement = invited(make_event())

    with time_machine.travel(engagement.event.ends_at + timedelta(days=400)):
        send(engagement, ("talk.pdf", PDF))

    (answer,) = answers()
    assert "is over" in answer.text
    assert "/contributions/" not in answer.text
    assert not Slides.objects.exists()


def test_slides_of_a_cancelled_event_are_not_taken(client):
    contributor, engagement = invited()
    slides.store(contributor, validate_slides(PDF, "first.pdf"))
    Event.objects.filter(pk=engagement.event_id).update(status="cancelled", cancelled_at=now())

    send(engagement, ("talk.pdf", PDF))

    assert "cancelled" in answers()[0].text
    assert Slides.objects.get().name == "first.pdf"
    page = client.get(reverse("engagements:own", args=[token_of(engagement)])).text
    assert address_of(engagement) not in page


def test_ended_link_ends_the_address_and_a_new_link_has_a_new_address():
    contributor, engagement = invited()
    member = make_member(contributor.session.event.programme)
    old = address_of(engagement)
    services.revoke_link(engagement, by=member)

    settled = process_mail(inbox.receive(mail(old, ("talk.pdf", PDF))))
    services.send_link(engagement, by=member)

    assert (settled.state, settled.person) == (State.QUARANTINED, contributor.person)
    assert not Slides.objects.exists()
    assert answers() == []
    assert address_of(engagement) != old


def test_file_for_one_of_several_sessions():
    event = make_event()
    first = make_contributor(event)
    second = make_contributor(event, session=make_session(event, "Panel"))
    engagement = services.invite(first, by=make_member(event.programme))

    send(engagement, ("talk.pdf", PDF))
    assert "several sessions" in answers()[0].text
    assert not Slides.objects.exists()

    slides.store(first, validate_slides(PDF, "first.pdf"))
    send(engagement, ("panel.pdf", PDF), number=2)

    assert Slides.objects.get(name="panel.pdf").contributor == second
    assert "Panel" in answers()[1].text


def test_reply_to_the_calendar_invite_of_the_contributor_is_understood_too():
    contributor, engagement = invited()
    invite = Invite.objects.get(person=contributor.person)

    settled = process_mail(inbox.receive(mail(organizer_address(invite.reply_tag), ("talk.pptx", make_pptx(2 * MB)))))

    assert (settled.state, settled.reason) == (State.DONE, Reason.SLIDES)
    assert Slides.objects.get().contributor == contributor
    assert engagement.mail_tag


def test_interpreters_send_no_slides():
    _contributor, engagement = invited(role="interpreter")

    settled = send(engagement, ("talk.pdf", PDF))

    assert (settled.state, settled.reason) == (State.QUARANTINED, Reason.WORDS)
    assert answers() == []


def test_mails_that_wait_are_taken_by_the_next_run():
    _contributor, engagement = invited()
    inbox.receive(mail(address_of(engagement), ("talk.pptx", make_pptx(2 * MAX_BYTES))), via="webhook")

    assert process_waiting() == 1

    assert Slides.objects.get().is_mailed
    assert InboundMail.objects.get().raw is None


def make_odp(content=b"<office/>", **parts):
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.presentation")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def linked(tag, href):
    return f'<office xmlns:xlink="http://www.w3.org/1999/xlink"><{tag} xlink:href="{href}"/></office>'.encode()


def test_open_document_presentation_is_accepted():
    content = make_odp(
        linked("a", "https://example.org"), **{"Object 1/content.xml": linked("image", "Pictures/1.png")}
    )

    assert validate_slides(content, "talk").name == "talk.odp"


UNSAFE = {
    "macros": {"Basic/Standard/Module1.xml": b"<module/>"},
    "scripts": {"Scripts/python/a.py": b"pass"},
    "object of another program": {"Object 1": b"\xd0\xcf\x11\xe0"},
    "picture from elsewhere": {"content": linked("image", "https://example.org/1.png")},
    "file of another folder": {"content": linked("plugin", "../film.mp4")},
    "click that runs a macro": {"content": linked("event-listener", "vnd.sun.star.script:Standard.Module1")},
}


@pytest.mark.parametrize("case", UNSAFE)
def test_open_document_with_programs_is_refused(case):
    with pytest.raises(SlidesRejectedError, match="contains programs"):
        validate_slides(make_odp(**UNSAFE[case]), "talk.odp")
