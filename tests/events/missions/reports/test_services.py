"""The report: two authors, submission, review, versions, the public summary."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from events.deliverables import services as deliverables
from events.journeys.errors import StepNotAllowedError
from events.journeys.follow_ups.services import Writer
from events.missions.reports import content, errors, queries, services
from events.missions.reports.states import REPORT
from events.models import Assignment, Deliverable, EventChange, FollowUp, MissionReport, ReportFinding
from events.models.answer import private_storage
from events.questions.file_validation import validate_file
from notifications.models import Message
from tests.events.missions.experts.helpers import agreed, mails_to, make_mission, selected
from tests.events.missions.reports.helpers import (
    HARUKA,
    SOMSAK,
    accepted,
    make_meeting,
    make_report,
    submitted,
    values,
)
from tests.factories import make_country, make_member, make_person, make_venue

pytestmark = pytest.mark.django_db


def save(report, base, writer=HARUKA, **changes):
    named = {name.replace("__", "-"): value for name, value in changes.items()}
    return services.save_draft(report, base=base, mine=base | named, writer=writer)


def test_a_text_with_two_versions_is_tidied_up_before_the_submission():
    report = make_report()
    seen = values(report)
    services.save_draft(report, base=seen, mine=seen | {"summary": "Claims wait."}, writer=HARUKA)
    services.save_draft(report, base=seen, mine=seen | {"summary": "Claims are lost."}, writer=SOMSAK)

    with pytest.raises(errors.ReportIncompleteError) as error:
        services.submit(report, writer=HARUKA)

    assert list(error.value.problems) == ["summary"]
    now_seen = values(report)
    services.save_draft(report, base=now_seen, mine=now_seen | {"summary": "Claims wait and are lost."}, writer=HARUKA)
    assert services.submit(report, writer=HARUKA).status == "submitted"


def test_two_authors_who_write_in_two_fields_do_not_disturb_each_other():
    report = make_report()
    seen = values(report)

    save(report, seen, summary="A new summary.")
    saved = save(report, seen, SOMSAK, context="A new context.")

    report.refresh_from_db()
    assert (report.summary, report.context) == ("A new summary.", "A new context.")
    assert (saved.both, saved.kept) == ([], [])
    assert saved.values == values(report)


def test_two_texts_for_one_field_both_stay():
    report = make_report()
    seen = values(report)
    finding = content.name_of(report.findings.get(), "text")

    save(report, seen, **{finding: "Three of ten claims wait."})
    saved = save(report, seen, SOMSAK, **{finding: "Four of ten claims wait."})

    text = report.findings.get().text
    assert saved.both == [finding]
    assert text == "Three of ten claims wait.\n\n— Second version, by Somsak Chaiyaporn —\nFour of ten claims wait."


def test_field_of_one_line_keeps_what_was_saved_first_and_the_second_author_learns_it():
    report = make_report()
    seen, row = values(report), FollowUp.objects.get()
    priority = content.name_of(row, "priority")

    save(report, seen, **{priority: "high"})
    saved = save(report, seen, SOMSAK, **{priority: "low"})

    row.refresh_from_db()
    assert (saved.kept, row.priority) == ([priority], "high")


def test_page_without_the_seen_values_overwrites_nothing():
    report = make_report()

    saved = services.save_draft(report, base={}, mine={"summary": "Mine."}, writer=HARUKA)

    assert "Claims are lost" in MissionReport.objects.get().summary
    assert saved.both == ["summary"]


def test_evidence_and_finding_are_only_those_of_the_mission():
    report = make_report()
    own, other = make_meeting(report.mission), make_meeting(make_mission())
    finding, row = report.findings.get(), FollowUp.objects.get()

    save(
        report,
        values(report),
        **{
            content.name_of(finding, "evidence"): f"{own.pk} {other.pk}",
            content.name_of(row, "finding"): str(finding.pk),
            content.name_of(row, "due_on"): "2028-01-31",
            "finding-999999-text": "Not ours",
        },
    )

    row.refresh_from_db()
    assert list(finding.evidence.all()) == [own]
    assert (row.finding, str(row.due_on)) == (finding, "2028-01-31")
    save(report, values(report), **{content.name_of(row, "finding"): "999999"})
    row.refresh_from_db()
    assert row.finding is None


def test_rows_are_added_and_removed():
    report = make_report()
    finding, row = services.add_finding(report), services.add_recommendation(report)
    assert (finding.position, row.code, row.visibility) == (2, "R2", "institution")

    services.remove_finding(report, finding.pk)
    services.remove_recommendation(report, row.pk)

    assert (report.findings.count(), FollowUp.objects.count()) == (1, 1)


def test_submission_needs_summary_finding_owner_and_due_date():
    report = services.begin_report(make_mission().event)
    services.add_recommendation(report)

    with pytest.raises(errors.ReportIncompleteError) as caught:
        services.submit(report, writer=HARUKA)

    row = FollowUp.objects.get()
    wanted = {"summary", "findings", *(content.name_of(row, part) for part in ("text", "owner_name", "due_on"))}
    assert set(caught.value.problems) == wanted
    assert MissionReport.objects.get().status == "draft"


def test_empty_finding_is_a_problem_and_a_file_replaces_findings():
    report = make_report()
    ReportFinding.objects.update(text=" ")
    assert set(services.problems_of(report)) == {"findings", content.name_of(report.findings.get(), "text")}
    report.findings.all().delete()

    services.upload(report, validate_file(ContentFile(b"%PDF-1.7 %%EOF", "report.pdf")))
    report.refresh_from_db()

    assert services.problems_of(report) == {}


def test_another_file_replaces_the_first_and_its_content(django_capture_on_commit_callbacks):
    report = make_report()
    services.upload(report, validate_file(ContentFile(b"%PDF-1.7 1 %%EOF", "one.pdf")))
    report.refresh_from_db()
    first = report.file.name

    with django_capture_on_commit_callbacks(execute=True):
        services.upload(report, validate_file(ContentFile(b"%PDF-1.7 2 %%EOF", "two.pdf")))
    report.refresh_from_db()
    assert (report.file_name, private_storage().exists(first)) == ("two.pdf", False)
    with django_capture_on_commit_callbacks(execute=True):
        services.remove_file(report)

    report.refresh_from_db()
    assert (bool(report.file), report.file_name) == (False, "")


def test_submitted_report_cannot_be_changed():
    report = submitted()

    for change in (
        lambda: save(report, values(report), summary="x"),
        lambda: services.add_finding(report),
        lambda: services.remove_finding(report, 1),
        lambda: services.add_recommendation(report),
        lambda: services.remove_recommendation(report, 1),
        lambda: services.upload(report, validate_file(ContentFile(b"%PDF-1.7 %%EOF", "a.pdf"))),
        lambda: services.remove_file(report),
    ):
        with pytest.raises(errors.ReportClosedError):
            change()


def test_each_submission_return_and_acceptance_stores_a_version():
    mission = make_mission()
    author = selected(mission)
    member = make_member(mission.event.programme)
    report = submitted(mission)
    with pytest.raises(errors.ReportNoteMissingError):
        services.send_back(report, note="", by=member)
    services.send_back(report, note="R1 has no owner.", by=member)
    save(report, values(report), summary="Claims are lost early.")
    services.submit(report, writer=SOMSAK)
    services.accept(report, by=member)

    found = list(report.versions.order_by("pk"))
    assert [(one.number, one.status) for one in found] == [
        (1, "submitted"), (1, "returned"), (2, "submitted"), (2, "accepted"),
    ]  # fmt: skip
    assert found[1].note == "R1 has no owner."
    assert found[0].content["recommendations"][0]["owner"] == "Maria Situmorang"
    (mail,) = mails_to(author, "report_returned")
    assert "R1 has no owner." in mail.text
    assert len(mails_to(author, "report_accepted")) == 1


@pytest.mark.parametrize(("language", "words"), [("fr", "Veuillez modifier le rapport"), ("vi", "Xin sửa báo cáo")])
def test_authors_read_the_return_in_their_language(language, words):
    mission = make_mission()
    author = selected(mission, person=make_person(name="An", language=language))

    services.send_back(submitted(mission), note="R1.", by=make_person())

    assert words in mails_to(author, "report_returned")[0].subject


@pytest.mark.parametrize(
    ("language", "words"), [("en", "is completed"), ("fr", "est terminée"), ("vi", "đã hoàn thành")]
)
def test_interpreters_learn_that_the_mission_is_completed_without_the_note_to_the_authors(language, words):
    mission = make_mission()
    person = make_person(name="Dewi Lestari", language=language)
    author, interpreter = agreed(mission), agreed(mission, role="interpreter", name="Dewi Lestari", person=person)

    services.accept(submitted(mission), note="Well argued.", by=make_person())

    (mail,) = mails_to(interpreter, "report_accepted")
    assert words in mail.subject
    assert "Well argued." not in mail.text
    assert "/assignments/" in mail.text
    assert "Well argued." in mails_to(author, "report_accepted")[0].text


def test_versions_are_compared_word_by_word():
    report = submitted()
    services.send_back(report, note="x", by=make_person())
    save(report, values(report), summary="Claims are lost after they are made.")
    services.submit(report, writer=HARUKA)
    first, _returned, second = report.versions.order_by("pk")

    (difference,) = queries.compare(first, second)

    assert difference.part == "summary"
    assert [text for text, is_own in difference.before if is_own] == ["before"]
    assert [text for text, is_own in difference.after if is_own] == ["after"]


def test_acceptance_completes_assignments_and_tells_the_owners():
    mission = make_mission()
    assignment = agreed(mission)

    accepted(mission)

    assignment.refresh_from_db()
    assert assignment.status == Assignment.Status.COMPLETED
    (mail,) = Message.objects.filter(kind="follow_up_assigned")
    assert (mail.to_email, "Stop asking for papers." in mail.text) == ("maria@example.org", True)


def test_open_correction_of_the_institution_stops_the_acceptance():
    report = submitted()
    institution = Writer(name="Ratna Wulandari")
    with pytest.raises(errors.NotSharedError):
        services.comment(report, "29 districts.", kind="fact", writer=institution)
    services.share(report, is_shared=True, by=None)
    fact = services.comment(report, "29 districts.", kind="fact", writer=institution)
    services.comment(report, "It is better now.", kind="opinion", writer=institution)
    services.comment(report, "R3 has no owner.", kind="fact", writer=Writer(make_person()))

    with pytest.raises(errors.OpenCorrectionsError):
        services.accept(report, by=None)
    services.settle(report, fact.pk, is_settled=True)
    services.accept(report, by=None)

    with pytest.raises(errors.NotSharedError):
        services.comment(report, "Too late.", kind="opinion", writer=institution)


def test_draft_is_never_shared():
    report = make_report()

    with pytest.raises(errors.NotSharedError):
        services.share(report, is_shared=True, by=None)
    assert queries.for_institution(report.mission) == {}


def test_institution_sees_the_shared_report_without_what_is_for_the_team():
    report = submitted()
    make_meeting(report.mission, notes="Unions say that many are told to resign.", met_names="Ratna\nBagus")
    FollowUp.objects.create(
        event=report.mission.event, kind="recommendation", number=2, text="Only for us.", visibility="team"
    )
    services.comment(report, "Soft.", kind="opinion", writer=Writer(make_person()))
    services.share(report, is_shared=True, by=None)

    found = queries.for_institution(report.mission)

    assert [row.text for row in found["recommendations"]] == ["Stop asking for papers."]
    assert (found["own_comments"], found["may_comment"]) == ([], True)
    assert "resign" not in repr(found)


def test_public_summary_is_released_by_consent_and_taken_back():
    report = accepted()
    manager = make_member(report.mission.event.programme)
    with pytest.raises(errors.ReleaseNotPossibleError):
        services.release(report, consent="Dr Hendra, 18 June", by=manager)
    services.save_public_summary(report, {"en": "Four proposals.", "vi": " "})
    with pytest.raises(errors.ReportConsentMissingError):
        services.release(report, consent="", by=manager)
    assert queries.public_summary(report.mission) == ""

    services.release(report, consent="Dr Hendra, 18 June", by=manager)

    assert queries.public_summary(report.mission, "vi") == "Four proposals."
    assert "Dr Hendra, 18 June" in EventChange.objects.filter(what="documents").get().said
    services.take_back(report, by=manager)
    assert queries.public_summary(report.mission) == ""


def test_summary_of_a_report_in_review_is_not_released():
    report = submitted()
    services.save_public_summary(report, {"en": "Four proposals."})

    with pytest.raises(errors.ReleaseNotPossibleError):
        services.release(report, consent="x", by=make_person())


def test_country_shows_released_public_recommendations_alone():
    country = make_country("ID", name="Indonesia")
    mission = make_mission(venue=make_venue(country=country))
    report = accepted(mission)
    FollowUp.objects.create(event=mission.event, kind="recommendation", number=2, text="Shown.", visibility="public")
    assert queries.released_recommendations(country) == []
    services.save_public_summary(report, {"en": "Four proposals."})

    services.release(report, consent="x", by=make_person())

    assert [row.text for row in queries.released_recommendations(country)] == ["Shown."]
    assert queries.released_recommendations(make_country("JP")) == []


def test_people_met_are_counted_once_and_contacts_each_time():
    mission = make_mission()
    make_meeting(mission, met_names="Ratna Wulandari\nBagus", met_people=7, met_women=3, at="09:00")
    make_meeting(mission, "Debriefing", met_names="ratna wulandari\nDr Hendra", at="11:00")
    make_meeting(mission, "Idea", status="idea", at="13:00")
    make_meeting(mission, "Cancelled", status="cancelled", met_names="Nobody", at="14:00")

    met = queries.people_met(mission)

    assert (met.meetings, met.minutes, met.contacts, met.women, met.people) == (2, 120, 9, 3, 3)
    assert met.by_institution == [("Ministry", ["Ratna Wulandari", "Bagus", "Dr Hendra"])]


def test_table_names_only_known_statuses():
    named = {status for row in REPORT.rows.values() for status in (*row.sources, row.target)}

    assert named == set(MissionReport.Status.values)


class AnySequence(TestCase):
    """Any sequence of steps follows the table, and each is a version."""

    @given(steps=st.lists(st.sampled_from([*REPORT.rows]), max_size=8))
    @settings(max_examples=20, deadline=None)
    def test_any_sequence_of_steps_follows_the_table(self, steps):
        report, by = make_report(), make_person()
        actions = {
            "submit": lambda: services.submit(report, writer=HARUKA),
            "return": lambda: services.send_back(report, note="x", by=by),
            "accept": lambda: services.accept(report, by=by),
        }
        status, count = "draft", 0
        for step in steps:
            if REPORT.is_allowed(step, status):
                actions[step]()
                status, count = REPORT.target(step, status), count + 1
            else:
                with pytest.raises(StepNotAllowedError):
                    actions[step]()
            fresh = MissionReport.objects.get(pk=report.pk)
            assert (fresh.status, fresh.versions.count()) == (status, count)


def owe_report(assignment, title, days):
    due_at = assignment.mission.event.ends_at + timedelta(days=days)
    person = assignment.expert.person
    return deliverables.ask(assignment.mission.event, person, kind="report", title=title, due_at=due_at)


def test_submission_receives_the_draft_and_acceptance_the_final_report():
    author = agreed(make_mission(), role="lead")
    team = make_member(author.mission.event.programme)
    final, draft = owe_report(author, "Final report", 42), owe_report(author, "Draft report", 14)
    of_team = deliverables.ask(author.mission.event, team, kind="report", title="Report", due_at=final.due_at)
    received = lambda: set(Deliverable.objects.exclude(received_at=None).values_list("pk", flat=True))  # noqa: E731

    report = submitted(author.mission)
    assert received() == {draft.pk}
    services.send_back(report, note="R1.", by=team)
    services.submit(report, writer=HARUKA)
    assert received() == {draft.pk}
    services.accept(report, by=team)

    assert received() == {draft.pk, final.pk}
    assert of_team.pk not in received()
