from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from events.models.registration import new_reference

BATCH = 1000


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give each existing registration a reference of its own."""
    registrations = apps.get_model("events", "Registration").objects
    taken: set[str] = set()
    while rows := list(registrations.filter(reference=None).only("pk")[:BATCH]):
        for row in rows:
            while (reference := new_reference()) in taken:
                pass
            taken.add(reference)
            row.reference = reference
        registrations.bulk_update(rows, ["reference"], batch_size=BATCH)


class Migration(migrations.Migration):
    # PostgreSQL refuses to alter a table with pending trigger events of the same transaction.
    atomic = False
    dependencies = [("events", "0008_fill_time_zones_of_venues")]
    operations = [
        migrations.AddField(
            "registration",
            "reference",
            models.CharField("reference", editable=False, max_length=9, null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            "registration",
            "reference",
            models.CharField("reference", default=new_reference, editable=False, max_length=9, unique=True),
        ),
    ]
