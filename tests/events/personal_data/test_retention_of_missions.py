"""How long the data of the contacts of missions and visits is kept."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils.timezone import now

from events.missions.requests.letters import save_letter
from events.models import Event, FollowUp, Meeting, MissionReport, MissionRequest
from events.models.answer import private_storage
from events.personal_data.retention import of_missions
from events.questions import files
from tests.events.journeys.follow_ups.helpers import make_recommendation
from tests.events.journeys.meetings.helpers import make_visit
from tests.events.missions.helpers import a_letter, make_asked_mission, make_request
from tests.factories import make_event

pytestmark = pytest.mark.django_db


def age(request, days):
    MissionRequest.objects.filter(pk=request.pk).update(changed_at=now() - timedelta(days=days))


def end(event, days):
    ended = now() - timedelta(days=days)
    Event.objects.filter(pk=event.pk).update(starts_at=ended - timedelta(hours=8), ends_at=ended)


def test_drafts_of_requests_are_deleted_with_their_letters_after_ninety_days(django_capture_on_commit_callbacks):
    old, young, sent = make_request(), make_request(), make_request(status="submitted", reference="REQ-2026-001")
    save_letter(old, a_letter())
    old.refresh_from_db()
    for request, days in ((old, 91), (young, 89), (sent, 400)):
        age(request, days)

    with django_capture_on_commit_callbacks(execute=True):
        assert of_missions.delete_request_drafts() == 1
        assert of_missions.delete_request_drafts() == 0

    assert set(MissionRequest.objects.all()) == {young, sent}
    assert not private_storage().exists(old.letter.name)


def test_contacts_of_requests_are_emptied_two_years_after_the_mission_or_the_decision():
    (_mission, answered), (_other, young) = make_asked_mission(), make_asked_mission()
    declined = make_request(status="declined", reference="REQ-2026-901")
    waiting = make_request(status="submitted", reference="REQ-2026-902")
    end(answered.mission.event, 731)
    end(young.mission.event, 729)
    for request in (answered, young, declined, waiting):
        age(request, 731)

    assert (of_missions.delete_contacts(), of_missions.delete_contacts()) == (2, 0)

    names = dict(MissionRequest.objects.values_list("pk", "contact_name"))
    assert {pk for pk, name in names.items() if not name} == {answered.pk, declined.pk}
    assert MissionRequest.objects.get(pk=answered.pk).contact_email == ""


def test_contacts_of_meetings_and_owners_of_closed_recommendations_are_emptied():
    old, young = make_visit(make_event(kind="study_visit")), make_visit(make_event(kind="study_visit"))
    done, still_open = (
        make_recommendation(status="done", evidence="Circular 14", done_on=now().date()),
        make_recommendation(),
    )
    end(old.session.event, 731)
    end(young.session.event, 729)
    for row in (done, still_open):
        end(row.event, 731)

    assert of_missions.delete_contacts() == 2

    assert dict(Meeting.objects.values_list("pk", "contact_email")) == {old.pk: "", young.pk: young.contact_email}
    assert dict(FollowUp.objects.values_list("pk", "owner_email")) == {done.pk: "", still_open.pk: "agus@example.org"}


@pytest.mark.parametrize("folder", ["mission-letters", "mission-reports"])
def test_files_that_no_request_or_report_names_are_swept(folder, monkeypatch):
    request = make_request()
    save_letter(request, a_letter())
    report = MissionReport.objects.create(mission=make_asked_mission()[0], file_name="report.pdf")
    MissionReport.objects.filter(pk=report.pk).update(
        file=private_storage().save(f"mission-reports/{report.pk}", ContentFile(b"%PDF"))
    )
    lost = private_storage().save(f"{folder}/lost", ContentFile(b"%PDF"))
    monkeypatch.setattr(files, "UNCLAIMED_LIFETIME", timedelta(days=-1))

    files.delete_unused_files()

    request.refresh_from_db()
    report.refresh_from_db()
    assert not private_storage().exists(lost)
    assert private_storage().exists(request.letter.name)
    assert private_storage().exists(report.file.name)
