"""The institution of a mission learns who comes, when the team is confirmed and when it changes."""

import pytest
from django.test import Client

from events.missions.experts import services
from events.models import Event
from notifications.models import Message
from tests.events.missions.experts.helpers import agreed, make_mission, ready, selected
from tests.events.missions.helpers import make_request, path_of
from tests.factories import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def mission():
    return make_mission()


@pytest.fixture
def asked(mission):
    return make_request(mission.event.programme, status="accepted", reference="REQ-2026-001", mission=mission)


def mails():
    return list(Message.objects.filter(kind="mission_team").order_by("pk"))


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "these experts come to your mission"), ("fr", "ces experts viennent"), ("vi", "các chuyên gia sau sẽ đến")],
)
def test_the_institution_gets_the_names_roles_and_days_in_its_language(mission, asked, language, words):
    type(asked).objects.update(contact_language=language)

    agreed(mission, name="Nakamura Haruka", role="lead", job_title="Actuary")

    (mail,) = mails()
    assert mail.to_email == "ratna@example.org"
    assert words in mail.subject
    assert "Nakamura Haruka, Actuary" in mail.text
    assert path_of(asked) in mail.text
    if language == "en":
        assert "Lead expert: Nakamura Haruka, Actuary" in mail.text
        assert "Time: " in mail.text


def test_the_team_is_one_mail_when_the_last_selected_expert_is_agreed(mission, asked):
    lead, interpreter = (
        ready(mission, name="Nakamura Haruka", role="lead"),
        ready(mission, name="Sato Yuki", role="interpreter"),
    )
    services.agree(interpreter, by=None)
    assert mails() == []

    services.agree(lead, by=None)

    (mail,) = mails()
    assert mail.text.index("Lead expert: Nakamura Haruka") < mail.text.index("Interpreter: Sato Yuki")


def test_the_institution_learns_who_withdraws_without_the_reason_and_who_comes_instead(mission, asked):
    lead = agreed(mission, name="Nakamura Haruka", role="lead")

    services.withdraw(lead, reason="Surgery.")
    agreed(mission, name="Park Jisoo", role="lead")

    _first, gone, instead = mails()
    assert gone.subject == "REQ-2026-001: the experts of your mission have changed"
    assert "Nakamura Haruka (Lead expert) cannot come to your mission after all." in gone.text
    assert "Surgery" not in gone.text + gone.html
    assert "Nakamura Haruka" not in instead.text
    assert "Lead expert: Park Jisoo" in instead.text


def test_a_released_expert_is_told_with_those_who_still_come(mission, asked):
    lead = agreed(mission, name="Nakamura Haruka", role="lead")
    second = agreed(mission, name="Park Jisoo")

    services.release(second, by=make_member(mission.event.programme))

    *_earlier, mail = mails()
    assert "Park Jisoo (Expert) cannot come" in mail.text
    assert "Lead expert: Nakamura Haruka" in mail.text
    assert lead.pk


def test_nobody_is_told_of_an_expert_whom_the_institution_does_not_expect(mission, asked):
    services.release(selected(mission), by=make_member(mission.event.programme))

    assert mails() == []


def test_the_team_that_is_left_is_told_when_the_one_who_was_missing_is_released(mission, asked):
    waiting = selected(mission, name="Park Jisoo")
    agreed(mission, name="Nakamura Haruka", role="lead")
    assert mails() == []

    services.release(waiting, by=make_member(mission.event.programme))

    (mail,) = mails()
    assert ("Nakamura Haruka" in mail.text, "Park Jisoo" in mail.text) == (True, False)


def test_no_mail_about_a_mission_that_is_cancelled(mission, asked):
    lead = agreed(mission)
    Message.objects.all().delete()
    Event.objects.update(status="cancelled")

    services.release(lead, by=make_member(mission.event.programme))

    assert mails() == []


def test_the_page_of_the_institution_says_who_is_not_confirmed_yet(mission, asked):
    agreed(mission, name="Nakamura Haruka", role="lead")
    selected(mission, name="Park Jisoo")

    page = Client().get(path_of(asked)).text

    assert page.count("not confirmed yet") == 1
    assert page.index("Nakamura Haruka") < page.index("Park Jisoo") < page.index("not confirmed yet")
