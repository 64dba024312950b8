"""The page of an expert behind their personal link."""

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Assignment, Declaration
from tests.events.missions.experts.helpers import agreed, asked, available, make_mission, make_terms, selected, token_of

pytestmark = pytest.mark.django_db


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
    assert Client().get(address).status_code == 410


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
