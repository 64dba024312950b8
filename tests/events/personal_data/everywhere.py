"""A person with a distinctive name in every place, and a search of every column of every table for them."""

import json
import zlib
from base64 import b64encode
from dataclasses import replace
from datetime import date, timedelta
from email.message import EmailMessage

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.utils.timezone import now

from accounts import encryption
from accounts.models import User
from events import history
from events.calendars.services import issue_token
from events.contributors.services import ContributorEntry
from events.contributors.services import add as add_contributor
from events.deliverables.services import ask as ask_deliverable
from events.engagements import services as engagements
from events.engagements import slides, uploads
from events.experts import services
from events.experts.pictures import Portrait
from events.library.pictures.services import save_album, save_picture
from events.models import (
    Album,
    Announcement,
    AnnouncementRecipient,
    AnnouncementText,
    Attendance,
    Consent,
    ConsentText,
    Contributor,
    Delegation,
    Evaluation,
    EvaluationGiven,
    Event,
    Expert,
    ExpertRating,
    FormDraft,
    GroupMember,
    InvitationCode,
    Invite,
    KeyChange,
    Nomination,
    NominationLink,
    PendingUpdate,
    Programme,
    Registration,
    RegistrationChange,
    Session,
    TravelLook,
    TwoPeople,
)
from events.notes.services import note, tag
from events.questions import files
from events.questions.answers import save_answers
from events.questions.file_validation import ValidatedFile, validate_file
from events.registration.services import register
from events.requirements.answers import save_requirements
from events.updates.services import snapshot
from notifications.inbox.services import mark_bounced, receive
from notifications.models import Delivery, InboundMail, Message, Refusal
from tests.events.library.helpers import make_picture
from tests.events.questions.helpers import ask
from tests.events.questions.uploads import make_pdf, stored_paths
from tests.events.travel.helpers import complete_travel_data, make_travel_event, save_all_details
from tests.factories import make_delegation, make_event, make_member, make_person

NAME = "Zyxkhin Qwerloo Vandermop"
EMAIL = "zyxkhin.q@ministry-qua.example"
SECOND_EMAIL = "qwerloo.v@home-qua.example"
PHONE = "+95 9 777 123 456"
WORDS = [
    "zyxkhin", "qwerloo", "vandermop", "ministry-qua", "home-qua", "777 123 456", "777123456", "quinoaphobia",
    "xylophonium", "harpsichordia", "bassoonist", "pass9988776", "theremin", "ocarina",
]  # fmt: skip


def make_person_everywhere() -> User:
    """Create the person with data in every place; the event of most of it is over."""
    person = make_person(
        email=EMAIL, name=NAME, honorific="Dr", position="Head of Bassoonists", organisation_name="Theremin Office",
        phone=PHONE, country="MM", gender="woman", constituency="workers", language="en", timezone="Asia/Yangon",
    )  # fmt: skip
    other = make_person(name="Somebody Else")
    event = make_travel_event(description=f"With a speech by {NAME}.")
    manager = make_member(event.programme)
    registration = _make_registration(event, person, manager)
    other_registration = register(event, other)
    _make_answers(event, registration, other_registration, manager)
    _make_team_work(event, registration, other_registration, manager)
    _make_contributions(event, person, manager)
    _make_mails(event, person, other)
    _make_account(person, manager)
    _make_pictures(event, manager)
    ahead = make_event(programme=event.programme, title="Ahead", seats=1)
    register(ahead, person)
    register(ahead, other)
    _end(event)
    return person


def _make_pictures(event: Event, manager: User) -> None:
    album = save_album(
        Album(programme=event.programme, slug="played", title=f"{NAME} in pictures", description=f"{NAME} plays."),
        by=manager,
    )
    picture = make_picture(album, title=f"{NAME} on stage", alt=f"{NAME} plays.", credit=NAME, shows_people=True)
    picture.people.create(name=NAME, consented_on=now().date(), consent_note=f"Mail of {EMAIL}")
    save_picture(picture, [], by=manager)


def _make_registration(event: Event, person: User, manager: User) -> Registration:
    registration = register(event, person, needs="Quinoaphobia", remark="I play the Ocarina")
    save_all_details(
        registration,
        replace(
            complete_travel_data(event), passport_name=NAME, passport_number="PASS9988776", born_on=date(1981, 7, 6)
        ),
        name=f"Dr {NAME}",
    )
    Attendance.objects.create(registration=registration, by=manager, at=now())
    KeyChange.objects.create(registration=registration, what="name")
    TravelLook.objects.create(registration=registration, by=manager, how="page", on=now().date())
    EvaluationGiven.objects.create(registration=registration)
    Evaluation.objects.create(event=event, overall=5, comment=f"{NAME} was a good speaker, Zyxkhin again please")
    FormDraft.objects.create(person=person, event=event, sealed=encryption.encrypt({"needs": ["Quinoaphobia"]}))
    Nomination.objects.create(registration=registration, name=NAME, address=EMAIL.upper(), position="Bassoonist")
    return registration


def _make_answers(event: Event, registration: Registration, other: Registration, manager: User) -> None:
    question, upload, consent = ask(event), ask(event, "file"), ask(event, "consent", consent_text="May we?")
    file = files.store_file(
        validate_file(make_pdf("zyxkhin-cv.pdf", text="Harpsichordia")), upload, registration.person
    )
    text = ConsentText.objects.get(question=consent.question)
    values = {question.pk: "Xylophonium", upload.pk: str(file.key), consent.pk: text.pk}
    save_answers(registration, values, by=registration.person)
    save_answers(registration, {question.pk: "Xylophonium and Theremin"}, by=manager)
    requirement = event.requirements.create(label="Certificate", evidence="file")
    work = event.requirements.create(label="Work")
    evidence = files.store_file(
        validate_file(make_pdf("zyxkhin.pdf", text="Harpsichordia")), requirement, registration.person
    )
    texts = {requirement.pk: str(evidence.key), work.pk: "I conduct the Xylophonium"}
    save_requirements(registration, texts, by=registration.person)
    files.store_file(validate_file(make_pdf("vandermop.pdf", text="Harpsichordia")), requirement, registration.person)
    save_answers(other, {question.pk: f"My colleague is {NAME}"}, by=None)
    files.store_file(validate_file(make_pdf("vandermop.pdf", text="Harpsichordia")), upload, registration.person)
    Consent.objects.create(
        person=registration.person, registration=registration, purpose="question", text=text, notice_mark="x"
    )


def _make_team_work(event: Event, registration: Registration, other: Registration, manager: User) -> None:
    note(registration, "Likes the Theremin", by=manager)
    note(other, "Shares a room with Zyxkhin", by=manager)
    tag(event, [registration.pk], "VIP")
    GroupMember.objects.create(event=event, by=other.person, person=registration.person, name=NAME, address=EMAIL)
    TwoPeople.objects.create(first=registration, second=other, by=manager)
    RegistrationChange.objects.filter(registration=other).update(reason=f"Instead of Dr {NAME}, as Qwerloo asked")
    RegistrationChange.objects.filter(registration=registration).update(reason="Theremin")
    history.record(event, history.What.WRITTEN, [f"{NAME} <{EMAIL}>", "Vandermop agreed"], by=manager)
    InvitationCode.objects.create(event=event, note=f"for {NAME}")
    update: PendingUpdate = snapshot(event)
    update.place, update.began_at, update.revision, update.due_at = f"House of {NAME}", now(), now(), now()
    update.save()
    announcement = Announcement.objects.create(event=event, written_by=manager)
    AnnouncementText.objects.create(
        announcement=announcement, language="en", subject=f"Thanks to {NAME}", body=f"Call Qwerloo at {PHONE}."
    )
    AnnouncementRecipient.objects.create(announcement=announcement, person=registration.person, role="registered")
    content_type = ContentType.objects.get_for_model(User)
    for object_id, text in ((registration.person_id, str(registration.person)), (other.person_id, f"was {NAME}")):
        LogEntry.objects.create(
            user=manager, content_type=content_type, object_id=str(object_id), object_repr=text, action_flag=CHANGE,
            change_message=json.dumps([{"changed": {"name": "person", "object": NAME}}]),
        )  # fmt: skip


def _make_contributions(event: Event, person: User, manager: User) -> None:
    session = Session.objects.create(event=event, title=f"Speech of {NAME}", abstract=f"{NAME} speaks.")
    entry = ContributorEntry(name=NAME, role="speaker", session=session, affiliation="Theremin Office", address=EMAIL)
    contributor = add_contributor(event, entry, by=manager)
    _make_expert(event, contributor, manager)
    ask_deliverable(event, person, kind="slides", title="Slides of Zyxkhin", due_at=now() + timedelta(days=3))
    delegation: Delegation = make_delegation(event, country=None, constituency="workers")
    Delegation.objects.filter(pk=delegation.pk).update(focal_point=person)
    NominationLink.objects.create(event=event, person=person, expires_at=now() + timedelta(days=30))
    Invite.objects.filter(person=person).update(comment="Ocarina practice", answered_at=now())


def _make_expert(event: Event, contributor: Contributor, manager: User) -> None:
    """Fill the entry of the person in the directory, with an engagement, slides and an unfinished upload."""
    expert = contributor.expert
    assert expert is not None
    engagement = engagements.invite(contributor, by=manager)
    engagements.save_needs(engagement, equipment="Theremin", needs="Quinoaphobia")
    engagements.decline(engagement, contributor.pk, reason="Ocarina practice")
    services.update_profile(
        expert,
        local_name="Zyxkhin",
        job_title="Bassoonist",
        city="Theremin",
        expertise="Ocarina",
        biography=f"{NAME} plays.",
    )
    services.set_picture(expert, Portrait(b"theremin"), is_shown=True)
    services.set_unavailable(expert, [(now().date(), now().date())])
    services.add_note(expert, "Zyxkhin likes the Theremin", by=manager)
    ExpertRating.objects.create(contributor=contributor, score=5, note="Qwerloo was clear", by=manager)
    slides.store(contributor, ValidatedFile(b"Harpsichordia", "application/pdf", "zyxkhin.pdf"))
    uploads.add_part(uploads.start(contributor, name="vandermop.pdf", size=200_000), 0, b"Harpsichordia" * 6_000)
    other = Expert.objects.create(programme=event.programme, name="Other", biography=f"Works with {NAME}.")
    services.add_note(other, f"Ask {NAME}", by=manager)


def _make_mails(event: Event, person: User, other: User) -> None:
    own = Message.objects.filter(recipient=person).first()
    Delivery.objects.create(message=own, outcome="sent", server_said=f"250 {EMAIL} ok")
    Message.objects.create(
        dedupe_key="other", kind="x", recipient=other, to_email=other.email, message_id="<other@x>", topic=f"event:{event.pk}",
        subject=f"{NAME} comes", text=f"Your colleague\nZyxkhin\nQwerloo Vandermop ({EMAIL}) comes. Vandermop!",
        html=f"<p>{NAME}</p>", ics="BEGIN:VCALENDAR\r\nDESCRIPTION:with Zyxkhin Qwer\r\n loo Vandermop\r\nEND:VCALENDAR\r\n",
    )  # fmt: skip
    Message.objects.create(
        dedupe_key="unlinked",
        kind="login_code",
        to_email=EMAIL,
        message_id="<un@x>",
        subject="Code",
        text=f"Dear {NAME}",
    )
    for sender, text in ((EMAIL, "Theremin"), ("boss@example.org", f"Please ask {NAME} to come")):
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = (
            sender,
            "events@x",
            "About Zyxkhin",
            f"<{sender}>",
        )
        mail.set_content(text, cte="base64")
        receive(bytes(mail))
    InboundMail.objects.filter(sender="boss@example.org").update(topic=f"event:{event.pk}")
    mark_bounced(EMAIL, server_text=f"550 {EMAIL} unknown")
    Refusal.objects.create(email=SECOND_EMAIL, what="news", scope="programme:1")
    Refusal.objects.create(person=person, what="digest")


def _make_account(person: User, manager: User) -> None:
    first = EmailAddress.objects.create(user=person, email=EMAIL, verified=True, primary=True)
    EmailAddress.objects.create(user=person, email=SECOND_EMAIL, verified=True)
    EmailConfirmation.objects.create(email_address=first, key="k" * 20)
    Authenticator.objects.create(user=person, type="webauthn", data={"name": "Phone of Zyxkhin"})
    SocialAccount.objects.create(user=person, provider="google", uid=EMAIL, extra_data={"name": NAME, "email": EMAIL})
    UserSession.objects.create(user=person, session_key="abc", ip="192.0.2.7", user_agent="Theremin browser")
    Client().force_login(person)
    anonymous = SessionStore()
    anonymous["account_login"] = {"email": EMAIL}
    anonymous.save()
    issue_token(person)
    make_member(Programme.objects.first(), "coordinator", person)


def _end(event: Event) -> None:
    ended = now() - timedelta(days=1)
    Event.objects.filter(pk=event.pk).update(starts_at=ended - timedelta(days=1), ends_at=ended)
    Registration.objects.filter(event=event).update(status="confirmed")


def columns_with_traces() -> list[tuple[str, str, str]]:
    """Return each table and column whose text, JSON or bytes contain one of WORDS, with the word."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    text = _text(table, name, value)
                    found += [(table, name, word) for word in WORDS if word in text]
    return sorted(set(found))


def _text(table: str, column: str, value: object) -> str:
    """Return a value as searchable text: bytes and sessions decoded, calendar lines unfolded, JSON without escapes."""
    if value is None or isinstance(value, int | float):
        return ""
    if isinstance(value, bytes | memoryview):
        raw = bytes(value)
        value = raw.decode("utf-8", "replace") + b64encode(raw).decode()
    if table == "django_session" and column == "session_data":
        value = str(SessionStore().decode(str(value)))
    text = json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | list) else str(value)
    if "\\u" in text:
        text += text.encode().decode("unicode_escape", "replace")
    return text.replace("\r\n ", "").replace("\n", " ").lower()


def files_with_traces() -> list[str]:
    from django.core.files.storage import storages  # noqa: PLC0415 (the storage of this test)

    storage = storages["private"]
    return [path for path in stored_paths() if b"arpsichordia" in _inflated(storage.open(path).read())]


def _inflated(content: bytes) -> bytes:
    return content + b"".join(_inflate(part) for part in content.split(b"stream\n")[1:])


def _inflate(part: bytes) -> bytes:
    try:
        return zlib.decompress(part)
    except zlib.error:
        return b""
