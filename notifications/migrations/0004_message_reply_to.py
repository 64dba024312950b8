from django.db import migrations, models


class Migration(migrations.Migration):
    """Lets an answer to a mail go to somebody who reads it."""

    dependencies = [("notifications", "0003_message_expiry")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="reply_to",
            field=models.EmailField(blank=True, max_length=254, verbose_name="answers to"),
        ),
    ]
