"""Which entry of the directory a contributor belongs to: one for each person and programme.

Contributors come from several pages. Those that have no entry yet get it here, with a fixed number of queries."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts.models import User
from accounts.names import name_key
from events.models import Contributor, Expert, Programme


@transaction.atomic
def entry_for(
    programme: Programme | int, *, person: User | None, name: str, affiliation: str = "", chosen: Expert | None = None
) -> Expert:
    """Return the entry of a contributor, and create it if there is none.

    The entry of the account counts first. `chosen` is the entry that the user has chosen: it counts unless it belongs to
    another account. Without an account, an entry with the same name is meant if there is only one."""
    key = programme.pk if isinstance(programme, Programme) else programme
    entries = Expert.objects.filter(programme=key)
    if person is not None and (entry := entries.filter(person=person).first()):
        return entry
    if chosen is not None and chosen.programme_id == key and (person is None or chosen.person_id is None):
        return _give_person(chosen, person)
    same = [entry for entry in entries.filter(name__iexact=name) if person is None or entry.person_id is None]
    if len(same) == 1:
        return _give_person(same[0], person)
    try:
        with transaction.atomic():
            return Expert.objects.create(programme_id=key, person=person, name=name, affiliation=affiliation)
    except IntegrityError:  # another request has created it for this person
        return entries.get(person=person)


def _give_person(entry: Expert, person: User | None) -> Expert:
    """Record the account of an entry that had none."""
    if person is not None and entry.person_id is None:
        entry.person = person
        entry.save(update_fields=["person", "changed_at"])
    return entry


@transaction.atomic
def adopt(contributors: QuerySet[Contributor]) -> int:
    """Give each of these contributors without an entry their entry; return how many. Three queries and one for each new
    entry or link."""
    rows = list(
        contributors.filter(expert=None).exclude(name="").order_by("-pk").select_related("session__event", "person")
    )
    programmes = {row.session.event.programme_id for row in rows}
    if not rows:
        return 0
    by_person, by_name = _entries_of(programmes)
    for row in sorted(rows, key=lambda row: row.person_id is None):
        programme = row.session.event.programme_id
        named = (programme, name_key(row.name))
        entry = by_person.get((programme, row.person_id)) if row.person_id else by_name.get(named)
        if entry is None:
            entry = Expert.objects.create(
                programme_id=programme, person=row.person, name=row.name, affiliation=row.affiliation
            )
            if row.person_id:
                by_person[programme, row.person_id] = entry
            if named[1]:
                by_name.setdefault(named, entry)
        row.expert = entry
    Contributor.objects.bulk_update(rows, ["expert"], batch_size=500)
    return len(rows)


def _entries_of(programmes: Iterable[int]) -> tuple[dict[tuple[int, int], Expert], dict[tuple[int, str], Expert]]:
    """Return the entries of programmes by their account, and by their name."""
    by_person: dict[tuple[int, int], Expert] = {}
    by_name: dict[tuple[int, str], Expert] = {}
    for entry in Expert.objects.filter(programme__in=list(programmes)).order_by("pk"):
        if entry.person_id:
            by_person[entry.programme_id, entry.person_id] = entry
        if key := name_key(entry.name):
            by_name.setdefault((entry.programme_id, key), entry)
    return by_person, by_name
