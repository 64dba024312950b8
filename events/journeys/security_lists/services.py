"""Ask travellers for their consent to a security list, and release the list to named people of the host.

Each function is one transaction that locks the event. The history has the names of no reader and no traveller."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from events import history
from events.journeys.meetings.services import lock
from events.journeys.security_lists import mails
from events.journeys.security_lists.errors import (
    NobodyAgreedError,
    NoPassportListError,
    NotConfirmedError,
    NotPublishedError,
)
from events.journeys.security_lists.queries import Answer, asked_visitors, is_readable, questions_to, wants_passports
from events.models import Event, ListReader, Meeting, PassportConsent
from events.models.token import new_link_key
from events.registration import transitions

# Somebody who has not answered can be asked again after this time.
AGAIN_AFTER = timedelta(hours=24)


@transaction.atomic
def ask_travellers(meeting: Meeting, *, by: User | None) -> int:
    """Ask all participants who come and were not asked yet. Ask again whoever has not answered for a day.

    Who agreed before the host asked for dates of birth is asked again, too. Return how many were asked.

    Raise NoPassportListError and NotPublishedError."""
    event, meeting = lock(meeting)
    if not wants_passports(meeting):
        raise NoPassportListError
    if event.status != Event.Status.PUBLISHED:
        raise NotPublishedError
    moment = now()
    people = []
    for one in asked_visitors(meeting):
        consent = one.consent
        if consent is None:
            PassportConsent.objects.create(meeting=meeting, registration=one.registration, asked_at=moment)
        elif not consent.is_open or (consent.is_waiting and consent.asked_at > moment - AGAIN_AFTER):
            continue
        else:
            consent.asked_at = moment
            consent.save(update_fields=["asked_at"])
        people.append(one.registration.person)
    count = mails.notify_asked(meeting, people)
    if count:
        history.record(event, history.What.MEETINGS, [_line(meeting), history.people_notified(count)], by=by)
    return count


@transaction.atomic
def answer(event: Event, person: User, answers: Mapping[int, bool]) -> None:
    """Record what a traveller answers; answers: by the key of the consent. Answers about past visits change nothing."""
    event = transitions.lock_event(event)
    for question in questions_to(event, person):
        consent = question.consent
        if consent.pk not in answers:
            continue
        is_given = answers[consent.pk]
        new = (Answer.GIVEN if is_given else Answer.REFUSED, is_given and consent.meeting.lists_birth_dates)
        if (consent.answer, consent.with_birth_date) != new:
            (consent.answer, consent.with_birth_date), consent.answered_at = new, now()
            consent.save(update_fields=["answer", "with_birth_date", "answered_at"])


@transaction.atomic
def release_to(meeting: Meeting, *, name: str, email: str, by: User) -> ListReader:
    """Let a named person of the host open the list, and mail them the link. A second call mails a new link.

    Raise NoPassportListError, NotConfirmedError and NobodyAgreedError."""
    event, meeting = lock(meeting)
    if not wants_passports(meeting):
        raise NoPassportListError
    if not is_readable(meeting):
        raise NotConfirmedError
    if not meeting.passport_consents.filter(answer=Answer.GIVEN).exists():
        raise NobodyAgreedError
    values = {"name": name, "released_at": now(), "released_by": by, "key": new_link_key(), "opened_at": None}
    reader, _is_new = ListReader.objects.update_or_create(meeting=meeting, email=email, defaults=values)
    reader.meeting = meeting
    count = mails.notify_released(reader)
    history.record(event, history.What.MEETINGS, [_line(meeting), history.people_notified(count)], by=by)
    return reader


@transaction.atomic
def withdraw_from(meeting: Meeting, key: int, *, by: User) -> None:
    """End the link of a reader, by their primary key."""
    event, meeting = lock(meeting)
    count, _rows = meeting.list_readers.filter(pk=key).delete()
    if count:
        text = ngettext("%(count)d link is ended.", "%(count)d links are ended.", count) % {"count": count}
        history.record(event, history.What.MEETINGS, [_line(meeting), text], by=by)


def record_opened(reader: ListReader) -> None:
    """Remember when a reader first opened the list."""
    ListReader.objects.filter(pk=reader.pk, opened_at=None).update(opened_at=now())


def _line(meeting: Meeting) -> str:
    return _("%(title)s: list with passport data") % {"title": meeting.session.title}
