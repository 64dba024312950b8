"""What every test of places may ask: whether all that is counted is what there is, and no more than may be."""

from events.models import Delegation, Event, Registration, Session


def online(registrations):
    return sum(one.mode == "online" for one in registrations)


def check_counters(event):
    """Count the places of event, of its delegations and of its sessions anew, and compare."""
    event = Event.objects.get(pk=event.pk)
    registrations = list(event.registrations.select_related("event"))
    _check_event(event, registrations)
    for delegation in Delegation.objects.filter(event=event):
        _check_delegation(delegation, [one for one in registrations if one.delegation_id == delegation.pk])
    for session in event.sessions.all():
        _check_session(session)


def _check_event(event, registrations):
    confirmed = [one for one in registrations if one.status == "confirmed"]
    offered = [one for one in registrations if one.is_offered and one.delegation_id is None]
    members = [one for one in confirmed if one.delegation_id is not None]
    seats = sum(event.delegations.values_list("seats", flat=True))
    assert event.seats_taken == len(confirmed)
    assert event.online_taken == online(confirmed)
    assert event.seats_kept == seats - len(members) + len(offered)
    assert event.online_kept == online(offered)
    assert event.room_kept == seats - (len(members) - online(members)) + len(offered) - online(offered)
    if event.seats is not None:
        assert event.seats_taken + event.seats_kept <= event.seats
    if event.room_seats is not None:
        assert event.room_taken + event.room_kept <= event.room_seats
    if event.online_seats is not None:
        assert event.online_taken + event.online_kept <= event.online_seats


def _check_delegation(delegation, members):
    assert delegation.seats_taken == sum(one.status == "confirmed" for one in members)
    assert delegation.seats_named == sum(one.holds_named_seat for one in members)
    assert delegation.seats_taken + delegation.seats_named <= delegation.seats
    ranks = [one.reserve_rank for one in members if one.reserve_rank is not None]
    assert len(ranks) == len(set(ranks))


def _check_session(session: Session):
    choosers = Registration.objects.filter(session_choices__session=session)
    assert session.seats_taken == choosers.count()
    assert session.seats is None or session.seats_taken <= session.seats
    assert {one.status for one in choosers} <= set(Registration.CHOOSING)
