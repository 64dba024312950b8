"""Move the journey of a merged registration: legs, rooms, allowances, papers and consents. The event is locked.

Nothing that the kept person has already is replaced. A leg that overlaps with one of theirs stays with the other person:
the page of the legs warns of it, and the team decides."""

from django.db.models import Model, QuerySet

from events.models import (
    AllowanceDay,
    DelegationReport,
    Deliverable,
    Event,
    LegTraveller,
    PassportConsent,
    Registration,
    RoomStay,
    TravellerFile,
)


def move_journey(keep: Registration, gone: Registration) -> None:
    """Move what belongs to the person of gone in this event to the person of keep."""
    event = keep.event
    _legs(event, keep, gone)
    _rooms(event, keep, gone)
    _file(keep, gone)
    _consents(keep, gone)
    days = AllowanceDay.objects.filter(sheet__event=event)
    _move(days, keep, gone, "day")
    deliverables = Deliverable.objects.filter(event=event)
    received = deliverables.filter(person=gone.person_id).exclude(received_at=None)
    deliverables.filter(
        person=keep.person_id, received_at=None, title__in=list(received.values_list("title", flat=True))
    ).delete()
    _move(deliverables, keep, gone, "title")
    DelegationReport.objects.filter(event=event, owner=gone.person_id).update(owner=keep.person_id)


def _move[Row: Model](rows: QuerySet[Row], keep: Registration, gone: Registration, name: str) -> None:
    """Move rows from one person to the other. A row stays if the other person has a row with the same value of `name`."""
    taken = list(rows.filter(person=keep.person_id).values_list(name, flat=True))
    rows.filter(person=gone.person_id).exclude(**{f"{name}__in": taken}).update(person=keep.person_id)


def _legs(event: Event, keep: Registration, gone: Registration) -> None:
    rows = LegTraveller.objects.filter(leg__event=event).select_related("leg")
    own = {row.leg_id: row for row in rows.filter(person=keep.person_id)}
    for row in rows.filter(person=gone.person_id):
        if row.leg_id in own:
            mine = own[row.leg_id]
            if row.seat and not mine.seat:
                mine.seat = row.seat
                mine.save(update_fields=["seat"])
            row.delete()
        elif not (
            row.leg.takes_place and any(one.leg.takes_place and one.leg.overlaps(row.leg) for one in own.values())
        ):
            row.person_id = keep.person_id
            row.save(update_fields=["person"])
            own[row.leg_id] = row


def _rooms(event: Event, keep: Registration, gone: Registration) -> None:
    """Move the stays in hotels. If both people have a room in the same hotel, the second room is deleted."""
    stays = RoomStay.objects.filter(hotel__event=event)
    own = stays.filter(person=keep.person_id)
    stays.filter(person=gone.person_id, hotel__in=list(own.values_list("hotel", flat=True))).delete()
    stays.filter(person=gone.person_id).update(person=keep.person_id)


def _file(keep: Registration, gone: Registration) -> None:
    """Move the papers. If the kept person has papers, move only what they lack: the state of the visa, the encrypted part."""
    theirs = TravellerFile.objects.filter(registration=gone).first()
    own = TravellerFile.objects.filter(registration=keep).first()
    if theirs is None:
        return
    if own is None:
        TravellerFile.objects.filter(pk=theirs.pk).update(registration=keep)
        return
    if own.visa == TravellerFile.Visa.UNKNOWN:
        own.visa, own.visa_on, own.visa_note = theirs.visa, theirs.visa_on, theirs.visa_note
        theirs.visa_changes.update(file=own)
    own.sealed = own.sealed or theirs.sealed
    own.save()


def _consents(keep: Registration, gone: Registration) -> None:
    """Move the answers about passport data. An answer of the kept person stays; it replaces an open question."""
    own, theirs = (PassportConsent.objects.filter(registration=one) for one in (keep, gone))
    asked = PassportConsent.Answer.ASKED
    answered = list(theirs.exclude(answer=asked).values_list("meeting", flat=True))
    own.filter(answer=asked, meeting__in=answered).delete()
    theirs.exclude(meeting__in=list(own.values_list("meeting", flat=True))).update(registration=keep)
