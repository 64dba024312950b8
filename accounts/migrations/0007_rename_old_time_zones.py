"""Store the present names of time zones."""

from django.db import migrations

from accounts import timezones


def rename_old_zones(apps, schema_editor):
    people = apps.get_model("accounts", "User")
    # The field stores the present name, so a filter by the old name would look for the new one: change by key.
    for key, zone in list(people.objects.exclude(timezone="").values_list("pk", "timezone")):
        present = timezones.canonical(zone)
        if present and present != zone:
            people.objects.filter(pk=key).update(timezone=present)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_time_zone_field")]

    operations = [migrations.RunPython(rename_old_zones, migrations.RunPython.noop)]
