"""Give each venue to the programme whose events take place there. Another programme gets a copy of its own.

Until now, all programmes shared all venues, so a change by one team changed the events of another."""

from django.db import migrations


def give_venues(apps, schema_editor):
    models = {name: apps.get_model("events", name) for name in ("Venue", "Event", "Session", "PendingUpdate")}
    for venue in models["Venue"].objects.filter(programme=None).order_by("pk"):
        programmes = sorted(programmes_at(models, venue.pk))
        if programmes:
            venue.programme_id = programmes[0]
            venue.save(update_fields=["programme"])
        for programme in programmes[1:]:
            copy_for(models, venue, programme)


def programmes_at(models, venue):
    """Return the keys of the programmes that have an event or a session at venue."""
    of_events = models["Event"].objects.filter(venue=venue).order_by().values_list("programme", flat=True)
    of_sessions = models["Session"].objects.filter(venue=venue).order_by().values_list("event__programme", flat=True)
    return set(of_events) | set(of_sessions)


def copy_for(models, venue, programme):
    """Create a copy of venue for programme, and move its events there. The text that people see stays the same."""
    names = ("name", "address", "city", "country_id", "timezone", "capacity", "search_text")
    copy = models["Venue"].objects.create(programme_id=programme, **{name: getattr(venue, name) for name in names})
    models["Event"].objects.filter(venue=venue, programme=programme).update(venue=copy)
    models["Session"].objects.filter(venue=venue, event__programme=programme).update(venue=copy)
    models["PendingUpdate"].objects.filter(venue=venue, event__programme=programme).update(venue=copy)


class Migration(migrations.Migration):
    dependencies = [("events", "0019_venues_and_rooms")]

    operations = [migrations.RunPython(give_venues, migrations.RunPython.noop, elidable=True)]
