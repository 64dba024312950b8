from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

# What a rule can be about is limited to what can be computed: audiences and anchors that go together.
ANCHORS_OF = {
    "confirmed": ["event_start", "event_end", "session_start"],
    "pending": ["event_start", "registration_close"],
    "nominated": ["event_start", "nomination_deadline", "registration_close"],
    "details": ["event_start", "details_due"],
    "free_seats": ["event_start", "nomination_deadline"],
    "offered": ["offer_lapse"],
    "contributors": ["event_start", "event_end", "session_start"],
    "slides": ["event_start", "deliverable_due"],
    "reports": ["event_end", "deliverable_due"],
    "not_evaluated": ["event_end"],
    "no_shows": ["event_end"],
}
# One moment for each of several things: an hour before it they are reminded of that thing alone.
OF_EACH = ("session_start", "nomination_deadline", "offer_lapse", "deliverable_due")


def _goes_together() -> Q:
    condition = Q()
    for audience, anchors in ANCHORS_OF.items():
        condition |= Q(audience=audience, anchor__in=anchors)
    return condition


class ReminderRuleQuerySet(models.QuerySet["ReminderRule"]):
    def of_programme(self) -> "ReminderRuleQuerySet":
        """Those that hold for each event which has no rules of its own."""
        return self.standing().filter(event=None)

    def standing(self) -> "ReminderRuleQuerySet":
        """Those that were not given up, be they switched off."""
        return self.filter(archived_at=None)


class ReminderRule(models.Model):
    """So long before or after an anchor, tell an audience. Rules without an event are the programme's set; an event
    that has rules of its own, be they switched off, goes by those alone."""

    class Anchor(models.TextChoices):
        EVENT_START = "event_start", _("the event begins")
        EVENT_END = "event_end", _("the event ends")
        SESSION_START = "session_start", _("each session of theirs begins")
        REGISTRATION_CLOSE = "registration_close", _("registration closes")
        NOMINATION_DEADLINE = "nomination_deadline", _("nominations close")
        DETAILS_DUE = "details_due", _("details are due")
        OFFER_LAPSE = "offer_lapse", _("the offer of a place lapses")
        DELIVERABLE_DUE = "deliverable_due", _("what they owe is due")

    class Audience(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed participants")
        PENDING = "pending", _("People awaiting a decision")
        NOMINATED = "nominated", _("Nominees who have not told their details")
        DETAILS = "details", _("Confirmed participants whose details are missing")
        FREE_SEATS = "free_seats", _("Focal points with free seats")
        OFFERED = "offered", _("People who are offered a place")
        CONTRIBUTORS = "contributors", _("Contributors")
        SLIDES = "slides", _("Contributors whose slides are missing")
        REPORTS = "reports", _("Experts whose report is not there")
        NOT_EVALUATED = "not_evaluated", _("Those who were there and have not evaluated")
        NO_SHOWS = "no_shows", _("Those with a place who did not come")

    class Unit(models.TextChoices):
        DAYS = "days", _("days")
        HOURS = "hours", _("hours")

    class Weekends(models.TextChoices):
        ANY = "any", _("on any day")
        AVOID = "avoid", _("on working days only")

    class Condition(models.TextChoices):
        ALWAYS = "", _("whatever their calendar answered")
        NOT_ACCEPTED = "not_accepted", _("only if their calendar has not accepted")

    programme = models.ForeignKey(
        "events.Programme", models.CASCADE, related_name="reminder_rules", verbose_name=_("programme")
    )
    event = models.ForeignKey(
        "events.Event", models.CASCADE, null=True, blank=True, related_name="reminder_rules", verbose_name=_("event")
    )
    audience = models.CharField(_("whom"), max_length=20, choices=Audience, default=Audience.CONFIRMED)
    mode = models.CharField(
        _("who take part"),
        max_length=10,
        choices=[("", _("in person or online")), ("in_person", _("in person")), ("online", _("online"))],
        blank=True,
    )
    amount = models.PositiveSmallIntegerField(
        _("how long"), default=1, validators=[MinValueValidator(0), MaxValueValidator(400)]
    )
    unit = models.CharField(_("unit"), max_length=5, choices=Unit, default=Unit.DAYS)
    is_after = models.BooleanField(_("after, not before"), default=False)
    anchor = models.CharField(_("which moment"), max_length=20, choices=Anchor, default=Anchor.EVENT_START)
    # On the reader's clocks; a rule of hours has none.
    hour = models.PositiveSmallIntegerField(
        _("at which hour of the day"), default=9, validators=[MinValueValidator(8), MaxValueValidator(20)]
    )
    weekends = models.CharField(_("days of the week"), max_length=5, choices=Weekends, default=Weekends.ANY)
    is_quiet_at_night = models.BooleanField(_("never between 20:00 and 08:00 of the reader"), default=True)
    condition = models.CharField(_("condition"), max_length=12, choices=Condition, blank=True, default=Condition.ALWAYS)
    # In place of the mail's own words; greeting, facts and links around them stay.
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    text = models.TextField(_("words"), blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    # Given up: kept alone for those whom it has told.
    archived_at = models.DateTimeField(_("given up at"), null=True, blank=True, editable=False)

    objects = ReminderRuleQuerySet.as_manager()

    class Meta:
        ordering = ["anchor", "is_after", "unit", "-amount", "pk"]
        verbose_name = _("reminder rule")
        verbose_name_plural = _("reminder rules")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "anchor", "audience", "mode", "is_after", "unit", "amount", "hour"],
                condition=Q(event__isnull=True, archived_at__isnull=True),
                name="one_default_rule_per_moment",
            ),
            models.UniqueConstraint(
                fields=["event", "anchor", "audience", "mode", "is_after", "unit", "amount", "hour"],
                condition=Q(event__isnull=False, archived_at__isnull=True),
                name="one_event_rule_per_moment",
            ),
            models.CheckConstraint(condition=_goes_together(), name="reminder_anchor_fits_audience"),
            models.CheckConstraint(condition=Q(mode__in=["", "in_person", "online"]), name="reminder_mode_known"),
            models.CheckConstraint(condition=Q(unit__in=["days", "hours"]), name="reminder_unit_known"),
            models.CheckConstraint(condition=Q(weekends__in=["any", "avoid"]), name="reminder_weekends_known"),
            models.CheckConstraint(condition=Q(condition__in=["", "not_accepted"]), name="reminder_condition_known"),
            models.CheckConstraint(condition=Q(hour__gte=8, hour__lte=20), name="reminder_hour_is_of_the_day"),
            models.CheckConstraint(condition=Q(amount__lte=400), name="reminder_amount_within_a_year"),
            models.CheckConstraint(
                condition=Q(condition="") | Q(audience="confirmed"), name="reminder_condition_of_confirmed"
            ),
            models.CheckConstraint(
                condition=Q(mode="") | Q(audience__in=["confirmed", "pending", "nominated", "offered"]),
                name="reminder_mode_of_registered",
            ),
            # After a deadline there is nothing left to do; after an event there is, and what is owed stays owed.
            models.CheckConstraint(
                condition=Q(is_after=False) | Q(anchor__in=["event_start", "event_end", "deliverable_due"]),
                name="reminder_after_what_goes_on",
            ),
        ]

    def __str__(self) -> str:
        if self.unit == self.Unit.HOURS:
            words = ngettext("%(count)d hour", "%(count)d hours", self.amount)
        else:
            words = ngettext("%(count)d day", "%(count)d days", self.amount)
        form = _("%(long)s after %(moment)s") if self.is_after else _("%(long)s before %(moment)s")
        return str(form) % {"long": words % {"count": self.amount}, "moment": self.get_anchor_display()}


class PlannedReminder(models.Model):
    """A rule applied to one date of an event: what falls due when. Its people are read when it is due, by the clocks of
    each; done once nobody's hour is to come."""

    class Skip(models.TextChoices):
        BY_HAND = "by_hand", _("skipped by the team")
        TOO_LATE = "too_late", _("it came too late to be of use")
        SUPERSEDED = "superseded", _("the next reminder was due as well")
        VOID = "void", _("the date does not hold any more")

    # RESTRICT: a rule that has told somebody is switched off, never deleted, unless all goes with its programme.
    rule = models.ForeignKey(ReminderRule, models.RESTRICT, related_name="planned", verbose_name=_("rule"))
    event = models.ForeignKey("events.Event", models.CASCADE, related_name="planned_reminders", verbose_name=_("event"))
    # The key of a session, of what is owed, or of the registration that a place is offered to; 0 for the event itself.
    about = models.PositiveBigIntegerField(_("about"), default=0)
    anchor_at = models.DateTimeField(_("counted from"))
    # For readers on the clocks of the event, as it is shown; for others by theirs.
    due_at = models.DateTimeField(_("due at"))
    # When there may be something to do next: first in the earliest zone on Earth.
    next_at = models.DateTimeField(_("next look at"))
    # Set by hand: one moment for everybody, whatever the rule says.
    fixed_at = models.DateTimeField(_("moved to"), null=True, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    skip = models.CharField(_("why nobody was told"), max_length=10, choices=Skip, blank=True)

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = _("planned reminder")
        verbose_name_plural = _("planned reminders")
        indexes = [models.Index(fields=["event", "next_at"], condition=Q(done_at__isnull=True), name="reminder_next")]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "event", "about", "anchor_at"], name="one_plan_per_rule_and_moment"
            ),
            models.CheckConstraint(
                condition=Q(skip="") | Q(skip__in=["by_hand", "too_late", "superseded", "void"], done_at__isnull=False),
                name="planned_skip_is_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.due_at:%Y-%m-%d %H:%M}"


class Reminder(models.Model):
    """That one person is, was, or is not to be reminded, by one rule, of one date. Never twice: the key has no clock in
    it, so that an event which moves back to its old day reminds nobody again."""

    class State(models.TextChoices):
        DUE = "due", _("due")
        QUEUED = "queued", _("handed to the outbox")
        SKIPPED = "skipped", _("skipped")

    class Skip(models.TextChoices):
        TOO_LATE = "too_late", _("it came too late to be of use")
        SUPERSEDED = "superseded", _("the next reminder was due as well")
        GONE = "gone", _("it did not concern them any more")
        VOID = "void", _("the date does not hold any more")

    planned = models.ForeignKey(
        PlannedReminder, models.CASCADE, related_name="reminders", verbose_name=_("planned reminder")
    )
    rule = models.ForeignKey(ReminderRule, models.RESTRICT, related_name="reminders", verbose_name=_("rule"))
    event = models.ForeignKey("events.Event", models.CASCADE, related_name="reminders", verbose_name=_("event"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders", verbose_name=_("person")
    )
    about = models.PositiveBigIntegerField(_("about"), default=0)
    # The day of the anchor on the clocks of the event.
    anchor_on = models.DateField(_("of which day"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DUE)
    skip = models.CharField(_("why not"), max_length=10, choices=Skip, blank=True)
    created_at = models.DateTimeField(_("fell due at"), auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        indexes = [models.Index(fields=["event", "id"], condition=Q(state="due"), name="reminder_to_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "rule", "person", "about", "anchor_on"], name="one_reminder_per_person_and_date"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["due", "queued"], skip="")
                | Q(state="skipped", skip__in=["too_late", "superseded", "gone", "void"]),
                name="reminder_skipped_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} · {self.person_id} · {self.anchor_on}"

    @staticmethod
    def mail_key(reminder: int) -> str:
        """Return under which key the outbox keeps the mail of a reminder, by the key of its row."""
        return f"reminder:{reminder}"
