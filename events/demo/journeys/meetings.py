"""The meetings of the mission and the visits to hosts: sessions with our people, and what the host and the team know."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.models import User
from events.agenda import edits, operations, versions
from events.agenda.items import items_of
from events.contributors import services as contributors
from events.demo.journeys.example import ExampleVenues, lines, moment, noon, sentence
from events.journeys.follow_ups import services as follow_ups
from events.journeys.meetings import services
from events.models import Contributor, Event, FollowUp, Meeting, Session

Role, Kind = Contributor.Role, Session.Kind
# The version of the agenda in which a meeting moved is published after the first one.
MOVED_MEETING = "m4"
BEFORE_MOVE = "10:00"
KINDS = {"session": Kind.SESSION, "visit": Kind.SESSION, "meal": Kind.BREAK}
DINNER_FROM = 18  # hours


def load_mission(
    event: Event, rows: Mapping[str, Any], people: Mapping[str, User], places: ExampleVenues, *, by: User
) -> None:
    """Create the six meetings with all that is known after them. The fourth one has not moved yet: see move_mission()."""
    roles = {row["key"]: Role.EXPERT for row in rows["experts"]} | {
        "okafor": Role.MODERATOR,
        "interp-id": Role.INTERPRETER,
    }
    contact = rows["request"]["contact"]
    ours: list[Contributor] = []
    for position, row in enumerate(rows["programme"]["meetings"]):
        day, _start = row["starts_at"].split()
        was_moved = row["key"] == MOVED_MEETING
        begins = moment(f"{day} {BEFORE_MOVE}" if was_moved else row["starts_at"], places.zone(row["place"]))
        length = datetime.fromisoformat(row["ends_at"]) - datetime.fromisoformat(row["starts_at"])
        session = Session.objects.create(
            event=event,
            position=position,
            title=row["title"],
            starts_at=begins,
            ends_at=begins + length,
            timezone=places.zone(row["place"]),
            venue=places.venue(row["place"]),
        )
        ours += [_task(session, people[key], roles[key]) for key in row["our_side"]]
        _mission_meeting(session, row, contact, by)
    contributors.exchange(event, removed=[], added=ours, by=by)


def _mission_meeting(session: Session, row: Mapping[str, Any], contact: Mapping[str, str], by: User) -> None:
    counterpart, theirs = row["counterpart"], row["their_side"]
    name, _comma, phone = row["contact_on_day"].partition(", ")
    meeting = services.make_meeting(session, by=by)
    meeting = services.save_details(
        meeting,
        {
            "institution": counterpart["institution"],
            "counterpart_name": counterpart["name"],
            "counterpart_title": counterpart["job_title"],
            "contact_name": name,
            "contact_phone": phone,
            "contact_language": contact["language"],
            "contact_on_day": row["contact_on_day"],
            "aim": row["aim"],
            "brings": lines(*row["brings"]),
            "dress": sentence(row["dress"]),
            "interpreter_by": Meeting.InterpreterBy.VISITORS,
            "expected_people": theirs["expected"],
        },
    )
    services.take_step(meeting, "confirm", by=by)
    meeting = services.take_step(meeting, "hold", by=by, moment=session.ends_at)
    meeting = services.save_result(
        meeting, met_people=theirs["met"], met_women=theirs["women"], met_names=lines(*theirs["names"])
    )
    services.save_notes(meeting, row["notes"], revision=meeting.notes_revision)
    # The services set the present time.
    Meeting.objects.filter(pk=meeting.pk).update(answered_at=noon(row["confirmed_on"], session.event.timezone))
    for step in row["agreed_next_steps"]:
        added = services.add_next_step(meeting, text=sentence(step), owner_name=name, due_on=session.event.last_day)
        follow_ups.close(added, "finish", evidence="Received by the team", by=by)
        # The service sets the present day.
        FollowUp.objects.filter(pk=added.pk).update(done_on=session.event.last_day)
        added.changes.update(at=session.event.ends_at)


def move_mission(event: Event, rows: Mapping[str, Any], *, by: User) -> None:
    """Publish the second version of the programme, in which the fourth meeting moves."""
    row = next(one for one in rows["programme"]["meetings"] if one["key"] == MOVED_MEETING)
    first, second = rows["programme"]["versions"]
    _publish_move(event, row, second["note"], by)
    # The services set the present time.
    for version in (first, second):
        event.agenda_versions.filter(number=version["number"]).update(at=noon(version["published_on"], event.timezone))


def load_visit(
    event: Event, rows: Mapping[str, Any], people: Mapping[str, User], places: ExampleVenues, *, by: User
) -> None:
    """Create the days of the visit, with the hosts. A visit that a host has moved has its first time still."""
    hosts = {row["key"]: row for row in rows["hosts"]}
    items = [item for day in rows["days"] for item in day["items"]]
    ours: list[Contributor] = []
    interpreters = [row["key"] for row in rows["staff"] if row["role"] == "interpreter"]
    for position, item in enumerate(items):
        host = hosts.get(item.get("host") or "")
        moved = (host or {}).get("moved")
        begins = moment(moved["from"] if moved else item["starts_at"], places.zone(item["place"]))
        length = datetime.fromisoformat(item["ends_at"]) - datetime.fromisoformat(item["starts_at"])
        is_dinner = item["kind"] == "meal" and begins.hour >= DINNER_FROM
        session = Session.objects.create(
            event=event,
            position=position,
            kind=Kind.SOCIAL if is_dinner else KINDS[item["kind"]],
            title=item["title"],
            starts_at=begins,
            ends_at=begins + length,
            timezone=places.zone(item["place"]),
            venue=places.venue(item["place"]),
        )
        if item["kind"] == "meal":
            continue
        if item.get("lead"):
            ours.append(_task(session, people[item["lead"]], Role.MODERATOR))
        ours += [_task(session, people[key], Role.INTERPRETER) for key in interpreters]
        if host:
            _host(session, item, host, rows["concept_note"]["questions"], by)
    contributors.exchange(event, removed=[], added=ours, by=by)


def _host(session: Session, item: Mapping[str, Any], host: Mapping[str, Any], questions: list[str], by: User) -> None:
    contact, gate = host["contact"], host["gate"]
    venue, zone = session.venue, session.timezone
    assert venue  # noqa: S101 (for the type checker: load_visit() sets it)
    meeting = services.make_meeting(session, by=by)
    meeting = services.save_details(
        meeting,
        {
            "institution": venue.name,
            "counterpart_name": contact["name"],
            "counterpart_title": contact["job_title"],
            "contact_name": contact["name"],
            "contact_email": contact["email"],
            "contact_phone": contact["phone"],
            "contact_on_day": f"{contact['name']}, {contact['phone']}",
            "aim": item["aim"],
            "questions": lines(*(questions[number - 1] for number in item["questions"])),
            "dress": sentence(host["dress"]),
            "bus_minutes": _bus_minutes(item),
            "capacity": host["capacity"],
            "interpreter_by": host["interpreter_by"],
            "is_step_free": host["step_free"],
            "photographs": sentence(host["photographs"]),
            "gate": "" if gate == "none" else gate,
            "security_list": _list_wanted(gate.casefold()),
            "letter_reference": host["letter"] or "",
            "gift": f"{host['gift']['planned']}, for: {host['gift']['for']}",
        },
    )
    meeting = services.take_step(meeting, "ask", by=by)
    step = {"confirmed": "confirm", "tentative": "answer_tentative"}[host["status"]]
    services.take_step(meeting, step, by=by)
    # The services set the present time.
    answered = noon(host["confirmed_on"] or host["asked_on"], zone)
    Meeting.objects.filter(pk=meeting.pk).update(asked_at=noon(host["asked_on"], zone), answered_at=answered)


def _list_wanted(gate: str) -> Meeting.SecurityList:
    """Return the list that the rules of the entrance ask for."""
    if "passport" in gate:
        return Meeting.SecurityList.BIRTH_DATES
    return Meeting.SecurityList.NAMES if "names" in gate else Meeting.SecurityList.NONE


def _bus_minutes(item: Mapping[str, Any]) -> int:
    """Return how long before the visit the bus leaves. Both times are on the clocks of one place."""
    start, bus = (datetime.fromisoformat(item[name]) for name in ("starts_at", "bus_at"))
    return round((start - bus).total_seconds() / 60)


def move_visit(event: Event, rows: Mapping[str, Any], *, by: User) -> None:
    """Publish the version of the agenda in which a host has moved a visit."""
    items = {item.get("host"): item for day in rows["days"] for item in day["items"]}
    for host in rows["hosts"]:
        if host.get("moved"):
            _publish_move(event, items[host["key"]], "The host has moved the visit.", by)
            meeting = Meeting.objects.get(session__event=event, session__title=items[host["key"]]["title"])
            services.take_step(meeting, "confirm", by=by)
            answered = noon(host["moved"]["date"], event.timezone)
            Meeting.objects.filter(pk=meeting.pk).update(answered_at=answered)
            days = (rows["information_note"]["sent"][0]["date"], host["moved"]["date"])
            # The services set the present time.
            for version, day in zip(event.agenda_versions.order_by("number"), days, strict=True):
                event.agenda_versions.filter(pk=version.pk).update(at=noon(day, event.timezone))


def _publish_move(event: Event, row: Mapping[str, Any], note: str, by: User) -> None:
    item = next(one for one in items_of(event) if one.row.title == row["title"])
    edits.save(event, [operations.move(item, datetime.fromisoformat(row["starts_at"]))], text=row["title"], by=by)
    items = items_of(event, with_removed=True)
    versions.publish(event, note=note, seen=versions.fingerprint(items), by=by)


def _task(session: Session, person: User, role: str) -> Contributor:
    return Contributor(
        session=session, person=person, role=role, name=person.name, affiliation=person.organisation_name
    )
