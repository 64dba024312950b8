from django.db import migrations

RULE = {"audience": "details", "anchor": "details_due", "amount": 3, "hour": 9}


def add_rule(apps, schema_editor):
    """Add the default rule to each set of rules that has none for missing details before they are due.

    A scheduled task sent this reminder before, at all events."""
    rules = apps.get_model("events", "ReminderRule").objects
    standing = rules.filter(archived_at=None)
    owners = set(standing.values_list("programme", "event"))
    done = set(
        standing.filter(audience="details", anchor="details_due", is_after=False).values_list("programme", "event")
    )
    rules.bulk_create(rules.model(programme_id=programme, event_id=event, **RULE) for programme, event in owners - done)


class Migration(migrations.Migration):
    dependencies = [("events", "0030_texts_of_reminders")]

    operations = [migrations.RunPython(add_rule, migrations.RunPython.noop)]
