from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0057_fill_minutes_of_buses"),
    ]

    operations = [migrations.RemoveField(model_name="meeting", name="bus_at")]
