import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def carry_over(apps, schema_editor):
    """Let rules and what is planned by them stand as they were. What was done under an older SEQUENCE of the same date
    is one row now."""
    apps.get_model("events", "ReminderRule").objects.update(amount=models.F("days_before"))
    planned_reminders = apps.get_model("events", "PlannedReminder").objects
    planned_reminders.filter(event__starts_at=None).delete()
    seen, double, kept = set(), [], []
    newest_first = planned_reminders.select_related("event").order_by(models.F("done_at").asc(nulls_last=True), "-pk")
    for planned in newest_first.iterator():
        key = (planned.rule_id, planned.event_id, planned.event.starts_at)
        if key in seen:
            double.append(planned.pk)
            continue
        seen.add(key)
        planned.anchor_at, planned.next_at = planned.event.starts_at, planned.due_at
        kept.append(planned)
    planned_reminders.filter(pk__in=double).delete()
    planned_reminders.bulk_update(kept, ["anchor_at", "next_at"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0019_language_of_mails"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("about", models.PositiveBigIntegerField(default=0, verbose_name="about")),
                ("anchor_on", models.DateField(verbose_name="of which day")),
                (
                    "state",
                    models.CharField(
                        choices=[("due", "due"), ("queued", "handed to the outbox"), ("skipped", "skipped")],
                        default="due",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "skip",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("too_late", "it came too late to be of use"),
                            ("superseded", "the next reminder was due as well"),
                            ("gone", "it did not concern them any more"),
                            ("void", "the date does not hold any more"),
                        ],
                        max_length=10,
                        verbose_name="why not",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="fell due at")),
            ],
            options={
                "verbose_name": "reminder",
                "verbose_name_plural": "reminders",
                "ordering": ["pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="plannedreminder",
            options={
                "ordering": ["due_at", "pk"],
                "verbose_name": "planned reminder",
                "verbose_name_plural": "planned reminders",
            },
        ),
        migrations.AlterModelOptions(
            name="reminderrule",
            options={
                "ordering": ["anchor", "is_after", "unit", "-amount", "pk"],
                "verbose_name": "reminder rule",
                "verbose_name_plural": "reminder rules",
            },
        ),
        migrations.RemoveConstraint(
            model_name="plannedreminder",
            name="one_reminder_per_rule_and_sequence",
        ),
        migrations.RemoveConstraint(
            model_name="reminderrule",
            name="one_default_rule_per_moment",
        ),
        migrations.RemoveConstraint(
            model_name="reminderrule",
            name="one_event_rule_per_moment",
        ),
        migrations.RemoveConstraint(
            model_name="reminderrule",
            name="reminder_anchor_known",
        ),
        migrations.RemoveConstraint(
            model_name="reminderrule",
            name="reminder_audience_known",
        ),
        migrations.RemoveIndex(
            model_name="plannedreminder",
            name="reminder_due",
        ),
        migrations.AddField(
            model_name="plannedreminder",
            name="anchor_at",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="counted from"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="plannedreminder",
            name="fixed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="moved to"),
        ),
        migrations.AddField(
            model_name="plannedreminder",
            name="next_at",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="next look at"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="plannedreminder",
            name="skip",
            field=models.CharField(
                blank=True,
                choices=[
                    ("by_hand", "skipped by the team"),
                    ("too_late", "it came too late to be of use"),
                    ("superseded", "the next reminder was due as well"),
                    ("void", "the date does not hold any more"),
                ],
                max_length=10,
                verbose_name="why nobody was told",
            ),
        ),
        migrations.AddField(
            model_name="plannedreminder",
            name="about",
            field=models.PositiveBigIntegerField(default=0, verbose_name="about"),
        ),
        migrations.AddField(
            model_name="reminderrule",
            name="amount",
            field=models.PositiveSmallIntegerField(
                default=1,
                validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(400)],
                verbose_name="how long",
            ),
        ),
        migrations.AddField(
            model_name="reminderrule",
            name="condition",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "whatever their calendar answered"),
                    ("not_accepted", "only if their calendar has not accepted"),
                ],
                default="",
                max_length=12,
                verbose_name="condition",
            ),
        ),
        migrations.AddField(
            model_name="reminderrule",
            name="hour",
            field=models.PositiveSmallIntegerField(
                default=9,
                validators=[django.core.validators.MinValueValidator(8), django.core.validators.MaxValueValidator(20)],
                verbose_name="at which hour of the day",
            ),
        ),
        migrations.AddField(
            model_name="reminderrule",
            name="is_active",
            field=models.BooleanField(default=True, verbose_name="in use"),
        ),
        migrations.AddField(
            model_name="reminderrule",
            name="is_after",
            field=models.BooleanField(default=False, verbose_name="after, not before"),
        ),
        migrations.AddField(
            model_name="reminderrule",
            name="is_quiet_at_night",
            field=models.BooleanField(default=True, verbose_name="never between 20:00 and 08:00 of the reader"),
        ),
        migrations.AddField(
            model_name="reminderrule",
            name="mode",
            field=models.CharField(
                blank=True,
                choices=[("", "in person or online"), ("in_person", "in person"), ("online", "online")],
                max_length=10,
                verbose_name="who take part",
            ),
        ),
        migrations.AddField(
            model_name="reminderrule",
            name="subject",
            field=models.CharField(blank=True, max_length=200, verbose_name="subject"),
        ),
        migrations.AddField(
            model_name="reminderrule",
            name="text",
            field=models.TextField(blank=True, verbose_name="words"),
        ),
        migrations.AddField(
            model_name="reminderrule",
            name="unit",
            field=models.CharField(
                choices=[("days", "days"), ("hours", "hours")], default="days", max_length=5, verbose_name="unit"
            ),
        ),
        migrations.AddField(
            model_name="reminderrule",
            name="weekends",
            field=models.CharField(
                choices=[("any", "on any day"), ("avoid", "on working days only")],
                default="any",
                max_length=5,
                verbose_name="days of the week",
            ),
        ),
        migrations.AlterField(
            model_name="plannedreminder",
            name="rule",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="planned",
                to="events.reminderrule",
                verbose_name="rule",
            ),
        ),
        migrations.AlterField(
            model_name="reminderrule",
            name="anchor",
            field=models.CharField(
                choices=[
                    ("event_start", "the event begins"),
                    ("event_end", "the event ends"),
                    ("session_start", "each session of theirs begins"),
                    ("registration_close", "registration closes"),
                    ("nomination_deadline", "nominations close"),
                    ("details_due", "details are due"),
                    ("offer_lapse", "the offer of a place lapses"),
                ],
                default="event_start",
                max_length=20,
                verbose_name="which moment",
            ),
        ),
        migrations.AlterField(
            model_name="reminderrule",
            name="audience",
            field=models.CharField(
                choices=[
                    ("confirmed", "Confirmed participants"),
                    ("pending", "People awaiting a decision"),
                    ("nominated", "Nominees who have not told their details"),
                    ("details", "Confirmed participants whose details are missing"),
                    ("free_seats", "Focal points with free seats"),
                    ("offered", "People who are offered a place"),
                    ("contributors", "Contributors"),
                ],
                default="confirmed",
                max_length=20,
                verbose_name="whom",
            ),
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name="reminderrule",
            name="days_before",
        ),
        migrations.RemoveField(
            model_name="plannedreminder",
            name="sequence",
        ),
        migrations.AddIndex(
            model_name="plannedreminder",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True)), fields=["event", "next_at"], name="reminder_next"
            ),
        ),
        migrations.AddConstraint(
            model_name="plannedreminder",
            constraint=models.UniqueConstraint(
                fields=("rule", "event", "about", "anchor_at"), name="one_plan_per_rule_and_moment"
            ),
        ),
        migrations.AddConstraint(
            model_name="plannedreminder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("skip", ""),
                    models.Q(("done_at__isnull", False), ("skip__in", ["by_hand", "too_late", "superseded", "void"])),
                    _connector="OR",
                ),
                name="planned_skip_is_an_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("event__isnull", True)),
                fields=("programme", "anchor", "audience", "mode", "is_after", "unit", "amount", "hour"),
                name="one_default_rule_per_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("event__isnull", False)),
                fields=("event", "anchor", "audience", "mode", "is_after", "unit", "amount", "hour"),
                name="one_event_rule_per_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("anchor__in", ["event_start", "event_end", "session_start"]), ("audience", "confirmed")),
                    models.Q(("anchor__in", ["event_start", "registration_close"]), ("audience", "pending")),
                    models.Q(
                        ("anchor__in", ["event_start", "nomination_deadline", "registration_close"]),
                        ("audience", "nominated"),
                    ),
                    models.Q(("anchor__in", ["event_start", "details_due"]), ("audience", "details")),
                    models.Q(("anchor__in", ["event_start", "nomination_deadline"]), ("audience", "free_seats")),
                    models.Q(("anchor__in", ["offer_lapse"]), ("audience", "offered")),
                    models.Q(
                        ("anchor__in", ["event_start", "event_end", "session_start"]), ("audience", "contributors")
                    ),
                    _connector="OR",
                ),
                name="reminder_anchor_fits_audience",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("condition", ""), ("audience", "confirmed"), _connector="OR"),
                name="reminder_condition_of_confirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("mode", ""),
                    ("audience__in", ["confirmed", "pending", "nominated", "offered"]),
                    _connector="OR",
                ),
                name="reminder_mode_of_registered",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("mode__in", ["", "in_person", "online"])), name="reminder_mode_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("unit__in", ["days", "hours"])), name="reminder_unit_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekends__in", ["any", "avoid"])), name="reminder_weekends_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("condition__in", ["", "not_accepted"])), name="reminder_condition_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("hour__gte", 8), ("hour__lte", 20)), name="reminder_hour_is_of_the_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__lte", 400)), name="reminder_amount_within_a_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_after", False), ("anchor__in", ["event_start", "event_end"]), _connector="OR"),
                name="reminder_after_events_alone",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reminders",
                to="events.event",
                verbose_name="event",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reminders",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="planned",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reminders",
                to="events.plannedreminder",
                verbose_name="planned reminder",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="rule",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="reminders",
                to="events.reminderrule",
                verbose_name="rule",
            ),
        ),
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(condition=models.Q(("state", "due")), fields=["event", "id"], name="reminder_to_queue"),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                fields=("event", "rule", "person", "about", "anchor_on"), name="one_reminder_per_person_and_date"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("skip", ""), ("state__in", ["due", "queued"])),
                    models.Q(("skip__in", ["too_late", "superseded", "gone", "void"]), ("state", "skipped")),
                    _connector="OR",
                ),
                name="reminder_skipped_has_a_reason",
            ),
        ),
    ]
