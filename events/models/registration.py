import secrets
from enum import StrEnum
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.codes import plain
from accounts.links.acting import is_by_link
from events.models.choice_labels import choice_label

if TYPE_CHECKING:
    from accounts.models import User


def new_reply_tag() -> str:
    return secrets.token_hex(12)


def new_reference() -> str:
    """Return a reference that people can read aloud, such as "K7MX-29QD". It opens nothing."""
    letters = "".join(secrets.choice("23456789BCDFGHJKMNPQRTVWX") for _letter in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def owner_of_reference(typed: str) -> Q:
    """Return the condition that a registration has the typed reference, or one that begins with at least half of it.

    Digits of any script count, with or without the hyphen."""
    letters = plain(typed).upper()
    return Q(reference__startswith=f"{letters[:4]}-{letters[4:]}") if 4 <= len(letters) <= 8 else Q(pk__in=())


class Step(StrEnum):
    """A transition of a registration. `events.registration.states` lists the allowed ones."""

    REGISTER = "register"
    NOMINATE = "nominate"
    ACCEPT = "accept"
    REPLACE = "replace"
    SEAT = "seat"
    PLACE = "place"
    CONFIRM = "confirm"
    WAITLIST = "waitlist"
    PROMOTE = "promote"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    INVITE = "invite"
    ADD = "add"
    SWITCH = "switch"
    OFFER = "offer"
    TAKE = "take"
    LAPSE = "lapse"
    HOLD = "hold"
    AGREE = "agree"
    MERGE = "merge"


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def of(self, person: "User") -> "RegistrationQuerySet":
        return self.filter(person=person)

    def active(self) -> "RegistrationQuerySet":
        return self.exclude(status__in=Registration.ENDED)

    def confirmed(self) -> "RegistrationQuerySet":
        return self.filter(status=Registration.Status.CONFIRMED)

    def waiting(self) -> "RegistrationQuerySet":
        """Return the waiting list in its order, including people with an offered seat."""
        return self.filter(status=Registration.Status.WAITLISTED).order_by("queued_at", "pk")

    def not_merged(self) -> "RegistrationQuerySet":
        return self.filter(merged_into=None)

    def not_offered(self) -> "RegistrationQuerySet":
        return self.filter(offer_expires_at__isnull=True)


class Registration(models.Model):
    """The record of one person for one event."""

    class Status(models.TextChoices):
        INVITED = "invited", _("Invited")
        NOMINATED = "nominated", _("Nominated")
        PENDING = "pending", _("Awaiting decision")
        WAITLISTED = "waitlisted", _("Waiting list")
        CONFIRMED = "confirmed", _("Confirmed")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        ONLINE = "online", _("Online")

    class Funding(models.TextChoices):
        PROGRAMME = "programme", _("The programme")
        OWN = "own", _("Their own institution")
        OTHER = "other", _("Another donor")

    ENDED = (Status.DECLINED, Status.WITHDRAWN)
    # The statuses in which a person can hold seats in optional sessions: they have a seat in the event, or a decision
    # can still give them one.
    CHOOSING = (Status.NOMINATED, Status.PENDING, Status.CONFIRMED)

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="registrations", verbose_name=_("event"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        # Only withdraw() may free a seat: it updates the counters and notifies people.
        models.PROTECT,
        related_name="registrations",
        verbose_name=_("person"),
    )
    delegation = models.ForeignKey(
        "events.Delegation",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("delegation"),
    )
    status = models.CharField(_("status"), max_length=12, choices=Status)
    mode = models.CharField(_("takes part"), max_length=10, choices=Mode, default=Mode.IN_PERSON)
    needs = models.TextField(_("dietary and access needs"), blank=True, max_length=2_000)
    remark = models.TextField(_("remark"), blank=True, max_length=2_000)
    # The code that this person used to register. Each person uses it only once.
    invitation = models.ForeignKey(
        "events.InvitationCode", models.PROTECT, null=True, blank=True, related_name="registrations", editable=False
    )
    # Position among the reserves of the delegation; None for a person with a seat.
    reserve_rank = models.PositiveSmallIntegerField(_("rank as a reserve"), null=True, blank=True, editable=False)
    # Decides the position on the waiting list. It is set again when a person joins the list again.
    queued_at = models.DateTimeField(_("queued at"), null=True, blank=True)
    # The time until which a seat is reserved for this person on the waiting list; None without an offer.
    offer_expires_at = models.DateTimeField(_("offer is valid until"), null=True, blank=True, editable=False)
    # The person who made this registration; None if people registered themselves.
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="registered_others",
        verbose_name=_("registered by"),
    )
    # Somebody else registered this person, who has not said yet whether they come. They are not confirmed before that.
    awaits_answer = models.BooleanField(_("the person has not answered"), default=False, editable=False)
    certificate_name = models.CharField(_("name on the certificate"), max_length=150, blank=True)
    funding = models.CharField(_("funding"), max_length=10, choices=Funding, blank=True)
    funder = models.CharField(_("donor"), max_length=200, blank=True)
    tags = models.ManyToManyField("events.Tag", related_name="registrations", blank=True, verbose_name=_("tags"))
    # The registration of the same person under another address, into which this one was merged.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", editable=False
    )
    # By which the person and the team name the registration in mails and calls.
    reference = models.CharField(_("reference"), max_length=9, unique=True, default=new_reference, editable=False)
    reply_tag = models.CharField(max_length=24, unique=True, default=new_reply_tag, editable=False)
    # The number of steps since the registration was made. A personal feed adds it to the SEQUENCE of the event.
    sequence_shift = models.PositiveIntegerField(default=0, editable=False)
    # When the event left the person's calendar, because the registration was lost; None while it is there.
    left_calendar_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("registered at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        indexes = [
            models.Index(fields=["event", "status"], name="registration_event_status"),
            models.Index(
                fields=["event", "queued_at", "id"], condition=Q(status="waitlisted"), name="registration_waitlist"
            ),
            # Finds the next person for a seat in one mode, even if many people wait for the other mode.
            models.Index(
                fields=["event", "mode", "queued_at", "id"],
                condition=Q(status="waitlisted", delegation__isnull=True, offer_expires_at__isnull=True),
                name="registration_in_line",
            ),
            models.Index(
                fields=["offer_expires_at"], condition=Q(offer_expires_at__isnull=False), name="registration_offer"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    status__in=["invited", "nominated", "pending", "waitlisted", "confirmed", "declined", "withdrawn"]
                ),
                name="registration_status_known",
            ),
            models.CheckConstraint(
                condition=~Q(status="waitlisted") | Q(queued_at__isnull=False),
                name="registration_waitlisted_has_a_turn",
            ),
            models.CheckConstraint(
                condition=Q(reserve_rank__isnull=True)
                | Q(delegation__isnull=False, status__in=["nominated", "pending"]),
                name="registration_reserve_waits",
            ),
            models.CheckConstraint(condition=Q(mode__in=["in_person", "online"]), name="registration_mode_known"),
            models.CheckConstraint(
                condition=Q(funding__in=["", "programme", "own", "other"]), name="registration_funding_known"
            ),
            models.CheckConstraint(
                condition=Q(offer_expires_at__isnull=True) | Q(status="waitlisted"), name="registration_offer_waits"
            ),
            models.CheckConstraint(
                condition=Q(awaits_answer=False) | ~Q(status="confirmed"), name="registration_confirmed_has_agreed"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | (Q(status="withdrawn") & ~Q(merged_into=F("id"))),
                name="registration_merged_has_ended",
            ),
            models.UniqueConstraint(fields=["event", "person"], name="one_registration_per_person_and_event"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.event}"

    def get_status_display(self) -> str:  # type: ignore[no-redef]  # the plugin of mypy adds that of Django
        return choice_label(self.Status, self.status)

    def get_mode_display(self) -> str:  # type: ignore[no-redef]  # the plugin of mypy adds that of Django
        return choice_label(self.Mode, self.mode)

    @property
    def calendar_answer(self) -> str:
        """The label of the calendar reply of a confirmed person; "" without one. Reads the invite."""
        if self.status != Registration.Status.CONFIRMED or not hasattr(self, "invite"):
            return ""
        return str(self.invite.get_partstat_display())

    @property
    def is_active(self) -> bool:
        return self.status not in self.ENDED

    @property
    def is_in_calendar(self) -> bool:
        """Whether the person's calendar shows the event: they have a seat, or a seat is reserved until a decision."""
        if self.status in {self.Status.NOMINATED, self.Status.PENDING}:
            return self.reserve_rank is None
        return self.has_place

    @property
    def is_let_in(self) -> bool:
        """Whether this person can register by invitation without a code: invited, or registered with a code before."""
        return self.status == self.Status.INVITED or self.invitation_id is not None

    @property
    def is_offered(self) -> bool:
        """Whether a seat is reserved for this person until they accept it or the offer ends."""
        return self.offer_expires_at is not None

    @property
    def is_held(self) -> bool:
        """Whether a seat is held for this person, whom somebody else registered, until they answer or the time ends."""
        return self.is_offered and self.awaits_answer

    @property
    def is_asked(self) -> bool:
        """Whether the person still has to say whether they take part at all."""
        return self.awaits_answer and self.is_active

    @property
    def has_place(self) -> bool:
        """Whether a seat is used by this person: a confirmed seat or an offered one."""
        return self.status == self.Status.CONFIRMED or self.is_offered

    @property
    def holds_named_seat(self) -> bool:
        """Whether a seat of the delegation is reserved for this person until a decision."""
        if self.delegation_id is None or self.reserve_rank is not None:
            return False
        return self.is_offered or self.status in {self.Status.NOMINATED, self.Status.PENDING}

    @property
    def name_on_certificate(self) -> str:
        return self.certificate_name or self.person.full_name

    @property
    def may_be_withdrawn(self) -> bool:
        """Whether the registration can be withdrawn: it has not ended, and the event is still ahead."""
        return self.is_active and self.event.is_ahead


class RegistrationChange(models.Model):
    """One entry in the history of a registration: the old and the new status, the person and the time."""

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="changes", verbose_name=_("registration")
    )
    action = models.CharField(_("action"), max_length=20)
    from_status = models.CharField(_("from"), max_length=12, choices=Registration.Status, blank=True)
    to_status = models.CharField(_("to"), max_length=12, choices=Registration.Status)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    # Whether the reader of a personal link made the change, who is perhaps not the person of the link.
    by_link = models.BooleanField(_("by link"), default=is_by_link, editable=False)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    # The mail to a person who loses something contains the reason. For an exception to a rule, only the team sees it.
    reason = models.TextField(_("reason"), blank=True, max_length=1_000)
    # The facts before the team corrected them, as text, by the names of their fields.
    old_facts = models.JSONField(_("facts before"), default=dict, blank=True, editable=False)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("change")
        verbose_name_plural = _("changes")

    def __str__(self) -> str:
        return f"{self.from_status or '–'} → {self.to_status}"


class Tag(models.Model):
    """A label that the team of a programme gives to registrations."""

    programme = models.ForeignKey("events.Programme", models.CASCADE, related_name="tags", verbose_name=_("programme"))
    name = models.CharField(_("name"), max_length=40)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints = [
            models.UniqueConstraint("programme", Lower("name"), name="one_tag_per_name"),
            models.CheckConstraint(condition=~Q(name=""), name="tag_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class RegistrationNote(models.Model):
    """An internal note of the team about a registration."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="notes", verbose_name=_("registration"))
    text = models.TextField(_("note"), max_length=5_000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("note")
        verbose_name_plural = _("notes")

    def __str__(self) -> str:
        return self.text


class TwoPeople(models.Model):
    """The team's decision that two similar registrations of an event are of two different people."""

    first = models.ForeignKey(Registration, models.CASCADE, related_name="+")
    second = models.ForeignKey(Registration, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="two_people_once_per_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="two_people_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
