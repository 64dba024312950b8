from django.db import migrations

from accounts.models.user import new_link_key


def fill(apps, schema_editor):
    """Give each person a key of their own: the previous migration gave all of them the same."""
    User = apps.get_model("accounts", "User")
    people = list(User.objects.only("pk"))
    for person in people:
        person.link_key = new_link_key()
    User.objects.bulk_update(people, ["link_key"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_add_link_key")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
