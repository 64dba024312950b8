import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """The results of searching stored PDFs that others open."""

    dependencies = [("events", "0089_meeting_times_of_legs")]

    operations = [
        migrations.CreateModel(
            name="CheckedFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(max_length=200, unique=True, verbose_name="path")),
                ("problem", models.CharField(blank=True, max_length=300, verbose_name="problem")),
                ("checked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="checked at")),
            ],
            options={"verbose_name": "checked file", "verbose_name_plural": "checked files"},
        ),
    ]
