"""Set which missions have a public area of action, from their public fields."""

from typing import Any

from django.db import migrations


def fill(apps: Any, schema_editor: Any) -> None:
    Mission = apps.get_model("events", "Mission")
    rows = list(Mission.objects.values_list("pk", "public_fields"))
    Mission.objects.filter(pk__in=[pk for pk, chosen in rows if "area" not in chosen]).update(has_public_area=False)


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0077_public_area_of_missions"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
