"""The figures of the worked examples are computed by the product from the loaded rows, and agree with the file."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from events.demo import people, real_programme
from events.demo.journeys import example, load
from events.journeys.costs.queries import figures_of, sheet_of
from events.journeys.follow_ups.queries import rows_of
from events.journeys.meetings import figures as meeting_figures
from events.journeys.meetings.services import meetings_of
from events.missions.experts.queries import assignment_rows, flow_of
from events.models import (
    Assignment,
    Deliverable,
    Event,
    FollowUp,
    Leg,
    Mission,
    MissionReport,
    MissionRequest,
    Programme,
    Registration,
    Session,
    TermsOfReference,
)
from events.organise import menu
from events.study_visits import figures as visit_figures
from notifications.models import Message

OVERDUE_ON = example.read()["expert_mission"]["follow_up"][1]["date"]
STATE_NAMES = {"not_applicable": "no_longer_applicable"}


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Load the examples once for the tests of this file. Each test changes them in a transaction of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        real_programme.load_countries()
        people.sample(people.SIGN_INS["organizer"], name="Sample Manager")
        load.load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded, db):
    pass


@pytest.fixture
def mission(demo):
    return Event.objects.get(slug=rows("expert_mission")["event"]["slug"])


@pytest.fixture
def visit(demo):
    return Event.objects.get(slug=rows("study_visit")["event"]["slug"])


def rows(name):
    return example.read()[name]


def expected(name):
    return rows(name)["expected"]


def utc(moment):
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def legs_by_key(event, name):
    """Return the legs by the keys of the file. Each has a number or a time of its own."""
    found = {(leg.number, utc(leg.departs_at)): leg for leg in event.legs.all()}
    by_key = {}
    for row in rows(name)["programme"]["legs"] if name == "expert_mission" else rows(name)["legs"]:
        departs = example.moment(row["departs_at"], row["from"]["timezone"])
        by_key[row["key"]] = found[row["number"], utc(departs)]
    return by_key


def key_of(person, name):
    """Return the key of a person in the file."""
    known = rows(name)["participants" if name == "study_visit" else "experts"]
    return next(row["key"] for row in known if row["name"] == person.name)


@pytest.mark.parametrize("name", ["expert_mission", "study_visit"])
def test_legs_agree_with_the_example(demo, name):
    legs = legs_by_key(Event.objects.get(slug=rows(name)["event"]["slug"]), name)

    computed = {
        key: {
            "departs": utc(leg.departs_at),
            "arrives": utc(leg.arrives_at),
            "minutes": leg.minutes,
            "clock_shift_minutes": leg.clock_shift_minutes,
            "arrives_days_later": leg.arrives_days_later,
        }
        for key, leg in legs.items()
    }

    assert computed == expected(name)["legs"]
    assert Leg.objects.filter(event__slug=rows(name)["event"]["slug"]).count() == len(legs)


def test_each_participant_is_on_the_legs_of_the_example(visit):
    legs = legs_by_key(visit, "study_visit")
    on_legs = {
        row["key"]: [key for key, leg in legs.items() if leg.travellers.filter(person__email=row["email"]).exists()]
        for row in rows("study_visit")["participants"]
    }

    assert on_legs == expected("study_visit")["legs_of"]
    assert legs["l6"].travellers.count() == expected("study_visit")["travellers_to_osaka"]


def test_meetings_agree_with_the_example(mission):
    wanted = expected("expert_mission")
    keys = {row["title"]: row["key"] for row in rows("expert_mission")["programme"]["meetings"]}
    meetings = meetings_of(mission)
    sessions = [meeting.session for meeting in meetings]

    assert wanted["meetings"] == {
        keys[session.title]: {
            "starts": utc(session.starts_at),
            "ends": utc(session.ends_at),
            "offset_minutes": session.starts_at.astimezone(session.zone).utcoffset() // timedelta(minutes=1),
        }
        for session in sessions
    }
    figures = meeting_figures.figures_of(meetings)
    assert figures.minutes == wanted["meeting_minutes"]
    assert figures.contacts == wanted["people_met_contacts"]
    assert figures.people == wanted["people_met_unique"]
    assert figures.women_percent == wanted["women_share_contacts_percent"]


def test_itinerary_shows_the_clocks_of_each_place(mission, client):
    client.force_login(User.objects.get(email=people.SIGN_INS["organizer"]))

    page = client.get(reverse("meetings:itinerary", args=[mission.slug])).content.decode()

    assert "<time>23:55</time>" in page  # the night flight leaves Jakarta
    assert ">07:15</strong>" in page  # and arrives in Jayapura


def test_fourth_meeting_moved_in_the_second_version(mission):
    first, second = mission.agenda_versions.order_by("number")

    assert second.note == rows("expert_mission")["programme"]["versions"][1]["note"]
    session = Session.objects.get(event=mission, title="Job service in the province")
    starts = [datetime.fromisoformat(one.sessions[f"s{session.pk}"]["starts_at"]) for one in (first, second)]
    assert [f"{moment.astimezone(session.zone):%H:%M}" for moment in starts] == ["10:00", "13:30"]


def test_costs_of_the_mission_agree_with_the_example(mission):
    wanted, figures = expected("expert_mission"), figures_of(sheet_of(mission))
    days = {key_of(one.person, "expert_mission"): one for one in figures.people}

    assert {key: [str(day.amount) for day in one.days] for key, one in days.items()} == wanted["dsa"]
    assert {key: str(one.total) for key, one in days.items()} == wanted["dsa_total"]
    assert str(figures.lines_planned) == wanted["lines_total"]
    assert str(figures.planned) == str(figures.actual) == wanted["cost_total"]
    assert figures.sheet.status == rows("expert_mission")["cost_sheet"]["status"]


def test_late_deliverables_agree_with_the_example(mission):
    keys = {row["title"]: row["key"] for row in rows("expert_mission")["terms_of_reference"]["deliverables"]}
    found = Deliverable.objects.filter(event=mission, person__isnull=False)

    assert {keys[one.title]: one.due_at.astimezone(mission.zone).date().isoformat() for one in found} == {
        row["key"]: row["due_on"] for row in rows("expert_mission")["terms_of_reference"]["deliverables"]
    }
    late = [keys[one.title] for one in found if one.received_at > one.due_at]
    assert late == expected("expert_mission")["late_deliverables"]


def test_the_institution_owes_figures_after_the_mission(mission):
    owed = Deliverable.objects.get(event=mission, person=None)

    assert (owed.request.mission.event, owed.kind, owed.received_at) == (mission, "other", None)
    assert mission.planned_reminders.filter(about=owed.pk, rule__audience="reports").exists()


def test_recommendations_agree_with_the_example(mission):
    wanted = expected("expert_mission")
    found = rows_of(mission, date.fromisoformat(OVERDUE_ON), kinds=[FollowUp.Kind.RECOMMENDATION])
    states = [STATE_NAMES.get(row.follow_up.status, row.follow_up.status) for row in found]

    assert {state: states.count(state) for state in wanted["recommendations"]} == wanted["recommendations"]
    assert [row.follow_up.code for row in found if row.is_overdue] == wanted["overdue_on_2027_10_15"]


def test_report_is_accepted_and_released(mission):
    report = MissionReport.objects.get(mission__event=mission)
    row = rows("expert_mission")["report"]

    assert (report.status, bool(report.released_at)) == (row["status"], row["released"])
    assert [(one.number, one.status) for one in report.versions.all()] == [
        (1, "submitted"),
        (1, "returned"),
        (2, "submitted"),
        (2, "accepted"),
    ]
    selected = Assignment.objects.filter(mission=report.mission, selected_at__isnull=False)
    assert set(selected.values_list("status", flat=True)) == {"completed"}


def test_request_and_terms_have_their_history(mission):
    request = MissionRequest.objects.get(mission__event=mission)
    log = rows("expert_mission")["request"]["log"]

    assert [(one.status, one.note) for one in request.changes.all()] == [
        (row["step"], row.get("note", "")) for row in log
    ]
    assert [one.at for one in request.changes.all()] == [example.moment(row["at"], "Asia/Bangkok") for row in log]
    terms = TermsOfReference.objects.filter(mission__event=mission)
    assert [one.status for one in terms] == ["replaced", "agreed"]
    assert terms[1].agreed_by == "Dr Hendra Kusuma"


def test_experts_agree_with_the_call_of_the_example(mission):
    flow = flow_of(assignment_rows(Mission.objects.get(event=mission)))
    call = rows("expert_mission")["call_for_experts"]

    for name in ("asked", "answered", "available", "selected"):
        assert getattr(flow, name) == call[name]


def test_participants_agree_with_the_example(visit):
    wanted = expected("study_visit")["participants"]
    confirmed = visit.registrations.confirmed()

    assert confirmed.count() == wanted["total"] == visit.seats_taken
    assert confirmed.filter(person__gender="woman").count() == wanted["women"]
    others = {row["name"]: row["status"] for row in rows("study_visit")["not_coming"]}
    states = dict(visit.registrations.exclude(status="confirmed").values_list("person__name", "status"))
    assert {name: states[name] for name in others} == others | {"Prak Sothea": "nominated"}  # a reserve
    successor = Registration.objects.get(event=visit, nomination__replaces__isnull=False)
    assert successor.person.name == "Phạm Quốc Bảo"


def test_rooms_agree_with_the_example(visit):
    wanted, rooms = expected("study_visit"), visit_figures.rooms_of_each_type(visit)
    tokyo, osaka = rooms

    for key, hotel in (("tokyo", tokyo), ("osaka", osaka)):
        assert rooms[hotel]["single"] == wanted["single_rooms"][key]
        assert rooms[hotel]["accessible"] == wanted["accessible_rooms"][key]
    first = date.fromisoformat(rows("study_visit")["hotels"][0]["in_on"])
    assert visit_figures.rooms_in_night(visit, tokyo, first) == wanted["tokyo_rooms_on_first_night"]


def test_diets_visas_and_passports_agree_with_the_example(visit):
    wanted = expected("study_visit")

    diets = {name.lower(): count for name, count in visit_figures.diets(visit).items()}
    assert diets == wanted["diets"]
    assert visit_figures.visas(visit) == wanted["visas"]
    early = visit_figures.passports_expiring_early(visit)
    assert [key_of(one.person, "study_visit") for one in early] == wanted["passports_expiring_within_six_months"]


def test_costs_of_the_visit_agree_with_the_example(visit):
    wanted, figures = expected("study_visit"), figures_of(sheet_of(visit))
    days = {key_of(one.person, "study_visit"): one for one in figures.people}

    assert [str(day.amount) for day in days["sreymom"].days] == wanted["dsa_pattern"]
    assert {str(one.total) for key, one in days.items() if key != "maianh"} == {wanted["dsa_per_person"]}
    assert str(days["maianh"].total) == wanted["dsa_of_maianh"]
    assert str(figures.allowances) == wanted["dsa_total"]
    assert str(figures.lines_planned) == wanted["terminal_total"]
    assert not set(days) & set(rows("study_visit")["cost_sheet"]["unfunded"])


def test_hosts_are_asked_and_have_answered(visit):
    meetings = meetings_of(visit)

    assert [one.status for one in meetings].count("confirmed") == 7
    assert [one.status for one in meetings].count("tentative") == 1
    moved = next(one for one in meetings if one.contact_email == "hara.emi@example.org")
    assert f"{moved.session.starts_at.astimezone(moved.session.zone):%H:%M}" == "14:00"


def test_reports_and_actions_agree_with_the_example(visit):
    wanted = expected("study_visit")
    today = date.fromisoformat(rows("study_visit")["follow_up"]["closed_on"])

    assert visit_figures.late_reports(visit, today) == wanted["reports_late"]
    assert visit_figures.actions_by_state(visit) == wanted["actions_at_six_months"]
    due = {one.country_id: one.due_on.isoformat() for one in visit.delegation_reports.select_related("event")}
    assert due == {row["country"]: row["due_on"] for row in rows("study_visit")["reports_of_participants"]}


def test_all_is_marked_as_sample_data(demo):
    assert Programme.objects.get(slug=load.SLUG).is_sample
    assert not Event.objects.filter(is_sample=False).exists()
    assert not User.objects.filter(is_sample=False).exists()


def test_examples_load_once(demo):
    models = (Event, User, Registration, Message, Leg, FollowUp)
    before = [model.objects.count() for model in models]

    load.load()

    assert [model.objects.count() for model in models] == before


def test_examples_lie_ahead_in_each_year(demo):
    first = date.fromisoformat(rows("expert_mission")["event"]["starts_on"])

    with time_machine.travel(datetime(2031, 7, 1, tzinfo=UTC)):
        later = date.fromisoformat(rows("expert_mission")["event"]["starts_on"])
        start = expected("expert_mission")["meetings"]["m1"]["starts"]

    assert date(2031, 7, 1) < later
    assert (later.weekday(), (later - first).days % 7) == (first.weekday(), 0)
    assert start.startswith(later.isoformat())


@pytest.mark.parametrize("name", ["expert_mission", "study_visit"])
def test_all_pages_of_the_examples_open(demo, client, name):
    event = Event.objects.get(slug=rows(name)["event"]["slug"])
    client.force_login(User.objects.get(email=people.SIGN_INS["organizer"]))
    sections = [one for group in menu.EVENT_GROUPS for one in group.sections if one.applies(event)]
    pages = [reverse(one.url_name, args=[event.slug]) for one in sections]
    pages += [reverse("legs:edit", args=[event.slug, leg.pk]) for leg in event.legs.all()]
    for meeting in meetings_of(event):
        pages += [
            reverse(f"meetings:{name}", args=[event.slug, meeting.pk]) for name in ("sheet", "edit", "host_sheet")
        ]
    pages += [
        reverse("mission_experts:detail", args=[event.slug, one.pk])
        for one in Assignment.objects.filter(mission__event=event)
    ]
    pages += [reverse("study_visits:rooming", args=[event.slug, hotel.pk]) for hotel in event.hotels.all()]

    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


def test_pages_of_the_programme_open(demo, client):
    client.force_login(User.objects.get(email=people.SIGN_INS["organizer"]))
    sections = [one for group in menu.PROGRAMME_GROUPS for one in group.sections]
    request = MissionRequest.objects.get()
    pages = [reverse(one.url_name, args=[load.SLUG]) for one in sections]
    pages += [reverse("mission_requests:detail", args=[load.SLUG, request.pk])]

    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


def test_public_pages_show_only_the_chosen_parts(mission, visit, client):
    page = client.get(visit.get_absolute_url()).content.decode()

    assert rows("study_visit")["concept_note"]["purpose"] in page
    assert "Public Employment Office Tokyo West (sample)" in page
    for private in ("Chan Sreymom", "Sample Precision Works, Higashi plant (", "Silk scarf", "mori.aya", "ZZ 221"):
        assert private not in page

    page = client.get(mission.get_absolute_url()).content.decode()

    assert mission.title in page
    assert rows("expert_mission")["report"]["public_summary"]["en"] in page
    assert "Summary of the report (Indonesian)" in page
    private = ["Dr Hendra Kusuma", "Ratna Wulandari", "Unions hold", "ZZ 871", "Opening meeting", "Debriefing"]
    assert [text for text in private if text in page] == []
