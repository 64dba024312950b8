"""The pages of a report: the editor of the authors and of the team, the review, versions, and the country's page."""

import json

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from events.missions.reports import content, services
from events.models import FollowUp, MissionReport, ReportComment, ReportFinding
from tests.events.missions.experts.helpers import available, make_mission, selected, token_of
from tests.events.missions.reports.helpers import accepted, make_meeting, make_report, submitted, values
from tests.factories import make_country, make_member, make_venue

pytestmark = pytest.mark.django_db


def client_of(mission, role="manager"):
    client = Client()
    client.force_login(make_member(mission.event.programme, role))
    return client


def page(name, report, *keys):
    return reverse(f"mission_reports:{name}", args=[report.mission.event.slug, *keys])


def own(assignment):
    return reverse("assignments:report", args=[token_of(assignment)])


def form(report, action="save", **changes):
    """Return what a browser posts that shows the report as it is, with these changes."""
    seen = values(report)
    return {"action": action, "base": json.dumps(seen)} | seen | changes


def test_the_button_says_that_the_draft_is_saved():
    author = selected(make_mission(), role="lead")
    report = services.begin_report(author.mission.event)

    response = Client().post(own(author), form(report, summary="Claims are lost."), follow=True)

    assert "Saved: the draft of the report." in response.text


def test_author_writes_adds_and_submits_by_the_personal_link():
    mission = make_mission()
    author = selected(mission, role="lead")
    meeting = make_meeting(mission, "How a claim is handled", met_names="Maria Situmorang", notes="Three of ten wait.")
    text = Client().get(own(author)).text
    assert "How a claim is handled" in text
    assert "Three of ten wait." in text
    assert "Maria Situmorang" in text
    report = services.begin_report(mission.event)

    Client().post(own(author), form(report, "add_finding", summary="Claims are lost."))
    Client().post(own(author), form(report, "add_recommendation"))
    finding, row = ReportFinding.objects.get(), FollowUp.objects.get()
    changes = {
        content.name_of(finding, "text"): "Claims wait.",
        content.name_of(finding, "evidence"): ["", str(meeting.pk)],
        content.name_of(row, "text"): "Stop asking for papers.",
    }
    response = Client().post(own(author), form(report, "submit", **changes))
    assert "Name the owner before you submit." in response.text
    changes = {content.name_of(row, "owner_name"): "Maria", content.name_of(row, "due_on"): "2027-09-30"}
    response = Client().post(own(author), form(report, "submit", **changes), follow=True)

    assert "Submitted." in response.text
    report = MissionReport.objects.get()
    assert (report.status, report.summary) == ("submitted", "Claims are lost.")
    assert list(ReportFinding.objects.get().evidence.all()) == [meeting]
    assert "it can be changed again when the team returns it" in Client().get(own(author)).text


def test_script_saves_and_gets_what_is_stored():
    mission = make_mission()
    author, report = selected(mission, role="lead"), make_report(mission)
    data = form(report, summary="A new summary.", context="x" * 20_001)

    answer = Client().post(own(author), data, headers={"Accept": "application/json"}).json()

    assert answer["values"]["summary"] == "A new summary."
    assert list(answer["problems"]) == ["context"]
    services.submit(report, writer=services.Writer(name="x"))
    late = Client().post(own(author), data, headers={"Accept": "application/json"})
    assert (late.status_code, "submitted" in late.json()["error"]) == (409, True)


def test_text_of_an_author_stays_on_the_page_when_the_other_author_has_submitted_the_report():
    mission = make_mission()
    author, report = selected(mission, role="lead"), make_report(mission)
    data = form(report, context="A paragraph that took an hour.")
    services.submit(report, writer=services.Writer(name="x"))

    response = Client().post(own(author), data)

    assert "A paragraph that took an hour." in response.text
    assert "is not saved" in response.text
    assert Client().post(own(author), data | {"context": values(report)["context"]}).status_code == 302


@time_machine.travel("2027-05-01T03:05:00+00:00", tick=False)
def test_time_of_the_saving_is_that_of_the_author():
    mission = make_mission()
    author, report = selected(mission, role="lead"), make_report(mission)
    client = Client()
    client.cookies["tz"] = "Asia/Bangkok"

    answer = client.post(own(author), form(report), headers={"Accept": "application/json"}).json()

    assert answer["at"] == "10:05"


def test_invalid_values_stay_in_the_form_and_the_others_are_saved():
    report = make_report()
    row = FollowUp.objects.get()
    names = {part: content.name_of(row, part) for part in ("owner_email", "due_on")}

    response = client_of(report.mission).post(
        page("edit", report),
        form(report, summary="New.", **{names["owner_email"]: "no address", names["due_on"]: "tomorrow"}),
    )

    assert response.text.count("field-errors") == 2
    assert 'value="no address"' in response.text
    report.refresh_from_db()
    row.refresh_from_db()
    assert (report.summary, row.owner_email) == ("New.", "maria@example.org")


@pytest.mark.parametrize("base", ["", "x", "[1]", "null", "[" * 5000])
def test_unreadable_base_breaks_nothing(base):
    report = make_report()

    response = client_of(report.mission).post(page("edit", report), form(report) | {"base": base})

    assert response.status_code in {200, 302}
    assert "Claims are lost" in MissionReport.objects.get().summary


def test_file_is_uploaded_and_downloaded_by_author_and_team():
    mission = make_mission()
    author, report = selected(mission, role="lead"), make_report(mission)
    refused = Client().post(own(author), {"action": "upload", "file": ContentFile(b"MZ", "report.exe")})
    assert refused.context["file_form"].errors

    Client().post(own(author), {"action": "upload", "file": ContentFile(b"%PDF-1.7 %%EOF", "report.pdf")})

    for answer in (
        Client().get(reverse("assignments:report_file", args=[token_of(author)])),
        client_of(mission).get(page("file", report)),
    ):
        assert b"".join(answer.streaming_content) == b"%PDF-1.7 %%EOF"
        assert "attachment" in answer.headers["Content-Disposition"]
    client_of(mission).post(page("edit", report), form(report, "remove_file"))
    assert client_of(mission).get(page("file", report)).status_code == 404


def test_interpreter_and_expert_who_is_not_selected_write_no_report():
    mission = make_mission()

    for one in (selected(mission, role="interpreter"), available(mission, name="Park Ji-won")):
        assert Client().get(own(one)).status_code == 404
        assert Client().get(reverse("assignments:report_file", args=[token_of(one)])).status_code == 404


def test_team_comments_shares_returns_and_manager_accepts():
    report = submitted()
    client = client_of(report.mission)
    step, decide = page("step", report), page("decide", report)

    client.post(step, {"do": "comment", "kind": "opinion", "part": "findings", "text": "Shorter, please."})
    comment = ReportComment.objects.get()
    client.post(step, {"do": "settle", "comment": comment.pk})
    client.post(step, {"do": "share"})
    response = client.post(step, {"do": "return", "note": ""}, follow=True)
    assert "Write what the authors should change." in response.text
    client.post(step, {"do": "return", "note": "R1."})
    services.submit(report, writer=services.Writer(name="Haruka"))
    client.post(decide, {"do": "accept", "note": "Thank you."})

    report.refresh_from_db()
    comment.refresh_from_db()
    assert (report.status, comment.settled_at is not None, report.shared_at) == ("accepted", True, None)
    text = client.get(page("review", report)).text
    assert "Shorter, please." in text
    version = report.versions.order_by("pk").last()
    assert "The whole version" in client.get(page("version", report, version.pk)).text


def test_versions_are_compared_on_their_page():
    report = submitted()
    client = client_of(report.mission)
    services.send_back(report, note="x", by=make_member(report.mission.event.programme))
    client.post(page("edit", report), form(report, "submit", summary="Claims are lost early."))
    first, _returned, second = report.versions.order_by("pk")

    text = client.get(page("version", report, second.pk), {"with": first.pk}).text

    assert "<ins>early.</ins>" in text
    assert "<del>before they are made.</del>" in text
    assert client.get(page("version", report, 999_999)).status_code == 404


def test_coordinator_decides_nothing():
    report = submitted()
    client = client_of(report.mission, "coordinator")

    for do in ("accept", "release", "take_back"):
        assert client.post(page("decide", report), {"do": do}).status_code == 403
        assert client.post(page("step", report), {"do": do}).status_code == 404
    assert MissionReport.objects.get().status == "submitted"


@pytest.mark.parametrize("role", ["viewer", "reception"])
def test_viewers_read_only_an_accepted_report(role):
    report = submitted()
    services.comment(
        report, "Soft.", kind="opinion", writer=services.Writer(make_member(report.mission.event.programme))
    )
    client = client_of(report.mission, role)
    assert client.get(page("review", report)).status_code == 404

    services.accept(report, by=None)

    text = client.get(page("review", report)).text
    assert "Claims are lost before they are made." in text
    assert "Soft." not in text


def test_public_summary_is_written_by_language_and_released():
    report = accepted()
    client = client_of(report.mission)

    client.post(
        page("step", report),
        {"do": "summary", "text_en": "Four proposals.", "new_language": "id", "new_text": "Empat."},
    )
    response = client.post(page("step", report), {"do": "summary", "text_en": "x", "text_id": "y", "new_text": "z"})
    assert response.context["summary_form"].errors["new_language"]
    client.post(page("decide", report), {"do": "release", "consent": "Dr Hendra, 18 June"})

    report.refresh_from_db()
    assert report.public_summary == {"en": "Four proposals.", "id": "Empat."}
    assert report.released_at is not None


def test_page_of_a_country_shows_released_recommendations_without_names_of_people():
    country = make_country("ID", name="Indonesia")
    mission = make_mission(venue=make_venue(country=country))
    report = accepted(mission)
    FollowUp.objects.update(visibility="public", owner_institution="Employment Agency")
    FollowUp.objects.create(
        event=mission.event, kind="recommendation", number=2, text="Secret.", visibility="institution"
    )
    address = reverse("public:country", args=["ID"])
    assert "Stop asking for papers." not in Client().get(address).text
    services.save_public_summary(report, {"en": "Four proposals."})
    services.release(report, consent="x", by=make_member(mission.event.programme))

    text = Client().get(address).text

    assert "Stop asking for papers." in text
    assert "Employment Agency" in text
    assert "Maria Situmorang" not in text
    assert "Secret." not in text
