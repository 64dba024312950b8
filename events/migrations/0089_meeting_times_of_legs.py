from django.db import migrations, models


class Migration(migrations.Migration):
    """The time at which the travellers of a leg meet moves with the leg."""

    dependencies = [("events", "0088_experts_named_to_institutions")]

    operations = [
        migrations.AddField(
            model_name="leg",
            name="meeting_minutes",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="time at the meeting point, minutes before the departure"
            ),
        ),
        migrations.AlterField(
            model_name="leg",
            name="meeting_point",
            field=models.CharField(blank=True, max_length=200, verbose_name="meeting point and driver"),
        ),
    ]
