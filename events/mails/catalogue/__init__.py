"""All mails of this app, each declared once in a module of this package.

Lists of mails, form choices, the page of mail texts and the texts that a change of status sends are derived from it."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy

from events.mails.catalogue import (
    contributors,
    event,
    follow_up,
    hosts,
    journeys,
    mission_experts,
    missions,
    nomination,
    owners,
    registration,
    study_visits,
)
from events.mails.catalogue.event import ANNOUNCEMENT
from events.mails.catalogue.groups import EVENT, TEAM
from events.mails.declarations import Mail, MailVariant
from events.models import Registration, Step
from notifications.wording import kinds

__all__ = [
    "ANNOUNCEMENT",
    "MAILS",
    "TEXTS",
    "declare",
    "find",
    "find_text",
    "get",
    "label_of",
    "mail_for_change",
    "mail_of_text",
]

MAILS = (
    *registration.MAILS,
    *nomination.MAILS,
    *event.MAILS,
    *contributors.MAILS,
    *mission_experts.MAILS,
    *journeys.MAILS,
    *follow_up.MAILS,
    *missions.MAILS,
    *study_visits.MAILS,
    *owners.MAILS,
    *hosts.MAILS,
    Mail(name="answer", label=gettext_lazy("Answer of the team"), group=EVENT, placeholders=(), has_text=False),
    # These have no texts here: they have templates of their own, or use the text that is tested.
    Mail(
        name="digest", label=gettext_lazy("Daily digest"), group=TEAM, placeholders=(), has_text=False, is_for_team=True
    ),
    Mail(name="new_events", label=gettext_lazy("New events of the week"), group=EVENT, placeholders=(), has_text=False),
    Mail(
        name="test",
        label=gettext_lazy("Test of a mail text"),
        group=TEAM,
        placeholders=(),
        has_text=False,
        is_for_team=True,
    ),
    Mail(
        name="team_invitation",
        label=gettext_lazy("Invitation to the team"),
        group=TEAM,
        placeholders=(),
        has_text=False,
        is_for_team=True,
    ),
    Mail(
        name="erasure_requested",
        label=gettext_lazy("Data will be erased"),
        group=TEAM,
        placeholders=(),
        has_text=False,
    ),
    Mail(
        name="account_unused",
        label=gettext_lazy("Unused account will be deleted"),
        group=TEAM,
        placeholders=(),
        has_text=False,
    ),
)
_BY_NAME = {mail.name: mail for mail in MAILS}
_BY_TEXT = {text.name: mail for mail in MAILS for text in mail.texts}
_BY_STATUS = {mail.status: mail.name for mail in MAILS if mail.status}
_BY_STEP = {mail.step: mail.name for mail in MAILS if mail.step}


def _texts() -> Iterator[MailVariant]:
    """Yield all texts, each group with the mails of its own first."""
    for mail in MAILS:
        yield from (text for text in mail.texts if text.group == mail.group)
    for mail in MAILS:
        yield from (text for text in mail.texts if text.group != mail.group)


TEXTS = tuple(_texts())


def get(name: str) -> Mail:
    """Return the mail with this name, as Message.kind stores it. Raise KeyError if it is not declared."""
    return _BY_NAME[name]


def find(name: str) -> Mail | None:
    """Return the mail with this name; None if it is not declared."""
    return _BY_NAME.get(name)


def find_text(name: str) -> MailVariant | None:
    """Return the text with this name, as Wording.kind stores it; None if organisers cannot replace such a text."""
    return next((text for text in TEXTS if text.name == name and text.is_shipped), None)


def mail_of_text(text: str) -> Mail:
    """Return the mail that uses a text. Raise KeyError if the text is not declared."""
    return _BY_TEXT[text]


def mail_for_change(step: Step, status: Registration.Status) -> str:
    """Return the name of the mail about a step that led to status; "" if no mail reports it."""
    return _BY_STEP.get(step) or _BY_STATUS.get(status, "")


def label_of(name: str) -> str:
    """Return the label of a mail or text for organisers, in the active language."""
    declared = _BY_NAME.get(name) or kinds.get(name)
    return str(declared.label) if declared else name.replace("_", " ").capitalize()


def declare() -> None:
    """Declare the texts to notifications, which stores and renders them."""
    kinds.declare(TEXTS)
