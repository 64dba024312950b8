"""A PDF that people outside the team open has no programs, actions at opening, other files or password."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from events.models import Slides
from events.questions.file_validation import validate_file
from events.study_visits.after.links import report_link
from tests.events.engagements.helpers import invited
from tests.events.engagements.helpers import token_of as token_of_contributor
from tests.events.missions.experts.helpers import selected
from tests.events.missions.helpers import make_mission
from tests.events.missions.reports.helpers import make_report
from tests.events.missions.reports.test_pages import own
from tests.events.study_visits.helpers import make_visit
from tests.events.study_visits.test_after import a_country
from tests.factories import make_event, make_member, make_person, make_programme
from tests.pdfs import BAD, NORMAL

pytestmark = pytest.mark.django_db


@dataclass
class Upload:
    """A page with an upload. send: with a file. stored: whether it is stored. typed: what the page shows again."""

    send: Callable[[SimpleUploadedFile], HttpResponse]
    is_stored: Callable[[], bool]
    typed: str = ""


def document() -> Upload:
    event, client = make_event(), Client()
    client.force_login(make_member(event.programme))
    rows = {"documents-TOTAL_FORMS": "1", "documents-INITIAL_FORMS": "0", "documents-0-audience": "everyone"}
    rows |= {"documents-0-title": "Typed title"}
    path = reverse("planning:documents", args=[event.slug])
    return Upload(
        lambda file: client.post(path, rows | {"documents-0-upload": file}), event.documents.exists, "Typed title"
    )


def resource() -> Upload:
    programme, client = make_programme(), Client()
    client.force_login(make_member(programme))
    path = reverse("library:create", args=[programme.slug])
    typed = {"title": "Typed title", "kind": "report"}
    is_stored = programme.resources.filter(files__isnull=False).exists
    return Upload(lambda file: client.post(path, typed | {"upload": file}), is_stored, "Typed title")


def slides() -> Upload:
    contributor, engagement = invited()
    path = reverse("engagements:own", args=[token_of_contributor(engagement)])
    fields = {"action": "slides", "task": contributor.pk}
    return Upload(lambda file: Client().post(path, fields | {"file": file}, follow=True), Slides.objects.exists)


def mission_report() -> Upload:
    mission = make_mission()
    author, report = selected(mission, role="lead"), make_report(mission)

    def is_stored() -> bool:
        report.refresh_from_db()
        return bool(report.file)

    return Upload(lambda file: Client().post(own(author), {"action": "upload", "file": file}), is_stored)


def visit_report() -> Upload:
    report = a_country(make_visit(), "KH", focal_point=make_person())

    def is_stored() -> bool:
        report.refresh_from_db()
        return bool(report.file)

    path = report_link(report)
    fields = {"saw": "Typed text", "do": "save"}
    return Upload(lambda file: Client().post(path, fields | {"file": file}), is_stored, "Typed text")


UPLOADS = [document, resource, slides, mission_report, visit_report]


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("upload", UPLOADS)
def test_bad_pdf_has_its_own_message_and_typed_text_is_kept(upload, kind):
    page = upload()
    content, message = BAD[kind]

    answer = page.send(SimpleUploadedFile("a.pdf", content, "application/pdf"))

    assert answer.status_code == 200
    assert message in answer.text
    assert page.typed in answer.text
    assert not page.is_stored()


@pytest.mark.parametrize("upload", UPLOADS)
def test_normal_pdf_is_stored(upload):
    page = upload()

    page.send(SimpleUploadedFile("a.pdf", NORMAL, "application/pdf"))

    assert page.is_stored()


@pytest.mark.parametrize("kind", BAD)
def test_file_that_only_the_team_opens_may_be_a_form_of_an_authority(kind):
    content, _message = BAD[kind]

    assert validate_file(SimpleUploadedFile("a.pdf", content)).content == content
