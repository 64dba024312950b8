"""The deliverables of an agreed version become deliverables of their owners, with reminders.

An owner is an expert of the mission, or an institution: that of a request which the mission answers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import languages
from events.deliverables.due_dates import due_moment, remember_days
from events.local_times import last_minute_of
from events.missions.deliverable_rows import DeliverableRow, read_rows
from events.models import Assignment, Deliverable, Event, Mission, MissionReport, MissionRequest, TermsOfReference
from events.reminders import planning

Kind = Deliverable.Kind
WORKS = (Assignment.Status.SELECTED, Assignment.Status.AGREED, Assignment.Status.COMPLETED)


@dataclass(frozen=True)
class Owner:
    """Who owes a deliverable: the key of a person, or that of the request of an institution."""

    person: int | None = None
    request: int | None = None


def sync_deliverables(mission: Mission, *, before: TermsOfReference | None = None) -> int:
    """Give each owner of a deliverable of the agreed terms a Deliverable with its due date. Return their number.

    A row whose owner is neither an expert nor an institution of the mission stays only in the terms; call this again when
    an expert is selected or a request is added.
    before: the version that was replaced; what it had and the new one has not is removed, unless it was received. The
    caller has locked the event."""
    event = mission.event
    agreed = mission.terms.filter(status=TermsOfReference.Status.AGREED).first()
    rows = read_rows(agreed.deliverables) if agreed else []
    owners = _institutions(mission) | {name: Owner(person=key) for name, key in _people(mission).items()}
    wanted = {(owners[_key(row.owner)], row.title): row for row in rows if _key(row.owner) in owners}
    known = {
        (Owner(deliverable.person_id, deliverable.request_id), deliverable.title): deliverable
        for deliverable in Deliverable.objects.filter(event=event)
    }
    for (owner, title), row in wanted.items():
        _put(event, known.get((owner, title)), owner, row)
    gone = {row.title for row in read_rows(before.deliverables)} if before else set()
    for (owner, title), deliverable in known.items():
        if title in gone and (owner, title) not in wanted and deliverable.received_at is None:
            deliverable.delete()
    planning.plan(event)
    return len(wanted)


def receive_reports(event: Event, *, is_final: bool) -> int:
    """Mark reports that the authors owe as received: the first that is due at a submission, all at the acceptance.

    Reports of others, such as that of a member of the team, stay open. Return the number. The caller has locked the event."""
    authors = Assignment.objects.filter(mission__event=event, status__in=WORKS).exclude(
        role=Assignment.Role.INTERPRETER
    )
    owed = Deliverable.objects.open().filter(event=event, kind=Kind.REPORT, person__in=authors.values("expert__person"))
    keys = list(owed.order_by("due_at", "pk").values_list("pk", flat=True))[: None if is_final else 1]
    Deliverable.objects.filter(pk__in=keys).update(received_at=now())
    if keys:
        planning.plan(event)
    return len(keys)


def expect_comments(report: MissionReport, requests: Iterable[MissionRequest]) -> None:
    """Expect the comments of institutions on a report that is shared with them, until the last day for comments.

    An institution that owes comments by the terms of reference gets this date. The caller has locked the event."""
    event, day = report.mission.event, report.comments_due_on
    if day is None:
        return
    due_at = last_minute_of(day, event.zone)
    for request in requests:
        owed = Deliverable.objects.open().filter(event=event, request=request, kind=Kind.COMMENTS)
        if not owed.update(due_at=due_at, is_typed=True):
            Deliverable.objects.create(
                event=event, request=request, kind=Kind.COMMENTS, title=_comments_title(event, request), due_at=due_at,
                is_typed=True,
            )  # fmt: skip
    planning.plan(event)


def receive_comments(event: Event, request: MissionRequest) -> None:
    """Mark the comments of an institution as received. The caller has locked the event."""
    if Deliverable.objects.open().filter(event=event, request=request, kind=Kind.COMMENTS).update(received_at=now()):
        planning.plan(event)


def end_comments(event: Event, *, is_final: bool) -> None:
    """Expect no comments any more: the institutions no longer see the report, or it is accepted (is_final).

    Those that the terms of reference name stay open for the next version. The caller has locked the event."""
    owed = Deliverable.objects.open().filter(event=event, kind=Kind.COMMENTS)
    owed.filter(anchor="").delete()
    if is_final:
        owed.update(received_at=now())
    planning.plan(event)


def _comments_title(event: Event, request: MissionRequest) -> str:
    """Return a title that the institution has no deliverable with: each sharing of the report asks again."""
    title = _("Comments on the report")
    known = Deliverable.objects.filter(event=event, request=request, title__startswith=title).count()
    return f"{title} ({known + 1})" if known else title


def _put(event: Event, known: Deliverable | None, owner: Owner, row: DeliverableRow) -> None:
    """Create or change the deliverable of a row. A date that was typed in place of the same rule stays."""
    due_at = due_moment(event, row.anchor, row.offset)
    if due_at is None:
        return
    if known is None:
        known = Deliverable(
            event=event,
            person_id=owner.person,
            request_id=owner.request,
            kind=_kind_of(row, owner),
            title=row.title,
        )
    elif known.received_at is not None or (known.is_typed and (known.anchor, known.offset) == (row.anchor, row.offset)):
        return
    known.due_at, known.anchor, known.offset, known.is_typed = due_at, row.anchor, row.offset, False
    remember_days(known, event)
    known.save()


def _kind_of(row: DeliverableRow, owner: Owner) -> Kind:
    title = row.title.casefold()
    if owner.request is not None:
        return Kind.COMMENTS if "comment" in title else Kind.OTHER
    return Kind.REPORT if "report" in title else Kind.OTHER


def _institutions(mission: Mission) -> dict[str, Owner]:
    """Return the requests that a mission answers, by the names of their institution, unit and contact.

    If there is only one, the word "institution" names it, too."""
    requests = list(mission.requests.all()) if mission.pk else []
    owners = {
        _key(name): Owner(request=request.pk)
        for request in requests
        for name in (request.institution, request.unit, request.contact_name)
        if name
    }
    if len(requests) == 1:
        owners |= {_key(label): Owner(request=requests[0].pk) for label in ("Institution", _("Institution"))}
    return owners


def _people(mission: Mission) -> dict[str, int]:
    """Return the accounts of the experts who work in a mission, by their name.

    Terms are often agreed before the experts are known, so the role of only one expert names that expert, too, such as
    "Lead expert"."""
    rows = list(
        mission.assignments.filter(status__in=WORKS, expert__person__isnull=False).select_related("expert__person")
    )
    holders = Counter(row.role for row in rows)
    by_role = {
        _key(label): row.expert.person_id
        for row in rows
        if holders[row.role] == 1 and row.expert.person_id
        for label in _labels(row)
    }
    return by_role | {
        _key(name): row.expert.person_id
        for row in rows
        if row.expert.person_id
        for name in (row.expert.name, row.expert.person.name)  # type: ignore[union-attr]
        if name
    }


def _key(name: str) -> str:
    return " ".join(name.casefold().split())


def _labels(assignment: Assignment) -> list[str]:
    """Return the name of the role in each language of mails."""
    found = []
    for code, _name in settings.MAIL_LANGUAGES:
        with override(languages.django_code(code)):
            found.append(str(assignment.get_role_display()))
    return found
