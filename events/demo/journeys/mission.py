"""The worked example of an expert mission: from the request of a ministry to the recommendations, six months later."""

from datetime import date, timedelta
from typing import Any

from accounts.models import User
from events.deliverables import services as deliverables
from events.demo.journeys import costs, legs, meetings, mission_report
from events.demo.journeys.example import ExampleVenues, lines, moment, noon, sentence
from events.demo.journeys.people import person
from events.journeys.costs import services as cost_sheets
from events.missions.calls import services as calls
from events.missions.deliverable_rows import DeliverableRow, write_rows
from events.missions.experts import services as experts
from events.missions.experts.services import Review
from events.missions.overview import services as overview
from events.missions.periods import PossiblePeriod, write_periods
from events.missions.requests import acceptance
from events.missions.requests import services as requests
from events.missions.terms import services as terms
from events.models import (
    AreaOfAction,
    Assignment,
    Country,
    Declaration,
    Deliverable,
    Event,
    Expert,
    Mission,
    MissionRequest,
    Programme,
    ReminderRule,
    TermsOfReference,
)
from events.planning.services import edit_event, publish
from events.reminders import rules

Audience = ReminderRule.Audience
INTERESTS = ("employment", "consulting", "investments", "research", "family")
RESULTS = {"cleared": Declaration.Result.CLEARED, "cleared_with_conditions": Declaration.Result.CONDITIONS}
ROLES = {"lead": Assignment.Role.LEAD, "member": Assignment.Role.EXPERT}
# The example says how many experts were asked, answered and were available. These are the others, with their answers;
# None for no answer. The family name is a word for "sample".
OTHERS = [
    ("Kim Gyeonbon", "KR", "Seoul", True),
    ("Wei Ling Contoh", "MY", "Kuala Lumpur", True),
    ("Ramon Halimbawa", "PH", "Manila", False),
    ("Akira Mihon", "JP", "Tokyo", None),
]
FIGURES, FIGURES_AFTER = "Quarterly figures, first quarter after the mission", timedelta(days=90, minutes=-1)


def load(
    data: dict[str, Any], programme: Programme, team: dict[str, User], places: ExampleVenues, area: AreaOfAction
) -> Event:
    """Load the mission. team: by the keys of the example."""
    rows = data["expert_mission"]
    request = _request(rows, programme, team)
    event = _accept(rows, request, team, places, area)
    mission = Mission.objects.get(event=event)
    request.refresh_from_db()
    _agree_on_terms(rows, event, request, team)
    travellers = _experts(rows, event, mission, team)
    travellers |= {"okafor": team["coordinator"]}
    interpreter = next(row for row in rows["others_on_mission"] if row["role"] == "interpreter")
    travellers[interpreter["key"]] = person(interpreter)
    programme_rows = rows["programme"]
    meetings.load_mission(event, rows, travellers, places, by=team["coordinator"])
    legs.add(event, programme_rows["legs"], travellers, by=team["coordinator"])
    overview.save_emergency(event, lines(*programme_rows["emergency"].values()))
    overview.choose_public_fields(event, rows["event"]["public_fields"])
    _remind(event, team["coordinator"])
    publish(event, by=team["manager"])
    meetings.move_mission(event, rows, by=team["coordinator"])
    _receive(rows, event, team)
    mission_report.load(rows, event, mission, team)
    _ask_institution(event, request)
    _costs(data, event, travellers, team)
    return event


def _remind(event: Event, by: User) -> None:
    """Add the reminders of the experts to those that the event has from its programme."""
    rules.use_own_rules(event, by=by)
    for audience, amount in ((Audience.EXPERT_PAPERS, 21), (Audience.MISSION_EXPERTS, 7)):
        rules.save_rule(ReminderRule(programme=event.programme, event=event, audience=audience, amount=amount), by=by)


def _request(rows: dict[str, Any], programme: Programme, team: dict[str, User]) -> MissionRequest:
    """Publish a call, and let the ministry ask, answer a question and be accepted later."""
    row, contact, second = rows["request"], rows["request"]["contact"], rows["request"]["second_contact"]
    endorsement = row["endorsement"]
    call = calls.create(
        programme,
        title="Requests for missions and visits (sample)",
        text="Ministries and social partners can ask for an expert mission or a study visit. Write the problem, your "
        "questions and two possible weeks.",
        closes_at=moment(f"{rows['event']['starts_on']} 17:00", "Asia/Bangkok") - timedelta(days=14),
        timezone="Asia/Bangkok",
        addresses=contact["email"],
    )
    calls.publish(call)
    request = requests.ask(
        programme,
        call=call,
        topic=rows["event"]["title"],
        institution=row["institution"]["name"],
        unit=row["institution"]["unit"],
        country=Country.objects.get(pk=row["institution"]["country"]),
        constituency=row["institution"]["constituency"],
        contact_name=contact["name"],
        contact_title=contact["job_title"],
        contact_email=contact["email"],
        contact_phone=contact["phone"],
        contact_language=contact["language"],
        second_contact=f"{second['name']}, {second['email']}, {second['phone']}",
        problem=row["problem"],
        tried_before=row["tried_before"],
        results_wanted=lines(*row["results_wanted"]),
        questions=lines(*row["questions"]),
        expert_wished=row["expert_wished"]["profile"],
        staff_taking_part=_staff(row["staff_taking_part"]),
        period=write_periods(
            PossiblePeriod(
                date.fromisoformat(one["from_on"]), date.fromisoformat(one["to_on"]), one["note"].replace(": ", ", ")
            )
            for one in row["windows"]
        ),
        cities=", ".join(row["cities"]),
        languages="Indonesian; the experts work in English, with interpretation",
        provides=lines(*row["institution_provides"]),
        confidential=lines(*row["confidential"]),
        endorsed_by=f"{endorsement['by']}, {endorsement['job_title']}",
        letter_reference=f"{endorsement['letter']['ref']}, {sentence(endorsement['letter']['dated_on'])}",
    )
    _first, question, answer, _accepted = row["log"]
    request = requests.submit(request)
    request = requests.return_with_question(request, by=team[question["by"]], note=question["note"])
    return requests.submit(request, note=answer["note"])


def _staff(row: dict[str, Any]) -> str:
    return f"{row['total']} ({row['women']} women): {', '.join(row['units'])}"


def _accept(
    rows: dict[str, Any], request: MissionRequest, team: dict[str, User], places: ExampleVenues, area: AreaOfAction
) -> Event:
    log = rows["request"]["log"]
    event = acceptance.accept(request, by=team["manager"], note=log[-1]["note"])
    # The services set the present time. The example has happened before.
    for change, row in zip(request.changes.order_by("pk"), log, strict=True):
        request.changes.filter(pk=change.pk).update(at=moment(row["at"], "Asia/Bangkok"))
    event.sessions.all().delete()  # the draft has sessions of its kind; the meetings come in their place
    return edit_event(
        event,
        by=team["manager"],
        slug=rows["event"]["slug"],
        venue=places.venue("jkt-ministry"),
        areas=[area],
        officer=team["coordinator"],
        is_sample=True,
    )


def _agree_on_terms(rows: dict[str, Any], event: Event, request: MissionRequest, team: dict[str, User]) -> None:
    """Send two versions; the institution agrees to the second one by its link."""
    row, by = rows["terms_of_reference"], team["coordinator"]
    first, second = row["versions"]
    names = {one["key"]: one["name"] for one in rows["experts"]}
    fields = {
        "background": row["background"],
        "objective": row["objective"],
        "scope": lines(*row["scope"]["in"]),
        "tasks": lines(*row["tasks"]),
        "profile": lines(*(f"{ROLES[one['role']].label}: {_days(one['days'])}" for one in row["team"])),
        "counterpart": lines(row["counterpart"]["name"], *row["counterpart"]["duties"]),
        "inputs": lines(*rows["request"]["institution_provides"]),
        "languages": "Report in English; summary in English and Indonesian",
        "conduct": row["visibility"],
        "assumptions": lines(*row["assumptions"]),
        "deliverables": write_rows(_deliverable(one, names) for one in row["deliverables"]),
    }
    terms.begin(event, by=by)
    terms.save(event, by=by, note=sentence(first["note"]), **fields)
    terms.send(event, by=by)
    terms.begin(event, by=by)
    terms.save(event, by=by, note=sentence(second["note"]), out_of_scope=lines(*row["scope"]["out"]))
    terms.send(event, by=by)
    agreed = terms.agree_by_link(request, second["number"], name=second["agreed_by"])
    # The services set the present time.
    for version in (first, second):
        TermsOfReference.objects.filter(mission=agreed.mission, number=version["number"]).update(
            sent_at=noon(version["sent_on"], event.timezone)
        )
    TermsOfReference.objects.filter(pk=agreed.pk).update(agreed_at=noon(second["agreed_on"], event.timezone))


def _days(days: dict[str, int]) -> str:
    return f"days of preparation: {days['preparation']}, of mission: {days['mission']}, of report: {days['report']}"


def _deliverable(row: dict[str, Any], names: dict[str, str]) -> DeliverableRow:
    """Return the row of a deliverable. The rule of the example is "start - 28 days" or "end"."""
    anchor, *rest = row["rule"].split()
    offset = int(rest[1]) * (-1 if rest[0] == "-" else 1) if rest else 0
    return DeliverableRow(row["title"], names[row["owner"]], anchor, offset, row["format"], row["language"])


def _experts(rows: dict[str, Any], event: Event, mission: Mission, team: dict[str, User]) -> dict[str, User]:
    """Fill the directory and ask six experts, of whom two are selected. Return these by their keys."""
    people = {}
    for row in rows["experts"]:
        expert = _expert(event.programme, row)
        people[row["key"]] = expert.person
        _assign(expert, row, mission, team)
    for name, country, city, answer in OTHERS:
        expert = _expert(
            event.programme, {"name": name, "nationality": country, "lives_in": {"city": city, "timezone": ""}}
        )
        asked = experts.ask(
            experts.propose(mission, expert, role=Assignment.Role.EXPERT, by=team["coordinator"]),
            by=team["coordinator"],
        )
        if answer is not None:
            experts.answer(asked, is_available=answer, note="" if answer else "I teach in this week.")
        _set_times(asked, rows["experts"][0]["assignment"], ["asked"] if answer is None else ["asked", "answered"])
    return people  # type: ignore[return-value]  # each has an account


def _expert(programme: Programme, row: dict[str, Any]) -> Expert:
    return Expert.objects.create(
        programme=programme,
        person=person(row),
        name=row["name"],
        local_name=row.get("name_local", ""),
        job_title=row.get("job_title", "Adviser, employment services"),
        affiliation=row.get("organisation") or "",
        city=row["lives_in"]["city"],
        country=Country.objects.filter(pk=row["nationality"]).first(),
        expertise=lines(*row.get("expertise", ["benefit claims"])),
        languages=" ".join(one["code"] for one in row.get("languages", [{"code": "en"}])),
        biography=row.get("biography", ""),
    )


def _assign(expert: Expert, row: dict[str, Any], mission: Mission, team: dict[str, User]) -> None:
    facts, declared, by = row["assignment"], row["declaration"], team["coordinator"]
    letter = facts["released_by_employer"]
    assignment = experts.propose(mission, expert, role=ROLES[facts["role"]], by=by)
    assignment = experts.change(
        assignment,
        role=ROLES[facts["role"]],
        days="2 + 5 + 3" if facts["role"] == "lead" else "1 + 5 + 2",
        release_letter=f"{letter['ref']}, {sentence(letter['dated_on'])}" if letter else "",
        by=by,
    )
    assignment = experts.ask(assignment, by=by)
    assignment = experts.answer(assignment, is_available=True)
    interests = {name: declared[name] for name in INTERESTS} | {"statements": declared["public_statements"]}
    experts.declare(assignment, {name: "" if text == "none" else text for name, text in interests.items()})
    experts.review(assignment, Review(RESULTS[declared["result"]], declared.get("condition", "")), by=team["manager"])
    assignment = experts.select(assignment, by=team["manager"])
    agreed = experts.agreed_terms(mission)
    assert agreed  # noqa: S101 (for the type checker: _agree_on_terms() comes first)
    assignment = experts.sign_terms(assignment, agreed.pk)
    experts.agree(assignment, by=team["manager"])
    _set_times(assignment, facts, ["asked", "answered", "selected", "agreed"])
    # The services set the present time.
    Declaration.objects.filter(assignment=assignment).update(
        filled_at=noon(declared["filled_on"], "Asia/Bangkok"), reviewed_at=noon(declared["reviewed_on"], "Asia/Bangkok")
    )


def _set_times(assignment: Assignment, facts: dict[str, Any], steps: list[str]) -> None:
    """Set the days of the steps of an assignment: the services set the present time."""
    moments = {name: noon(facts[f"{name}_on"], "Asia/Bangkok") for name in steps}
    Assignment.objects.filter(pk=assignment.pk).update(**{f"{name}_at": at for name, at in moments.items()})
    changes = assignment.changes.order_by("pk")
    for change, at in zip(changes, [moments["asked"], *moments.values()], strict=True):  # the first one is the proposal
        assignment.changes.filter(pk=change.pk).update(at=at)


def _receive(rows: dict[str, Any], event: Event, team: dict[str, User]) -> None:
    """Mark the deliverables as received on the days of the example."""
    for row in rows["terms_of_reference"]["deliverables"]:
        found = Deliverable.objects.get(event=event, title=row["title"])
        deliverables.receive(event, found.pk, by=team["coordinator"])
        # The service sets the present time.
        Deliverable.objects.filter(pk=found.pk).update(received_at=noon(row["received_on"], event.timezone))


def _ask_institution(event: Event, request: MissionRequest) -> None:
    """Ask the institution for its first figures. It has no account: the reminders go to its contact, with its link."""
    assert event.ends_at  # noqa: S101 (for the type checker: _create() sets it)
    due_at = event.ends_at + FIGURES_AFTER
    deliverables.ask(event, request, kind=Deliverable.Kind.OTHER, title=FIGURES, due_at=due_at)


def _costs(data: dict[str, Any], event: Event, travellers: dict[str, User], team: dict[str, User]) -> None:
    rows = data["expert_mission"]["cost_sheet"]
    costs.rules(event, data, data["expert_mission"]["event"]["cities"])
    cost_sheets.compute_days(event, [travellers[key] for key in rows["dsa"]])
    costs.meals(event, rows["dsa"]["haruka"])
    for row in rows["lines"]:
        costs.line(event, kind=row["kind"], what=row["what"], units=row["units"], price=row["price"])
    cost_sheets.take_step(event, "approve", by=team["manager"])
    cost_sheets.take_step(event, "settle", by=team["manager"])
