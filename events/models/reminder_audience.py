"""The audiences of reminders and the anchors that reminders are counted from, each declared once.

A declaration here holds what needs no query. Its second half needs the layers above: `events.reminders.audiences` finds
the members of an audience, and `events.reminders.anchors` finds the times of an anchor. Both refuse to be imported
while a half is missing. See docs/recipes/add-an-audience.md."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.registration import Registration

Status = Registration.Status


@dataclass(frozen=True, kw_only=True)
class AnchorTraits:
    """What is fixed about an anchor.

    has_many: an event has several of them, for example one for each session. Each gets reminders of its own.
    allows_after: a rule may also count forward from it, because something remains to be done afterwards."""

    has_many: bool = False
    allows_after: bool = False


class ReminderAnchor(models.TextChoices):
    """The kinds of moments that reminders are counted from."""

    traits: AnchorTraits

    EVENT_START = "event_start", AnchorTraits(allows_after=True), _("the event begins")
    EVENT_END = "event_end", AnchorTraits(allows_after=True), _("the event ends")
    SESSION_START = "session_start", AnchorTraits(has_many=True), _("each of their sessions begins")
    REGISTRATION_CLOSE = "registration_close", AnchorTraits(), _("registration closes")
    NOMINATION_DEADLINE = "nomination_deadline", AnchorTraits(has_many=True), _("nominations close")
    LETTER_DUE = "letter_due", AnchorTraits(has_many=True), _("official letters are due")
    DETAILS_DUE = "details_due", AnchorTraits(), _("details are due")
    OFFER_LAPSE = "offer_lapse", AnchorTraits(has_many=True), _("the offer of a place expires")
    DELIVERABLE_DUE = "deliverable_due", AnchorTraits(has_many=True, allows_after=True), _("their deliverable is due")

    # Variable arguments, because type checkers take ReminderAnchor("event_start"), a look-up, for a call of this.
    def __new__(cls, value: str, *traits: AnchorTraits) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        (member.traits,) = traits
        return member


Anchor = ReminderAnchor


@dataclass(frozen=True, kw_only=True)
class AudienceTraits:
    """What is fixed about an audience.

    anchors: the moments from which its reminders may be counted.
    mail: the key of its mail in events.mails.catalogue; mail_after: of the mail after the moment, if that is another
    one; mail_by_anchor: of the mails before certain moments; mail_institution: of the mail to institutions without an
    account, if the audience has any.
    status: the status of a registration whose person belongs to it. A queued mail is withdrawn when the registration
    gets another status. None if the audience does not depend on a registration.
    ends_with_contribution: a queued mail is withdrawn when the person no longer contributes to the event.
    allows_mode: a rule may choose people by how they take part, in person or online.
    allows_condition: a rule may choose people by the reply of their calendar."""

    anchors: tuple[ReminderAnchor, ...]
    mail: str
    mail_after: str = ""
    mail_by_anchor: Mapping[ReminderAnchor, str] = field(default_factory=dict)
    mail_institution: str = ""
    status: Status | None = None
    ends_with_contribution: bool = False
    allows_mode: bool = False
    allows_condition: bool = False

    @property
    def mails(self) -> set[str]:
        """The keys of all mails of this audience."""
        return {
            self.mail,
            self.mail_after or self.mail,
            self.mail_institution or self.mail,
            *self.mail_by_anchor.values(),
        }


class ReminderAudience(models.TextChoices):
    """The groups of people that a reminder rule can be for."""

    traits: AudienceTraits

    CONFIRMED = (
        "confirmed",
        AudienceTraits(
            anchors=(Anchor.EVENT_START, Anchor.EVENT_END, Anchor.SESSION_START),
            mail="reminder",
            mail_after="reminder_after",
            mail_by_anchor={Anchor.SESSION_START: "reminder_session"},
            status=Status.CONFIRMED,
            allows_mode=True,
            allows_condition=True,
        ),
        _("Confirmed participants"),
    )
    PENDING = (
        "pending",
        AudienceTraits(
            anchors=(Anchor.EVENT_START, Anchor.REGISTRATION_CLOSE),
            mail="reminder_pending",
            status=Status.PENDING,
            allows_mode=True,
        ),
        _("People awaiting a decision"),
    )
    NOMINATED = (
        "nominated",
        AudienceTraits(
            anchors=(Anchor.EVENT_START, Anchor.NOMINATION_DEADLINE, Anchor.REGISTRATION_CLOSE),
            mail="reminder_nominated",
            status=Status.NOMINATED,
            allows_mode=True,
        ),
        _("Nominees who have not answered"),
    )
    DETAILS = (
        "details",
        AudienceTraits(
            anchors=(Anchor.EVENT_START, Anchor.DETAILS_DUE), mail="reminder_details", status=Status.CONFIRMED
        ),
        _("Confirmed participants with missing details"),
    )
    FREE_SEATS = (
        "free_seats",
        AudienceTraits(anchors=(Anchor.EVENT_START, Anchor.NOMINATION_DEADLINE), mail="reminder_seats"),
        _("Focal points with free seats"),
    )
    LETTER_MISSING = (
        "letter_missing",
        AudienceTraits(anchors=(Anchor.EVENT_START, Anchor.LETTER_DUE), mail="reminder_letter"),
        _("Focal points whose official letter is missing"),
    )
    OFFERED = (
        "offered",
        AudienceTraits(
            anchors=(Anchor.OFFER_LAPSE,), mail="reminder_offer", status=Status.WAITLISTED, allows_mode=True
        ),
        _("People with an offered place"),
    )
    CONTRIBUTORS = (
        "contributors",
        AudienceTraits(
            anchors=(Anchor.EVENT_START, Anchor.EVENT_END, Anchor.SESSION_START),
            mail="reminder_contributor",
            mail_after="reminder_after",
            ends_with_contribution=True,
        ),
        _("Contributors"),
    )
    SLIDES = (
        "slides",
        AudienceTraits(anchors=(Anchor.EVENT_START, Anchor.DELIVERABLE_DUE), mail="reminder_slides"),
        _("Contributors with missing slides"),
    )
    REPORTS = (
        "reports",
        AudienceTraits(
            anchors=(Anchor.EVENT_END, Anchor.DELIVERABLE_DUE),
            mail="reminder_report",
            mail_institution="reminder_institution",
        ),
        _("Experts and institutions with a missing report or document"),
    )
    MISSION_EXPERTS = (
        "mission_experts",
        AudienceTraits(
            anchors=(Anchor.EVENT_START, Anchor.EVENT_END),
            mail="reminder_mission",
            mail_after="reminder_after",
            ends_with_contribution=True,
        ),
        _("Experts of a mission"),
    )
    EXPERT_PAPERS = (
        "expert_papers",
        AudienceTraits(anchors=(Anchor.EVENT_START,), mail="reminder_expert_papers", ends_with_contribution=True),
        _("Experts whose declaration or agreement is missing"),
    )
    NOT_EVALUATED = (
        "not_evaluated",
        AudienceTraits(anchors=(Anchor.EVENT_END,), mail="reminder_evaluation", status=Status.CONFIRMED),
        _("Participants who have not evaluated the event"),
    )
    NO_SHOWS = (
        "no_shows",
        AudienceTraits(anchors=(Anchor.EVENT_END,), mail="reminder_no_show", status=Status.CONFIRMED),
        _("Confirmed participants who did not attend"),
    )

    def __new__(cls, value: str, *traits: AudienceTraits) -> Self:  # variable arguments: see ReminderAnchor
        member = str.__new__(cls, value)
        member._value_ = value
        (member.traits,) = traits
        return member

    def mail_for(self, anchor: str, *, is_after: bool) -> str:
        """Return the key of the mail that a rule of this audience sends before or after anchor."""
        if is_after and self.traits.mail_after:
            return self.traits.mail_after
        return self.traits.mail_by_anchor.get(Anchor(anchor), self.traits.mail)
