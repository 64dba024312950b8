import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("events", "0011_files_as_answers"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeyChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("name", "Name"),
                            ("certificate_name", "Name on the certificate"),
                            ("passport_name", "Name in the passport"),
                            ("passport_number", "Number of the passport"),
                            ("nationality", "Nationality"),
                        ],
                        max_length=20,
                        verbose_name="what",
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                ("seen_at", models.DateTimeField(blank=True, null=True, verbose_name="seen at")),
            ],
            options={
                "verbose_name": "change to look at",
                "verbose_name_plural": "changes to look at",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="TravelDetails",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sealed", models.TextField(editable=False, verbose_name="sealed details")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed at")),
            ],
            options={
                "verbose_name": "travel details",
                "verbose_name_plural": "travel details",
            },
        ),
        migrations.AddField(
            model_name="event",
            name="asks_travel",
            field=models.BooleanField(default=False, verbose_name="ask confirmed people for their travel details"),
        ),
        migrations.AddField(
            model_name="event",
            name="details_due_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="details are due at"),
        ),
        migrations.AddField(
            model_name="event",
            name="travel_keep_days",
            field=models.PositiveSmallIntegerField(
                default=30, verbose_name="delete travel details so many days after the event"
            ),
        ),
        migrations.AddField(
            model_name="eventquestion",
            name="stage",
            field=models.CharField(
                choices=[("registration", "When people register"), ("confirmed", "Once their place is confirmed")],
                default="registration",
                max_length=12,
                verbose_name="when it is asked",
            ),
        ),
        migrations.AddField(
            model_name="registration",
            name="certificate_name",
            field=models.CharField(blank=True, max_length=150, verbose_name="name on the certificate"),
        ),
        migrations.AddField(
            model_name="registration",
            name="funder",
            field=models.CharField(blank=True, max_length=200, verbose_name="donor"),
        ),
        migrations.AddField(
            model_name="registration",
            name="funding",
            field=models.CharField(
                blank=True,
                choices=[("programme", "The programme"), ("own", "Their own institution"), ("other", "Another donor")],
                max_length=10,
                verbose_name="funding",
            ),
        ),
        migrations.AddConstraint(
            model_name="eventquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("stage__in", ["registration", "confirmed"])), name="question_stage_known"
            ),
        ),
        migrations.AddField(
            model_name="keychange",
            name="registration",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="key_changes",
                to="events.registration",
                verbose_name="registration",
            ),
        ),
        migrations.AddField(
            model_name="keychange",
            name="seen_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="seen by",
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(("funding__in", ["", "programme", "own", "other"])),
                name="registration_funding_known",
            ),
        ),
        migrations.AddField(
            model_name="traveldetails",
            name="registration",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="travel",
                to="events.registration",
                verbose_name="registration",
            ),
        ),
        migrations.AddIndex(
            model_name="keychange",
            index=models.Index(
                condition=models.Q(("seen_at__isnull", True)), fields=["registration"], name="key_change_unseen"
            ),
        ),
        migrations.AddConstraint(
            model_name="keychange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("what__in", ["name", "certificate_name", "passport_name", "passport_number", "nationality"])
                ),
                name="key_change_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="keychange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("seen_at__isnull", True)),
                fields=("registration", "what"),
                name="one_unseen_change_of_a_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="traveldetails",
            constraint=models.CheckConstraint(
                condition=models.Q(("sealed", ""), _negated=True), name="travel_details_are_sealed"
            ),
        ),
    ]
