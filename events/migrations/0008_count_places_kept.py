from django.db import migrations
from django.db.models import F, Sum
from django.db.models.functions import Greatest


def count(apps, schema_editor):
    """Count what delegations have not filled as places kept aside; an event with fewer places gets as many as it needs."""
    Delegation, Event, Registration = (
        apps.get_model("events", name) for name in ("Delegation", "Event", "Registration")
    )
    kept = Delegation.objects.order_by().values_list("event").annotate(kept=Sum(F("seats") - F("seats_taken")))
    for event, number in kept.filter(kept__gt=0).iterator():
        found = Event.objects.filter(pk=event)
        found.filter(seats__isnull=False).update(seats=Greatest("seats", F("seats_taken") + number))
        found.update(seats_kept=number, room_kept=number)
    online = Event.objects.filter(mode="online")
    online.update(online_taken=F("seats_taken"))
    Registration.objects.filter(event__in=online).update(mode="online")


class Migration(migrations.Migration):
    dependencies = [("events", "0007_places_by_mode")]
    operations = [migrations.RunPython(count, migrations.RunPython.noop)]
