"""Store how long before the meeting the bus leaves, in place of the moment, which did not follow a meeting that moves."""

from typing import Any

from django.db import migrations

EARLIEST = 24 * 60


def fill(apps: Any, schema_editor: Any) -> None:
    Meeting = apps.get_model("events", "Meeting")
    rows = Meeting.objects.filter(bus_at__isnull=False, session__starts_at__isnull=False)
    for pk, bus_at, starts_at in list(rows.values_list("pk", "bus_at", "session__starts_at")):
        minutes = round((starts_at - bus_at).total_seconds() / 60)
        if 0 <= minutes < EARLIEST:
            Meeting.objects.filter(pk=pk).update(bus_minutes=minutes)


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0056_minutes_of_buses"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
