from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from events.announcements import audience, errors, queries, sending, services
from events.announcements.services import To
from events.models import Announcement, AnnouncementRecipient, Event, EventChange, Registration, Step
from events.notes.services import tag
from events.planning import services as agenda
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


def test_each_gets_it_once_in_their_language_with_answers_to_the_contact(event):
    register(event, make_person(name="An", language="vi"))
    register(event, make_person(name="Anne", language="fr"))
    Message.objects.all().delete()

    found = send(make_announcement(event, texts={"en": ENGLISH, "fr": FRENCH}))

    english, french = announced()
    assert (english.subject, french.subject) == (f"News of {event.title}", f"Nouvelles de {event.title}")
    assert "Bring shoes, An." in english.text
    assert "Des <strong>chaussures</strong>, Anne." in french.html
    assert "cannot be turned off" in english.text
    assert "ne peut pas être désactivé" in french.text
    assert (english.reply_to, english.optional) == ("team@example.org", "")
    assert build_mime(english).message()["List-Unsubscribe"] is None
    assert (found.state, found.people, found.left_out) == (State.SENT, 2, 0)


@pytest.mark.parametrize(
    ("written", "person", "event_language", "expected"),
    [
        (["en", "fr"], "vi", "fr", "fr"),
        (["en", "fr"], "", "", "en"),
        (["fr", "vi"], "vi-VN", "fr", "vi"),
        (["vi"], "fr", "en", "vi"),
    ],
)
def test_who_has_no_text_in_their_language_gets_that_of_the_event_then_english_then_any(
    written, person, event_language, expected
):
    event = make_event(language=event_language)
    register(event, make_person(language=person))
    texts = {code: MailSource(code, code, f"In {code}") for code in written}

    send(make_announcement(event, texts=texts))

    assert announced().get().subject == expected
    assert f"In {expected}" in announced().get().text


def test_news_can_be_refused_and_say_so(event):
    person = make_person()
    register(event, person)

    send(make_announcement(event, is_optional=True))

    mail = announced().get()
    headers = build_mime(mail).message()
    assert mail.optional == f"news:programme:{event.programme_id}"
    assert headers["List-Unsubscribe"] == f"<{links.link_of_message(mail)}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "This mail is optional" in mail.text
    assert links.link_of_message(mail) in mail.text
    assert links.link_of_message(mail) in mail.html


def test_who_is_left_out_and_why(event):
    names = ["Gets it", "Bounced", "Refused", "Refused by address", "No address", "Withdrawn", "Two addresses"]
    people = {name: make_person(name=name, email=f"P{number}@Example.org") for number, name in enumerate(names)}
    rows = {name: register(event, person) for name, person in people.items()}
    BouncedAddress.objects.create(address="p1@example.org")
    Refusal.objects.create(person=people["Refused"], what="news", scope=f"programme:{event.programme_id}")
    Refusal.objects.create(email="p3@example.org", what="news")
    type(people["Bounced"]).objects.filter(name="No address").update(email="")
    decide(event, [rows["Withdrawn"].pk], Step.WITHDRAW, by=None, reason="")
    Registration.objects.filter(pk=rows["Two addresses"].pk).update(status="withdrawn", merged_into=rows["Gets it"])

    found = send(make_announcement(event, is_optional=True))

    assert [mail.to_name for mail in announced()] == ["Gets it"]
    assert reasons(found) == {
        "Bounced": "bounced",
        "Refused": "refused",
        "Refused by address": "refused",
        "No address": "no_address",
        "Withdrawn": "ended",
        "Two addresses": "merged",
    }
    assert (found.people, found.left_out) == (1, 6)


def test_what_is_essential_comes_to_who_refuses_news(event):
    person = make_person()
    register(event, person)
    Refusal.objects.create(person=person, what="news")

    send(make_announcement(event))

    assert announced().get().recipient == person


def test_filters_mean_what_they_mean_in_the_table(event):
    make_country("TH")
    rows = [register(event, make_person(name=name, country=country)) for name, country in [("A", "TH"), ("B", "VN")]]
    third = register(event, make_person(name="C", country="TH"))
    tag(event, [rows[0].pk, rows[1].pk], "Speaker")
    key = event.programme.tags.get().pk
    assert third.pk

    send(make_announcement(event, filters=f"country=TH&tag={key}"))

    assert [mail.to_name for mail in announced()] == ["A"]


def test_who_asks_for_those_who_left_reaches_them(event):
    row = register(event, make_person())
    register(event, make_person())
    decide(event, [row.pk], Step.WITHDRAW, by=None, reason="")

    send(make_announcement(event, filters="status=withdrawn"))

    assert announced().get().recipient == row.person


def test_contributors_and_focal_points_are_told_why_they_get_it_and_nobody_gets_it_twice(event):
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
    assert "part of what you contribute and cannot be turned off" in texts["Speaker"]
    assert "ask you to name people" in texts["Focal"]
    assert announced().count() == 3


def test_nothing_goes_if_others_would_get_it_than_were_shown(event):
    register(event, make_person())
    found = make_announcement(event)
    shown = audience.resolve(found).sign
    register(event, make_person())

    with pytest.raises(errors.AnnouncementRecipientsChangedError):
        services.send_now(found, as_shown=shown, by=None)

    assert not announced().exists()
    assert Announcement.objects.get().state == State.DRAFT


def test_nothing_goes_if_it_says_something_else_than_was_shown(event):
    register(event, make_person())
    found = make_announcement(event)
    shown = audience.resolve(found).sign
    services.rewrite(found, To(), {"en": FRENCH}, is_optional=False)

    with pytest.raises(errors.AnnouncementRecipientsChangedError):
        services.send_now(found, as_shown=shown, by=None)


def test_sent_twice_is_sent_once(event):
    register(event, make_person())
    found = make_announcement(event)
    send(found)

    with pytest.raises(errors.NotDraftError):
        send(found)
    sending.send_due()

    assert announced().count() == 1


def test_to_nobody_and_of_a_draft_nothing_goes(event):
    with pytest.raises(errors.NoRecipientsError):
        send(make_announcement(event))
    draft = make_event(status=Event.Status.DRAFT)
    with pytest.raises(errors.EventNotPublishedError):
        send(make_announcement(draft))
    with pytest.raises(errors.EventNotPublishedError):
        services.schedule(make_announcement(draft), send_at=now() + timedelta(days=1), by=None)


def test_a_filter_that_is_gone_widens_nothing(event):
    row = register(event, make_person())
    register(event, make_person())
    tag(event, [row.pk], "Speaker")
    key = event.programme.tags.get().pk
    found = make_announcement(event, filters=f"tag={key}")
    event.programme.tags.all().delete()

    with pytest.raises(errors.FilterGoneError):
        send(found)

    assert not announced().exists()


@pytest.mark.parametrize(
    "words",
    [
        MailSource("{nobody}", "x", "Text"),
        MailSource("Subject", "x", ""),
        MailSource("", "", "Text"),
        MailSource("a", "a", "{"),
    ],
)
def test_words_that_would_not_do_are_not_kept(event, words):
    with pytest.raises(WordingError):
        make_announcement(event, texts={"en": words})

    assert not Announcement.objects.exists()


def test_words_of_others_are_not_written_over(event):
    found = make_announcement(event)
    as_of = found.changed_at
    services.rewrite(found, To(), {"en": ENGLISH, "fr": FRENCH}, is_optional=False, as_of=as_of)

    with pytest.raises(errors.TextChangedError):
        services.rewrite(found, To(), {"en": ENGLISH}, is_optional=False, as_of=as_of)

    assert [text.language for text in found.texts.all()] == ["en", "fr"]


def test_a_language_that_is_taken_out_is_gone(event):
    found = make_announcement(event, texts={"en": ENGLISH, "fr": FRENCH})

    services.rewrite(found, To(), {"fr": FRENCH}, is_optional=True)

    assert [text.language for text in found.texts.all()] == ["fr"]


def test_a_copy_is_a_draft_with_the_same_words_and_people(event):
    register(event, make_person())
    found = send(make_announcement(event, filters="status=confirmed", contributors=True, is_optional=True))

    again = services.copy(found, by=None)

    assert (again.state, again.filters, again.to_contributors, again.is_optional) == (
        State.DRAFT,
        "status=confirmed",
        True,
        True,
    )
    assert again.texts.get().body == ENGLISH.body


def test_only_drafts_are_discarded(event):
    register(event, make_person())
    found = send(make_announcement(event))
    with pytest.raises(errors.NotDraftError):
        services.discard(found)
    draft = make_announcement(event)

    services.discard(draft)

    assert Announcement.objects.get() == found


def test_a_cancelled_event_takes_no_schedule_but_may_be_written_about(event):
    register(event, make_person())
    agenda.cancel(event, by=None, reason="Flood")
    found = make_announcement(event)
    with pytest.raises(errors.EventCancelledError):
        services.schedule(found, send_at=now() + timedelta(days=1), by=None)

    send(found)

    assert announced().count() == 1


def test_what_has_not_gone_is_taken_back_and_counted(event, monkeypatch):
    monkeypatch.setattr(sending, "MAILS", 2)
    for _number in range(5):
        register(event, make_person())
    found = send(make_announcement(event))
    first, _second = announced()
    Message.objects.filter(pk=first.pk).update(status="sent", sent_at=now())

    count = services.cancel(found, by=None)

    figures = queries.figures(found)
    assert count == 4
    assert (figures.sent, figures.waiting, figures.dropped, figures.unwritten) == (1, 0, 1, 0)
    assert found.recipients.filter(reason="taken_back").count() == 3
    assert sending.send_due() == 0
    assert announced().count() == 2
    assert Announcement.objects.get().state == State.CANCELLED
    assert "Cancelled: 4 mails not sent" in EventChange.objects.last().said


def test_what_has_gone_cannot_be_taken_back(event):
    register(event, make_person())
    found = send(make_announcement(event))
    announced().update(status="sent", sent_at=now())

    with pytest.raises(errors.AllSentError):
        services.cancel(found, by=None)

    assert Announcement.objects.get().state == State.SENT


def test_who_refuses_news_takes_back_what_waits(event):
    person = make_person()
    register(event, person)
    send(make_announcement(event, is_optional=True))

    preferences.refuse(links.parse_link(links.link_of_message(announced().get()).rsplit("/", 2)[1]))

    assert announced().get().status == "dropped"


def test_the_history_of_the_event_says_who_wrote_to_how_many(event):
    member = make_person()
    register(event, make_person())

    send(make_announcement(event), by=member)

    change = EventChange.objects.last()
    assert (change.what, change.by) == ("written", member)
    assert change.said == f"News of {event.title}\n1 person told"


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
def test_the_database_keeps_what_a_state_means(event, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Announcement.objects.create(event=event, **fields)


def test_the_database_gives_nobody_two(event):
    person, found = make_person(), make_announcement(event)
    AnnouncementRecipient.objects.create(announcement=found, person=person, role="registered")

    with pytest.raises(IntegrityError), transaction.atomic():
        AnnouncementRecipient.objects.create(announcement=found, person=person, role="contributor")


@pytest.mark.parametrize("count", [1, 5])
def test_who_gets_it_is_read_in_as_many_queries_for_many_as_for_few(event, count, django_assert_num_queries):
    for _number in range(count):
        register(event, make_person())
        make_contributor(event)
        make_delegation(event, constituency=["workers", "employers", "government", "partner", "academia"][_number],
                        focal_point=make_person())  # fmt: skip
    found = make_announcement(event, contributors=True, focal_points=True, is_optional=True)

    with django_assert_num_queries(9):  # five for what filters there are; then each audience, and who was merged
        who = audience.resolve(found)

    assert len(who.chosen) == 3 * count


@time_machine.travel(datetime(2027, 3, 1, 2, tzinfo=UTC), tick=False)
def test_only_the_future_can_be_scheduled(event):
    found = make_announcement(event)

    with pytest.raises(errors.TimePastError):
        services.schedule(found, send_at=now(), by=None)
