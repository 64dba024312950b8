import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Notes who of the team has looked at passports and journeys."""

    dependencies = [
        ("events", "0012_travel_and_funding"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TravelLook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "how",
                    models.CharField(
                        choices=[("page", "on their page"), ("file", "in a file")], max_length=4, verbose_name="how"
                    ),
                ),
                ("on", models.DateField(verbose_name="on")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="first at")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="travel_looks",
                        to="events.registration",
                        verbose_name="registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "look at travel details",
                "verbose_name_plural": "looks at travel details",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("registration", "by", "how", "on"), name="one_look_a_day"),
                    models.CheckConstraint(condition=models.Q(("how__in", ["page", "file"])), name="travel_look_known"),
                ],
            },
        ),
    ]
