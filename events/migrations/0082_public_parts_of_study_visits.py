"""Name the public parts of study visits that were made from a request: their pages show them already."""

from typing import Any

from django.db import migrations, models

import events.models.study_visit


def fill(apps: Any, schema_editor: Any) -> None:
    StudyVisit = apps.get_model("events", "StudyVisit")
    # A team that has chosen no part has taken the visit from the lists, too.
    rows = StudyVisit.objects.filter(is_listed=True).values_list("pk", "public_fields")
    unset = [pk for pk, chosen in rows if not chosen]
    StudyVisit.objects.filter(pk__in=unset).update(public_fields=["title", "dates", "country", "days"])


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0081_earlier_dates_of_events"),
    ]

    operations = [
        migrations.AlterField(
            model_name="studyvisit",
            name="public_fields",
            field=models.JSONField(
                blank=True, default=events.models.study_visit.public_by_default, verbose_name="public fields"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
