"""PDFs that were stored before the check for programs are searched, and withheld with a finding."""

from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from events.library.file_checks import job
from events.models import CheckedFile, TeamMember
from events.models.answer import private_storage
from events.questions.files import store_content
from tests.events.library.helpers import make_resource
from tests.factories import make_event, make_member, make_programme

pytestmark = pytest.mark.django_db
PLAIN, SCRIPT = b"%PDF-1.7 %%EOF", b"%PDF-1.7 << /S /JavaScript >> %%EOF"
PDF_FIELDS = {"name": "review.pdf", "content_type": "application/pdf", "size": 40}


def stored(content):
    return private_storage().save(f"resources/{uuid4()}", ContentFile(content))


def file_of(resource, content, number=1):
    return resource.files.create(number=number, file=stored(content), **PDF_FIELDS)


def test_file_with_a_script_is_withheld_when_it_is_first_opened(client):
    resource = make_resource()
    bad, good = file_of(resource, SCRIPT), file_of(resource, PLAIN, number=2)
    document = make_event().documents.create(title="Note", file=stored(SCRIPT), **PDF_FIELDS)

    for row in (bad, document):
        page = client.get(row.get_absolute_url() if row is bad else row.address)
        assert page.status_code == 404
        assert "This file is not available for now" in page.text
    assert list(client.get(good.get_absolute_url()).streaming_content) == [PLAIN]
    assert dict(CheckedFile.objects.values_list("path", "problem"))[good.file.name] == ""

    team = Client()
    team.force_login(make_member(resource.programme, TeamMember.Role.COORDINATOR))
    answer = team.get(bad.get_absolute_url())
    assert list(answer.streaming_content) == [SCRIPT]
    assert "attachment" in answer.headers["Content-Disposition"]


def test_daily_task_reads_each_file_once_and_the_team_sees_the_findings(client, monkeypatch):
    monkeypatch.setattr(job, "MOST_FILES", 2)
    resource = make_resource(title="Review")
    for number, content in enumerate((PLAIN, SCRIPT, b"%PDF-1.7 cut off"), 1):
        file_of(resource, content, number)
    lost = resource.files.create(number=4, file="resources/lost", **PDF_FIELDS)
    CheckedFile.objects.create(path="resources/deleted", problem="Old")

    assert job.check_files() == {"files": 2, "withheld_files": 1}
    assert job.check_files() == {"files": 1, "withheld_files": 2}
    assert job.check_files() == {"files": 0, "withheld_files": 2}
    assert client.get(lost.get_absolute_url()).status_code == 404

    client.force_login(make_member(resource.programme))
    page = client.get("/organise/withheld-files/").text
    assert page.count(f"/organise/programmes/{resource.programme.slug}/resources/{resource.pk}/") == 2
    assert "contains programs" in page
    client.force_login(make_member(make_programme()))
    assert "Review" not in client.get("/organise/withheld-files/").text


def test_new_content_at_a_path_is_searched_again():
    document = make_event().documents.create(title="Note")
    path = document.file.field.generate_filename(document, "note.pdf")
    CheckedFile.objects.create(path=path, problem="This PDF contains programs.")

    assert store_content(document, "note.pdf", PLAIN) == path
    assert not CheckedFile.objects.exists()
