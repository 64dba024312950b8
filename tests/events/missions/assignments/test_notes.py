"""The notes of meetings on the page of an expert: with a script and without one."""

import pytest
from django.test import Client
from django.urls import reverse

from events.contributors.services import ContributorEntry, add
from events.models import FollowUp, Meeting
from tests.events.missions.experts.helpers import agreed, available, make_mission, selected, token_of
from tests.events.missions.reports.helpers import make_meeting
from tests.factories import make_member

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


def page(assignment, meeting):
    return reverse("assignments:notes", args=[token_of(assignment), meeting.pk])


def own(assignment):
    return reverse("assignments:own", args=[token_of(assignment)])


def typed(**changes):
    return {"revision": "0", "notes": "Two of 29 districts.", "met_names": "Ratna", "met_people": "5"} | changes


def test_notes_are_saved_without_a_script():
    mission = make_mission()
    lead, meeting = agreed(mission, role="lead"), make_meeting(mission)

    response = Client().post(page(lead, meeting), typed(), follow=True)

    meeting.refresh_from_db()
    assert (meeting.notes, meeting.met_people) == ("Two of 29 districts.", 5)
    assert "Saved: your notes." in response.text
    assert "Two of 29 districts." in Client().get(own(lead)).text


def test_script_gets_what_is_stored_and_both_versions_after_a_conflict():
    mission = make_mission()
    lead, meeting = selected(mission, role="lead"), make_meeting(mission)

    first = Client().post(page(lead, meeting), typed(), headers=JSON).json()
    second = Client().post(page(lead, meeting), typed(notes="From another phone."), headers=JSON).json()

    assert (first["revision"], first["both"]) == ("1", False)
    assert (second["revision"], second["both"]) == ("2", True)
    assert second["notes"].startswith("Two of 29 districts.\n\n— Second version, by Nakamura Haruka —")


def test_values_that_cannot_be_stored_are_refused():
    mission = make_mission()
    lead, meeting = selected(mission, role="lead"), make_meeting(mission)

    response = Client().post(page(lead, meeting), typed(revision="x"), headers=JSON)
    shown = Client().post(page(lead, meeting), typed(met_people="-1"))

    assert (response.status_code, "error" in response.json()) == (400, True)
    assert shown.status_code == 200
    assert Meeting.objects.get().notes == ""


def test_more_women_than_people_are_refused_at_their_field_and_the_text_stays():
    mission = make_mission()
    lead, meeting = selected(mission, role="lead"), make_meeting(mission)

    answer = Client().post(page(lead, meeting), typed(met_people="2", met_women="3"), headers=JSON)
    shown = Client().post(page(lead, meeting), typed(notes="Kept.", met_people="2", met_women="3"))

    assert (answer.status_code, answer.json()["field"]) == (400, "met_women")
    assert "The women are among the people met." in answer.json()["error"]
    form = shown.context["meetings"][0].form
    assert (list(form.errors), form["notes"].value(), form["met_women"].value()) == (["met_women"], "Kept.", "3")
    assert Meeting.objects.get().met_women is None


def test_expert_sees_the_meetings_in_which_they_take_part_and_the_lead_all():
    mission = make_mission()
    lead = selected(mission, role="lead")
    other = selected(mission, name="Somsak Chaiyaporn")
    own_meeting, foreign = make_meeting(mission, "Round table", notes="x"), make_meeting(mission, "Opening", notes="y")
    person = other.expert.person
    add(
        mission.event,
        ContributorEntry(session=own_meeting.session, name=person.name, role="expert", address=person.email),
        by=make_member(mission.event.programme),
    )

    text = Client().get(own(other)).text

    assert ("Round table" in text, "Opening" in text) == (True, False)
    assert Client().post(page(other, foreign), typed()).status_code == 404
    assert "Opening" in Client().get(own(lead)).text


def test_expert_of_another_mission_and_one_who_is_not_selected_see_nothing():
    mission = make_mission()
    meeting = make_meeting(mission, notes="Secret")
    stranger, candidate = selected(make_mission(), role="lead"), available(mission, role="lead")

    assert Client().get(page(stranger, meeting)).status_code == 404
    assert Client().post(page(candidate, meeting), typed()).status_code == 404
    assert "Secret" not in Client().get(own(candidate)).text


def test_next_step_is_a_follow_up_of_the_meeting():
    mission = make_mission()
    lead, meeting = selected(mission, role="lead"), make_meeting(mission)

    Client().post(page(lead, meeting), {"action": "step", "text": "Bagus sends ten claims.", "due_on": "2027-04-13"})
    shown = Client().post(page(lead, meeting), {"action": "step", "text": ""})

    row = FollowUp.objects.get()
    assert (row.kind, row.meeting, str(row.due_on), row.visibility) == ("step", meeting, "2027-04-13", "team")
    assert shown.context["meetings"][0].step_form.errors


def test_notes_leave_in_no_mail_and_no_calendar():
    mission = make_mission()
    lead, meeting = selected(mission, role="lead"), make_meeting(mission)
    person = lead.expert.person
    Client().post(page(lead, meeting), typed(notes="Unions say that many are told to resign."))

    add(
        mission.event,
        ContributorEntry(session=meeting.session, name=person.name, role="expert", address=person.email),
        by=make_member(mission.event.programme),
    )

    mails = list(person.messages.all())
    assert any(mail.ics for mail in mails)
    assert not any("resign" in mail.text + mail.html + mail.ics for mail in mails)


@pytest.mark.parametrize("number", [1, 4])
def test_number_of_queries_is_fixed(number, django_assert_max_num_queries):
    mission = make_mission()
    lead = selected(mission, role="lead")
    for index in range(number):
        meeting = make_meeting(mission, f"Meeting {index}")
        FollowUp.objects.create(event=mission.event, kind="step", number=index + 1, text="x", meeting=meeting)
    address = own(lead)
    Client().get(address)

    with django_assert_max_num_queries(9):
        assert Client().get(address).text.count("data-notes=") == number
