"""What the public sees of a study visit. The team chooses the parts one by one."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events.journeys.public_choice.fields import PublicFields, is_listed
from events.models import Event, Meeting, Registration, Session, StudyVisit, TeamMember
from events.models.study_visit import public_by_default

FIELDS = PublicFields(
    {
        "title": _("Title"),
        "dates": _("Dates"),
        "country": _("Country and place"),
        "purpose": _("Purpose"),
        "questions": _("Questions of the visit"),
        "hosts": _("Hosts that have confirmed"),
        "days": _("Programme day by day"),
    },
    default=tuple(public_by_default()),
)
CONFIRMED = (Meeting.Status.CONFIRMED, Meeting.Status.HELD)


@dataclass(frozen=True, kw_only=True)
class PublicVisit:
    """The public parts of a visit. A part that was not chosen is empty."""

    is_listed: bool = True
    purpose: str = ""
    questions: Sequence[str] = ()
    hosts: Sequence[str] = ()
    shows_days: bool = True


def public_visit(event: Event) -> PublicVisit | None:
    """Return what the public sees of event; None if it has no data of a study visit. Two queries at most."""
    if event.kind != Event.Kind.STUDY_VISIT:
        return None
    visit = StudyVisit.objects.filter(event=event).first()
    return public_parts(visit) if visit else None


def public_parts(visit: StudyVisit) -> PublicVisit:
    """Return the public parts of a visit, which may be unsaved: the preview shows a choice before it is saved."""
    shown = set(visit.public_fields)
    return PublicVisit(
        is_listed=is_listed(shown),
        purpose=visit.purpose if "purpose" in shown else "",
        questions=visit.question_lines if "questions" in shown else (),
        hosts=_confirmed_hosts(visit.event) if "hosts" in shown else (),
        shows_days="days" in shown,
    )


def hide_days(event: Event, reader: User | AnonymousUser) -> None:
    """Take the prefetched sessions from event if its days are not public, unless reader takes part or is on the team."""
    if event.kind != Event.Kind.STUDY_VISIT:
        return
    is_hidden = StudyVisit.objects.filter(event=event, has_public_days=False).exists()
    if not is_hidden or _takes_part(event, reader):
        return
    event._prefetched_objects_cache["sessions"] = Session.objects.none()  # type: ignore[attr-defined]  # Django's own cache


def _takes_part(event: Event, reader: User | AnonymousUser) -> bool:
    if not isinstance(reader, User):
        return False
    return (
        Registration.objects.of(reader).active().filter(event=event).exists()
        or TeamMember.objects.filter(programme=event.programme_id, person=reader).exists()
    )


def _confirmed_hosts(event: Event) -> list[str]:
    """Return the names of the institutions that receive the visitors, each once, in the order of the visits."""
    names = (
        Meeting.objects.filter(session__event=event, status__in=CONFIRMED)
        .order_by("session__starts_at", "pk")
        .values_list("institution", flat=True)
    )
    return list(dict.fromkeys(name for name in names if name))
