from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.models.reminder_audience import ReminderAnchor, ReminderAudience

# How long a reminder that is sent after its moment is useful.
USEFUL_AFTER = timedelta(days=7)
AUDIENCES_BY_MODE = [audience.value for audience in ReminderAudience if audience.traits.allows_mode]
AUDIENCES_BY_CONDITION = [audience.value for audience in ReminderAudience if audience.traits.allows_condition]
ANCHORS_AFTER = [anchor.value for anchor in ReminderAnchor if anchor.traits.allows_after]


def _audience_fits_anchor() -> Q:
    condition = Q()
    for audience in ReminderAudience:
        condition |= Q(audience=audience.value, anchor__in=[anchor.value for anchor in audience.traits.anchors])
    return condition


class ReminderRuleQuerySet(models.QuerySet["ReminderRule"]):
    def of_programme(self) -> "ReminderRuleQuerySet":
        """Rules for every event that has no rules of its own."""
        return self.standing().filter(event=None)

    def standing(self) -> "ReminderRuleQuerySet":
        """Rules that are not archived. They can be switched off."""
        return self.filter(archived_at=None)


class ReminderRule(models.Model):
    """Remind an audience a number of days or hours before or after an anchor.

    Rules without an event belong to the programme. An event with rules of its own follows only those, even if they are
    switched off."""

    Anchor = ReminderAnchor
    Audience = ReminderAudience

    class Unit(models.TextChoices):
        DAYS = "days", _("days")
        HOURS = "hours", _("hours")

    class Weekends(models.TextChoices):
        ANY = "any", _("on any day")
        AVOID = "avoid", _("on working days only")

    class Condition(models.TextChoices):
        ALWAYS = "", _("with any reply from their calendar")
        NOT_ACCEPTED = "not_accepted", _("only if their calendar has not accepted")

    programme = models.ForeignKey(
        "events.Programme", models.CASCADE, related_name="reminder_rules", verbose_name=_("programme")
    )
    event = models.ForeignKey(
        "events.Event", models.CASCADE, null=True, blank=True, related_name="reminder_rules", verbose_name=_("event")
    )
    audience = models.CharField(
        _("audience"), max_length=20, choices=ReminderAudience, default=ReminderAudience.CONFIRMED
    )
    mode = models.CharField(
        _("format"),
        max_length=10,
        choices=[("", _("in person or online")), ("in_person", _("in person")), ("online", _("online"))],
        blank=True,
    )
    amount = models.PositiveSmallIntegerField(
        _("number of days or hours"), default=1, validators=[MinValueValidator(0), MaxValueValidator(400)]
    )
    unit = models.CharField(_("unit"), max_length=5, choices=Unit, default=Unit.DAYS)
    is_after = models.BooleanField(_("after the moment"), default=False)
    anchor = models.CharField(_("moment"), max_length=20, choices=ReminderAnchor, default=ReminderAnchor.EVENT_START)
    # In the reader's time zone. A rule in hours does not use it.
    hour = models.PositiveSmallIntegerField(
        _("hour of the day"), default=9, validators=[MinValueValidator(8), MaxValueValidator(20)]
    )
    weekends = models.CharField(_("days of the week"), max_length=5, choices=Weekends, default=Weekends.ANY)
    is_quiet_at_night = models.BooleanField(_("never between 20:00 and 08:00 in the reader's time zone"), default=True)
    condition = models.CharField(_("condition"), max_length=12, choices=Condition, blank=True, default=Condition.ALWAYS)
    # They replace the text of the mail. The greeting, facts and links around it stay.
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    text = models.TextField(_("text"), blank=True, max_length=20_000)
    is_active = models.BooleanField(_("in use"), default=True)
    # An archived rule is kept because its reminders refer to it.
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True, editable=False)

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
            models.CheckConstraint(condition=_audience_fits_anchor(), name="reminder_anchor_fits_audience"),
            models.CheckConstraint(condition=Q(mode__in=["", "in_person", "online"]), name="reminder_mode_known"),
            models.CheckConstraint(condition=Q(unit__in=["days", "hours"]), name="reminder_unit_known"),
            models.CheckConstraint(condition=Q(weekends__in=["any", "avoid"]), name="reminder_weekends_known"),
            models.CheckConstraint(condition=Q(condition__in=["", "not_accepted"]), name="reminder_condition_known"),
            models.CheckConstraint(condition=Q(hour__gte=8, hour__lte=20), name="reminder_hour_is_of_the_day"),
            models.CheckConstraint(condition=Q(amount__lte=400), name="reminder_amount_within_a_year"),
            models.CheckConstraint(
                condition=Q(condition="") | Q(audience__in=AUDIENCES_BY_CONDITION),
                name="reminder_condition_of_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(mode="") | Q(audience__in=AUDIENCES_BY_MODE), name="reminder_mode_of_registered"
            ),
            models.CheckConstraint(
                condition=Q(is_after=False) | Q(anchor__in=ANCHORS_AFTER), name="reminder_after_what_goes_on"
            ),
        ]

    def __str__(self) -> str:
        if self.unit == self.Unit.HOURS:
            count = ngettext("%(count)d hour", "%(count)d hours", self.amount)
        else:
            count = ngettext("%(count)d day", "%(count)d days", self.amount)
        form = _("%(long)s after %(moment)s") if self.is_after else _("%(long)s before %(moment)s")
        return str(form) % {"long": count % {"count": self.amount}, "moment": self.get_anchor_display()}

    @property
    def mail(self) -> str:
        """The key of the mail that this rule sends."""
        return ReminderAudience(self.audience).mail_for(self.anchor, is_after=self.is_after)


class PlannedReminder(models.Model):
    """One rule applied to one moment of an event.

    Its recipients are read only when it is due, in the time zone of each person. It is done when no recipient's hour
    lies ahead."""

    class Skip(models.TextChoices):
        BY_HAND = "by_hand", _("skipped by the team")
        TOO_LATE = "too_late", _("it was too late to be useful")
        SUPERSEDED = "superseded", _("the next reminder was due as well")
        VOID = "void", _("the date no longer applies")

    # RESTRICT: a rule that has sent reminders is archived, never deleted, unless its programme is deleted.
    rule = models.ForeignKey(ReminderRule, models.RESTRICT, related_name="planned", verbose_name=_("rule"))
    event = models.ForeignKey("events.Event", models.CASCADE, related_name="planned_reminders", verbose_name=_("event"))
    # The key of a session, of a deliverable, or of a registration with an offered seat; 0 for the event itself.
    about = models.PositiveBigIntegerField(_("about"), default=0)
    anchor_at = models.DateTimeField(_("counted from"))
    # For readers in the event's time zone, and as pages show it. For other readers, the due time differs.
    due_at = models.DateTimeField(_("due at"))
    # When there can be something to do next. At first, this is the due time in the earliest time zone on Earth.
    next_at = models.DateTimeField(_("next check"))
    # Set by the team: the same moment for everyone, in place of the rule.
    fixed_at = models.DateTimeField(_("rescheduled to"), null=True, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    skip = models.CharField(_("why it was not sent"), max_length=10, choices=Skip, blank=True)

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

    @property
    def useful_until(self) -> datetime:
        """The time (aware) until which the reminder is useful: its moment, or a week later for a reminder after it."""
        return self.anchor_at + USEFUL_AFTER if self.rule.is_after else self.anchor_at


class Reminder(models.Model):
    """The record that one person, or institution, is to be reminded, was reminded, or was skipped, by one rule for one date.

    No time of a worker is part of its unique key. An event that moves back to its old day reminds no one twice."""

    class State(models.TextChoices):
        DUE = "due", _("due")
        QUEUED = "queued", _("in the outbox")
        SKIPPED = "skipped", _("skipped")

    class Skip(models.TextChoices):
        TOO_LATE = "too_late", _("it was too late to be useful")
        SUPERSEDED = "superseded", _("the next reminder was due as well")
        GONE = "gone", _("it no longer concerned them")
        VOID = "void", _("the date no longer applies")

    planned = models.ForeignKey(
        PlannedReminder, models.CASCADE, related_name="reminders", verbose_name=_("planned reminder")
    )
    rule = models.ForeignKey(ReminderRule, models.RESTRICT, related_name="reminders", verbose_name=_("rule"))
    event = models.ForeignKey("events.Event", models.CASCADE, related_name="reminders", verbose_name=_("event"))
    # Either a person, or the institution of a request, which has no account.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="reminders",
        verbose_name=_("person"),
    )
    request = models.ForeignKey(
        "events.MissionRequest",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="reminders",
        verbose_name=_("institution of"),
    )
    about = models.PositiveBigIntegerField(_("about"), default=0)
    # The date of the anchor in the event's time zone.
    anchor_on = models.DateField(_("date of the moment"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DUE)
    skip = models.CharField(_("why it was not sent"), max_length=10, choices=Skip, blank=True)
    created_at = models.DateTimeField(_("became due at"), auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        indexes = [models.Index(fields=["event", "id"], condition=Q(state="due"), name="reminder_to_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "rule", "person", "about", "anchor_on"], name="one_reminder_per_person_and_date"
            ),
            models.UniqueConstraint(
                fields=["event", "rule", "request", "about", "anchor_on"],
                name="one_reminder_per_institution_and_date",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, request__isnull=True) | Q(person__isnull=True, request__isnull=False),
                name="reminder_has_one_recipient",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["due", "queued"], skip="")
                | Q(state="skipped", skip__in=["too_late", "superseded", "gone", "void"]),
                name="reminder_skipped_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} · {self.person_id or self.request_id} · {self.anchor_on}"

    @staticmethod
    def mail_key(reminder: int) -> str:
        """Return the dedupe key of the mail of the reminder with this primary key."""
        return f"reminder:{reminder}"

    @staticmethod
    def key_of_mail(dedupe_key: str) -> int | None:
        """Return the primary key of the reminder whose mail has this dedupe key; None for another mail."""
        kind, _colon, key = dedupe_key.partition(":")
        return int(key) if kind == "reminder" and key.isdecimal() else None
