"""What is left to do before an event is published: computed from facts, never ticked by hand.

Only what `services.publish` refuses is required."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.agenda.session_times import is_outside
from events.calendars.dates import moment_text, when_text
from events.models import Event, Session
from events.planning.sections import section_of

if TYPE_CHECKING:
    from events.models import Delegation

REQUIRED, RECOMMENDED, DONE = "must", "advice", "done"
MOST_NAMED = 4


@dataclass(frozen=True)
class ChecklistItem:
    """One line. state: required, recommended or done. detail: the fact. url: the page that fixes it."""

    state: str
    label: str
    detail: str
    url: str


@dataclass(frozen=True)
class Checklist:
    items: list[ChecklistItem]

    def in_state(self, state: str) -> list[ChecklistItem]:
        return [item for item in self.items if item.state == state]

    @property
    def required(self) -> list[ChecklistItem]:
        return self.in_state(REQUIRED)

    @property
    def recommended(self) -> list[ChecklistItem]:
        return self.in_state(RECOMMENDED)

    @property
    def done(self) -> list[ChecklistItem]:
        return self.in_state(DONE)


def checklist_of(event: Event) -> Checklist:
    """Return the checklist of a draft. The number of queries is fixed."""
    sessions = list(event.sessions.select_related("venue").prefetch_related("contributors"))
    delegations = list(event.delegations.select_related("country"))
    return Checklist([*_basics(event), *_agenda(event, sessions), *_registration(event, delegations)])


def left_after_publication(event: Event) -> Checklist | None:
    """Return what is still missing for a published event that is ahead: the focal points of delegations.

    None if nothing is left. One query."""
    if not event.is_ahead:
        return None
    alone = [str(row) for row in event.delegations.without_focal_point().select_related("country")]
    return Checklist([_focal_points(event, alone)]) if alone else None


def _focal_points(event: Event, alone: list[str]) -> ChecklistItem:
    grid = reverse("nominations:grid", args=[event.slug])
    return _item(not alone, RECOMMENDED, _("Focal points"), _missing_for(alone), grid)


def _edit(event: Event, part: str) -> str:
    """Return the address of a field of the page "Details", or of one of its sections: it is open there."""
    section = section_of(part.removeprefix("id_")) or part
    return f"{reverse('planning:edit', args=[event.slug])}?open={section}#{part}"


def _item(is_done: object, otherwise: str, label: str, detail: str, url: str) -> ChecklistItem:
    return ChecklistItem(DONE if is_done else otherwise, label, detail, url)


def _basics(event: Event) -> Iterator[ChecklistItem]:
    yield _item(event.title, REQUIRED, _("Title"), event.title, _edit(event, "id_title"))
    when = when_text(event)
    yield _item(event.has_known_time, REQUIRED, _("Time zone and dates"), when, _edit(event, "id_precision"))
    if event.has_known_time and not event.is_dated:
        yield ChecklistItem(RECOMMENDED, _("The days are not known yet"), when, _edit(event, "id_precision"))
    if event.is_dated and event.is_past:
        yield ChecklistItem(RECOMMENDED, _("The event is in the past"), when, _edit(event, "id_precision"))
    yield _item(event.summary, RECOMMENDED, _("Summary"), "", _edit(event, "id_summary"))
    if event.mode != Event.Mode.ONLINE:
        yield _item(event.venue, RECOMMENDED, _("Venue"), str(event.venue or ""), _edit(event, "id_venue_name"))
        if event.venue and not event.venue.timezone and event.venue.programme_id:
            url = reverse("venues:edit", args=[event.programme.slug, event.venue.pk])
            yield ChecklistItem(RECOMMENDED, _("The time zone of the venue is not confirmed"), str(event.venue), url)
    contact = event.contact_address
    yield _item(contact, RECOMMENDED, _("Contact for replies"), contact, _edit(event, "id_contact_email"))
    if event.mode != Event.Mode.IN_PERSON:
        yield _item(event.online_url, RECOMMENDED, _("Joining link"), "", _edit(event, "id_online_url"))


def _agenda(event: Event, sessions: list[Session]) -> Iterator[ChecklistItem]:
    count = ngettext("%(count)d session", "%(count)d sessions", len(sessions)) % {"count": len(sessions)}
    yield _item(sessions, RECOMMENDED, _("Agenda"), count, reverse("agenda:editor", args=[event.slug]))
    outside = [session.title for session in sessions if is_outside(session, event)]
    if outside:
        detail = ", ".join(outside)
        yield ChecklistItem(
            REQUIRED,
            _("Sessions are outside the time of the event"),
            detail,
            reverse("agenda:editor", args=[event.slug]),
        )
    untimed = [session.title for session in sessions if session.starts_at is None]
    if untimed and event.is_dated:
        yield ChecklistItem(
            RECOMMENDED, _("Sessions have no time"), ", ".join(untimed), reverse("agenda:editor", args=[event.slug])
        )
    silent = [session for session in sessions if not session.contributors.all()]
    if sessions:
        text = ngettext(
            "%(count)d of %(total)d session has no contributor", "%(count)d of %(total)d sessions have no contributor",
            len(silent),
        )  # fmt: skip
        label = text % {"count": len(silent), "total": len(sessions)} if silent else _("Contributors")
        yield _item(not silent, RECOMMENDED, label, "", reverse("contributors:list", args=[event.slug]))


def _missing_for(delegations: list[str]) -> str:
    """Return a text such as "missing for Japan; Mongolia, Workers and 9 more". Without delegations, return ""."""
    if not delegations:
        return ""
    names, more = "; ".join(delegations[:MOST_NAMED]), len(delegations) - MOST_NAMED
    if more <= 0:
        return _("missing for %(names)s") % {"names": names}
    return ngettext("missing for %(names)s and %(count)d more", "missing for %(names)s and %(count)d more", more) % {
        "names": names,
        "count": more,
    }


def _nomination_deadline(event: Event, delegations: "list[Delegation]") -> ChecklistItem:
    own = event.nominations_close_at
    open_ended = [str(delegation) for delegation in delegations if delegation.nomination_closes_at is None]
    is_done = not open_ended if delegations else own
    detail = _missing_for(open_ended) or (moment_text(own, event.zone) if own else "")
    by_event = event.policy == Event.Policy.NOMINATION
    url = _edit(event, "id_nominations_local") if by_event else reverse("nominations:grid", args=[event.slug])
    return _item(is_done, RECOMMENDED, _("Deadline for nominations"), detail, url)


def _registration(event: Event, delegations: "list[Delegation]") -> Iterator[ChecklistItem]:
    closes_at, starts_at = event.registration_closes_at, event.starts_at
    policy = str(event.get_policy_display())
    yield ChecklistItem(DONE, _("Registration"), policy, _edit(event, "id_policy"))
    if closes_at and closes_at <= now() and event.policy != Event.Policy.NONE:
        label = _("Registration closes in the past")
        yield ChecklistItem(RECOMMENDED, label, "", _edit(event, "id_closes_local"))
    grid = reverse("nominations:grid", args=[event.slug])
    if event.policy == Event.Policy.NOMINATION:
        count = ngettext("%(count)d delegation", "%(count)d delegations", len(delegations))
        seats = grid if delegations else reverse("nominations:equal_seats", args=[event.slug])
        yield _item(delegations, RECOMMENDED, _("Delegations"), count % {"count": len(delegations)}, seats)
    alone = [str(delegation) for delegation in delegations if delegation.focal_point_id is None]
    if delegations:
        yield _focal_points(event, alone)
    if delegations or event.policy == Event.Policy.NOMINATION:
        yield _nomination_deadline(event, delegations)
    late = [
        row for row in delegations if starts_at and row.nomination_closes_at and row.nomination_closes_at > starts_at
    ]
    if late:
        yield ChecklistItem(
            RECOMMENDED, _("Nominations close after the event starts"), ", ".join(map(str, late[:5])), grid
        )
    if event.policy not in {Event.Policy.NONE, Event.Policy.NOMINATION}:
        yield _item(event.seats, RECOMMENDED, _("Number of places"), str(event.seats or ""), _edit(event, "id_seats"))
    if event.asks_travel:
        due = event.details_due_at
        yield _item(due, RECOMMENDED, _("Deadline for travel details"), "", _edit(event, "id_details_due_local"))
