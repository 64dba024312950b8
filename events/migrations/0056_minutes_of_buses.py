from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0055_longer_numbers_of_legs"),
    ]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="bus_minutes",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="bus or departure, minutes before the start"
            ),
        ),
    ]
