"""An expert mission from the request of an institution to an overdue recommendation. Each party acts by the links in its
mails; the team is signed in."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from playwright.sync_api import Page, expect

from events.journeys.follow_ups.asking import ask_owners
from events.models import Contributor, Event, Expert, FollowUp, MissionReport, MissionRequest, Session
from notifications.outbox.tasks import deliver_due
from tests.browser.helpers import no_sideways_scrolling, sign_in, watch_console
from tests.browser.test_register import mailbox  # noqa: F401 (a fixture)
from tests.events.missions.helpers import make_call
from tests.factories import make_country, make_member, make_person, make_programme

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning"),
]
JAKARTA = ZoneInfo("Asia/Jakarta")
PHONE, DESK = 390, 1440


class Party:
    """Somebody with a browser and an address, who opens the links in their mails."""

    def __init__(self, browser, mailbox, email: str, *, width: int = PHONE) -> None:  # noqa: F811
        context = browser.new_context(
            viewport={"width": width, "height": 844}, timezone_id="Asia/Bangkok", locale="en-GB"
        )
        self.page: Page = context.new_page()
        self.problems, self.mailbox, self.email = watch_console(self.page), mailbox, email

    def open_mail(self, subject: str) -> None:
        """Send what is queued, and follow the link of the latest mail to this party whose subject has these words."""
        deliver_due()
        mails = [mail for mail in self.mailbox.mails if self.email in mail["To"]]
        found = [mail for mail in mails if subject in mail["Subject"]]
        assert found, [mail["Subject"] for mail in mails]
        text = found[-1].get_body(("plain",)).get_content()
        path = r"/(?:requests|assignments|follow-ups|calls|organise)/"
        self.page.goto(re.search(rf"http://\S+{path}[^\s>]+", text).group())
        assert no_sideways_scrolling(self.page), subject

    def fill(self, **texts: str) -> None:
        """Fill fields by their ids."""
        for name, text in texts.items():
            self.page.locator(f"#id_{name}").fill(text)

    def press(self, name: str, *, sees: str = "") -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()
        if sees:
            self.sees(sees)

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()
        assert no_sideways_scrolling(self.page), text


@contextmanager
def on(day: str, hour: int = 9) -> Iterator[None]:
    """Let it be this hour of a day in Jakarta."""
    moment = datetime.combine(date.fromisoformat(day), datetime.min.time(), JAKARTA) + timedelta(hours=hour)
    with time_machine.travel(moment, tick=True):
        yield


@pytest.fixture
def programme():
    programme = make_programme(slug="ours", name="Jobs programme", contact_email="team@example.org")
    programme.countries.set([make_country("ID", name="Indonesia", timezones=["Asia/Jakarta", "Asia/Jayapura"])])
    return programme


@pytest.fixture
def parties(browser, live_server, mailbox, programme, settings):  # noqa: F811
    """Return the institution, the team, the lead expert, the interpreter and the owner of a recommendation."""
    settings.BASE_URL, settings.SECOND_FACTOR_GRACE_DAYS = live_server.url, 400  # the months of the mission pass
    names = {"lead": "Nakamura Haruka", "interpreter": "Dewi Lestari"}
    for key, name in names.items():
        person = make_person(email=f"{key}@example.org", name=name)
        Expert.objects.create(programme=programme, person=person, name=name)
    found = {key: Party(browser, mailbox, f"{key}@example.org") for key in ("institution", *names, "owner")}
    found["team"] = Party(browser, mailbox, "manager@example.org", width=DESK)
    yield found
    for party in found.values():
        party.page.context.close()
        assert party.problems == []


def request_mission(institution: Party, address: str) -> None:
    """Ask by the public page of the call, and write the request behind the link in the mail."""
    institution.page.goto(address)
    institution.fill(
        contact_name="Ratna Wulandari", contact_email=institution.email, institution="Ministry of Manpower"
    )
    institution.page.get_by_label("Country").select_option("ID")
    institution.press("Send me the link", sees="We have sent a link")
    institution.open_mail("please fill in the form")
    institution.fill(
        topic="Unemployment benefits: from claim to job service",
        problem="Fewer than four in ten claim.",
        questions="Where do people give up?",
        from_1="2027-04-12",
        until_1="2027-04-16",
    )
    letter = {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 %%EOF"}
    institution.page.locator("#id_letter").set_input_files(letter)  # is uploaded at once, with what is typed
    institution.sees("The letter is uploaded.")
    institution.press("Send the request", sees="Your request is sent.")


def answer_question(team: Party, institution: Party) -> None:
    team.open_mail("new request: please decide, or ask")
    team.page.locator("#return_note").fill("Which years do the figures cover?")
    team.press("Return with this question", sees="The question is on its way")
    institution.open_mail("please answer a question")
    institution.sees("Which years do the figures cover?")
    institution.fill(note="2024 to 2026.")
    institution.press("Send again", sees="Your request is sent.")
    team.open_mail("sent again: please decide")
    team.sees("2024 to 2026.")
    team.press("Accept", sees="Accepted. Ratna Wulandari gets an email.")


def agree_terms(team: Party, institution: Party, pages: str) -> None:
    team.page.goto(f"{pages}mission/terms/")
    team.press("Write the terms")
    team.fill(objective="From claim to job service in 30 days.", profile="Lead: 2+5+3 days.")
    team.page.locator("#id_rows-0-title").fill("Draft report")
    team.page.locator("#id_rows-0-owner").fill("Nakamura Haruka")
    team.page.locator("#id_rows-0-days").fill("14")
    team.press("Save the draft", sees="Saved. The institution sees nothing before you send it.")
    team.press("Send to 1 institution", sees="Sent to 1 institution.")
    institution.open_mail("please read and agree to the terms of reference")
    institution.fill(name="Dr Hendra Kusuma, Director")
    institution.press("We agree to version 1", sees="The terms of reference are agreed.")


def engage(team: Party, expert: Party, pages: str, *, name: str, role: str) -> None:
    """Propose, ask, select, clear and agree an expert, who answers, declares and signs by the link."""
    team.page.goto(f"{pages}mission/experts/propose/")
    row = team.page.get_by_role("row").filter(has_text=name)
    row.get_by_role("combobox").select_option(role)
    row.get_by_role("button").click()
    team.press("Ask by email", sees="The question is on its way to the expert.")
    expert.open_mail("Can you take part")
    expert.press("I can come", sees="Thank you. The organisers see that you can come.")
    team.page.reload()
    team.press("Select", sees="Selected. The expert is told")
    expert.open_mail("You are selected")
    expert.press("Save the declaration", sees="Saved: your declaration of interests.")
    expert.press("I agree to these terms", sees="You agree to version 1")
    team.page.reload()
    team.page.get_by_role("radio", name="Cleared", exact=True).check()
    team.press("Save the result", sees="The expert is told the result.")
    team.press("Agree the assignment", sees="Agreed. The expert is told.")


def plan_meeting(team: Party, pages: str) -> None:
    """Make a session with both experts a meeting."""
    event = Event.objects.get()
    start = datetime(2027, 4, 14, 13, 30, tzinfo=ZoneInfo("Asia/Jayapura"))
    session = Session.objects.create(
        event=event,
        title="Job service in the province",
        timezone="Asia/Jayapura",
        starts_at=start,
        ends_at=start + timedelta(hours=2),
    )
    for expert in Expert.objects.all():
        role = "interpreter" if "Dewi" in expert.name else "expert"
        Contributor.objects.create(session=session, person=expert.person, name=expert.name, role=role)
    team.page.goto(f"{pages}meetings/")
    team.page.get_by_role("button", name="Job service in the province").click()
    team.sees("Job service in the province")


def take_notes(lead: Party, interpreter: Party) -> None:
    """Both see the meeting on its own clock; the lead writes notes, the interpreter a next step."""
    for expert in (lead, interpreter):
        expert.open_mail("Your assignment in")
        expert.sees("13:30")
        expert.sees("11:30")  # in Bangkok
    lead.page.get_by_label("Notes").fill("Two of 29 districts connect.")
    lead.page.get_by_label("People met").fill("Yosefa Kambu")
    expect(lead.page.locator("[data-notes-state]")).to_contain_text("Saved")
    interpreter.page.get_by_text("Add a next step").click()
    interpreter.page.get_by_label("Next step", exact=False).first.fill("Send the list of districts")
    interpreter.press("Save the next step", sees="Saved: the next step.")
    assert interpreter.page.get_by_role("link", name="Write the report").count() == 0


def write_report(lead: Party) -> None:
    lead.page.get_by_role("link", name="Write the report").click()
    lead.page.locator("#summary").fill("Claims are lost before they are made.")
    lead.press("Add a finding")
    lead.page.get_by_label("Finding", exact=True).fill("Claims wait for a paper that the agency has.")
    lead.press("Add a recommendation")
    lead.page.get_by_label("Recommendation", exact=True).fill("Remind employers on the fifth day.")
    lead.press("Submit to the team", sees="2 things are missing.")
    lead.page.get_by_label("Owner", exact=True).fill("Agus Halim")
    lead.page.get_by_label("Email address").fill("owner@example.org")
    lead.page.get_by_label("Due on").fill("2027-09-30")
    lead.press("Submit to the team", sees="Submitted. The team reviews the report")


def review_report(team: Party, lead: Party, institution: Party) -> None:
    """The team returns the report, shares the next version, takes the correction of the institution, and accepts."""
    team.open_mail("the report is submitted, please review it")
    team.page.get_by_label("Note to the authors").fill("Name the province.")
    team.press("Return with this note", sees="Returned. The authors get your note by email.")
    lead.open_mail("report")
    lead.page.goto(f"{lead.page.url.split('#')[0].rstrip('/')}/report/")
    lead.page.locator("#context").fill("Jayapura, Papua.")
    lead.press("Submit to the team", sees="Submitted.")
    team.open_mail("the report is submitted, please review it")
    team.press("Share for comments", sees="The institution gets an email")
    institution.open_mail("please read the report and check its facts")
    institution.sees("Please check the facts, and send your comments until 15 May 2027.")
    institution.fill(text="Jayapura is the branch, not the province.")
    institution.press("Send the comment", sees="Thank you. The team reads your comment.")
    team.open_mail("the institution corrects a fact in the report")
    team.press("Accept", sees="correction")
    team.press("Mark as taken or noted", sees="taken or noted")
    team.press("Accept", sees="Accepted. The authors, the institution and the owners of the recommendations are told.")
    institution.page.reload()
    institution.sees("final version")
    institution.page.get_by_role("link", name="Your request").click()
    for name in ("Nakamura Haruka", "Dewi Lestari"):
        institution.sees(name)


def answer_recommendation(owner: Party) -> None:
    owner.open_mail("recommendation")
    owner.sees("Remind employers on the fifth day.")
    owner.page.get_by_role("radio", name="Accepted", exact=True).check()
    owner.press("Save the response", sees="Thank you. The organisers see your answer.")
    owner.page.get_by_role("radio", name="In progress", exact=True).check()
    owner.press("Send the report", sees="In progress")


def show_overdue(team: Party, owner: Party, site: str, pages: str) -> None:
    owner.open_mail("Overdue: please say how far it is")
    owner.sees("overdue")
    team.page.goto(f"{site}/organise/")
    team.sees("1 recommendation or action overdue")
    team.page.goto(f"{pages}follow-up/")
    team.sees("1 day overdue")


def test_mission_from_the_request_to_an_overdue_recommendation(parties, live_server, programme):
    team, institution, lead, interpreter = (parties[key] for key in ("team", "institution", "lead", "interpreter"))
    with on("2027-01-11"):
        sign_in(team.page.context, live_server, make_member(programme, person=make_person(email=team.email)))
        call = make_call(programme, closes_at=datetime(2027, 2, 1, tzinfo=JAKARTA))
        request_mission(institution, f"{live_server.url}/calls/{call.key}/")
        answer_question(team, institution)
        pages = f"{live_server.url}/organise/events/{Event.objects.get().slug}/"
        agree_terms(team, institution, pages)
        engage(team, lead, pages, name="Nakamura Haruka", role="lead")
        engage(team, interpreter, pages, name="Dewi Lestari", role="interpreter")
        plan_meeting(team, pages)
        team.page.goto(f"{pages}publish/")
        team.press("Publish", sees="Published.")
    with on("2027-04-14", hour=14):
        take_notes(lead, interpreter)
    with on("2027-05-01"):
        sign_in(team.page.context, live_server, programme.team.get().person)
        write_report(lead)
        review_report(team, lead, institution)
        answer_recommendation(parties["owner"])
    with on("2027-10-01"):
        sign_in(team.page.context, live_server, programme.team.get().person)
        ask_owners()
        show_overdue(team, parties["owner"], live_server.url, pages)

    follow_up = FollowUp.objects.get(kind="recommendation")
    assert (follow_up.status, follow_up.response) == ("in_progress", "accepted")
    assert MissionRequest.objects.get().status == "accepted"
    assert MissionReport.objects.get().status == "accepted"
