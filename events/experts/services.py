"""Change the directory of a programme's experts. Each function is one transaction."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from accounts.services import lock_people
from events.experts.errors import (
    BlockedExpertError,
    ExpertInUseError,
    ExpertOfMissionError,
    NotOverError,
    PersonListedError,
    TooManyPeriodsError,
)
from events.experts.pictures import Portrait
from events.models import Contributor, Expert, ExpertNote, ExpertPicture, ExpertRating, Programme, UnavailablePeriod
from events.registration.errors import PersonIsLeavingError
from events.registration.people import described_person

MOST_PERIODS = 50  # of one expert
Period = tuple[date, date]


@transaction.atomic
def save_expert(
    expert: Expert,
    *,
    address: str = "",
    answer: str = "",
    picture: Portrait | None = None,
    removes_picture: bool = False,
    shows_picture: bool = False,
    is_public: bool = False,
) -> Expert:
    """Save a new or changed entry. `address` finds or creates the person, if the entry has none.

    `shows_picture` and `is_public` say whether the person agrees; the dates of the consents follow from them.
    Raise PersonListedError if the person has an entry, BlockedExpertError for a closed account, and what
    described_person() raises."""
    if address and expert.person_id is None:
        expert.person = _person(expert.programme, address, answer=answer, expert=expert)
    expert.public_since = (expert.public_since or now()) if is_public else None
    expert.save()
    if removes_picture:
        ExpertPicture.objects.filter(expert=expert).delete()
    elif picture:
        set_picture(expert, picture, is_shown=shows_picture)
    show_picture(expert, is_shown=shows_picture)
    return expert


def _person(programme: Programme, address: str, *, answer: str, expert: Expert) -> User:
    person = described_person(address, answer=answer, name=expert.name, organisation_name=expert.affiliation)
    if not person.is_active:
        raise BlockedExpertError
    if not lock_people([person.pk]):
        raise PersonIsLeavingError
    if Expert.objects.filter(programme=programme, person=person).exclude(pk=expert.pk).exists():
        raise PersonListedError
    return person


@transaction.atomic
def update_profile(expert: Expert, **values: Any) -> None:
    """Change fields of an entry, as its person has typed them."""
    for name, value in values.items():
        setattr(expert, name, value)
    expert.save(update_fields=[*values, "changed_at"])


@transaction.atomic
def agree_to_page(expert: Expert, *, is_public: bool) -> None:
    """Record whether the person agrees to a public page of their own."""
    update_profile(expert, public_since=(expert.public_since or now()) if is_public else None)


@transaction.atomic
def set_picture(expert: Expert, picture: Portrait, *, is_shown: bool) -> None:
    """Store a picture in place of the one that the expert has. is_shown: whether the person agrees to show this one."""
    values = {"jpeg": picture.jpeg, "digest": picture.digest, "added_at": now()}
    ExpertPicture.objects.update_or_create(
        expert=expert, defaults=values | {"shown_since": now() if is_shown else None}
    )


@transaction.atomic
def show_picture(expert: Expert, *, is_shown: bool) -> None:
    """Record whether the person agrees that everybody sees their picture."""
    pictures = ExpertPicture.objects.filter(expert=expert)
    if is_shown:
        pictures.filter(shown_since=None).update(shown_since=now())
    else:
        pictures.update(shown_since=None)


def remove_picture(expert: Expert) -> None:
    ExpertPicture.objects.filter(expert=expert).delete()


@transaction.atomic
def delete_expert(expert: Expert) -> None:
    """Delete an entry with its notes, picture and periods. Contributors of past events stay in their agendas.

    Raise ExpertInUseError if the person contributes to an event that is not over, and ExpertOfMissionError if they are in
    the list of a mission."""
    if expert.contributions.filter(session__event__ahead_until__gte=now()).exists():
        raise ExpertInUseError
    if expert.assignments.exists():
        raise ExpertOfMissionError
    expert.delete()


@transaction.atomic
def set_unavailable(expert: Expert, periods: Collection[Period]) -> None:
    """Replace the periods that are not over by these. Raise TooManyPeriodsError."""
    if len(periods) > MOST_PERIODS:
        raise TooManyPeriodsError
    expert.unavailable_periods.filter(ends_on__gte=now().date()).delete()
    UnavailablePeriod.objects.bulk_create(
        [UnavailablePeriod(expert=expert, starts_on=start, ends_on=end) for start, end in sorted(set(periods))],
        ignore_conflicts=True,
    )


def add_note(expert: Expert, text: str, *, by: User) -> ExpertNote:
    return ExpertNote.objects.create(expert=expert, text=text, by=by)


def delete_note(note: ExpertNote) -> None:
    note.delete()


@transaction.atomic
def rate(contributor: Contributor, score: int, *, note: str = "", by: User) -> ExpertRating:
    """Store the rating of an assignment by one member of the team, in place of an earlier one by the same member.

    Raise NotOverError before the end of the event."""
    if not contributor.session.event.is_past:
        raise NotOverError
    rating, _is_new = ExpertRating.objects.update_or_create(
        contributor=contributor, by=by, defaults={"score": score, "note": note}
    )
    return rating
