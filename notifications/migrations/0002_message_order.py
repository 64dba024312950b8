from django.db import migrations, models


class Migration(migrations.Migration):
    """Lets a claim find at once whether an older mail to the same person is still on its way."""

    dependencies = [("notifications", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["to_email", "topic", "id"], name="message_turn"),
        ),
    ]
