"""The team's page of experts: who sees and does what."""

import pytest
from django.test import Client
from django.urls import reverse

from events.missions.experts import services
from events.models import Assignment, AssignmentChange, Declaration
from notifications.models import Message
from tests.events.missions.experts.helpers import (
    NO_INTERESTS,
    asked,
    available,
    mails_to,
    make_expert,
    make_mission,
    proposed,
    ready,
    selected,
)
from tests.factories import make_event, make_member

pytestmark = pytest.mark.django_db


def client_of(mission, role="manager"):
    client = Client()
    client.force_login(make_member(mission.event.programme, role))
    return client


def page(name, mission, *keys):
    return reverse(f"mission_experts:{name}", args=[mission.event.slug, *keys])


def test_another_event_has_no_experts_page():
    event = make_event()
    client = Client()
    client.force_login(make_member(event.programme))

    assert client.get(reverse("mission_experts:list", args=[event.slug])).status_code == 404


def test_mission_without_a_row_gets_one_on_the_first_visit():
    mission = make_mission()
    event = mission.event
    mission.delete()
    client = Client()
    client.force_login(make_member(event.programme))

    response = client.get(reverse("mission_experts:list", args=[event.slug]))

    assert "No expert is proposed yet." in response.text
    assert event.kind == "expert_mission"


def test_proposing_asking_and_selecting_from_the_pages():
    mission = make_mission()
    expert = make_expert(mission)
    client = client_of(mission)

    response = client.post(page("propose", mission), {"expert": expert.pk, "role": "lead"}, follow=True)
    assignment = Assignment.objects.get()
    assert "Nobody is notified yet." in response.text
    client.post(page("step", mission, assignment.pk), {"do": "change", "role": "lead", "days": "2 + 5 + 3"})
    client.post(page("step", mission, assignment.pk), {"do": "ask", "note": "Two cities."})
    services.answer(assignment, is_available=True, note="Not on Friday.")
    response = client.post(page("decide", mission, assignment.pk), {"do": "select"}, follow=True)

    assignment.refresh_from_db()
    assert (assignment.status, assignment.days) == ("selected", "2 + 5 + 3")
    assert "Not on Friday." in response.text
    assert "This expert has not filled in the declaration of interests yet." in response.text
    assert [mail.kind for mail in mails_to(assignment)] == ["assignment_asked", "assignment_selected"]


@pytest.mark.parametrize(("role", "is_shown"), [("manager", True), ("coordinator", False)])
def test_only_managers_read_the_texts_of_a_declaration(role, is_shown):
    assignment = selected()
    services.declare(assignment, NO_INTERESTS | {"consulting": "Three months for a software firm."})
    Declaration.objects.update(result="conditions", condition="No talks on software.", reviewed_at=assignment.asked_at)

    response = client_of(assignment.mission, role).get(page("detail", assignment.mission, assignment.pk))

    assert "No talks on software." in response.text
    assert ("software firm" in response.text) is is_shown
    assert ("software firm" in str(response.context["interests"])) is is_shown


def test_coordinator_cannot_decide():
    assignment = ready()
    client = client_of(assignment.mission, "coordinator")

    for do in ("select", "agree", "release", "review"):
        assert client.post(page("decide", assignment.mission, assignment.pk), {"do": do}).status_code == 403
        # The other address knows no decisions.
        assert client.post(page("step", assignment.mission, assignment.pk), {"do": do}).status_code == 404
    assert Assignment.objects.get().status == "selected"


def test_review_without_a_condition_shows_the_error_at_the_field():
    assignment = selected()
    services.declare(assignment, NO_INTERESTS)

    response = client_of(assignment.mission).post(
        page("decide", assignment.mission, assignment.pk), {"do": "review", "result": "conditions", "condition": " "}
    )

    assert response.context["review_form"].errors["condition"] == [
        "Write the condition under which the declaration is cleared."
    ]
    assert Declaration.objects.get().result == ""


def test_managers_agrees_and_releases_with_a_note():
    assignment = ready()
    client = client_of(assignment.mission)

    client.post(page("decide", assignment.mission, assignment.pk), {"do": "agree"})
    client.post(page("decide", assignment.mission, assignment.pk), {"do": "release", "note": "Sorry.\nNext year."})

    assert list(AssignmentChange.objects.values_list("status", "note"))[-1] == ("released", "Sorry. Next year.")


def test_expert_of_another_mission_is_not_found():
    assignment, other = asked(), make_mission()

    client = client_of(other)
    assert client.get(page("detail", other, assignment.pk)).status_code == 404
    assert client.post(page("step", other, assignment.pk), {"do": "drop"}).status_code == 404


def test_note_that_is_too_long_is_refused():
    assignment = proposed()
    client = client_of(assignment.mission)

    response = client.post(page("step", assignment.mission, assignment.pk), {"do": "ask", "note": "x" * 501})

    assert response.context["note_form"].errors
    assert not Message.objects.exists()


def test_search_finds_by_words_language_and_subject():
    mission = make_mission()
    make_expert(mission, "Nakamura Haruka", languages="ja en", expertise="benefit claims")
    make_expert(mission, "Park Ji-won", languages="ko", expertise="case management")
    client = client_of(mission)

    def found(**search):
        return [one.row.expert.name for one in client.get(page("propose", mission), search).context["found"]]

    assert found() == ["Nakamura Haruka", "Park Ji-won"]
    assert found(q="park") == ["Park Ji-won"]
    assert found(language="ja") == ["Nakamura Haruka"]
    assert found(subject="case management") == ["Park Ji-won"]
    assert "Nobody matches the search." in client.get(page("propose", mission), {"q": "zzz"}).text


def test_queries_are_fixed_with_40_missions(django_assert_max_num_queries):
    mission = make_mission()
    one = available(mission)
    for number in range(40):
        other = make_mission(title=f"Mission {number}", starts_at=mission.event.starts_at)
        assignment = other.assignments.create(expert=one.expert, status="selected")
        assert assignment.pk
    client = client_of(mission)

    for address in (page("list", mission), page("propose", mission)):
        client.get(address)
        with django_assert_max_num_queries(32):
            assert client.get(address).text.count("Mission 3") >= 1
