"""Make an entry of the directory for each person who contributes to a programme, and link their contributions to it."""

from typing import Any

from django.db import migrations

from accounts.models.search import joined
from accounts.names import name_key


def fill(apps: Any, schema_editor: Any) -> None:
    Contributor, Expert = apps.get_model("events", "Contributor"), apps.get_model("events", "Expert")
    people: dict[tuple[int, int], int] = {}
    names: dict[tuple[int, str], int] = {}
    found = Contributor.objects.filter(expert=None).exclude(name="").order_by("-pk")
    # People with an account first, so that rows with the same name and no account belong to them.
    for has_account in (True, False):
        rows = found.filter(person__isnull=not has_account).values_list(
            "pk", "session__event__programme", "person", "name", "affiliation"
        )
        for pk, programme, person, name, affiliation in list(rows):
            by_name = (programme, name_key(name))
            key = people.get((programme, person)) if person else names.get(by_name)
            if key is None:
                text = joined(f"{name} {affiliation}")
                key = Expert.objects.create(
                    programme_id=programme, person_id=person, name=name, affiliation=affiliation, search_text=text
                ).pk
            if person:
                people[programme, person] = key
            if by_name[1]:
                names.setdefault(by_name, key)
            Contributor.objects.filter(pk=pk).update(expert=key)


class Migration(migrations.Migration):
    dependencies = [("events", "0041_experts")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
