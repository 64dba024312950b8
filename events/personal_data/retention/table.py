"""The table of retention: one line for each kind of data, with its reason, its period and the function that deletes it.

The nightly job, the page /privacy/ and the page "My data" read this table."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.personal_data import services, unused_accounts
from events.personal_data.retention import of_accounts, of_events, of_experts, of_mails, of_missions
from events.privacy.periods import usual_travel_days

Text = str | Promise


class Decider(TextChoices):
    """Who decides the period."""

    PROGRAMME = "programme", _("the programme")
    INSTALLATION = "installation", _("this installation")
    PERSON = "person", _("you")


class Counted(TextChoices):
    """The moment from which the period is counted."""

    EVENT = "event", _("after the event")
    SAVED = "saved", _("after it was stored")
    USED = "used", _("after the last sign-in")
    NONE = "none", ""


@dataclass(frozen=True)
class RetentionLine:
    """One line of the table.

    days: the key of the period in `settings.RETENTION_DAYS`; `period` is then added to it. Without days, `period` alone
    says how long the data is kept.
    delete: deletes what has expired, and returns how many rows; None if a person decides."""

    key: str
    data: Text
    reason: Text
    decides: Decider
    delete: Callable[[], int] | None
    days: str = ""
    counted: Counted = Counted.NONE
    period: Text = ""

    @property
    def is_automatic(self) -> bool:
        """Whether the nightly job deletes it. A template must not read `delete`, because it would call the function."""
        return self.delete is not None

    @property
    def period_text(self) -> str:
        """The period in words: "30 days after the event"."""
        if not self.days:
            return str(self.period)
        days = f"{days_in_words(settings.RETENTION_DAYS[self.days])} {self.counted.label}"
        return f"{days}{self.period}"

    def ends_at(self, counted_from: datetime | None) -> datetime | None:
        """Return when data expires whose period is counted from this time. None if the table gives no date."""
        if counted_from is None or not self.days:
            return None
        return counted_from + timedelta(days=settings.RETENTION_DAYS[self.days])


def days_in_words(days: int) -> str:
    """Return a number of days in words; whole years as years."""
    if days % 365 == 0:
        years = days // 365
        return ngettext("%(count)d year", "%(count)d years", years) % {"count": years}
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


PROGRAMME, INSTALLATION, PERSON = Decider.PROGRAMME, Decider.INSTALLATION, Decider.PERSON
EVENT, SAVED = Counted.EVENT, Counted.SAVED

TABLE: tuple[RetentionLine, ...] = (
    RetentionLine(
        "needs",
        _("Dietary, access and special needs"),
        _("To prepare food, rooms and help at the event."),
        INSTALLATION,
        of_events.delete_needs,
        "needs",
        EVENT,
    ),
    RetentionLine(
        "emergency",
        _("Emergency contact, insurance and allergy of travellers on a study visit"),
        _("To help you in an emergency. This data is encrypted."),
        INSTALLATION,
        of_events.delete_emergency,
        "emergency",
        EVENT,
    ),
    RetentionLine(
        "birth_dates",
        _("Date of birth of travellers"),
        _("For the list at the entrance of a host to whom you have agreed. This data is encrypted."),
        INSTALLATION,
        of_events.delete_birth_dates,
        "birth_dates",
        EVENT,
    ),
    RetentionLine(
        "travel",
        _("Passport, journey and allowance, and who could see your passport data"),
        _("To buy tickets, write letters for visas and pay allowances. This data is encrypted."),
        PROGRAMME,
        of_events.delete_travel,
        period=format_lazy(
            _("as set for the event (usually {days} days after it); 7 days after a withdrawal"),
            days=usual_travel_days(),
        ),
    ),
    RetentionLine(
        "answers",
        _("Answers to the questions and requirements of an event, their files and checks, and remarks"),
        _("To prepare the event and to report about it."),
        PROGRAMME,
        of_events.delete_answers,
        "answers",
        EVENT,
        _(", or earlier if the programme or the question says so"),
    ),
    RetentionLine(
        "unused_files",
        _("Uploaded files whose form was not saved"),
        _("To show the form again after an error."),
        INSTALLATION,
        of_events.delete_unused_files,
        period=_("1 day"),
    ),
    RetentionLine(
        "form_drafts",
        _("What was typed into a form before a sign-in (encrypted)"),
        _("To show the form again after the sign-in."),
        INSTALLATION,
        of_accounts.delete_form_drafts,
        period=_("1 hour"),
    ),
    RetentionLine(
        "agenda_steps",
        _("Steps of organisers in an agenda that they can undo: they may name contributors"),
        _("To undo a change of the agenda exactly."),
        INSTALLATION,
        of_events.delete_agenda_steps,
        "agenda_steps",
        SAVED,
    ),
    RetentionLine(
        "event_records",
        _(
            "What the team keeps beside a registration: notes, comments of calendars, the data of a nomination, links, "
            "reminders, names on certificates, and who viewed travel details"
        ),
        _("To run the event and to answer questions about it afterwards."),
        INSTALLATION,
        of_events.delete_event_records,
        "event_records",
        EVENT,
    ),
    RetentionLine(
        "request_drafts",
        _("Drafts of requests for missions and visits that were not sent: contact, text and letter"),
        _("So that an institution can go on with its request later."),
        INSTALLATION,
        of_missions.delete_request_drafts,
        "request_drafts",
        SAVED,
    ),
    RetentionLine(
        "contacts",
        _("Contacts of missions and visits: of requests, of meetings, and owners of recommendations that are closed"),
        _("To plan the mission or the visit, and to follow up on it."),
        INSTALLATION,
        of_missions.delete_contacts,
        "event_records",
        EVENT,
        _("; of a request without an event, after its last change"),
    ),
    RetentionLine(
        "history",
        _("Reasons and details in the history of an event"),
        _("To show who decided what, and why."),
        INSTALLATION,
        of_events.delete_history_texts,
        "history",
        EVENT,
    ),
    RetentionLine(
        "registrations",
        _("Registrations, attendance and contributions"),
        _("To report who took part, and to issue certificates."),
        PROGRAMME,
        None,
        period=_("until you erase your data; longer if the law of the programme requires it"),
    ),
    RetentionLine(
        "experts",
        _("The directory of a programme’s experts: profile, picture, days, slides, ratings and notes of the team"),
        _("To find people who speak, advise or interpret, and to invite them."),
        PROGRAMME,
        of_experts.delete_unused,
        period=_(
            "until you erase your data; an entry without any assignment %(days)s after its last change; days on which you "
            "cannot come 30 days after them"
        )
        % {"days": days_in_words(settings.RETENTION_DAYS["experts"])},
    ),
    RetentionLine(
        "pictures",
        _("Pictures of events, with the names of the people shown and their consent"),
        _("To show what a programme does, with the consent of the people who can be recognised."),
        PROGRAMME,
        None,
        period=_(
            "until the consent of one of the people ends, or until you erase your data: then each picture that names you is "
            "taken down and its files are deleted"
        ),
    ),
    RetentionLine(
        "slide_uploads",
        _("Uploads of slides that are not complete"),
        _("To go on after a broken connection."),
        INSTALLATION,
        of_experts.delete_unfinished_uploads,
        period=_("7 days"),
    ),
    RetentionLine(
        "mail_bodies",
        _("The texts and calendar parts of mails"),
        _("To resend a mail, and to see what people were told."),
        INSTALLATION,
        of_mails.delete_mail_bodies,
        "mail_bodies",
        SAVED,
    ),
    RetentionLine(
        "mail_log",
        _("The log of mails: address, subject, time and result"),
        _("To prove that people were told."),
        INSTALLATION,
        of_mails.delete_mail_log,
        "mail_log",
        SAVED,
    ),
    RetentionLine(
        "raw_mail",
        _("The content of incoming mails"),
        _("To examine a calendar reply that was not understood."),
        INSTALLATION,
        of_mails.delete_raw_mail,
        "raw_mail",
        SAVED,
    ),
    RetentionLine(
        "inbox",
        _("The log of incoming mails: sender, subject and result"),
        _("To see what became of a reply."),
        INSTALLATION,
        of_mails.delete_inbox_lines,
        "inbox",
        SAVED,
    ),
    RetentionLine(
        "bounces",
        _("Addresses that do not accept mail"),
        _("To send no mail that will be returned."),
        INSTALLATION,
        of_mails.delete_bounces,
        "bounces",
        SAVED,
    ),
    RetentionLine(
        "sessions",
        _("Records of sign-ins: browser, network address and time"),
        _("To show people where they are signed in, and to end a login session."),
        INSTALLATION,
        of_accounts.delete_sessions,
        "sessions",
        SAVED,
    ),
    RetentionLine(
        "staff_log",
        _("The log of the administration"),
        _("To see who changed what in the database."),
        INSTALLATION,
        of_accounts.delete_staff_log,
        "staff_log",
        SAVED,
    ),
    RetentionLine(
        "team_invitations",
        _("Invitations to the team of a programme: address, name and role"),
        _("To let a colleague accept a role."),
        INSTALLATION,
        of_accounts.delete_team_invitations,
        "team_invitations",
        SAVED,
    ),
    RetentionLine(
        "accounts",
        _("Accounts that are not used: without a registration, a task or a right"),
        _("So that a person who comes back need not fill in everything again. We write to them 30 days before."),
        INSTALLATION,
        unused_accounts.warn,
        "accounts",
        Counted.USED,
    ),
    RetentionLine(
        "erasures",
        _("Data of people who have asked us to erase it"),
        _("So that they can change their mind."),
        INSTALLATION,
        services.finish_due,
        period=_("%(days)d days after the request") % {"days": settings.ERASURE_DAYS},
    ),
    RetentionLine(
        "kept_records",
        _("After an erasure: name and organisation of participants, encrypted"),
        _("Where the law requires a programme to keep them. The page of the programme says which law."),
        PROGRAMME,
        of_accounts.delete_kept_records,
        period=_("until the date that the programme has set"),
    ),
    RetentionLine(
        "account",
        _("Your account: name, addresses, profile, ways to sign in, calendar link and choice of mails"),
        _("To let you sign in, and to fill in forms for you."),
        PERSON,
        None,
        period=_("until you erase it"),
    ),
)
LINES = {line.key: line for line in TABLE}
