"""What the pages of terms of reference read."""

from django.db.models import QuerySet

from events.models import Assignment, Mission, MissionRequest, TermsOfReference

Status = TermsOfReference.Status
OPEN = (Status.DRAFT, Status.SENT)


def versions_of(mission: Mission) -> list[TermsOfReference]:
    """Return all versions, the latest first. An unsaved mission has none."""
    return list(mission.terms.order_by("-number")) if mission.pk else []


def agreed_of(mission: Mission) -> TermsOfReference | None:
    """Return the version that applies; None before the first agreement."""
    return mission.terms.filter(status=Status.AGREED).first() if mission.pk else None


def choose(versions: list[TermsOfReference], number: str) -> TermsOfReference | None:
    """Return the version with this number; without a readable number, the latest one; None for an unknown number."""
    if not number:
        return versions[0] if versions else None
    return next((version for version in versions if str(version.number) == number), None)


def before(versions: list[TermsOfReference], shown: TermsOfReference) -> TermsOfReference | None:
    """Return the version to compare with: the one before, of the versions that the reader may see."""
    return next((version for version in versions if version.number < shown.number), None)


def requests_of(mission: Mission) -> QuerySet[MissionRequest]:
    """Return the requests that a mission answers, with their programme."""
    return MissionRequest.objects.filter(mission=mission).select_related("programme", "country").order_by("pk")


def owner_names(mission: Mission) -> list[str]:
    """Return the names of the experts of a mission, and of its institutions, for the owners of deliverables. Two queries."""
    if not mission.pk:
        return []
    gone = (Assignment.Status.RELEASED, Assignment.Status.WITHDREW, Assignment.Status.NOT_AVAILABLE)
    rows = mission.assignments.exclude(status__in=gone).select_related("expert")
    institutions = requests_of(mission).values_list("institution", flat=True)
    return [*(row.expert.name for row in rows), *institutions]
