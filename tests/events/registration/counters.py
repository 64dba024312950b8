"""Check that the stored seat counters match the registrations and do not exceed the limits."""

from events.models import Delegation, Event, Registration, Session


def online(registrations):
    return sum(registration.mode == "online" for registration in registrations)


def check_counters(event):
    """Count the seats of event, its delegations and its sessions again, and compare with the counters."""
    event = Event.objects.get(pk=event.pk)
    registrations = list(event.registrations.select_related("event"))
    _check_event(event, registrations)
    for delegation in Delegation.objects.filter(event=event):
        _check_delegation(
            delegation, [registration for registration in registrations if registration.delegation_id == delegation.pk]
        )
    for session in event.sessions.all():
        _check_session(session)


def _check_event(event, registrations):
    confirmed = [registration for registration in registrations if registration.status == "confirmed"]
    offered = [
        registration for registration in registrations if registration.is_offered and registration.delegation_id is None
    ]
    members = [registration for registration in confirmed if registration.delegation_id is not None]
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
    assert delegation.seats_taken == sum(registration.status == "confirmed" for registration in members)
    assert delegation.seats_named == sum(registration.holds_named_seat for registration in members)
    assert delegation.seats_taken + delegation.seats_named <= delegation.seats
    ranks = [registration.reserve_rank for registration in members if registration.reserve_rank is not None]
    assert len(ranks) == len(set(ranks))


def _check_session(session: Session):
    choosers = Registration.objects.filter(session_choices__session=session)
    assert session.seats_taken == choosers.count()
    assert session.seats is None or session.seats_taken <= session.seats
    assert {registration.status for registration in choosers} <= set(Registration.CHOOSING)
