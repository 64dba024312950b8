"""Expert missions are never open to registration: close those that are. People who are registered stay."""

from django.db import migrations


def close_missions(apps, schema_editor):
    events = apps.get_model("events", "Event").objects
    events.filter(kind="expert_mission", policy="open").update(policy="none")


class Migration(migrations.Migration):
    dependencies = [("events", "0024_official_letters")]

    operations = [migrations.RunPython(close_missions, migrations.RunPython.noop, elidable=True)]
