"""What a person is told who contributes to an event, and the invite that goes with it. Written to the outbox in the
transaction of its cause."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import override

from accounts.models import User
from events.calendars import invites
from events.calendars.change_text import describe_changes
from events.calendars.dates import moment_text, when_text
from events.calendars.invites import NO_PART, CalendarPart, Method
from events.contributors.queries import Contribution
from events.mails import sender
from events.mails.context import build, language_of
from events.models import Contributor, Event, PendingUpdate
from notifications.outbox import services as outbox
from notifications.outbox.services import Draft

NAMED, CHANGED, REMOVED = "contributor_named", "contributor_changed", "contributor_removed"


def notify_named(event: Event, told: Sequence[Contribution], occasion: str) -> int:
    """Mail people what they contribute, with an invite; return how many. occasion is unique to what happened."""
    return _notify(event, told, NAMED, occasion)


def notify_changed(event: Event, told: Sequence[Contribution], occasion: str) -> int:
    """Mail people that they contribute something else; return how many. A calendar hears of it if it asks them as
    somebody else from now on."""
    return _notify(event, told, CHANGED, occasion)


def notify_removed(event: Event, told: Sequence[Contribution], occasion: str) -> int:
    """Mail people that they contribute no more; return how many. Calendars get a CANCEL, but of those with a place."""
    return _notify(event, told, REMOVED, occasion)


def draft_event_notices(
    event: Event,
    told: Iterable[Contribution],
    name: str,
    method: Method,
    before: PendingUpdate | None = None,
    **context: Any,
) -> list[Draft]:
    """Return the mails to contributors without a place of what has become of event."""
    told = list(told)
    parts = invites.calendar_parts(event, [(one.guest, method) for one in told])
    drafts = []
    for one, part in zip(told, parts, strict=True):
        more = dict(context)
        if before:
            with override(language_of(event, one.person)):
                more["changes"] = describe_changes(before, event, one.person.zone, shows_link=True)
        key = f"{name}:contributor:{event.pk}:{one.person.pk}:{event.sequence}"
        drafts.append(_draft(name, one, key, part, **more))
    return drafts


def session_times(contributors: Iterable[Contributor]) -> list[tuple[Contributor, str]]:
    """Return contributions, each with when its session begins, in words of the language that is active."""
    return [
        (one, moment_text(one.session.starts_at, one.session.zone) if one.session.starts_at else "")
        for one in contributors
    ]


def context(event: Event, person: User, contributors: Iterable[Contributor], **more: Any) -> dict[str, Any]:
    """Return what mails to a contributor are made of, and more, which goes before it."""
    return {
        "event": event,
        "programme": event.programme,
        "person": person,
        "contributions": session_times(contributors),
        "when": when_text(event),
        "reader_when": when_text(event, person.zone) if person.zone else "",
        "event_url": settings.BASE_URL + event.get_absolute_url(),
        "join_url": event.join_url,
        **more,
    }


def _notify(event: Event, told: Sequence[Contribution], name: str, occasion: str) -> int:
    parts = invites.calendar_parts(event, [(one.guest, _method(one)) for one in told])
    drafts = [
        _draft(name, one, f"{name}:{event.pk}:{one.person.pk}:{occasion}", part, keeps_place=one.has_place)
        for one, part in zip(told, parts, strict=True)
    ]
    return outbox.queue(*drafts)


def _method(one: Contribution) -> Method:
    """Return what goes to the person's calendar now that they contribute this."""
    if not one.contributors and not one.has_place:
        return Method.CANCEL
    is_another = one.invite is not None and one.invite.role != one.calendar_role
    return Method.REQUEST if is_another or not one.is_held else Method.NONE


def _draft(name: str, one: Contribution, key: str, part: CalendarPart = NO_PART, **more: Any) -> Draft:
    event, person = one.event, one.person
    more = {"method": part.method, **more}
    if not one.contributors:
        more["join_url"] = event.join_url if one.has_place else ""
    with override(language_of(event, person)):
        mail = build(name, context(event, person, one.contributors, **more)).render()
    invite = part.invite or one.invite
    tag = invite.reply_tag if invite else one.registration.reply_tag if one.registration else ""
    return sender.draft(
        mail, kind=name, key=key, event=event, person=person, reply_tag=tag, ics=part.ics, ics_method=part.method
    )
