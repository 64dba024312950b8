from django.db import migrations
from django.db.models import Q
from django.utils.timezone import now


def fill(apps, schema_editor):
    """Let the grace period of present administrators begin now."""
    User = apps.get_model("accounts", "User")
    User.objects.filter(Q(is_staff=True) | Q(is_superuser=True), staff_since=None).update(staff_since=now())


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_staff_since")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
