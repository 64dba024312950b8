import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0008_count_places_kept"),
    ]

    operations = [
        migrations.CreateModel(
            name="SessionChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="chosen at")),
            ],
            options={
                "verbose_name": "choice of a session",
                "verbose_name_plural": "choices of sessions",
                "ordering": ["session", "at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="session",
            name="is_optional",
            field=models.BooleanField(default=False, verbose_name="people choose whether they come to it"),
        ),
        migrations.AddField(
            model_name="session",
            name="seats",
            field=models.PositiveIntegerField(
                blank=True, help_text="Empty for no limit", null=True, verbose_name="places"
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="seats_taken",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="places taken"),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("seats__isnull", True), ("seats__gte", models.F("seats_taken")), _connector="OR"),
                name="session_never_oversold",
            ),
        ),
        migrations.AddField(
            model_name="sessionchoice",
            name="registration",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="session_choices",
                to="events.registration",
                verbose_name="registration",
            ),
        ),
        migrations.AddField(
            model_name="sessionchoice",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="choices",
                to="events.session",
                verbose_name="session",
            ),
        ),
        migrations.AddConstraint(
            model_name="sessionchoice",
            constraint=models.UniqueConstraint(
                fields=("session", "registration"), name="one_choice_per_session_and_registration"
            ),
        ),
    ]
