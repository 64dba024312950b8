from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from accounts.links.tokens import read_token
from events.announcements import audience, errors, queries, sending, services
from events.announcements.services import RecipientGroups
from events.models import Announcement, AnnouncementRecipient, Event, EventChange, Registration, Step
from events.notes.services import tag
from events.planning import services as planning
from events.registration.decisions import decide
from events.registration.services import register
from notifications.mail.mime import build_mime
from notifications.models import BouncedAddress, Message, Refusal
from notifications.preferences import links
from notifications.preferences import services as preferences
from notifications.wording.defaults import MailSource
from notifications.wording.overrides import WordingError
from tests.events.announcements.scene import ENGLISH, FRENCH, announced, make_announcement, make_contributor, send
from tests.factories import make_country, make_delegation, make_event, make_person, make_programme

pytestmark = pytest.mark.django_db
State = Announcement.State


@pytest.fixture
def event():
    return make_event(programme=make_programme(contact_email="team@example.org"))


def reasons(announcement):
    return dict(announcement.recipients.exclude(reason="").values_list("person__name", "reason"))


def test_send_mails_each_person_once_in_their_language_with_replies_to_the_contact(event):
    register(event, make_person(name="An", language="vi"))
    register(event, make_person(name="Anne", language="fr"))
    Message.objects.all().delete()

    announcement = send(make_announcement(event, texts={"en": ENGLISH, "fr": FRENCH}))

    english, french = announced()
    assert (english.subject, french.subject) == (f"News of {event.title}", f"Nouvelles de {event.title}")
    assert "Bring shoes, An." in english.text
    assert "Des <strong>chaussures</strong>, Anne." in french.html
    assert "cannot be turned off" in english.text
    assert "ne peut pas être désactivé" in french.text
    assert (english.reply_to, english.optional) == ("team@example.org", "")
    assert build_mime(english).message()["List-Unsubscribe"] is None
    assert (announcement.state, announcement.people, announcement.left_out) == (State.SENT, 2, 0)


@pytest.mark.parametrize(
    ("written", "person", "event_language", "expected"),
    [
        (["en", "fr"], "vi", "fr", "fr"),
        (["en", "fr"], "", "", "en"),
        (["fr", "vi"], "vi-VN", "fr", "vi"),
        (["vi"], "fr", "en", "vi"),
    ],
)
def test_send_falls_back_to_the_language_of_the_event_then_english_then_any(written, person, event_language, expected):
    event = make_event(language=event_language)
    register(event, make_person(language=person))
    texts = {code: MailSource(code, code, f"In {code}") for code in written}

    send(make_announcement(event, texts=texts))

    assert announced().get().subject == expected
    assert f"In {expected}" in announced().get().text


def test_news_contain_a_link_to_refuse_them(event):
    person = make_person()
    register(event, person)

    send(make_announcement(event, is_optional=True))

    mail = announced().get()
    headers = build_mime(mail).message()
    assert mail.optional == f"news:programme:{event.programme_id}"
    assert headers["List-Unsubscribe"] == f"<{links.link_of_message(mail)}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "This email is optional" in mail.text
    assert links.link_of_message(mail) in mail.text
    assert links.link_of_message(mail) in mail.html


def test_send_records_who_is_left_out_and_why(event):
    names = ["Gets it", "Bounced", "Refused", "Refused by address", "No address", "Withdrawn", "Two addresses"]
    people = {name: make_person(name=name, email=f"P{number}@Example.org") for number, name in enumerate(names)}
    rows = {name: register(event, person) for name, person in people.items()}
    BouncedAddress.objects.create(address="p1@example.org")
    Refusal.objects.create(person=people["Refused"], what="news", scope=f"programme:{event.programme_id}")
    Refusal.objects.create(email="p3@example.org", what="news")
    type(people["Bounced"]).objects.filter(name="No address").update(email="")
    decide(event, [rows["Withdrawn"].pk], Step.WITHDRAW, by=None, reason="")
    Registration.objects.filter(pk=rows["Two addresses"].pk).update(status="withdrawn", merged_into=rows["Gets it"])

    announcement = send(make_announcement(event, is_optional=True))

    assert [mail.to_name for mail in announced()] == ["Gets it"]
    assert reasons(announcement) == {
        "Bounced": "bounced",
        "Refused": "refused",
        "Refused by address": "refused",
        "No address": "no_address",
        "Withdrawn": "ended",
        "Two addresses": "merged",
    }
    assert (announcement.people, announcement.left_out) == (1, 6)


def test_essential_announcement_reaches_people_who_refuse_news(event):
    person = make_person()
    register(event, person)
    Refusal.objects.create(person=person, what="news")

    send(make_announcement(event))

    assert announced().get().recipient == person


def test_filters_select_the_same_people_as_in_the_table(event):
    make_country("TH")
    rows = [register(event, make_person(name=name, country=country)) for name, country in [("A", "TH"), ("B", "VN")]]
    third = register(event, make_person(name="C", country="TH"))
    tag(event, [rows[0].pk, rows[1].pk], "Speaker")
    key = event.programme.tags.get().pk
    assert third.pk

    send(make_announcement(event, filters=f"country=TH&tag={key}"))

    assert [mail.to_name for mail in announced()] == ["A"]


def test_status_filter_reaches_people_who_have_withdrawn(event):
    row = register(event, make_person())
    register(event, make_person())
    decide(event, [row.pk], Step.WITHDRAW, by=None, reason="")

    send(make_announcement(event, filters="status=withdrawn"))

    assert announced().get().recipient == row.person


def test_mail_says_why_contributors_and_focal_points_get_it_and_goes_to_each_person_once(event):
    both, speaker, focal = make_person(name="Both"), make_person(name="Speaker"), make_person(name="Focal")
    register(event, both)
    make_contributor(event, both)
    make_contributor(event, speaker)
    make_contributor(event, speaker)
    for constituency in ("workers", "employers"):
        make_delegation(event, constituency=constituency, focal_point=focal)

    send(make_announcement(event, contributors=True, focal_points=True))

    texts = {mail.to_name: mail.text for mail in announced()}
    assert set(texts) == {"Both", "Speaker", "Focal"}
    assert "this address was registered for" in texts["Both"]
    assert "you contribute to" in texts["Speaker"]
    assert "part of your contribution and cannot be turned off" in texts["Speaker"]
    assert "ask you to nominate people" in texts["Focal"]
    assert announced().count() == 3


def test_send_refuses_when_the_recipients_have_changed(event):
    register(event, make_person())
    announcement = make_announcement(event)
    shown = audience.resolve(announcement).fingerprint
    register(event, make_person())

    with pytest.raises(errors.AnnouncementRecipientsChangedError):
        services.send_now(announcement, as_shown=shown, by=None)

    assert not announced().exists()
    assert Announcement.objects.get().state == State.DRAFT


def test_send_refuses_when_the_text_has_changed(event):
    register(event, make_person())
    announcement = make_announcement(event)
    shown = audience.resolve(announcement).fingerprint
    services.rewrite(announcement, RecipientGroups(), {"en": FRENCH}, is_optional=False)

    with pytest.raises(errors.AnnouncementRecipientsChangedError):
        services.send_now(announcement, as_shown=shown, by=None)


def test_send_twice_queues_one_mail(event):
    register(event, make_person())
    announcement = make_announcement(event)
    send(announcement)

    with pytest.raises(errors.NotDraftError):
        send(announcement)
    sending.send_due()

    assert announced().count() == 1


def test_send_refuses_without_recipients_and_for_a_draft_event(event):
    with pytest.raises(errors.NoRecipientsError):
        send(make_announcement(event))
    draft = make_event(status=Event.Status.DRAFT)
    with pytest.raises(errors.EventNotPublishedError):
        send(make_announcement(draft))
    with pytest.raises(errors.EventNotPublishedError):
        services.schedule(make_announcement(draft), send_at=now() + timedelta(days=1), by=None)


def test_send_refuses_a_filter_that_no_longer_exists(event):
    row = register(event, make_person())
    register(event, make_person())
    tag(event, [row.pk], "Speaker")
    key = event.programme.tags.get().pk
    announcement = make_announcement(event, filters=f"tag={key}")
    event.programme.tags.all().delete()

    with pytest.raises(errors.FilterGoneError):
        send(announcement)

    assert not announced().exists()


@pytest.mark.parametrize(
    "text",
    [
        MailSource("{nobody}", "x", "Text"),
        MailSource("Subject", "x", ""),
        MailSource("", "", "Text"),
        MailSource("a", "a", "{"),
    ],
)
def test_write_refuses_invalid_texts(event, text):
    with pytest.raises(WordingError):
        make_announcement(event, texts={"en": text})

    assert not Announcement.objects.exists()


def test_rewrite_does_not_overwrite_the_text_of_another_person(event):
    announcement = make_announcement(event)
    as_of = announcement.changed_at
    services.rewrite(announcement, RecipientGroups(), {"en": ENGLISH, "fr": FRENCH}, is_optional=False, as_of=as_of)

    with pytest.raises(errors.TextChangedError):
        services.rewrite(announcement, RecipientGroups(), {"en": ENGLISH}, is_optional=False, as_of=as_of)

    assert [text.language for text in announcement.texts.all()] == ["en", "fr"]


def test_rewrite_deletes_the_texts_of_missing_languages(event):
    announcement = make_announcement(event, texts={"en": ENGLISH, "fr": FRENCH})

    services.rewrite(announcement, RecipientGroups(), {"fr": FRENCH}, is_optional=True)

    assert [text.language for text in announcement.texts.all()] == ["fr"]


def test_copy_is_a_draft_with_the_same_texts_and_recipients(event):
    register(event, make_person())
    announcement = send(make_announcement(event, filters="status=confirmed", contributors=True, is_optional=True))

    copy = services.copy(announcement, by=None)

    assert (copy.state, copy.filters, copy.to_contributors, copy.is_optional) == (
        State.DRAFT,
        "status=confirmed",
        True,
        True,
    )
    assert copy.texts.get().body == ENGLISH.body


def test_discard_refuses_a_sent_announcement(event):
    register(event, make_person())
    announcement = send(make_announcement(event))
    with pytest.raises(errors.NotDraftError):
        services.discard(announcement)
    draft = make_announcement(event)

    services.discard(draft)

    assert Announcement.objects.get() == announcement


def test_cancelled_event_allows_sending_but_not_scheduling(event):
    register(event, make_person())
    planning.cancel(event, by=None, reason="Flood")
    announcement = make_announcement(event)
    with pytest.raises(errors.EventCancelledError):
        services.schedule(announcement, send_at=now() + timedelta(days=1), by=None)

    send(announcement)

    assert announced().count() == 1


def test_cancel_drops_and_counts_the_mails_that_are_not_sent(event, monkeypatch):
    monkeypatch.setattr(sending, "MAILS", 2)
    for _number in range(5):
        register(event, make_person())
    announcement = send(make_announcement(event))
    first, _second = announced()
    Message.objects.filter(pk=first.pk).update(status="sent", sent_at=now())

    count = services.cancel(announcement, by=None)

    counts = queries.mail_counts(announcement)
    assert count == 4
    assert (counts.sent, counts.waiting, counts.dropped, counts.unwritten) == (1, 0, 1, 0)
    assert announcement.recipients.filter(reason="taken_back").count() == 3
    assert sending.send_due() == 0
    assert announced().count() == 2
    assert Announcement.objects.get().state == State.CANCELLED
    assert "Cancelled: 4 mails not sent" in EventChange.objects.last().said


def test_cancel_refuses_when_all_mails_are_sent(event):
    register(event, make_person())
    announcement = send(make_announcement(event))
    announced().update(status="sent", sent_at=now())

    with pytest.raises(errors.AllSentError):
        services.cancel(announcement, by=None)

    assert Announcement.objects.get().state == State.SENT


def test_refusing_news_drops_a_waiting_mail(event):
    person = make_person()
    register(event, person)
    send(make_announcement(event, is_optional=True))

    token = links.link_of_message(announced().get()).rsplit("/", 2)[1]
    preferences.refuse(read_token(links.OPTIONAL, token).subject)

    assert announced().get().status == "dropped"


def test_history_records_the_sender_and_the_number_of_recipients(event):
    member = make_person()
    register(event, make_person())

    send(make_announcement(event), by=member)

    change = EventChange.objects.last()
    assert (change.what, change.by) == ("written", member)
    assert change.said == f"News of {event.title}\n1 person notified"


@pytest.mark.parametrize(
    "fields",
    [
        {"to_registered": False},
        {"state": "scheduled"},
        {"state": "sent"},
        {"state": "draft", "send_at": datetime(2027, 1, 1, tzinfo=UTC)},
        {"stopped": "late"},
        {"state": "lost"},
    ],
)
def test_database_refuses_inconsistent_states(event, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Announcement.objects.create(event=event, **fields)


def test_database_refuses_a_second_recipient_row_of_a_person(event):
    person, announcement = make_person(), make_announcement(event)
    AnnouncementRecipient.objects.create(announcement=announcement, person=person, role="registered")

    with pytest.raises(IntegrityError), transaction.atomic():
        AnnouncementRecipient.objects.create(announcement=announcement, person=person, role="contributor")


@pytest.mark.parametrize("count", [1, 5])
def test_resolve_runs_a_fixed_number_of_queries(event, count, django_assert_num_queries):
    for _number in range(count):
        register(event, make_person())
        make_contributor(event)
        make_delegation(event, constituency=["workers", "employers", "government", "partner", "academia"][_number],
                        focal_point=make_person())  # fmt: skip
    announcement = make_announcement(event, contributors=True, focal_points=True, is_optional=True)

    with django_assert_num_queries(5):  # each group, the alternates, and the merged registrations
        current = audience.resolve(announcement)

    assert len(current.recipients) == 3 * count


@time_machine.travel(datetime(2027, 3, 1, 2, tzinfo=UTC), tick=False)
def test_schedule_refuses_a_time_in_the_past(event):
    announcement = make_announcement(event)

    with pytest.raises(errors.TimePastError):
        services.schedule(announcement, send_at=now(), by=None)
