"""The parts of which the catalogue declares a mail."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from events.mails.actions import Action, own_page, see_event
from events.mails.context import MailContext
from events.mails.footer import Footer
from events.models import Registration, Step
from notifications.wording.kinds import MailKind, Placeholder, Text
from notifications.wording.markdown import Value


@dataclass(frozen=True, kw_only=True)
class MailPlaceholder(Placeholder):
    """A placeholder with the function that returns its value, in the active language.

    is_about_event: the value is the same for every reader, so a preview without a reader shows it too."""

    value: Callable[[MailContext], Value]
    is_about_event: bool = False


def _never(context: MailContext) -> bool:
    return False


@dataclass(frozen=True, kw_only=True)
class MailVariant(MailKind):
    """Another text of a mail, for the readers to whom it applies.

    calendar: the sentence about the attached calendar file, for {calendar}.
    footer: why the reader gets the mail; None if that depends on the role of the reader."""

    placeholders: tuple[MailPlaceholder, ...]
    calendar: Text = ""
    footer: Footer | None = None
    applies: Callable[[MailContext], bool] = _never


class Needs(StrEnum):
    """What must be true of a published event while a mail about it is sent.

    NOTHING: it reports what has happened, such as a cancellation. AHEAD: the event is not cancelled and not over.
    DATE: it takes place on a date that is known to hold. HELD: it takes place or has taken place."""

    NOTHING = "nothing"
    AHEAD = "ahead"
    DATE = "date"
    HELD = "held"


@dataclass(frozen=True, kw_only=True)
class Mail(MailVariant):
    """A mail: its text, its other texts (the first that applies is used), and what the reader can do.

    actions: the links below the text; the first is the button. An action that returns None is left out.
    status, step: the mail reports a registration that reaches this status, or a change by this step.
    has_text: False for a mail that has only variants, or templates of its own.
    is_outside: it is written by events.mails.outside, with a text of the package that sends it.
    needs: what the event must be; see events/mails/rules.py. A mail about a draft waits until the event is published.
    is_for_team: the reader is on the team, so the mail is sent whatever the event is.
    is_for_draft: it is sent while the event is a draft, too: its links work then."""

    actions: tuple[Callable[[MailContext], Action | None], ...] = (see_event, own_page)
    status: Registration.Status | None = None
    step: Step | None = None
    variants: tuple[MailVariant, ...] = ()
    has_text: bool = True
    is_outside: bool = False
    needs: Needs = Needs.NOTHING
    is_for_team: bool = False
    is_for_draft: bool = False

    def variant_for(self, context: MailContext) -> MailVariant:
        """Return the text for the reader."""
        return next((variant for variant in self.variants if variant.applies(context)), self)

    @property
    def texts(self) -> tuple[MailVariant, ...]:
        return (self, *self.variants) if self.has_text else self.variants

    def values(self, context: MailContext) -> dict[str, Value]:
        """Return the values of all placeholders of the mail and its variants, in the active language."""
        values: dict[str, Value] = {}
        text = self.variant_for(context)
        for declared in (text, self, *self.variants):
            for placeholder in declared.placeholders:
                if placeholder.name not in values:
                    values[placeholder.name] = placeholder.value(context)
        return values


def outside_mail(name: str, label: Text, *, group: Text, is_for_team: bool = False) -> Mail:
    """Return the declaration of a mail that events.mails.outside writes, also about a draft.

    group: the heading under which organisers find it."""
    return Mail(
        name=name,
        label=label,
        group=group,
        placeholders=(),
        has_text=False,
        is_outside=True,
        is_for_draft=True,
        is_for_team=is_for_team,
    )
