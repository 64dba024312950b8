from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0015_history_of_events")]

    operations = [
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(
                fields=["event", "mode", "queued_at", "id"],
                condition=models.Q(delegation__isnull=True, offer_expires_at__isnull=True, status="waitlisted"),
                name="registration_in_line",
            ),
        ),
    ]
