"""Store the present names of time zones, and fill in the zone of each venue where it is certain."""

from django.db import migrations

from accounts import timezones


def rename_old_zones(apps, schema_editor):
    # The field itself stores the present name, so a filter by the old name would look for the new one: save by key.
    for name in ("Event", "Session", "Venue", "PendingUpdate"):
        model = apps.get_model("events", name)
        for key, zone in list(model.objects.exclude(timezone="").values_list("pk", "timezone")):
            present = timezones.canonical(zone)
            if present and present != zone:
                model.objects.filter(pk=key).update(timezone=present)


def fill_venues(apps, schema_editor):
    """Take the zone of all events at the venue if they agree and the country has it, else that of a country with one."""
    venues = apps.get_model("events", "Venue")
    events = apps.get_model("events", "Event")
    of_events = {}
    at_place = events.objects.exclude(venue=None).exclude(mode="online").exclude(timezone="")
    for key, zone in at_place.values_list("venue", "timezone").distinct():
        of_events.setdefault(key, set()).add(zone)
    for venue in venues.objects.filter(timezone=""):
        zone = certain_zone(venue.country_id or "", of_events.get(venue.pk, set()))
        if zone:
            venues.objects.filter(pk=venue.pk).update(timezone=zone)


def certain_zone(country, zones):
    """Return the zone of a venue in country (ISO code, or ""), or "". zones: those of the events at the venue."""
    in_country = timezones.country_zones(country)
    if len(zones) == 1:
        (zone,) = zones
        if zone in in_country or (not in_country and is_place(zone)):
            return zone
    return timezones.only_zone_of(country)


def is_place(zone):
    # Without a country nothing confirms the zone. Africa/Abidjan was the first one of the list, often left by accident.
    return zone in timezones.places() and zone != "Africa/Abidjan"


class Migration(migrations.Migration):
    dependencies = [("events", "0007_venue_capacity_and_time_zones")]

    operations = [
        migrations.RunPython(rename_old_zones, migrations.RunPython.noop),
        migrations.RunPython(fill_venues, migrations.RunPython.noop),
    ]
