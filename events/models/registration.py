import secrets
from enum import StrEnum
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User


def new_reply_tag() -> str:
    return secrets.token_hex(12)


class Step(StrEnum):
    """What is done to a registration. `events.registration.states` says which steps are allowed."""

    REGISTER = "register"
    NOMINATE = "nominate"
    ACCEPT = "accept"
    REPLACE = "replace"
    SEAT = "seat"
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
    MERGE = "merge"


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def of(self, person: "User") -> "RegistrationQuerySet":
        return self.filter(person=person)

    def active(self) -> "RegistrationQuerySet":
        return self.exclude(status__in=Registration.ENDED)

    def confirmed(self) -> "RegistrationQuerySet":
        return self.filter(status=Registration.Status.CONFIRMED)

    def waiting(self) -> "RegistrationQuerySet":
        """The waitlist, first come first; with those to whom a place is offered."""
        return self.filter(status=Registration.Status.WAITLISTED).order_by("queued_at", "pk")

    def not_merged(self) -> "RegistrationQuerySet":
        return self.filter(merged_into=None)

    def not_offered(self) -> "RegistrationQuerySet":
        return self.filter(offer_expires_at__isnull=True)


class Registration(models.Model):
    """One person's place in one event, or in its queue."""

    class Status(models.TextChoices):
        INVITED = "invited", _("Invited")
        NOMINATED = "nominated", _("Nominated")
        PENDING = "pending", _("Awaiting a decision")
        WAITLISTED = "waitlisted", _("On the waiting list")
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
    # Who may hold a place in sessions that people choose: who has one in the event, or may get one by a decision.
    CHOOSING = (Status.NOMINATED, Status.PENDING, Status.CONFIRMED)

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="registrations", verbose_name=_("event"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        # A place is given back by withdraw(), which counts and tells; never by a row that vanishes.
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
    needs = models.TextField(_("dietary and access needs"), blank=True)
    remark = models.TextField(_("remark"), blank=True)
    # The code that let this person in; each person uses it up once.
    invitation = models.ForeignKey(
        "events.InvitationCode", models.PROTECT, null=True, blank=True, related_name="registrations", editable=False
    )
    # Turn among those who wait for a seat of their delegation; None for who holds one.
    reserve_rank = models.PositiveSmallIntegerField(_("rank as a reserve"), null=True, blank=True, editable=False)
    # Turn in the queue; set anew when a person joins it again.
    queued_at = models.DateTimeField(_("queued at"), null=True, blank=True)
    # Until when a place is kept for somebody on the waiting list; None while none is offered.
    offer_expires_at = models.DateTimeField(_("offer stands until"), null=True, blank=True, editable=False)
    # Who registered this person; None for who came by themselves.
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="registered_others",
        verbose_name=_("registered by"),
    )
    certificate_name = models.CharField(_("name on the certificate"), max_length=150, blank=True)
    funding = models.CharField(_("funding"), max_length=10, choices=Funding, blank=True)
    funder = models.CharField(_("donor"), max_length=200, blank=True)
    tags = models.ManyToManyField("events.Tag", related_name="registrations", blank=True, verbose_name=_("tags"))
    # The registration of the same person, under another address, into which this one went.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", editable=False
    )
    reply_tag = models.CharField(max_length=24, unique=True, default=new_reply_tag, editable=False)
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
            # Who is next for a place of one kind, however many wait for the other.
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
                condition=Q(merged_into__isnull=True) | (Q(status="withdrawn") & ~Q(merged_into=F("id"))),
                name="registration_merged_has_ended",
            ),
            models.UniqueConstraint(fields=["event", "person"], name="one_registration_per_person_and_event"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.event}"

    @property
    def calendar_answer(self) -> str:
        """What the calendar of a confirmed person has answered, in words; reads their invite."""
        if self.status != Registration.Status.CONFIRMED or not hasattr(self, "invite"):
            return ""
        return str(self.invite.get_partstat_display())

    @property
    def is_active(self) -> bool:
        return self.status not in self.ENDED

    @property
    def is_let_in(self) -> bool:
        """Whether this person may register for an event by invitation without a code: invited, or let in before."""
        return self.status == self.Status.INVITED or self.invitation_id is not None

    @property
    def is_offered(self) -> bool:
        """Whether a place is kept for this person until they say whether they take it."""
        return self.offer_expires_at is not None

    @property
    def has_place(self) -> bool:
        """Whether this person has something to give back: a place, or one that is kept for them."""
        return self.status == self.Status.CONFIRMED or self.is_offered

    @property
    def holds_named_seat(self) -> bool:
        """Whether a seat of the delegation is kept for this person while nothing is decided."""
        if self.delegation_id is None or self.reserve_rank is not None:
            return False
        return self.is_offered or self.status in {self.Status.NOMINATED, self.Status.PENDING}

    @property
    def name_on_certificate(self) -> str:
        return self.certificate_name or self.person.full_name

    @property
    def may_be_withdrawn(self) -> bool:
        """Whether there is a place, or a turn, to give back; the event must still be ahead."""
        return self.is_active and self.event.is_ahead


class RegistrationChange(models.Model):
    """The history: who moved a registration, from where, to where, and when."""

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="changes", verbose_name=_("registration")
    )
    action = models.CharField(_("action"), max_length=20)
    from_status = models.CharField(_("from"), max_length=12, choices=Registration.Status, blank=True)
    to_status = models.CharField(_("to"), max_length=12, choices=Registration.Status)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    # Why, in words: told to the person where they lose something, kept for the team where a rule was set aside.
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("change")
        verbose_name_plural = _("changes")

    def __str__(self) -> str:
        return f"{self.from_status or '–'} → {self.to_status}"


class Tag(models.Model):
    """A word by which the team of a programme sorts its registrations."""

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
    """What the team wrote down about a registration, for itself."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="notes", verbose_name=_("registration"))
    text = models.TextField(_("note"))
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
    """That two registrations of an event, alike as they look, are of two people: the team has said so."""

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
