import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import events.models.answer
import events.models.study_visit
import events.models.token


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0048_booths_of_interpreters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DelegationReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("days_after_end", models.PositiveSmallIntegerField(default=30, verbose_name="days after the end")),
                ("saw", models.TextField(blank=True, max_length=10000, verbose_name="what we saw")),
                (
                    "differs",
                    models.TextField(blank=True, max_length=10000, verbose_name="what differs from our country"),
                ),
                ("will_do", models.TextField(blank=True, max_length=10000, verbose_name="what we will do")),
                ("need", models.TextField(blank=True, max_length=10000, verbose_name="what we need")),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        max_length=200,
                        storage=events.models.answer.private_storage,
                        upload_to=events.models.study_visit.visit_report_path,
                        verbose_name="file",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=150, verbose_name="name of the file")),
                ("content_type", models.CharField(blank=True, max_length=100, verbose_name="type of the file")),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="received on")),
                ("asked_at", models.DateTimeField(blank=True, null=True, verbose_name="link sent at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "key",
                    models.CharField(
                        default=events.models.token.new_link_key, editable=False, max_length=32, unique=True
                    ),
                ),
            ],
            options={
                "verbose_name": "report of a delegation",
                "verbose_name_plural": "reports of delegations",
                "ordering": ["event", "country"],
            },
        ),
        migrations.CreateModel(
            name="VisaChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "visa",
                    models.CharField(
                        choices=[
                            ("unknown", "Not known"),
                            ("not_needed", "Not needed"),
                            ("letter_asked", "Letter asked for"),
                            ("letter_issued", "Letter issued"),
                            ("applied", "Applied for"),
                            ("granted", "Granted"),
                            ("refused", "Refused"),
                        ],
                        max_length=13,
                        verbose_name="visa",
                    ),
                ),
                ("visa_on", models.DateField(blank=True, null=True, verbose_name="since")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note on the visa")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
            ],
            options={
                "verbose_name": "change of a visa",
                "verbose_name_plural": "changes of visas",
                "ordering": ["file", "at", "pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="travellook",
            name="travel_look_known",
        ),
        migrations.AddField(
            model_name="studyvisit",
            name="has_public_days",
            field=models.BooleanField(default=True, editable=False, verbose_name="public programme day by day"),
        ),
        migrations.AddField(
            model_name="studyvisit",
            name="is_listed",
            field=models.BooleanField(default=True, editable=False, verbose_name="in public lists and feeds"),
        ),
        migrations.AlterField(
            model_name="travellook",
            name="how",
            field=models.CharField(
                choices=[
                    ("page", "viewed on the page"),
                    ("file", "downloaded in a file"),
                    ("emergency", "viewed as an emergency contact"),
                ],
                max_length=9,
                verbose_name="how",
            ),
        ),
        migrations.AddConstraint(
            model_name="travellook",
            constraint=models.CheckConstraint(
                condition=models.Q(("how__in", ["page", "file", "emergency"])), name="travel_look_known"
            ),
        ),
        migrations.AddField(
            model_name="delegationreport",
            name="country",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="events.country",
                verbose_name="country",
            ),
        ),
        migrations.AddField(
            model_name="delegationreport",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="delegation_reports",
                to="events.event",
                verbose_name="event",
            ),
        ),
        migrations.AddField(
            model_name="delegationreport",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="delegation_reports",
                to=settings.AUTH_USER_MODEL,
                verbose_name="who writes it",
            ),
        ),
        migrations.AddField(
            model_name="visachange",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="visachange",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="visa_changes",
                to="events.travellerfile",
                verbose_name="papers",
            ),
        ),
        migrations.AddConstraint(
            model_name="delegationreport",
            constraint=models.UniqueConstraint(fields=("event", "country"), name="one_report_per_event_and_country"),
        ),
    ]
