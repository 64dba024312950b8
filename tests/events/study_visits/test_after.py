"""Reports and actions of delegations after a study visit."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import override

from events.journeys.errors import StepNotAllowedError
from events.journeys.follow_ups.asking import ask_owners
from events.models import DelegationReport, FollowUp, FollowUpChange, Registration
from events.questions.file_validation import validate_file
from events.study_visits import figures, mail_texts
from events.study_visits.after import errors, job, queries, services
from events.study_visits.after.links import report_link
from events.study_visits.after.services import PlannedAction
from notifications.models import Message
from tests.events.study_visits.helpers import make_traveller, make_visit
from tests.events.study_visits.worked_example import add_reports, build_example, data
from tests.factories import make_country, make_delegation, make_member, make_person, make_venue

pytestmark = pytest.mark.django_db
TEXTS = {"saw": "Offices.", "differs": "One roof.", "will_do": "", "need": ""}
ACTIONS = [
    PlannedAction("Draft one form", "Meet the agency", "Chan Sreymom", date(2027, 11, 30)),
    PlannedAction("Write a guide", "", "Sos Ismael", date(2027, 12, 15)),
]


def a_country(event, code="KH", *, focal_point=None):
    """Give a country a delegation with a person. Return its report."""
    delegation = make_delegation(event, country=make_country(code), seats=2, focal_point=focal_point)
    make_traveller(event, make_person(country=code), delegation=delegation)
    services.prepare_reports(event)
    report = DelegationReport.objects.get(event=event, country=code)
    report.event = event
    return report


def handed_in(event, code="KH"):
    report = a_country(event, code, focal_point=make_person())
    services.save_report(report, TEXTS, ACTIONS, hands_in=False)
    services.save_report(report, TEXTS, ACTIONS, hands_in=True)
    return report


def on(month, day, hour=6, year=2027):
    return time_machine.travel(datetime(year, month, day, hour, tzinfo=UTC), tick=False)


def sent(kind):
    return Message.objects.filter(kind=kind)


def test_the_team_is_told_once_when_a_delegation_hands_in():
    event = make_visit()
    officer = make_member(event.programme)
    report = a_country(event, focal_point=make_person())
    services.save_report(report, TEXTS, ACTIONS, hands_in=False)
    assert not sent("visit_report_received").exists()

    services.save_report(report, TEXTS, ACTIONS, hands_in=True)
    services.save_report(report, TEXTS | {"need": "Money."}, ACTIONS, hands_in=True)

    mail = sent("visit_report_received").get()
    assert (mail.recipient, mail.subject) == (
        officer,
        f"{event.title}: the report of {report.country.shown_name} is here",
    )
    assert "> Draft one form" in mail.text
    assert reverse("study_visits:after", args=[event.slug]) in mail.text


def test_the_focal_point_who_does_not_write_learns_that_the_report_is_here():
    event, focal_point = make_visit(), make_person()
    report = a_country(event, focal_point=focal_point)
    services.set_owner(report, event.registrations.get().person, days_after_end=30)
    report.refresh_from_db()
    report.event = event

    services.save_report(report, TEXTS, ACTIONS, hands_in=False)
    services.save_report(report, TEXTS, ACTIONS, hands_in=True)

    mail = sent("visit_report_received_focal").get()
    assert (mail.recipient, "> Draft one form" in mail.text) == (focal_point, True)


def test_each_country_has_one_report_written_by_its_focal_point_or_first_person():
    event, focal_point = make_visit(), make_person()

    with_focal_point = a_country(event, "KH", focal_point=focal_point)
    without = a_country(event, "VN")

    assert with_focal_point.owner == focal_point
    assert without.owner == event.registrations.get(delegation__country="VN").person
    assert services.prepare_reports(event) == 0
    assert with_focal_point.due_on == date(2027, 7, 12)  # thirty days after the last day


def test_people_without_a_delegation_report_for_the_country_of_their_profile():
    event, country = make_visit(), make_country("VN")
    first = make_traveller(event, make_person(country="VN")).person
    make_traveller(event, make_person(country=""))  # of no known country: no report
    make_country("KH")
    Registration.objects.create(event=event, person=make_person(country="KH"), status="waitlisted", queued_at=now())
    event.venue = make_venue(country=make_country("JP"))
    event.save()
    make_traveller(event, make_person(country="JP"))  # comes along from the country that is visited

    services.prepare_reports(event)

    report = DelegationReport.objects.get(event=event)
    assert (report.country, report.owner) == (country, first)
    assert queries.possible_owners(event, "VN") == [first]
    services.save_report(report, TEXTS, ACTIONS, hands_in=False)
    services.save_report(report, TEXTS, ACTIONS, hands_in=True)
    assert [action.text for action in queries.actions_of(report)] == [action.text for action in ACTIONS]
    assert [(one.country, one.seats) for one in event.delegations.all()] == [(country, 0)]
    assert services.prepare_reports(event) == 0


def test_only_people_of_the_country_write_and_the_old_link_ends(client):
    event = make_visit()
    report = a_country(event, "KH", focal_point=make_person())
    old = report_link(report)
    traveller = event.registrations.get().person

    with pytest.raises(errors.InvalidReportOwnerError):
        services.set_owner(report, make_person(), days_after_end=30)
    services.set_owner(report, traveller, days_after_end=28)

    assert client.get(old).status_code == 410
    assert DelegationReport.objects.get().due_on == date(2027, 7, 10)


def test_delegation_writes_and_hands_in_by_its_link(client):
    report = a_country(make_visit(), "KH", focal_point=make_person())
    page = report_link(report)
    form = TEXTS | {"do": "save", "action1-text": "Draft one form", "action1-due_on": "2027-11-30"}

    client.post(page, form)
    assert FollowUp.objects.get().text == "Draft one form"
    refused = client.post(page, form | {"do": "hand_in"})
    assert "Not handed in yet; what you wrote is saved. Write two to four actions" in refused.content.decode()
    assert DelegationReport.objects.get().received_on is None
    with on(7, 8):
        client.post(page, form | {"do": "hand_in", "action2-text": "Write a guide", "action2-due_on": "2027-12-15",
                                  "action2-first_step": "Ask employers", "action2-owner_name": "Sos Ismael"})  # fmt: skip

    assert DelegationReport.objects.get().received_on == date(2027, 7, 8)
    second = FollowUp.objects.get(number=2)
    assert (second.kind, second.first_step, second.owner_name) == ("action", "Ask employers", "Sos Ismael")
    assert second.delegation.country_id == "KH"
    assert 'value="Ask employers"' in client.get(page).content.decode()


def test_a_refused_file_does_not_lose_what_was_written(client):
    report = a_country(make_visit(), "KH", focal_point=make_person())
    refused = ContentFile(b"MZ", "report.exe")

    page = client.post(report_link(report), TEXTS | {"do": "save", "action1-text": "Draft one form", "file": refused})

    assert "Your text is saved." in page.text
    assert "Files of this type are not accepted" in page.text
    assert DelegationReport.objects.get().saw == "Offices."
    assert FollowUp.objects.get().text == "Draft one form"


def test_an_action_is_due_after_the_visit(client):
    report = a_country(make_visit(), "KH", focal_point=make_person())
    form = TEXTS | {"do": "save", "action1-text": "Draft one form", "action1-due_on": "2026-11-30"}

    page = client.post(report_link(report), form)

    assert "This day is before the end of the visit." in page.text
    assert not FollowUp.objects.exists()


def test_a_file_is_a_report_too(client):
    report = a_country(make_visit(), "KH", focal_point=make_person())
    with pytest.raises(errors.ReportEmptyError):
        services.save_report(report, {}, ACTIONS, hands_in=True)

    services.store_file(report, validate_file(ContentFile(b"%PDF-1.7 %%EOF", "kh.pdf")))
    services.save_report(report, {}, ACTIONS, hands_in=True)

    content = client.get(report_link(report) + "file/").streaming_content
    assert b"".join(content) == b"%PDF-1.7 %%EOF"


def test_job_asks_the_day_after_and_reminds_once_before_and_once_after_the_due_date():
    event = make_visit()
    report = a_country(event, "KH", focal_point=make_person())

    with on(6, 12):
        assert job.run() == {"reports_asked": 0, "reports_reminded": 0, "actions_asked": 0}
    with on(6, 13):
        assert [job.run()["reports_asked"] for _run in range(2)] == [1, 0]
    for month, day in ((7, 4), (7, 5), (7, 12), (7, 13), (7, 14)):
        with on(month, day):
            job.run()

    subjects = list(sent("visit_report_reminder").order_by("pk").values_list("subject", flat=True))
    assert len(subjects) == 2
    assert "please send the report" in subjects[0]
    assert "is late" in subjects[1]
    assert sent("visit_report_asked").get().recipient == report.owner


def test_nobody_is_reminded_of_a_report_that_is_received():
    event = make_visit()
    with on(6, 20):
        handed_in(event)

    with on(7, 13):
        job.run()

    assert not Message.objects.exists()


def test_delegation_is_asked_about_its_actions_once_after_six_months(client):
    event = make_visit()
    report = handed_in(event)

    with on(12, 11):
        job.run()
    assert not sent("visit_actions_asked").exists()
    for day in (12, 13):
        with on(12, day):
            job.run()
            ask_owners()  # the other task does not ask the same again

    message = sent("visit_actions_asked").get()
    assert "Draft one form" in message.text
    assert report_link(report) in message.text
    assert Message.objects.count() == 1


def test_delegation_says_how_far_the_actions_are(client):
    event = make_visit()
    report = handed_in(event)
    one, two = FollowUp.objects.order_by("number")
    services.ask_about_actions(report)
    page = report_link(report)

    client.post(
        page, {"do": "answer", "action": one.pk, f"answer{one.pk}-state": "done", f"answer{one.pk}-why": "Form 12"}
    )
    client.post(
        page,
        {"do": "answer", "action": two.pk, f"answer{two.pk}-state": "not_begun", f"answer{two.pk}-why": "No trainer"},
    )
    text = client.get(page).content.decode()

    one.refresh_from_db()
    assert (one.status, one.evidence) == ("done", "Form 12")
    assert figures.actions_by_state(event) == {"done": 1, "partly": 0, "not_begun": 1}
    assert "No trainer" in text
    with pytest.raises(StepNotAllowedError):
        services.answer_action(report, one, "done", why="Again")
    with pytest.raises(errors.ReasonMissingError):
        services.answer_action(report, two, "partly", why="")
    services.answer_action(report, two, "partly", why="Two of four")
    assert FollowUp.objects.get(pk=two.pk).status == "partly"


def test_actions_are_fixed_after_the_question_and_strangers_answer_nothing(client):
    event = make_visit()
    report, other = handed_in(event), handed_in(event, "VN")
    services.ask_about_actions(report)
    theirs = FollowUp.objects.filter(delegation__country="VN").first()

    with pytest.raises(errors.ActionsFixedError):
        services.save_report(report, TEXTS, [PlannedAction("Something easier")], hands_in=False)
    services.save_report(report, TEXTS | {"need": "Money."}, [], hands_in=True)
    answer = {"do": "answer", "action": theirs.pk, f"answer{theirs.pk}-state": "done", f"answer{theirs.pk}-why": "x"}

    assert FollowUp.objects.count() == 4
    assert client.post(report_link(report), answer).status_code == 404
    assert not FollowUpChange.objects.filter(follow_up__delegation__country=other.country_id).exists()


def test_team_page_shows_late_reports_lessons_side_by_side_and_states(client):
    example = build_example()
    add_reports(example)
    client.force_login(make_member(example.event.programme, "coordinator"))

    with time_machine.travel(datetime(2027, 12, 20, tzinfo=UTC), tick=False):
        client.force_login(make_member(example.event.programme, "coordinator"))
        response = client.get(reverse("study_visits:after", args=[example.event.slug]))

    page = " ".join(response.content.decode().split())
    late = [row.report.country_id for row in response.context["rows"] if row.is_late]
    assert late == example.expected["reports_late"]
    assert response.context["counts"] == example.expected["actions_at_six_months"]
    assert page.count('<td dir="auto">Offices.</td>') == len(data()["study_visit"]["reports_of_participants"])
    assert "3 done, 2 partly done, 1 not begun." in page


def test_team_prepares_reports_changes_the_owner_and_mails_the_link(client):
    event = make_visit()
    delegation = make_delegation(event, country=make_country("KH"), focal_point=make_person())
    person = make_person()
    make_traveller(event, person, delegation=delegation)
    client.force_login(make_member(event.programme, "coordinator"))

    client.post(reverse("study_visits:after", args=[event.slug]))
    report = DelegationReport.objects.get()
    page = reverse("study_visits:report_edit", args=[event.slug, report.pk])
    client.post(page, {"save": "1", "owner": person.pk, "days_after_end": "20"})
    client.post(page, {"link": "1"})

    report.refresh_from_db()
    assert (report.owner, report.days_after_end) == (person, 20)
    assert sent("visit_report_asked").get().recipient == person


@pytest.mark.parametrize("language", ["en", "fr", "vi"])
def test_mails_are_in_the_language_of_the_reader(language):
    event = make_visit()
    report = handed_in(event)
    report.owner.language = language
    report.owner.save()

    services.send_link(report)

    subject = sent("visit_report_asked").get().subject
    english = mail_texts.report_asked(report, "x").subject
    assert (subject == english) is (language == "en")
    with override(language):
        texts = [
            mail_texts.report_asked(report, "x"),
            mail_texts.report_reminder(report, "x", is_late=False),
            mail_texts.report_reminder(report, "x", is_late=True),
            mail_texts.actions_asked(report, "x", actions=["One"]),
        ]
        assert all(text.subject and text.paragraphs and text.action for text in texts)
    assert not mail.outbox


@pytest.mark.parametrize("countries", [["KH"], ["KH", "VN", "MN", "TH"]])
def test_after_page_makes_a_fixed_number_of_queries(client, countries, django_assert_num_queries):
    event = make_visit()
    for code in countries:
        handed_in(event, code)
    client.force_login(make_member(event.programme, "coordinator"))
    cache.clear()
    address = reverse("study_visits:after", args=[event.slug])
    client.get(address)

    with django_assert_num_queries(10):
        client.get(address)


def test_twenty_visits_need_no_more_queries_for_one(client, django_assert_num_queries):
    event = make_visit()
    handed_in(event)
    for _number in range(20):
        make_visit(programme=event.programme, starts_at=event.starts_at + timedelta(days=1))
    client.force_login(make_member(event.programme, "coordinator"))
    address = reverse("study_visits:visit", args=[event.slug])
    client.get(address)

    with django_assert_num_queries(11):
        client.get(address)
