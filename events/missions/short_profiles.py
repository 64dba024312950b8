"""What the institution of a mission reads about its experts."""

from collections.abc import Sequence
from dataclasses import dataclass

from events.models import Assignment, Mission
from events.spoken_languages import language_names

LONGEST_PROFILE = 400  # characters of a biography


@dataclass(frozen=True)
class ShortProfile:
    """What an institution reads about a selected expert. is_confirmed: the assignment is agreed."""

    name: str
    role: str
    job: str
    place: str
    languages: Sequence[str] = ()
    subjects: Sequence[str] = ()
    biography: str = ""
    is_confirmed: bool = False


def short_profiles(mission: Mission) -> list[ShortProfile]:
    """Return what the institution of a mission reads about the selected experts, the lead first. One query.

    Declarations, conditions, addresses and notes of the team are not in it."""
    rows = mission.assignments.filter(status__in=Assignment.ON_MISSION).select_related("expert__country")
    return [
        ShortProfile(
            name=row.expert.name,
            role=str(row.get_role_display()),
            job=", ".join(filter(None, [row.expert.job_title, row.expert.affiliation])),
            place=row.expert.place,
            languages=tuple(language_names(row.expert.language_codes)),
            subjects=tuple(row.expert.subjects),
            biography=row.expert.biography[:LONGEST_PROFILE],
            is_confirmed=row.status != Assignment.Status.SELECTED,
        )
        for row in sorted(rows, key=lambda row: (row.role_rank, row.pk))
    ]
