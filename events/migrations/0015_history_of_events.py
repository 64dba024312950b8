import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Lets the team read who changed what of an event as a whole."""

    dependencies = [
        ("events", "0014_files_kept_until_a_form_is_saved"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EventChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("places", "Places changed"),
                            ("seats", "Seats of delegations changed"),
                            ("released", "Unused seats released"),
                            ("focal_point", "Delegations given to a focal point"),
                            ("link_sent", "Link of a focal point sent again"),
                            ("link_revoked", "Link of a focal point revoked"),
                            ("reminded", "Focal points reminded"),
                            ("details", "Reminded of their details"),
                            ("written", "Mail written to several people"),
                            ("published", "Published"),
                            ("moved", "Another time or place"),
                            ("postponed", "Postponed"),
                            ("cancelled", "Cancelled"),
                        ],
                        max_length=12,
                        verbose_name="what",
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                ("said", models.TextField(blank=True, verbose_name="in words")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="events.event",
                        verbose_name="event",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of an event",
                "verbose_name_plural": "changes of events",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "what__in",
                                [
                                    "places",
                                    "seats",
                                    "released",
                                    "focal_point",
                                    "link_sent",
                                    "link_revoked",
                                    "reminded",
                                    "details",
                                    "written",
                                    "published",
                                    "moved",
                                    "postponed",
                                    "cancelled",
                                ],
                            )
                        ),
                        name="event_change_known",
                    )
                ],
            },
        ),
    ]
