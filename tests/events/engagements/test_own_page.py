"""The page of an expert behind their link."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import now

from events.contributors.links import ENGAGEMENT
from events.engagements import services
from events.models import Contributor, Engagement, Event, Expert, ExpertPicture, Session, Slides
from tests.events.engagements.helpers import PDF, invited, token_of
from tests.events.experts.helpers import make_picture
from tests.factories import make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client):
    """Return the client, the path of the page, the contributor and the engagement."""
    start = datetime(2027, 2, 5, 2, tzinfo=UTC)
    event = make_event(
        title="Seminar", starts_at=start, ends_at=start + timedelta(days=1), contact_email="team@example.org"
    )
    contributor, engagement = invited(event)
    return client, reverse("engagements:own", args=[token_of(engagement)]), contributor, engagement


def test_page_shows_sessions_with_times_and_the_open_question(page):
    client, path, contributor, _engagement = page
    client.cookies["tz"] = "Asia/Tokyo"

    response = client.get(path)

    text = response.text
    assert "1 session needs your answer" in text
    assert "Friday 5 February 2027, 09:00 to 10:00, Bangkok time (UTC+7)" in text
    assert "Friday 5 February 2027, 11:00 to 12:00, Tokyo time (UTC+9)" in text
    assert "This page is for" in text
    assert "team@example.org" in text
    assert (response["Cache-Control"], response["Referrer-Policy"], response["X-Robots-Tag"]) == (
        "no-store, private", "no-referrer", "noindex",
    )  # fmt: skip
    assert contributor.invitation == "invited"


def test_get_and_head_change_nothing(page):
    client, path, contributor, _engagement = page
    before = list(Contributor.objects.values()), list(Expert.objects.values()), list(Engagement.objects.values())

    for method in (client.get, client.head):
        method(path, {"action": "accept", "task": contributor.pk})

    assert before == (
        list(Contributor.objects.values()), list(Expert.objects.values()), list(Engagement.objects.values()),
    )  # fmt: skip


def test_person_accepts(page):
    client, path, contributor, _engagement = page

    answer = client.post(path, {"action": "accept", "task": contributor.pk}, follow=True)

    contributor.refresh_from_db()
    assert contributor.invitation == "accepted"
    assert "You accepted on" in answer.text
    assert "The invitation in your email puts the session into your calendar." in answer.text


def test_person_declines_in_two_steps_with_a_reason(page):
    client, path, contributor, _engagement = page
    form = {"action": "decline", "task": contributor.pk, "reason": "I teach\non both days"}

    asked = client.post(path, form)
    contributor.refresh_from_db()
    assert contributor.invitation == "invited"
    assert "You cannot take part in this session?" in asked.text

    answer = client.post(path, form | {"confirmed": "1"}, follow=True)

    contributor.refresh_from_db()
    assert (contributor.invitation, contributor.decline_reason) == ("declined", "I teach on both days")
    assert "I can take part after all" in answer.text


def test_long_reason_and_unknown_actions_and_tasks_are_refused(page):
    client, path, contributor, _engagement = page

    client.post(path, {"action": "decline", "task": contributor.pk, "reason": "x" * 301, "confirmed": "1"})
    assert client.post(path, {"action": "fly"}).status_code == 404
    assert client.post(path, {"action": "accept", "task": contributor.pk + 1}).status_code == 404
    assert client.post(path, {"action": "accept", "task": "x"}).status_code == 404

    contributor.refresh_from_db()
    assert contributor.invitation == "invited"


def test_draft_event_shows_the_invited_sessions_only(client):
    event = make_event(status="draft", description="Not public yet")
    Session.objects.create(event=event, title="Secret dinner")
    contributor, engagement = invited(event)

    services.accept(engagement, contributor.pk)
    page = client.get(reverse("engagements:own", args=[token_of(engagement)])).text

    assert "Profiling job seekers" in page
    assert "when the event is published" in page
    assert "Secret dinner" not in page
    assert "Not public yet" not in page
    assert event.get_absolute_url() not in page


def test_past_event_takes_no_answers_but_slides(page):
    client, path, contributor, _engagement = page
    Event.objects.update(starts_at=now() - timedelta(days=3), ends_at=now() - timedelta(days=2))

    text = client.get(path).text
    client.post(path, {"action": "accept", "task": contributor.pk})

    contributor.refresh_from_db()
    assert contributor.invitation == "invited"
    assert "I accept" not in text
    assert "data-slides" in text


@pytest.mark.parametrize(
    ("status", "text", "asks"),
    [
        ("cancelled", "This event is cancelled and does not take place. You need not do anything.", False),
        ("postponed", "This event is postponed. A new date will be announced.", True),
    ],
)
def test_event_that_is_called_off_says_so_and_asks_nothing(page, status, text, asks):
    client, path, *_rest = page
    Event.objects.update(status=status)

    shown = client.get(path).text

    assert text in shown
    assert ("1 session needs your answer" in shown, "please answer" in shown, 'value="accept"' in shown) == (asks,) * 3
    assert ("What we need from you" in shown, 'name="file"' in shown) == (asks, asks)


def test_event_that_is_over_says_so(page):
    client, path, *_rest = page
    Event.objects.update(starts_at=now() - timedelta(days=3), ends_at=now() - timedelta(days=2))

    shown = client.get(path).text

    assert "This event is over." in shown
    assert "needs your answer" not in shown
    assert 'name="file"' in shown


def test_removed_contributor_keeps_a_page_without_sessions(page):
    client, path, contributor, _engagement = page
    contributor.delete()

    assert "No sessions at present" in client.get(path).text


PROFILE = {"action": "profile", "biography": "Built the model.", "job_title": "Adviser", "languages": ["en", "th"]}


def test_profile_picture_and_consents_are_saved(page):
    client, path, contributor, engagement = page

    answer = client.post(
        path, PROFILE | {"picture": make_picture(), "shows_picture": "on", "is_public": "on"}, follow=True
    )

    expert = Expert.objects.get()
    assert (expert.biography, expert.job_title, expert.languages) == ("Built the model.", "Adviser", "en th")
    assert expert.is_public
    assert ExpertPicture.objects.get().shown_since
    assert "See your public page" in answer.text
    assert client.get(reverse("engagements:own_picture", args=[token_of(engagement)]))["Content-Type"] == "image/jpeg"
    assert client.get(expert.get_absolute_url()).status_code == 200
    assert contributor.expert_id == expert.pk


def test_consents_are_withdrawn_and_the_picture_is_removed(page):
    client, path, _contributor, engagement = page
    client.post(path, PROFILE | {"picture": make_picture(), "shows_picture": "on", "is_public": "on"})

    client.post(path, PROFILE)
    assert (Expert.objects.get().public_since, ExpertPicture.objects.get().shown_since) == (None, None)
    client.post(path, PROFILE | {"removes_picture": "on"})

    assert not ExpertPicture.objects.exists()
    assert client.get(reverse("engagements:own_picture", args=[token_of(engagement)])).status_code == 404


def test_wrong_profile_shows_its_errors(page):
    client, path, _contributor, _engagement = page

    answer = client.post(
        path,
        PROFILE | {"picture": SimpleUploadedFile("a.jpg", b"no picture"), "biography": "x" * 2001, "languages": ["xx"]},
    )

    assert "not a picture" in answer.text
    assert "at most 2000 characters" in answer.text
    assert Expert.objects.get().biography == ""


def test_needs_and_days_are_saved_and_shown_to_the_team(page):
    client, path, _contributor, _engagement = page

    client.post(path, {"action": "needs", "equipment": "A clicker", "needs": "Halal"})
    days = {
        "away-TOTAL_FORMS": "2",
        "away-INITIAL_FORMS": "0",
        "away-0-starts_on": "2027-02-01",
        "away-0-ends_on": "2027-02-03",
    }
    client.post(path, {"action": "days"} | days)
    wrong = client.post(path, {"action": "days"} | days | {"away-0-ends_on": "2027-01-01"})
    long = client.post(path, {"action": "needs", "equipment": "x" * 501})

    engagement = Engagement.objects.get()
    assert (engagement.equipment, engagement.needs) == ("A clicker", "Halal")
    assert Expert.objects.get().unavailable_periods.count() == 1
    assert "The last day is before" in wrong.text
    assert "at most 500 characters" in long.text
    assert "2 of 5 done" in client.get(path).text


def test_slides_in_one_piece_without_a_script(page):
    client, path, contributor, engagement = page
    form = {"action": "slides", "task": contributor.pk}

    client.post(path, form | {"file": SimpleUploadedFile("Talk.exe", PDF)})
    client.post(path, {"action": "consent", "task": contributor.pk, "may_publish": "on"})

    slides = Slides.objects.get()
    assert (slides.name, slides.content_type, slides.size) == ("Talk.exe.pdf", "application/pdf", len(PDF))
    assert slides.may_publish_since
    path_of_file = reverse("engagements:own_slides", args=[token_of(engagement), slides.key])
    assert b"".join(client.get(path_of_file).streaming_content) == PDF
    refused = client.post(path, form | {"file": SimpleUploadedFile("a.pdf", b"MZ")}, follow=True)
    assert "not accepted" in refused.text
    assert "Choose a file." in client.post(path, form, follow=True).text
    assert Slides.objects.get().key == slides.key


def test_slides_are_removed_after_a_question(page):
    client, path, contributor, _engagement = page
    client.post(path, {"action": "slides", "task": contributor.pk, "file": SimpleUploadedFile("a.pdf", PDF)})

    assert "Remove your slides?" in client.post(path, {"action": "remove", "task": contributor.pk}).text
    assert Slides.objects.exists()
    client.post(path, {"action": "remove", "task": contributor.pk, "confirmed": "1"})

    assert not Slides.objects.exists()


def test_page_runs_a_fixed_number_of_queries(page, django_assert_max_num_queries):
    client, path, contributor, engagement = page
    for number in range(6):
        session = Session.objects.create(event=contributor.session.event, title=f"Session {number}")
        Contributor.objects.create(
            session=session, name="An", person=contributor.person, expert=contributor.expert, invitation="invited",
            invited_at=now(),
        )  # fmt: skip

    with django_assert_max_num_queries(8):
        assert "7 sessions need your answer" in client.get(path).text
    assert ENGAGEMENT.person(engagement) == contributor.person
