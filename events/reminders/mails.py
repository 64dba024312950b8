"""What a reminder says: which mail, with which facts."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from events.calendars.dates import moment_text, when_text
from events.mails import deadlines
from events.mails import sender as common
from events.mails.context import build, language_of
from events.models import (
    Contributor,
    Delegation,
    Deliverable,
    NominationLink,
    PlannedReminder,
    Registration,
    ReminderRule,
)
from events.registration import links, notify
from events.registration.notify import MailText
from events.travel import queries as travel
from notifications.outbox.services import Draft

Audience, Anchor = ReminderRule.Audience, ReminderRule.Anchor


def to_registered(
    planned: PlannedReminder, registration: Registration, key: str, *, missing: Iterable[str] = ()
) -> Draft:
    event, rule = planned.event, planned.rule
    registration.event = event
    more: dict[str, Any] = {}
    if rule.audience == Audience.DETAILS:
        more |= {
            "join_url": "",
            "details_url": settings.BASE_URL + reverse("travel:details", args=[event.slug]),
            "travels": travel.travels(registration),
            "missing": [*missing],
        }
    if rule.audience == Audience.NOT_EVALUATED:
        more["evaluation_url"] = links.evaluation_link(registration)
    if rule.anchor == Anchor.SESSION_START:
        more["session"] = getattr(planned, "session", None)
    person = registration.person
    with override(language_of(event, person)):
        more |= moment_words(planned, person)
    return _expiring(notify.draft_reminder(registration, rule.mail, key, _words(rule), **more), planned)


def moment_words(planned: PlannedReminder, person: User) -> dict[str, str]:
    """Return the deadline that it is about in words, on the clocks of the place and of the reader."""
    there = moment_text(planned.anchor_at, planned.event.zone)
    here = moment_text(planned.anchor_at, person.zone) if person.zone else ""
    line = deadlines.line(planned.rule.anchor, there)
    return {"moment": line, "reader_due": here if line and here != there else ""}


def to_focal_point(planned: PlannedReminder, link: NominationLink, delegations: list[Delegation], key: str) -> Draft:
    event, person = planned.event, link.person
    link.event = event
    with override(language_of(event, person)):
        zone = person.zone or event.zone
        seats = [
            (one, moment_text(one.nomination_closes_at, zone) if one.nomination_closes_at else "")
            for one in delegations
        ]
        return _mail(
            planned,
            person,
            key,
            {"link_url": links.focal_point_link(link), "delegations": seats, "is_focal_point": True},
        )


def to_contributor(planned: PlannedReminder, person: User, contributions: list[Contributor], key: str) -> Draft:
    with override(language_of(planned.event, person)):
        told = [
            (one, moment_text(one.session.starts_at, one.session.zone) if one.session.starts_at else "")
            for one in contributions
        ]
        return _mail(planned, person, key, {"contributions": told})


def to_deliverable_owner(planned: PlannedReminder, person: User, owed: list[Deliverable], key: str) -> Draft:
    with override(language_of(planned.event, person)):
        told = [(one, moment_text(one.due_at, person.zone or planned.event.zone)) for one in owed]
        return _mail(planned, person, key, {"owed": told})


def _mail(planned: PlannedReminder, person: User, key: str, more: dict[str, Any]) -> Draft:
    """Return a mail to who has no registration, in the language that is active."""
    event, kind, words = planned.event, planned.rule.mail, _words(planned.rule)
    said = build(
        kind,
        {
            "event": event,
            "programme": event.programme,
            "person": person,
            "when": when_text(event),
            "reader_when": when_text(event, person.zone) if person.zone else "",
            "event_url": settings.BASE_URL + event.get_absolute_url(),
            **more,
        },
    )
    mail = said.render(subject=words.subject if words else "", text=words.text if words else "")
    return _expiring(common.draft(mail, kind=kind, key=key, event=event, person=person), planned)


def _words(rule: ReminderRule) -> MailText | None:
    return MailText(rule.subject, rule.text) if rule.subject or rule.text else None


def _expiring(draft: Draft, planned: PlannedReminder) -> Draft:
    # Nobody is reminded of what has begun, however long the mail server was away.
    return replace(draft, expires_at=planned.useful_until)
