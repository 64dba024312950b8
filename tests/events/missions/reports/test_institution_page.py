"""The page where the institution of a mission reads the report and comments on it."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from accounts.links.tokens import make_token
from events.missions.reports import services
from events.missions.requests.links import REQUEST_LINK
from events.models import EventChange, FollowUp, MissionReport, ReportComment
from events.questions.file_validation import validate_file
from notifications.models import Message
from tests.events.missions.experts.helpers import make_mission, selected
from tests.events.missions.helpers import make_request, path_of
from tests.events.missions.reports.helpers import HARUKA, make_report, submitted
from tests.factories import make_member

pytestmark = pytest.mark.django_db


def address(request, page="own"):
    return reverse(f"mission_reports:{page}", args=[make_token(REQUEST_LINK, request)])


@pytest.fixture
def mission():
    return make_mission()


@pytest.fixture
def asked(mission):
    return make_request(mission.event.programme, status="accepted", reference="REQ-2026-001", mission=mission)


def mails(kind):
    return list(Message.objects.filter(kind=kind).order_by("pk"))


def test_institution_reads_nothing_before_the_team_shares_the_report(mission, asked):
    submitted(mission)

    response = Client().get(address(asked))

    assert "The report is not ready for you yet." in response.text
    assert "Claims are lost" not in response.text
    assert Client().get(address(asked, "own_file")).status_code == 404


def test_shared_report_is_told_and_read_without_what_is_for_the_team(mission, asked):
    report = submitted(mission)
    event = mission.event
    FollowUp.objects.create(event=event, kind="recommendation", number=2, text="For us.", visibility="team")

    services.share(report, is_shared=True, by=None)
    services.share(report, is_shared=True, by=None)

    (mail,) = mails("report_shared")
    assert (mail.to_email, mail.subject) == (
        "ratna@example.org",
        "REQ-2026-001: please read the report and check its facts",
    )
    assert address(asked) in mail.text
    text = Client().get(address(asked)).text
    assert "Claims are lost before they are made." in text
    assert "For us." not in text
    assert "Report of the mission" in Client().get(path_of(asked)).text


def test_comment_is_stored_and_told_to_the_team(mission, asked):
    manager = make_member(mission.event.programme)
    report = submitted(mission)
    services.share(report, is_shared=True, by=None)

    response = Client().post(address(asked), {"kind": "fact", "part": "findings", "text": "29 districts."}, follow=True)

    comment = ReportComment.objects.get()
    assert (comment.text, comment.part, comment.by, comment.by_name) == ("29 districts.", "findings", None, "Ratna Wulandari")  # fmt: skip
    assert "Thank you. The team reads your comment." in response.text
    (mail,) = mails("report_commented")
    assert (mail.recipient, "29 districts." in mail.text) == (manager, True)
    assert "Part of the report: Findings" in mail.text
    assert "the institution corrects a fact" in mail.subject


def test_no_comments_is_one_button_and_a_confirmation(mission, asked):
    manager = make_member(mission.event.programme)
    services.share(submitted(mission), is_shared=True, by=None)
    client = Client()
    assert "We have no comments" in client.get(address(asked)).text

    question = client.post(address(asked), {"action": "no_comments"}).text
    assert "No comments on the report?" in question
    assert not ReportComment.objects.exists()
    for _time in range(2):
        page = client.post(address(asked), {"action": "no_comments", "confirmed": "1"}, follow=True).text

    assert ("We have no comments</button>" in page, "<strong>No comments</strong>" in page) == (False, True)
    comment = ReportComment.objects.get()
    assert (comment.kind, comment.text, comment.by_name) == ("none", "", "Ratna Wulandari")
    (mail,) = mails("report_commented")
    assert (mail.recipient, "has no comments on the report" in mail.subject) == (manager, True)
    assert not asked.deliverables.open().exists()  # it owes no comments any more
    said = " ".join(row.said for row in EventChange.objects.filter(event=mission.event))
    assert "Report: no comments, by link: Ratna Wulandari, Ministry of Manpower" in said
    services.accept(MissionReport.objects.get(), by=manager)


def test_who_has_no_comments_can_still_write_one(mission, asked):
    services.share(submitted(mission), is_shared=True, by=None)
    Client().post(address(asked), {"action": "no_comments", "confirmed": "1"})

    Client().post(address(asked), {"kind": "fact", "text": "29 districts."})

    assert list(ReportComment.objects.values_list("kind", flat=True)) == ["none", "fact"]


def test_nobody_without_the_report_has_no_comments(mission, asked):
    submitted(mission)

    page = Client().post(address(asked), {"action": "no_comments", "confirmed": "1"}, follow=True).text

    assert "The report is not ready for you yet." in page
    assert not ReportComment.objects.exists()


def test_empty_comment_gets_a_message_next_to_the_field(mission, asked):
    services.share(submitted(mission), is_shared=True, by=None)

    response = Client().post(address(asked), {"kind": "fact", "text": " "})

    assert "field-errors" in response.text
    assert not ReportComment.objects.exists()


def test_returned_report_is_hidden_until_it_is_shared_again(mission, asked):
    manager = make_member(mission.event.programme)
    report = submitted(mission)
    services.share(report, is_shared=True, by=manager)

    services.send_back(report, note="R1 needs an owner.", by=manager)
    hidden = Client().get(address(asked)).text
    services.submit(report, writer=HARUKA)
    services.share(report, is_shared=True, by=manager)

    assert "Claims are lost" not in hidden
    assert "Claims are lost" in Client().get(address(asked)).text
    assert len(mails("report_shared")) == 2


def test_accepted_report_can_be_shared_to_be_read_without_comments(mission, asked):
    report = services.accept(submitted(mission), by=None)

    services.share(report, is_shared=True, by=None)

    (mail,) = mails("report_shared")
    assert mail.subject == "REQ-2026-001: you can read the report"
    assert "You can read the final version" in mail.text
    response = Client().post(address(asked), {"kind": "fact", "text": "Too late."}, follow=True)
    assert "final version" in response.text
    assert not ReportComment.objects.exists()


def test_institution_gets_the_uploaded_file_of_a_shared_report(mission, asked):
    report = make_report(mission)
    services.upload(report, validate_file(ContentFile(b"%PDF-1.7 %%EOF", "report.pdf")))
    services.submit(report, writer=HARUKA)
    services.share(MissionReport.objects.get(), is_shared=True, by=None)

    response = Client().get(address(asked, "own_file"))

    assert b"".join(response.streaming_content) == b"%PDF-1.7 %%EOF"
    assert "report.pdf" in Client().get(address(asked)).text


def test_submission_is_told_to_the_team_but_not_to_the_member_who_submits(mission):
    members = [make_member(mission.event.programme), make_member(mission.event.programme, role="coordinator")]
    make_member(mission.event.programme, role="viewer")

    services.submit(make_report(mission), writer=services.Writer(members[0], "Manager"))

    (mail,) = mails("report_submitted")
    assert (mail.recipient, mail.subject) == (
        members[1],
        f"{mission.event.title}: the report is submitted, please review it",
    )


def test_institution_sees_who_comes_but_no_expert_who_was_not_selected(mission, asked):
    selected(mission, role="lead")
    from_list = selected(mission, name="Somsak Chaiyaporn")
    services.experts.release(from_list, by=make_member(mission.event.programme))

    text = Client().get(path_of(asked)).text

    assert "Nakamura Haruka" in text
    assert "Somsak" not in text


def test_institution_learns_that_a_report_which_it_does_not_see_is_accepted(mission, asked):
    services.accept(submitted(mission), by=None)

    (mail,) = mails("report_accepted_institution")

    assert (mail.to_email, mail.subject) == (
        "ratna@example.org",
        "REQ-2026-001: the report of your mission is accepted",
    )
    assert "A summary follows" in mail.text
    assert "Those who are responsible for a recommendation" in mail.text
    assert path_of(asked) in mail.text
    assert "The report of the mission is accepted." in Client().get(path_of(asked)).text


def test_institution_that_sees_the_report_is_sent_to_the_final_version(mission, asked):
    report = submitted(mission)
    services.share(report, is_shared=True, by=None)
    services.accept(MissionReport.objects.select_related("mission").get(), by=None)

    (mail,) = mails("report_accepted_institution")

    assert mail.subject == "REQ-2026-001: the report is accepted, you can read the final version"
    assert address(asked) in mail.text
    assert "A summary follows" not in mail.text


@pytest.mark.parametrize(("language", "words"), [("fr", "Le rapport de votre mission est accepté"), ("vi", "Báo cáo")])
def test_institution_reads_the_acceptance_in_its_language(mission, asked, language, words):
    asked.contact_language = language
    asked.save()
    services.accept(submitted(mission), by=None)

    assert words in mails("report_accepted_institution")[0].text


@pytest.mark.parametrize(("fields", "count"), [(["title", "public_summary"], 1), (["title"], 0)])
def test_institution_learns_that_the_summary_is_public_if_the_page_shows_it(mission, asked, fields, count):
    mission.public_fields = fields
    mission.save()
    report = services.accept(submitted(mission), by=None)
    services.save_public_summary(report, {"en": "Fewer papers."})

    services.release(report, consent="Dr Hendra Kusuma, 1 June", by=make_member(mission.event.programme))

    assert len(mails("report_released")) == count
    assert all(mission.event.get_absolute_url() in mail.text for mail in mails("report_released"))
