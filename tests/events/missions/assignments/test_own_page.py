"""The page of an expert behind their personal link."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.links.services import end_links
from events.contributors.links import assignment_link
from events.journeys.links import journey_link
from events.journeys.meetings import own_people
from events.missions.experts import services as experts
from events.missions.reports import services as reports
from events.models import Assignment, AssignmentChange, Declaration, Event
from tests.events.journeys.meetings.helpers import make_visit
from tests.events.journeys.scene import make_leg
from tests.events.missions.experts.helpers import agreed, asked, available, make_mission, make_terms, selected, token_of
from tests.events.missions.reports.helpers import submitted
from tests.factories import make_country, make_member

pytestmark = [pytest.mark.look, pytest.mark.django_db]


def page(assignment):
    return reverse("assignments:own", args=[token_of(assignment)])


def post(assignment, action, **data):
    return Client().post(page(assignment), {"action": action} | data, follow=True)


def test_expert_says_that_they_can_come_with_a_condition_and_changes_the_answer():
    assignment = asked(role="lead")
    assert "Can you take part?" in Client().get(page(assignment)).text

    response = post(assignment, "accept", note="Not on\nFriday.")
    assignment.refresh_from_db()
    assert (assignment.status, assignment.condition) == ("available", "Not on Friday.")
    assert "Thank you." in response.text
    post(assignment, "decline", note="A new post.")

    assignment.refresh_from_db()
    assert (assignment.status, assignment.condition, assignment.reason) == ("not_available", "", "A new post.")


def test_expert_reads_the_country_and_the_agreed_terms_before_the_answer():
    mission = make_mission(venue=None)
    mission.event.countries.set([make_country("VN")])
    row = {"title": "Report", "owner": "Lead expert", "anchor": "end", "offset": 14, "format": "", "language": ""}
    make_terms(mission, objective="Pay faster.", deliverables=[row])
    due_on = mission.event.days[1] + timedelta(days=14)

    text = Client().get(page(asked(mission))).text

    assert "Viet Nam" in text
    assert "Pay faster." in text
    assert f"due on {due_on.day} {due_on:%B %Y}" in text
    assert "I agree to these terms" not in text


@pytest.mark.parametrize(("days", "is_button"), [(3, False), (-1, True)])
def test_the_report_is_offered_first_from_the_start_of_the_mission(days, is_button):
    assignment = agreed(role="lead")
    Event.objects.update(starts_at=now() + timedelta(days=days), ends_at=now() + timedelta(days=days + 2))

    text = Client().get(page(assignment)).text

    assert text.count("Write the report") == 1
    assert ("The report is written after the mission." in text) is not is_button


def test_the_page_of_the_mission_and_that_of_the_journey_lead_to_each_other():
    assignment = agreed(role="lead")
    event, person = assignment.mission.event, assignment.expert.person
    assert "Your journey" not in Client().get(page(assignment)).text
    make_leg(event, [person])

    journey = journey_link(event, person)
    assert f'href="{journey}"' in Client().get(page(assignment)).text
    assert f'href="{assignment_link(assignment)}"' in Client().get("/" + journey.split("/", 3)[3]).text


def test_expert_fills_in_the_declaration_and_agrees_to_the_terms():
    assignment = selected()
    terms = make_terms(assignment.mission, objective="Bring people from claim to job service.")

    post(assignment, "declare", consulting="Three months for a software firm.")
    assert "Bring people from claim to job service." in Client().get(page(assignment)).text
    post(assignment, "sign", terms=terms.pk)

    found = Declaration.objects.get()
    assert (found.consulting, found.employment) == ("Three months for a software firm.", "")
    assert Assignment.objects.get().terms == terms


@pytest.mark.parametrize("terms", ["", "x", "9" * 30, "0"])
def test_terms_that_the_page_has_not_shown_are_not_agreed_to(terms):
    assignment = selected()
    make_terms(assignment.mission)

    response = post(assignment, "sign", terms=terms)

    assert (response.status_code, Assignment.objects.get().terms) == (200, None)


def test_declaration_that_is_too_long_stays_in_the_form():
    assignment = selected()

    response = post(assignment, "declare", family="x" * 501)

    assert response.context["declaration_form"].errors
    assert not Declaration.objects.exists()


def test_withdrawal_asks_first_and_then_ends_the_link():
    assignment = agreed()
    assert "Yes, I withdraw" in post(assignment, "withdraw", reason="Ill").text
    assert Assignment.objects.get().status == "agreed"
    address = page(assignment)

    response = Client().post(address, {"action": "withdraw", "reason": "Ill", "confirmed": "1"})

    assert (response.status_code, "You have withdrawn" in response.text) == (200, True)
    ended = Client().get(address)
    assert (ended.status_code, "because you have withdrawn" in ended.text) == (410, True)


def test_before_the_answer_the_page_asks_for_no_declaration():
    assignment = asked()

    text = Client().get(page(assignment)).text

    assert "Declaration of interests" not in text


def test_page_shows_nothing_of_other_experts():
    mission = make_mission()
    own = selected(mission)
    available(mission, name="Park Ji-won")

    assert "Park Ji-won" not in Client().get(page(own)).text


def test_unknown_action_is_not_found():
    assert post(asked(), "steal").status_code == 404


@pytest.mark.parametrize("status", ["cancelled", "postponed"])
def test_mission_that_is_called_off_says_so(status):
    assignment = asked()
    event = assignment.mission.event
    type(event).objects.update(status=status)

    assert f"This mission is {status}" in Client().get(page(assignment)).text


def test_expert_reads_what_the_host_and_the_team_entered_about_a_meeting():
    assignment = agreed(role="lead")
    meeting = make_visit(
        assignment.mission.event,
        status="confirmed",
        questions="How many people claim?",
        programme_of_host="10:00 Tour of the counters",
        gate="North gate",
        address="1 Wharf Road",
    )
    own_people.bring(meeting, assignment.pk, by=make_member(assignment.mission.event.programme))

    text = Client().get(page(assignment)).text

    for words in ("How many people claim?", "10:00 Tour of the counters", "North gate"):
        assert words in text
    assert "<dd><bdi>1 Wharf Road</bdi>" in text


def test_a_condition_stays_on_the_page_after_the_selection():
    assignment = available(role="lead")
    Assignment.objects.update(condition="Back on Friday.")
    experts.select(assignment, by=None)

    text = Client().get(page(assignment)).text

    assert "Your condition" in text
    assert "Back on Friday." in text


def test_the_day_of_an_answer_is_that_of_the_place():
    assignment = available(role="lead")
    Event.objects.update(timezone="Asia/Jakarta")
    Assignment.objects.update(answered_at=datetime(2026, 11, 30, 20, tzinfo=UTC))

    assert "You said on 1 December 2026 that you can come" in Client().get(page(assignment)).text


def test_an_expert_reads_when_the_bus_leaves():
    assignment = agreed(role="lead")
    meeting = make_visit(assignment.mission.event, hour="10:00", bus_minutes=45)
    bus_at = meeting.bus_at.astimezone(meeting.session.zone)

    assert f"<dt>Bus or departure</dt><dd>{bus_at:%H:%M}</dd>" in Client().get(page(assignment)).text


def test_the_note_of_a_returned_report_is_at_the_top_of_both_pages():
    assignment = agreed(role="lead")
    report = submitted(assignment.mission)
    addresses = [page(assignment), reverse("assignments:report", args=[token_of(assignment)])]
    assert all("ask you to change the report" not in Client().get(address).text for address in addresses)

    reports.send_back(report, note="Name the province.", by=make_member(report.mission.event.programme))

    for address in addresses:
        above = Client().get(address).text.partition("Declaration of interests")[0].partition('id="findings"')[0]
        assert "Name the province." in above


def test_the_page_says_when_it_was_made_and_its_worker_serves_the_pages_of_experts_alone():
    text = Client().get(page(agreed(role="lead"))).text

    worker = reverse("assignments:worker")
    assert f'data-worker="{worker}"' in text
    assert "Saved on this phone" in text
    assert Client().get(worker)["Service-Worker-Allowed"] == "/assignments/"


def test_the_link_of_a_released_expert_says_since_when_and_whom_to_ask():
    assignment = agreed(role="lead")
    Event.objects.update(title="Claims of unemployment", contact_email="team@example.org", timezone="Asia/Jakarta")
    officer = make_member(assignment.mission.event.programme)
    experts.release(assignment, by=officer, note="Budget")
    AssignmentChange.objects.filter(status="released").update(at=datetime(2026, 11, 30, 20, tzinfo=UTC))

    answer = Client().get(page(assignment))

    assert answer.status_code == 410
    assert "1 December 2026, you are no longer on the mission" in answer.text
    assert "mailto:team@example.org" in answer.text
    for other in ("newer link", "Claims of unemployment", "Budget", "Send me a new link"):
        assert other not in answer.text


def test_the_link_that_was_ended_by_its_person_does_not_say_what_became_of_the_mission():
    assignment = agreed(role="lead")
    address = page(assignment)
    experts.release(assignment, by=make_member(assignment.mission.event.programme))
    end_links(assignment.expert.person)

    assert "A newer link has replaced it" in Client().get(address).text


def test_the_link_of_an_expert_who_was_not_selected_says_so():
    assignment = available(role="lead")
    experts.drop(assignment, by=make_member(assignment.mission.event.programme))

    assert "You are not needed for this mission" in Client().get(page(assignment)).text
