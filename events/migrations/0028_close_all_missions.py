"""Nobody can register themselves for an expert mission: close those that take applications or codes. People stay."""

from django.db import migrations


def close_missions(apps, schema_editor):
    events = apps.get_model("events", "Event").objects
    events.filter(kind="expert_mission").exclude(policy__in=["none", "nomination"]).update(policy="none")


class Migration(migrations.Migration):
    dependencies = [("events", "0027_index_search_texts")]

    operations = [migrations.RunPython(close_missions, migrations.RunPython.noop, elidable=True)]
