"""The pages of requests: of the institution by its link, and of the team."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import now

from events.journeys.meetings.links import host_link
from events.missions.requests import acceptance, services
from events.models import CallForRequests, Event, MissionRequest, TeamMember
from notifications.models import Message
from tests.events.journeys.meetings.helpers import make_visit
from tests.events.missions.helpers import COMPLETE, make_asked_mission, make_call, make_request, make_submitted, path_of
from tests.factories import make_country, make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db

START = {"contact_name": "Ratna", "contact_email": "ratna@example.org", "institution": "Ministry", "country": "TH"}
PERIOD = {"from_1": "2027-04-12", "until_1": "2027-04-16", "note_1": "after Eid"}


def typed(request, **fields):
    """Return what the form of a request posts."""
    values = {name: value for name, value in COMPLETE.items() if name != "period"}
    values |= {"kind": request.kind, "institution": request.institution, "country": request.country_id}
    return values | {"contact_name": request.contact_name, "action": "submit"} | PERIOD | fields


def team_page(name, request, *more):
    return reverse(f"mission_requests:{name}", args=[request.programme.slug, request.pk, *more])


# By the institution


def test_an_institution_starts_from_a_call(client):
    call, _country = make_call(), make_country()
    path = reverse("mission_requests:call", args=[call.key])
    assert "Open until" in client.get(path).text

    page = client.post(path, START).text

    assert "We have sent a link to <strong>ratna@example.org</strong>" in page
    request = MissionRequest.objects.get()
    assert (request.call, request.contact_name, request.status) == (call, "Ratna", "draft")
    assert path_of(request) in Message.objects.get().text


def test_a_call_that_is_not_published_has_no_page(client):
    call = make_call(published_at=None)

    assert client.get(reverse("mission_requests:call", args=[call.key])).status_code == 404


def test_a_closed_call_says_so_and_takes_nothing(client):
    call = make_call(closes_at=now())
    path = reverse("mission_requests:call", args=[call.key])
    make_country()

    pages = [client.get(path).text, client.post(path, START).text]

    assert all("This call is closed." in page and "contact_email" not in page for page in pages)
    assert not MissionRequest.objects.exists()


def test_a_stranger_cannot_send_many_links_to_one_address(client):
    path = reverse("mission_requests:call", args=[make_call().key])
    make_country()

    codes = [client.post(path, START).status_code for _number in range(5)]

    assert codes == [200, 200, 200, 429, 429]
    assert Message.objects.count() == 3


def test_the_form_is_stored_while_the_person_writes(client):
    request = make_request(problem="", questions="")
    path = path_of(request)

    answer = client.post(
        path,
        typed(request, action="keep", topic="", questions="One?", until_1="2027-04-01", unit="Unit"),
        headers={"hx-request": "true"},
    )

    assert "Saved" in answer.text
    assert "<html" not in answer.text
    request.refresh_from_db()
    assert (request.topic, request.questions, request.unit, request.status) == ("", "One?", "Unit", "draft")
    assert request.period == COMPLETE["period"]  # a wrong period does not replace the one before


def test_a_wrong_date_of_a_draft_stays_in_the_form_with_its_error(client):
    request = make_request(questions="")
    path = path_of(request)
    wrong = typed(request, action="save", questions="", unit="Unit", until_1="2027-04-01")

    page = client.post(path, wrong, follow=True).text

    assert "Saved, but not what is marked below." in page
    assert 'value="2027-04-01"' in page
    assert "The last day is before the first day." in page
    assert "This field is required." not in page  # a draft need not be complete
    request.refresh_from_db()
    assert (request.unit, request.period) == ("Unit", COMPLETE["period"])


def test_says_what_is_not_stored_while_the_person_writes_and_the_time_on_their_clock(client):
    path = path_of(make_request())
    client.cookies["tz"] = "Asia/Phnom_Penh"

    with time_machine.travel(datetime(2027, 1, 11, 20, 5, tzinfo=UTC), tick=False):
        right = client.post(path, {"action": "keep", "unit": "Unit"}, headers={"hx-request": "true"}).text
        dates = {"from_1": "2027-04-12", "until_1": "2027-04-01"}
        wrong = client.post(path, {"action": "keep"} | dates, headers={"hx-request": "true"}).text

    assert "Saved 03:05. You can close the page" in right
    assert "Saved 03:05, but not “<bdi>Until</bdi>”: <bdi>The last day is before the first day." in wrong


def test_text_and_answer_that_come_with_the_letter_are_kept(client):
    request = make_submitted()
    services.return_with_question(request, by=make_member(request.programme), note="Which years?")
    letter = SimpleUploadedFile("letter.pdf", b"%PDF-1.7 %%EOF")

    page = client.post(
        path_of(request), typed(request, action="letter", letter=letter, topic="New topic", note="2026")
    ).text

    request.refresh_from_db()
    assert (request.topic, request.letter_name, "2026</textarea>" in page) == ("New topic", "letter.pdf", True)


def test_a_letter_that_is_refused_is_said_at_the_top(client):
    path = path_of(make_request())

    page = client.post(path, {"action": "letter", "letter": SimpleUploadedFile("letter.exe", b"MZ")}).text

    assert page.index('href="#id_letter"') < page.index('id="request"')


def test_a_letter_that_is_refused_after_the_request_was_sent_is_said_at_the_top(client):
    request = make_submitted()

    page = client.post(path_of(request), {"action": "letter", "letter": SimpleUploadedFile("letter.exe", b"MZ")}).text

    assert page.index('href="#id_letter"') < page.index("Your request is sent.")


def test_sends_the_request(client):
    request = make_request(problem="", questions="", period="")
    path = path_of(request)

    answer = client.post(path, typed(request), follow=True)

    assert "Your request is sent." in answer.text
    request.refresh_from_db()
    assert (request.status, request.period) == ("submitted", COMPLETE["period"])


def test_says_at_each_field_what_is_missing(client):
    request = make_request(problem="", questions="", period="", topic="")
    path = path_of(request)

    page = client.post(path, typed(request, topic="", problem="", questions=" ", from_1="", until_1="", note_1="")).text

    assert "<title>Error:" in page
    for field in ("topic", "problem", "questions", "from_1"):
        assert f'href="#id_{field}"' in page
    assert "Enter at least one possible period." in page
    request.refresh_from_db()
    assert request.status == "draft"


def test_says_that_the_text_is_saved_and_where_the_answer_goes(client):
    request = make_request(topic="")

    page = client.post(path_of(request), typed(request, topic="")).text

    assert "Not sent yet. Your text is saved." in page
    assert "We write to ratna@example.org." in page
    assert page.count("Error:") == 1


@pytest.mark.parametrize(
    ("kind", "words"), [("expert_mission", "name the experts"), ("study_visit", "we look for hosts")]
)
def test_says_what_follows_a_request_of_each_kind(client, kind, words):
    assert words in client.get(path_of(make_request(kind=kind))).text


def test_suggests_the_last_day_of_a_period(client):
    request = make_request()

    page = client.post(path_of(request), typed(request, from_2="2027-05-24", until_2="2027-05-20")).text

    assert "The last day is before the first day. Did you mean 28 May?" in page
    assert 'value="2027-05-20"' in page


def test_a_returned_request_shows_the_question_first(client):
    request = make_submitted()
    services.return_with_question(request, by=make_person(), note="Which years?")
    path = path_of(request)

    page = client.get(path).text
    assert page.index("Which years?") < page.index('name="institution"')
    client.post(path, typed(request, note="2024 to 2026"))

    request.refresh_from_db()
    assert request.status == "submitted"
    assert request.changes.last().note == "2024 to 2026"


def test_uploads_and_reads_the_letter(client):
    path = path_of(make_request())

    client.post(path, {"action": "letter", "letter": SimpleUploadedFile("l.pdf", b"%PDF-1.7 %%EOF")})
    bad = client.post(path, {"action": "letter", "letter": SimpleUploadedFile("l.pdf", b"<script>")})

    assert "Files of this type are not accepted" in bad.text
    file = client.get(f"{path}letter/")
    assert b"".join(file.streaming_content) == b"%PDF-1.7 %%EOF"
    assert file.headers["Content-Disposition"] == 'attachment; filename="l.pdf"'


def test_withdrawing_asks_first(client):
    request = make_submitted()
    path = path_of(request)

    asked = client.post(path, {"action": "withdraw", "note": "Not now"})
    request.refresh_from_db()
    assert ("Withdraw this request?" in asked.text, request.status) == (True, "submitted")
    client.post(path, {"action": "withdraw", "note": "Not now", "confirmed": "1"})

    request.refresh_from_db()
    assert request.status == "withdrawn"


def test_a_late_change_of_a_sent_request_is_refused(client):
    request = make_submitted()
    path = path_of(request)

    kept = client.post(path, typed(request, action="keep", topic="Other"), headers={"hx-request": "true"})
    client.post(path, typed(request, action="save", topic="Other"))

    assert "Not saved." in kept.text
    request.refresh_from_db()
    assert request.topic == COMPLETE["topic"]


def test_another_key_ends_the_link(client):
    request = make_request()
    path = path_of(request)
    MissionRequest.objects.update(key="another")

    assert client.get(path).status_code == 410


# By the team


def test_the_team_asks_an_institution(client):
    programme = make_programme()
    make_country()
    client.force_login(make_member(programme, TeamMember.Role.COORDINATOR))

    client.post(reverse("mission_requests:ask", args=[programme.slug]), START)

    assert MissionRequest.objects.get().programme == programme
    assert "invites your institution" in Message.objects.get().text


def test_the_team_enters_and_submits_a_letter(client):
    programme = make_programme()
    client.force_login(make_member(programme, TeamMember.Role.COORDINATOR))
    values = typed(make_request(programme), contact_email="new@example.org")
    MissionRequest.objects.all().delete()

    page = client.post(reverse("mission_requests:enter", args=[programme.slug]), values, follow=True).text

    request = MissionRequest.objects.get()
    assert (request.status, request.contact_email) == ("submitted", "new@example.org")
    assert request.reference in page
    assert list(Message.objects.values_list("to_email", flat=True)) == ["new@example.org"]  # not the one who entered it


def test_a_coordinator_returns_and_a_manager_decides(client):
    request = make_submitted()
    coordinator = make_member(request.programme, TeamMember.Role.COORDINATOR)
    client.force_login(coordinator)
    page = client.get(team_page("detail", request)).text
    assert ("Return with this question" in page, "Accept</button>" in page) == (True, False)
    assert client.post(team_page("decide", request), {"action": "accept"}).status_code == 403
    client.post(team_page("return", request), {"note": "Which years?"})
    request.refresh_from_db()
    assert request.status == "returned"

    services.submit(request)
    client.force_login(make_member(request.programme))
    assert "Accept</button>" in client.get(team_page("detail", request)).text
    answer = client.post(team_page("decide", request), {"action": "accept", "note": "Yes"})

    event = Event.objects.get()
    assert answer.url == reverse("missions:mission", args=[event.slug])
    assert event.mission.requests.get() == request


def test_the_page_asks_for_the_time_zone_of_a_visit_before_it_is_accepted(client):
    request = make_submitted(kind="study_visit")
    client.force_login(make_member(request.programme))

    page = client.post(team_page("decide", request), {"action": "accept", "note": "Yes"}).text
    assert "Choose the time zone of the first place that the visit goes to." in page
    assert not Event.objects.exists()
    answer = client.post(team_page("decide", request), {"action": "accept", "note": "Yes", "timezone": "Asia/Tokyo"})

    event = Event.objects.get()
    assert (event.timezone, answer.url) == ("Asia/Tokyo", reverse("study_visits:visit", args=[event.slug]))


def test_the_page_suggests_a_time_zone_for_a_mission_and_takes_another_one(client):
    request = make_submitted(country=make_country("ID", name="Indonesia"))
    client.force_login(make_member(request.programme))

    assert "Jakarta, Indonesia (UTC+7)" in client.get(team_page("detail", request)).text
    client.post(team_page("decide", request), {"action": "accept", "timezone": "Jayapura, Indonesia (UTC+9)"})

    assert Event.objects.get().timezone == "Asia/Jayapura"


def test_the_team_names_the_visit_of_a_request_that_was_accepted_before(client):
    request = make_request(kind="study_visit", status="accepted", reference="REQ-2026-050")
    event = make_event(programme=request.programme, kind="study_visit", title="Two offices")
    other = make_event(programme=request.programme, kind="training", title="A training")
    client.force_login(make_member(request.programme, TeamMember.Role.COORDINATOR))
    page = client.get(team_page("detail", request)).text
    assert ("Two offices" in page, "A training" in page) == (True, False)

    wrong = client.post(team_page("visit", request), {"event": other.pk})
    answer = client.post(team_page("visit", request), {"event": event.pk}, follow=True)
    twice = client.post(team_page("visit", request), {"event": event.pk}, follow=True)

    request.refresh_from_db()
    assert list(wrong.context["visit_form"].errors) == ["event"]
    assert (request.visit.event, "Answered by the study visit “Two offices”." in answer.text) == (event, True)
    assert "somebody has changed the status" in twice.text
    assert request.changes.count() == 1
    assert "Two offices" in client.get(path_of(request)).text
    assert not Message.objects.exists()


def test_a_visit_is_declined_without_a_time_zone(client):
    request = make_submitted(kind="study_visit")
    client.force_login(make_member(request.programme))

    client.post(team_page("decide", request), {"action": "decline"})

    request.refresh_from_db()
    assert request.status == "declined"


def test_the_page_of_an_institution_leads_to_its_visit_when_that_is_published(client):
    request = make_submitted(kind="study_visit", period="2027-04-12 to 2027-04-16")
    event = acceptance.accept(request, by=make_member(request.programme), timezone="Asia/Tokyo")
    draft = client.get(path_of(request)).text
    assert "The page of the visit is linked here when it is published." in draft
    assert event.get_absolute_url() not in draft

    Event.objects.update(status="published", published_at=now())
    page = client.get(path_of(request)).text

    assert f'href="{event.get_absolute_url()}"' in page
    assert client.get(event.get_absolute_url()).status_code == 200
    client.force_login(make_member(request.programme))
    assert reverse("study_visits:visit", args=[event.slug]) in client.get(team_page("detail", request)).text


def test_the_page_of_an_institution_leads_to_its_mission_and_to_the_meetings_with_its_contact(client):
    mission, request = make_asked_mission(status="published")
    own = make_visit(mission.event, title="Opening", contact_email="Ratna@example.org", asked_at=now())
    make_visit(mission.event, title="Not asked yet", contact_email="ratna@example.org")
    make_visit(mission.event, title="With somebody else", asked_at=now())

    page = client.get(path_of(request)).text

    assert f'href="{mission.event.get_absolute_url()}"' in page
    assert f'href="{host_link(own)}"' in page
    assert [title in page for title in ("Opening", "Not asked yet", "With somebody else")] == [True, False, False]


def test_the_page_of_an_institution_does_not_link_a_draft(client):
    mission, request = make_asked_mission()

    assert mission.event.get_absolute_url() not in client.get(path_of(request)).text


def test_a_question_without_text_is_refused(client):
    request = make_submitted()
    client.force_login(make_member(request.programme))

    page = client.post(team_page("return", request), {"note": " "}, follow=True).text

    assert "Write what the institution must answer." in page


def test_a_request_of_another_programme_is_not_found(client):
    request, other = make_submitted(), make_programme()
    client.force_login(make_member(other))

    assert client.get(reverse("mission_requests:detail", args=[other.slug, request.pk])).status_code == 404


def test_the_team_corrects_a_draft_but_not_a_sent_request(client):
    draft, sent = make_request(), make_submitted()
    client.force_login(make_member(draft.programme))

    client.post(team_page("edit", draft), typed(draft, contact_email="new@example.org", action="save", topic="New"))
    refused = client.get(team_page("edit", sent), follow=True).text

    draft.refresh_from_db()
    assert (draft.topic, draft.contact_email, draft.status) == ("New", "new@example.org", "draft")
    assert "Only a draft or a returned request can be changed." in refused


def test_filters_by_status(client):
    programme = make_programme()
    make_request(programme, topic="Alpha")
    make_submitted(programme, topic="Beta")
    client.force_login(make_member(programme))
    path = reverse("mission_requests:list", args=[programme.slug])

    page = client.get(f"{path}?status=submitted").text

    assert "Beta" in page
    assert "Alpha" not in page
    assert "Alpha" in client.get(path).text


@pytest.mark.parametrize("count", [1, 40])
def test_the_list_runs_a_fixed_number_of_queries(client, count, django_assert_num_queries):
    programme = make_programme()
    client.force_login(make_member(programme))
    for _number in range(count):
        make_request(programme)
    path = reverse("mission_requests:list", args=[programme.slug])
    client.get(path)

    with django_assert_num_queries(7):
        assert len(client.get(path).context["rows"]) == count


def test_a_key_of_a_call_is_not_guessable():
    assert len(CallForRequests().key) >= 22
