from itertools import batched

from django.db import migrations

from accounts.models.search import fold

SOURCES = {"User": ["name", "email", "organisation_name"], "Organisation": ["name", "acronym"]}


def fill(apps, schema_editor):
    for name, sources in SOURCES.items():
        model = apps.get_model("accounts", name)
        for rows in batched(model.objects.only("pk", *sources).order_by("pk").iterator(chunk_size=1000), 1000):
            for row in rows:
                row.search_text = fold(" ".join(getattr(row, source) for source in sources))
            model.objects.bulk_update(rows, ["search_text"], batch_size=250)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_search_text")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
