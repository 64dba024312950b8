"""What the public sees of an expert mission. The team chooses the parts one by one. Meetings are never public."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from events.journeys.public_choice.fields import PublicFields, is_listed
from events.models import (
    AreaOfAction,
    Assignment,
    Country,
    Document,
    Event,
    Mission,
    MissionReport,
    Session,
    TermsOfReference,
)
from events.spoken_languages import language_names

FIELDS = PublicFields(
    {
        "title": _("Title"),
        "dates": _("Dates"),
        "country": _("Country"),
        "area": _("Area of action"),
        "institution": _("Institution that has asked"),
        "experts": _("Names of the experts"),
        "objective": _("Objective, from the agreed terms of reference"),
        "public_summary": _("Public summary, when it is released"),
    },
    default=("title", "dates", "country", "area"),
)
NAMED = (Assignment.Status.SELECTED, Assignment.Status.AGREED, Assignment.Status.COMPLETED)


@dataclass(frozen=True, kw_only=True)
class PublicMission:
    """The public parts of a mission. A part that was not chosen is empty."""

    is_listed: bool = True
    countries: Sequence[str] = ()
    areas: Sequence[str] = ()
    institutions: Sequence[str] = ()
    experts: Sequence[str] = ()
    objective: str = ""
    # The public summary by language code.
    summaries: dict[str, str] = field(default_factory=dict)

    @property
    def named_summaries(self) -> list[tuple[str, str, str]]:
        """The code of each language, its name, and the summary."""
        return [(code, language_names([code])[0], text) for code, text in self.summaries.items()]

    @property
    def summary(self) -> str:
        """The summary in English, else in the first language that has one."""
        return self.summaries.get("en") or next(iter(self.summaries.values()), "")


def public_mission(event: Event) -> PublicMission | None:
    """Return what the public sees of event; None if it is no mission, or has no data of one."""
    if event.kind != Event.Kind.EXPERT_MISSION:
        return None
    mission = Mission.objects.filter(event=event).first()
    if mission is None:
        return None
    mission.event = event
    return public_parts(mission)


def show_only_chosen(event: Event) -> PublicMission | None:
    """Take everything from event that is not public, before a public page shows it; return the public parts.

    Meetings, texts of the event, documents and the place are never public: the institution and the experts are named only
    if the team chooses them. event must not be saved after that. An event that is no mission stays as it is."""
    parts = public_mission(event)
    if parts is None:
        return None
    for name in ("summary", "description", "audience", "outcome", "organised_by", "supported_by", "note", "online_url"):
        setattr(event, name, "")
    event.sources, event.venue, event.minimum_people = [], None, None
    hidden = {"sessions": Session.objects.none(), "documents": Document.objects.none()}
    if not parts.countries:
        hidden["countries"] = Country.objects.none()
    if not parts.areas:
        hidden["areas"] = AreaOfAction.objects.none()
    _prefetched(event).update(hidden)
    return parts


def hide_meetings(event: Event) -> None:
    """Take the prefetched sessions from event if it is a mission: its meetings are never public."""
    if event.kind == Event.Kind.EXPERT_MISSION and Mission.objects.filter(event=event).exists():
        _prefetched(event)["sessions"] = Session.objects.none()


def _prefetched(event: Event) -> dict[str, Any]:
    """Return Django's own cache of related rows."""
    return event.__dict__.setdefault("_prefetched_objects_cache", {})


def public_parts(mission: Mission) -> PublicMission:
    """Return the public parts of a mission, which may be unsaved: the preview shows a choice before it is saved.

    Six queries at most."""
    shown, event = set(mission.public_fields), mission.event
    is_saved = mission.pk is not None
    return PublicMission(
        is_listed=is_listed(shown),
        countries=[country.name for country in event.countries.all()] if "country" in shown else (),
        areas=[area.name for area in event.areas.all()] if "area" in shown else (),
        institutions=_institutions(mission) if is_saved and "institution" in shown else (),
        experts=_experts(mission) if is_saved and "experts" in shown else (),
        objective=_objective(mission) if is_saved and "objective" in shown else "",
        summaries=_summaries(mission) if is_saved and "public_summary" in shown else {},
    )


def _institutions(mission: Mission) -> list[str]:
    return list(dict.fromkeys(mission.requests.order_by("pk").values_list("institution", flat=True)))


def _experts(mission: Mission) -> list[str]:
    rows = mission.assignments.filter(status__in=NAMED).select_related("expert")
    return [row.expert.name for row in rows]


def _objective(mission: Mission) -> str:
    agreed = TermsOfReference.objects.filter(mission=mission, status=TermsOfReference.Status.AGREED)
    return agreed.values_list("objective", flat=True).first() or ""


def _summaries(mission: Mission) -> dict[str, str]:
    """Return the summary by language. Nothing before the report is accepted and the summary released."""
    report = MissionReport.objects.filter(
        mission=mission, status=MissionReport.Status.ACCEPTED, released_at__isnull=False
    ).first()
    return {language: text for language, text in report.public_summary.items() if text} if report else {}
