"""Slides in parts: the protocol, broken connections, what is accepted, and what is deleted."""

import uuid
from base64 import b64encode
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from events.contributors.services import ContributorEntry, change
from events.deliverables.services import ask
from events.engagements import slides, uploads
from events.engagements.errors import (
    NoConsentError,
    SlidesGoneError,
    SlidesRejectedError,
    TooLargeError,
    UploadGoneError,
    WrongOffsetError,
    WrongPartError,
)
from events.engagements.slide_files import validate_slides
from events.models import Contributor, Event, ExpertRating, Slides, SlideUpload
from events.models.answer import private_storage
from events.questions import files
from tests.events.engagements.helpers import PDF, invited, make_contributor, make_pptx, slide_paths, token_of
from tests.factories import make_event, make_member, make_person

pytestmark = pytest.mark.django_db(transaction=False)
MB = 1024 * 1024
TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture
def upload():
    """Return the path for new uploads and the contributor."""
    contributor, engagement = invited(make_event(slug="seminar"))
    return reverse("engagements:upload_create", args=[token_of(engagement), contributor.pk]), contributor


def begin(client, path, size, name="Talk.pptx"):
    encoded = b64encode(name.encode()).decode()
    headers = TUS | {"Upload-Length": str(size), "Upload-Metadata": f"filename {encoded},filetype eA=="}
    return client.post(path, content_type="application/offset+octet-stream", headers=headers)


def send(client, path, offset, part, kind="application/offset+octet-stream", **headers):
    headers = TUS | {"Upload-Offset": str(offset)} | headers
    return client.generic("PATCH", path, part, content_type=kind, headers=headers)


def content_of(stored):
    with stored.file.open() as file:
        return file.read()


def test_slides_arrive_in_parts_and_go_on_where_they_stopped(client, upload, django_capture_on_commit_callbacks):
    path, contributor = upload
    before = slide_paths()
    content = make_pptx(2 * MB + 300_000)
    created = begin(client, path, len(content), "Vortrag für Genf.pptx")
    location = created["Location"]
    assert (created.status_code, created["Upload-Offset"], created["Tus-Resumable"]) == (201, "0", "1.0.0")

    first = send(client, location, 0, content[:MB])
    asked = client.head(location, headers=TUS)
    assert (first.status_code, first["Upload-Offset"]) == (204, str(MB))
    assert (asked.status_code, asked["Upload-Offset"], asked["Upload-Length"]) == (200, str(MB), str(len(content)))
    assert asked["Cache-Control"] == "no-store, private"
    send(client, location, MB, content[MB : 2 * MB])
    with django_capture_on_commit_callbacks(execute=True):
        last = send(client, location, 2 * MB, content[2 * MB :])

    stored = Slides.objects.get()
    assert (last.status_code, last["Upload-Offset"]) == (204, str(len(content)))
    assert (stored.contributor, stored.name, stored.size) == (contributor, "Vortrag für Genf.pptx", len(content))
    assert content_of(stored) == content
    assert not SlideUpload.objects.exists()
    assert slide_paths() - before == {stored.file.name}
    assert client.head(location, headers=TUS).status_code == 404


def test_part_at_another_position_is_refused_and_changes_nothing(client, upload):
    location = begin(client, upload[0], 3 * MB)["Location"]
    send(client, location, 0, b"x" * MB)

    for offset in (0, 2 * MB):
        assert send(client, location, offset, b"x" * MB).status_code == 409

    assert client.head(location, headers=TUS)["Upload-Offset"] == str(MB)


@pytest.mark.parametrize(
    ("part", "status"), [(b"", 415), (b"x" * 1000, 400), (b"x" * (MB + 1), 413)], ids=["empty", "short", "long"]
)
def test_part_of_a_wrong_length_is_refused(client, upload, part, status):
    location = begin(client, upload[0], 3 * MB)["Location"]

    assert send(client, location, 0, part).status_code == status
    assert SlideUpload.objects.get().received == 0


def test_more_than_the_announced_size_is_refused(client, upload):
    location = begin(client, upload[0], 100_000)["Location"]

    assert send(client, location, 0, b"x" * 100_001).status_code == 400


@pytest.mark.parametrize(("size", "status"), [(0, 400), (20 * MB, 201), (20 * MB + 1, 413), ("-1", 400), ("x", 400)])
def test_size_is_checked_at_the_start(client, upload, size, status):
    answer = begin(client, upload[0], size)

    assert answer.status_code == status
    assert ("20 MB" in answer.text) is (status == 413)


def test_protocol_details(client, upload):
    location = begin(client, upload[0], 100_000)["Location"]

    assert send(client, location, 0, b"x", kind="text/plain").status_code == 415
    assert client.generic("PATCH", location, b"x", headers={"Tus-Resumable": "0.2.2"}).status_code == 412
    assert send(client, location, "x", b"x").status_code == 400
    assert client.get(upload[0]).status_code == 405
    assert client.post(location).status_code == 405
    assert client.delete(location, headers=TUS).status_code == 204
    assert client.head(location, headers=TUS).status_code == 404
    bad = client.post(
        upload[0], content_type="x/y", headers=TUS | {"Upload-Length": "9", "Upload-Metadata": "filename ?"}
    )
    assert bad.status_code == 201


def test_parts_need_a_csrf_token(upload):
    strict = Client(enforce_csrf_checks=True)

    assert begin(strict, upload[0], 100_000).status_code == 403
    assert send(strict, upload[0].replace("tasks", "x"), 0, b"x").status_code in {403, 404}


def test_other_people_and_unknown_tokens_do_not_reach_an_upload(client, upload):
    location = begin(client, upload[0], 100_000)["Location"]
    event = Event.objects.get()
    _other, engagement = invited(event, name="Binh Le", address="binh@example.org")
    foreign = reverse("engagements:upload", args=[token_of(engagement), SlideUpload.objects.get().key])

    assert client.head(foreign, headers=TUS).status_code == 404
    assert client.head(location.replace("/contributions/", "/contributions/x"), headers=TUS).status_code == 404
    assert client.post(reverse("engagements:upload_create", args=["x", 1])).status_code == 404


def test_new_upload_replaces_an_unfinished_one(client, upload):
    first = begin(client, upload[0], 3 * MB)["Location"]
    send(client, first, 0, b"x" * MB)

    begin(client, upload[0], 2 * MB)

    assert client.head(first, headers=TUS).status_code == 404
    assert SlideUpload.objects.get().size == 2 * MB


def test_refused_file_says_why_and_leaves_nothing(client, upload, django_capture_on_commit_callbacks):
    before = slide_paths()
    location = begin(client, upload[0], 100, "talk.pdf")["Location"]

    with django_capture_on_commit_callbacks(execute=True):
        answer = send(client, location, 0, b"MZ" * 50)

    assert (answer.status_code, "not accepted" in answer.text) == (422, True)
    assert (Slides.objects.count(), SlideUpload.objects.count()) == (0, 0)
    assert slide_paths() == before


def test_part_that_was_stored_by_a_failed_request_is_written_again():
    contributor = make_contributor()
    upload = uploads.start(contributor, name="a.pdf", size=len(PDF))
    private_storage().save(upload.part_path(0), files.ContentFile(b"half"))

    upload = uploads.add_part(upload, 0, PDF)

    assert content_of(uploads.finish(upload)) == PDF


def test_lost_part_and_gone_upload_are_reported():
    upload = uploads.start(make_contributor(), name="a.pdf", size=len(PDF))
    upload = uploads.add_part(upload, 0, PDF)
    with pytest.raises(WrongOffsetError):
        uploads.add_part(upload, 0, PDF)
    private_storage().delete(upload.part_path(0))
    with pytest.raises(UploadGoneError):
        uploads.finish(upload)
    with pytest.raises(UploadGoneError):
        uploads.add_part(upload, 0, PDF)
    with pytest.raises(UploadGoneError):
        uploads.find([], uuid.uuid4())


def test_complete_file_is_checked_later_if_the_server_stopped_before(client, upload):
    path, contributor = upload
    location = begin(client, path, len(PDF))["Location"]
    uploads.add_part(SlideUpload.objects.get(), 0, PDF)  # and then the process is killed
    assert client.head(location, headers=TUS)["Upload-Offset"] == str(len(PDF))

    answer = send(client, location, len(PDF), b"")

    assert (answer.status_code, answer["Upload-Offset"]) == (204, str(len(PDF)))
    assert content_of(Slides.objects.get(contributor=contributor)) == PDF
    assert not SlideUpload.objects.exists()
    assert send(client, location, len(PDF), b"").status_code == 404


def test_name_of_a_file_has_no_invisible_characters(client, upload):
    begin(client, upload[0], 100_000, "a\0\nb\u202e.pdf")

    assert SlideUpload.objects.get().name == "a b.pdf"


def test_upload_without_a_size_is_not_started():
    with pytest.raises(WrongPartError):
        uploads.start(make_contributor(), name="a.pdf", size=0)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"%PDF-1.7 cut", "damaged"),
        (make_pptx()[:60], "damaged"),
        (make_pptx(**{"ppt/vbaProject.bin": b"x"}), "contains programs"),
        (b"\xd0\xcf\x11\xe0old", "old PowerPoint"),
        (b"GIF89a", "not accepted"),
        (make_pptx().replace(b"ppt/presentation", b"xyz/presentation"), "not a presentation"),
        (make_pptx(**{"ppt/_rels/a.rels": b"<a>" + b"<b/>" * 1_500_000 + b"</a>"}), "unusually large"),
    ],
    ids=[
        "cut PDF",
        "cut PPTX",
        "programs",
        "old",
        "picture",
        "other file",
        "relationships",
    ],  # the bytes have the time in them
)
def test_only_complete_and_harmless_presentations_are_accepted(content, error):
    with pytest.raises(SlidesRejectedError, match=error):
        validate_slides(content, "talk.pptx")


def test_large_presentation_with_many_pictures_is_accepted():
    pictures = {f"ppt/media/image{number}.png": b"x" for number in range(600)}

    assert validate_slides(make_pptx(MB, **pictures), "talk").name == "talk.pptx"
    with pytest.raises(TooLargeError):
        validate_slides(b"x" * (20 * MB + 1), "a")


# Publication


def stored_slides(**fields):
    slides.store(fields.pop("contributor", None) or make_contributor(), validate_slides(PDF, "talk.pdf"))
    Slides.objects.update(**fields)
    return Slides.objects.select_related("contributor__session__event").get()


def test_team_publishes_only_with_consent(client):
    stored = stored_slides()
    event = stored.contributor.session.event
    client.force_login(make_member(event.programme, "coordinator"))
    publish = reverse("engagements:publish", args=[event.slug, stored.key])
    public = reverse("engagements:public_slides", args=[stored.key])

    assert "has not agreed" in client.post(publish, follow=True).text
    assert Client().get(public).status_code == 404
    slides.agree(stored.contributor, may_publish=True)
    assert "The slides are public." in client.post(publish, follow=True).text
    answer = Client().get(public)
    assert b"".join(answer.streaming_content) == PDF
    assert "attachment" in answer["Content-Disposition"]

    client.post(publish, {"do": "unpublish"})
    assert Client().get(public).status_code == 404
    client.post(publish)
    slides.agree(stored.contributor, may_publish=False)
    assert Client().get(public).status_code == 404


def test_slides_of_a_draft_are_not_public():
    stored = stored_slides(may_publish_since=now(), published_at=now())
    Event.objects.update(status="draft")

    assert Client().get(reverse("engagements:public_slides", args=[stored.key])).status_code == 404


def test_new_file_is_not_published_by_itself(django_capture_on_commit_callbacks):
    stored = stored_slides(may_publish_since=now(), published_at=now())
    old_path = stored.file.name

    with django_capture_on_commit_callbacks(execute=True):
        slides.store(stored.contributor, validate_slides(PDF + b"%%EOF", "new.pdf"))

    stored.refresh_from_db()
    assert (stored.name, stored.published_at, stored.may_publish_since is not None) == ("new.pdf", None, True)
    assert not private_storage().exists(old_path)


def test_uploaded_slides_are_received_and_end_their_reminders():
    contributor = make_contributor()
    event = contributor.session.event
    owed = ask(event, contributor.person, kind="slides", title="Slides", due_at=now() + timedelta(days=9))
    report = ask(event, contributor.person, kind="report", title="Report", due_at=now() + timedelta(days=9))

    stored_slides(contributor=contributor)

    owed.refresh_from_db()
    report.refresh_from_db()
    assert (owed.received_at is not None, owed.received_by, report.received_at) == (True, contributor.person, None)


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"name": "Binh Le", "address": "binh@example.org"}, 0),
        ({"name": "Binh Le", "address": ""}, 0),
        ({"name": "An Tran", "address": "an.tran@example.org"}, 1),
    ],
)
def test_somebody_else_does_not_take_over_slides_consent_and_ratings(fields, kept):
    contributor, _engagement = invited()
    event, by = Event.objects.get(), make_member(Event.objects.get().programme)
    slides.store(contributor, validate_slides(PDF, "Talk.pdf"))
    slides.agree(contributor, may_publish=True)
    other = make_contributor(event, name="Chi Ho", address="chi@example.org", session=contributor.session)
    uploads.start(contributor, name="Next.pdf", size=2_000_000)
    uploads.start(other, name="Other.pdf", size=2_000_000)
    ExpertRating.objects.create(contributor=contributor, score=1, by=by)

    change(contributor, ContributorEntry(session=contributor.session, role="speaker", **fields), by=by)

    assert (Slides.objects.count(), ExpertRating.objects.count(), SlideUpload.objects.count()) == (kept, kept, kept + 1)


def test_slides_of_another_event_are_not_published():
    stored = stored_slides()
    with pytest.raises(SlidesGoneError):
        slides.publish(make_event(), stored.key, by=make_person())
    with pytest.raises(NoConsentError):
        slides.publish(stored.contributor.session.event, stored.key, by=make_person())


def test_team_sees_who_has_sent_slides_and_downloads_them(client, caplog):
    stored = stored_slides()
    event = stored.contributor.session.event
    make_contributor(event, name="Binh Le", address="binh@example.org", session=stored.contributor.session)
    uploads.start(Contributor.objects.get(name="Binh Le"), name="b.pdf", size=2 * MB)
    client.force_login(make_member(event.programme))

    page = client.get(reverse("engagements:slides", args=[event.slug])).text
    answer = client.get(reverse("engagements:team_slides", args=[event.slug, stored.key]))

    assert "talk.pdf" in page
    assert "of 2.0" in page
    assert b"".join(answer.streaming_content) == PDF
    assert "file_downloaded" in caplog.text


# Retention


def test_unfinished_uploads_are_deleted_after_a_week(django_capture_on_commit_callbacks):
    with time_machine.travel(now() - timedelta(days=8), tick=False):
        old = uploads.add_part(uploads.start(make_contributor(), name="a.pdf", size=2 * MB), 0, b"x" * MB)
    other = make_contributor(Event.objects.get(), name="Binh Le", address="binh@example.org")
    young = uploads.start(other, name="b.pdf", size=2 * MB)

    with django_capture_on_commit_callbacks(execute=True):
        assert uploads.delete_unfinished() == 1
    assert uploads.delete_unfinished() == 0

    assert SlideUpload.objects.get() == young
    assert not private_storage().exists(old.part_path(0))


def test_parts_of_a_removed_contributor_are_deleted_after_a_week():
    upload = uploads.add_part(uploads.start(make_contributor(), name="a.pdf", size=2 * MB), 0, b"x" * MB)
    path = upload.part_path(0)
    Contributor.objects.all().delete()

    uploads.delete_unfinished()
    assert private_storage().exists(path)
    with time_machine.travel(now() + timedelta(days=8)):
        uploads.delete_unfinished()

    assert not private_storage().exists(path)
