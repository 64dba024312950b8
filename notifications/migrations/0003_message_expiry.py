from django.db import migrations, models


class Migration(migrations.Migration):
    """Lets a mail come too late, and the log of deliveries say so."""

    dependencies = [("notifications", "0002_message_order")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="expires_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="not after"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("expires_at__isnull", False), ("status", "queued")),
                fields=["expires_at"],
                name="message_expires",
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("sent", "accepted"),
                    ("retry", "to be tried again"),
                    ("failed", "refused"),
                    ("dropped", "no longer needed"),
                ],
                max_length=10,
                verbose_name="outcome",
            ),
        ),
        migrations.RemoveConstraint(model_name="delivery", name="delivery_outcome_known"),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["sent", "retry", "failed", "dropped"])),
                name="delivery_outcome_known",
            ),
        ),
    ]
