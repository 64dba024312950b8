"""What the countries of the study visit report and plan, and how far their actions are after six months."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from events.demo.journeys.example import moment, sentence
from events.models import DelegationReport, Event, FollowUp, FollowUpChange, Registration
from events.study_visits.after import services
from events.study_visits.after.queries import actions_of
from events.study_visits.after.services import PlannedAction

# The example has only the number of pages of the reports, and no first steps.
TEXTS = {
    "KH": {
        "saw": "One office pays the benefit and finds jobs. A person who claims sees a counsellor on the same day.",
        "differs": "With us, two offices keep two files on the same person.",
        "will_do": "One form for both offices, and a guide for employers.",
        "need": "The forms of the offices in English.",
    },
    "MN": {
        "saw": "The region sets a target for each office, and the offices see their figures each month.",
        "differs": "Our board reads figures once a year.",
        "will_do": "A joint counter in two districts, and figures for the board each quarter.",
        "need": "A contact in Osaka for questions on targets.",
    },
    "VN": {
        "saw": "Employers, unions and offices decide together which courses are paid.",
        "differs": "Our unions advise after a job is lost, not before.",
        "will_do": "A proposal for the decree, and a course for advisers of unions.",
        "need": "The programme of the course for new counsellors.",
    },
}
FIRST_STEPS = {
    "KH1": "Put both forms side by side",
    "KH2": "Ask ten employers what they do not understand",
    "MN1": "Choose two districts with rooms",
    "MN2": "Agree on five figures with the agency",
    "VN1": "Send the text to the drafting team",
    "VN2": "Find a trainer",
}
WHAT_SHOWS_IT = "Said at the meeting of the delegation"


def load(rows: Mapping[str, Any], event: Event, people: Mapping[str, Registration]) -> None:
    """Save the three reports, and the answers about the actions. people: the participants by their keys."""
    services.prepare_reports(event)
    plans = {plan["country"]: plan["actions"] for plan in rows["action_plans"]}
    for row in rows["reports_of_participants"]:
        report = DelegationReport.objects.select_related("event").get(event=event, country=row["country"])
        assert event.last_day  # noqa: S101 (for the type checker: the visit has dates)
        days = (date.fromisoformat(row["due_on"]) - event.last_day).days
        report = services.set_owner(report, people[row["owner"]].person, days_after_end=days)
        services.send_link(report)
        actions = [
            PlannedAction(
                one["what"],
                FIRST_STEPS[one["key"]],
                owner_name=people[one["owner"]].person.name,
                due_on=date.fromisoformat(one["due_on"]),
            )
            for one in plans[row["country"]]
        ]
        report = services.save_report(report, TEXTS[row["country"]], actions, hands_in=True)
        # The service sets the present day.
        DelegationReport.objects.filter(pk=report.pk).update(received_on=row["received_on"])
        _answer(report, plans[row["country"]], rows["follow_up"]["sent_at"])


def _answer(report: DelegationReport, planned: list[dict[str, str]], sent_at: str) -> None:
    services.ask_about_actions(report)
    sent = moment(sent_at, report.event.timezone)
    for action, row in zip(actions_of(report), planned, strict=True):
        services.answer_action(report, action, row["at_six_months"], why=sentence(row.get("why", WHAT_SHOWS_IT)))
        # The services set the present time.
        FollowUp.objects.filter(pk=action.pk, done_on__isnull=False).update(done_on=sent.date())
        FollowUpChange.objects.filter(follow_up=action).update(at=sent)
