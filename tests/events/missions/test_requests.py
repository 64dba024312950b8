"""The services of requests: each step follows the table, writes history and tells those whom it concerns."""

import pytest
from django.utils.timezone import localdate
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from events.journeys.errors import StepNotAllowedError
from events.missions.requests import acceptance, letters, services
from events.missions.requests.errors import (
    CallClosedError,
    OtherProgrammeError,
    QuestionMissingError,
    RequestIncompleteError,
    RequestNotOpenError,
    VisitPlaceMissingError,
)
from events.missions.requests.states import REQUEST
from events.models import Event, Mission, MissionRequest, TeamMember
from notifications.models import Message
from tests.events.missions.helpers import a_letter, make_call, make_request, make_submitted
from tests.factories import make_country, make_event, make_member, make_person, make_programme

Status = MissionRequest.Status
YEAR = localdate().year


def mails():
    """Return kind and address of each mail, in the order in which they were queued."""
    return list(Message.objects.order_by("pk").values_list("kind", "to_email"))


@pytest.mark.django_db
def test_asking_makes_a_draft_and_mails_the_link():
    programme, manager = make_programme(name="Social Dialogue"), make_person()

    request = services.ask(
        programme,
        by=manager,
        institution="Ministry",
        country=make_country(),
        contact_name="Ratna",
        contact_email="Ratna@Example.org",
    )

    assert (request.status, request.reference) == (Status.DRAFT, "")
    assert mails() == [("request_link", "ratna@example.org")]
    message = Message.objects.get()
    assert message.topic == f"programme:{programme.pk}"
    assert "Social Dialogue invites your institution" in message.text
    assert "/requests/" in message.text


@pytest.mark.django_db
def test_asking_again_sends_the_link_of_the_same_draft():
    call = make_call()
    answers = {"institution": "Ministry", "country": make_country(), "contact_name": "Ratna"}

    first = services.ask(call.programme, call=call, contact_email="ratna@example.org", **answers)
    again = services.ask(call.programme, call=call, contact_email="RATNA@example.org", **answers)
    other = services.ask(call.programme, call=call, contact_email="bagus@example.org", **answers)

    assert first == again != other
    assert Message.objects.count() == 3


@pytest.mark.django_db
def test_submitting_gives_a_reference_and_tells_contact_and_team():
    programme = make_programme()
    make_member(programme, TeamMember.Role.COORDINATOR, make_person(email="officer@example.org"))
    make_member(programme, TeamMember.Role.VIEWER)

    request = make_submitted(programme)

    assert (request.status, request.reference) == (Status.SUBMITTED, f"REQ-{YEAR}-001")
    assert mails() == [("request_received", "ratna@example.org"), ("request_arrived", "officer@example.org")]
    assert [(change.status, change.by_name) for change in request.changes.all()] == [("submitted", "Ratna Wulandari")]
    arrived = Message.objects.get(kind="request_arrived")
    for line in (
        "Event type: Expert mission",
        "Country: Thailand",
        "Possible periods: 12 to 16 April 2027 (after Eid)",
    ):
        assert line in arrived.text


@pytest.mark.django_db
def test_references_count_by_programme_and_no_two_are_alike():
    first, second = make_programme(), make_programme()

    found = [make_submitted(programme).reference for programme in (first, first, second, first)]

    assert found == [f"REQ-{YEAR}-{number:03}" for number in (1, 2, 1, 3)]


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["topic", "institution", "contact_name", "problem", "questions", "period"])
def test_a_request_without_what_it_needs_is_not_sent(field):
    request = make_request(**{field: " \n" if field in {"questions", "period"} else ""})

    with pytest.raises(RequestIncompleteError) as caught:
        services.submit(request)

    assert list(caught.value.problems) == [field]
    assert (request.changes.count(), Message.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_a_returned_request_keeps_its_reference_and_carries_the_answer():
    programme = make_programme()
    officer = make_member(programme)
    request = make_submitted(programme)

    returned = services.return_with_question(request, by=officer, note="Which years?")
    services.save(returned, provides="Data of 2024 to 2026")
    again = services.submit(returned, note="2024 to 2026, by month.")

    assert again.reference == request.reference
    assert [(change.status, change.note) for change in again.changes.all()] == [
        ("submitted", ""),
        ("returned", "Which years?"),
        ("submitted", "2024 to 2026, by month."),
    ]
    question = Message.objects.get(kind="request_returned")
    assert "> Which years?" in question.text
    assert "please answer a question" in question.subject
    arrived = Message.objects.filter(kind="request_arrived").order_by("pk").last()
    assert "2024 to 2026, by month." in arrived.text
    assert "Your question: Which years?" in arrived.text
    assert "sent again" in arrived.subject


@pytest.mark.django_db
def test_a_question_needs_a_text():
    with pytest.raises(QuestionMissingError):
        services.return_with_question(make_submitted(), by=make_person(), note="  ")


@pytest.mark.django_db
def test_a_sent_request_cannot_be_changed():
    request = make_submitted()

    with pytest.raises(RequestNotOpenError):
        services.save(request, topic="Other")
    with pytest.raises(ValueError, match="status"):
        services.save(make_request(), status="accepted")


@pytest.mark.django_db
def test_the_deadline_of_a_call_closes_drafts_but_not_returned_requests():
    closed = make_call()
    late, returned = make_request(call=closed), make_submitted(call=closed)
    services.return_with_question(returned, by=make_person(), note="Which years?")
    type(closed).objects.update(closes_at=closed.published_at)

    with pytest.raises(CallClosedError):
        services.submit(late)
    assert services.submit(returned).status == Status.SUBMITTED
    assert services.submit(late, by=make_person()).status == Status.SUBMITTED  # the team enters a late letter


@pytest.mark.django_db
def test_declining_and_withdrawing_tell_those_concerned():
    programme = make_programme()
    manager = make_member(programme, person=make_person(email="manager@example.org"))
    declined, withdrawn = make_submitted(programme), make_submitted(programme)
    Message.objects.all().delete()

    services.decline(declined, by=manager, note="No money this year.")
    services.withdraw(withdrawn, note="We found help.")

    assert mails() == [
        ("request_declined", "ratna@example.org"),
        ("request_withdrawn", "ratna@example.org"),
        ("request_withdrawn", "manager@example.org"),
    ]
    assert "No money this year." in Message.objects.get(kind="request_declined").text


@pytest.mark.django_db
def test_the_link_of_a_sent_request_does_not_ask_to_fill_in_the_form():
    request = make_submitted()
    Message.objects.all().delete()

    services.send_link(request)

    mail = Message.objects.get()
    assert mail.subject == f"{request.reference}: the link to your request"
    assert "fill in the form" not in mail.text


@pytest.mark.django_db
def test_accepting_makes_a_draft_of_a_mission():
    programme = make_programme()
    manager = make_member(programme)
    request = make_submitted(programme)

    event = acceptance.accept(request, by=manager, note="First window.")

    request.refresh_from_db()
    assert (request.status, request.mission.event) == (Status.ACCEPTED, event)
    assert (event.title, event.kind, event.status, event.policy) == (request.topic, "expert_mission", "draft", "none")
    assert (event.timezone, event.precision) == ("Asia/Bangkok", Event.Precision.DAY)  # of Thailand, in the IANA table
    days = [str(moment.astimezone(event.zone).date()) for moment in (event.starts_at, event.ends_at)]
    assert days == ["2027-04-12", "2027-04-17"]
    assert [country.pk for country in event.countries.all()] == ["TH"]
    assert "First window." in Message.objects.get(kind="request_accepted").text


@pytest.mark.django_db
def test_one_mission_can_answer_several_requests():
    programme = make_programme()
    manager = make_member(programme)
    first, second = make_submitted(programme), make_submitted(programme, institution="Agency")
    mission = acceptance.accept(first, by=manager).mission

    acceptance.accept(second, by=manager, mission=mission)

    assert {request.institution for request in mission.requests.all()} == {"Ministry of Manpower", "Agency"}
    assert Event.objects.count() == 1
    foreign = Mission.objects.create(event=make_event(programme=make_programme(), kind="expert_mission", policy="none"))
    third = make_submitted(programme)
    with pytest.raises(OtherProgrammeError):
        acceptance.accept(third, by=manager, mission=foreign)
    third.refresh_from_db()
    assert third.status == Status.SUBMITTED


@pytest.mark.django_db
def test_the_days_of_a_visit_are_those_of_the_place_that_it_goes_to():
    request = make_submitted(kind="study_visit")  # of an institution in Thailand
    manager = make_member(request.programme)
    with pytest.raises(VisitPlaceMissingError):
        acceptance.accept(request, by=manager)

    event = acceptance.accept(request, by=manager, timezone="Asia/Tokyo")

    assert (event.timezone, event.local_starts_at.isoformat()) == ("Asia/Tokyo", "2027-04-12T00:00:00+09:00")


@pytest.mark.django_db
def test_a_request_for_a_study_visit_makes_a_draft_of_a_visit():
    programme = make_programme()

    event = acceptance.accept(
        make_submitted(programme, kind="study_visit", period="May"), by=make_member(programme), timezone="Asia/Tokyo"
    )

    assert (event.kind, event.precision) == ("study_visit", Event.Precision.TBC)
    assert event.study_visit.questions.startswith("Where do people give up?")
    assert event.study_visit.public_fields == ["title", "dates", "country", "days"]


@pytest.mark.django_db(transaction=True)
def test_a_new_letter_replaces_the_one_before():
    request = make_request()
    letters.save_letter(request, a_letter())
    request.refresh_from_db()
    first, storage = request.letter.name, request.letter.storage

    letters.save_letter(request, a_letter())

    request.refresh_from_db()
    assert request.letter_name == "letter.pdf"
    assert storage.exists(request.letter.name)
    assert not storage.exists(first)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("", "We have received your request"),
        ("fr", "Nous avons reçu votre demande"),
        ("vi", "Chúng tôi đã nhận được yêu cầu"),
        ("id", "We have received your request"),
    ],
)
def test_writes_to_the_contact_in_their_language(language, subject):
    make_submitted(contact_language=language)

    assert Message.objects.get(kind="request_received").subject.startswith(subject)


STEPS = {
    "submit": services.submit,
    "return": lambda request: services.return_with_question(request, by=make_person(), note="Why?"),
    "accept": lambda request: acceptance.accept(request, by=make_person()),
    "decline": lambda request: services.decline(request, by=make_person()),
    "withdraw": services.withdraw,
}


class AnySequence(TestCase):
    @settings(max_examples=20, deadline=None)
    @given(st.lists(st.sampled_from(list(STEPS)), max_size=6))
    def test_any_sequence_of_steps_follows_the_table(self, steps):
        request = make_request(make_programme())
        history = []

        for step in steps:
            request.refresh_from_db()
            before = request.status
            if REQUEST.is_allowed(step, before):
                STEPS[step](request)
                history.append(REQUEST.target(step, before))
            else:
                with pytest.raises(StepNotAllowedError):
                    STEPS[step](request)

        request.refresh_from_db()
        assert [change.status for change in request.changes.all()] == history
        assert request.status == (history[-1] if history else Status.DRAFT)
