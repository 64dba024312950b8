import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0006_reasons"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="event",
            name="event_never_oversold",
        ),
        migrations.AddField(
            model_name="event",
            name="offer_hours",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Empty to give it at once to the first on the waiting list",
                null=True,
                verbose_name="hours to accept a place that became free",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="online_kept",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="kept online"),
        ),
        migrations.AddField(
            model_name="event",
            name="online_seats",
            field=models.PositiveIntegerField(
                blank=True, help_text="Empty for no limit of its own", null=True, verbose_name="places online"
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="online_taken",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="of them online"),
        ),
        migrations.AddField(
            model_name="event",
            name="room_kept",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="kept in the room"),
        ),
        migrations.AddField(
            model_name="event",
            name="room_seats",
            field=models.PositiveIntegerField(
                blank=True, help_text="Empty for no limit of its own", null=True, verbose_name="places in the room"
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="seats_kept",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="places kept"),
        ),
        migrations.AddField(
            model_name="registration",
            name="mode",
            field=models.CharField(
                choices=[("in_person", "In person"), ("online", "Online")],
                default="in_person",
                max_length=10,
                verbose_name="takes part",
            ),
        ),
        migrations.AddField(
            model_name="registration",
            name="offer_expires_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="offer stands until"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("seats__isnull", True),
                    (
                        "seats__gte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("seats_taken"), "+", models.F("seats_kept")
                        ),
                    ),
                    _connector="OR",
                ),
                name="event_never_oversold",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("room_seats__isnull", True),
                    (
                        "room_seats__gte",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("seats_taken"), "-", models.F("online_taken")
                            ),
                            "+",
                            models.F("room_kept"),
                        ),
                    ),
                    _connector="OR",
                ),
                name="event_room_never_oversold",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("online_seats__isnull", True),
                    (
                        "online_seats__gte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("online_taken"), "+", models.F("online_kept")
                        ),
                    ),
                    _connector="OR",
                ),
                name="event_online_never_oversold",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("online_kept__lte", models.F("seats_kept")), ("online_taken__lte", models.F("seats_taken"))
                ),
                name="event_online_places_are_places",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("mode", "hybrid"),
                    models.Q(("online_seats__isnull", True), ("room_seats__isnull", True)),
                    _connector="OR",
                ),
                name="event_hybrid_has_places_by_mode",
            ),
        ),
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(
                condition=models.Q(("offer_expires_at__isnull", False)),
                fields=["offer_expires_at"],
                name="registration_offer",
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(("mode__in", ["in_person", "online"])), name="registration_mode_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(("offer_expires_at__isnull", True), ("status", "waitlisted"), _connector="OR"),
                name="registration_offer_waits",
            ),
        ),
    ]
