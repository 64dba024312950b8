import re

from django.db import migrations

TIMES = re.compile(r"^(?:DTSTART|DTEND|RRULE)[;:].*\r\n", re.MULTILINE)


def fill_sent_times(apps, schema_editor):
    """Copy the times of the last message to each calendar into its invite: a later CANCEL repeats them."""
    invites = apps.get_model("events", "Invite").objects.filter(sent_times="").exclude(method="")
    messages = apps.get_model("notifications", "Message").objects.exclude(ics="")
    for invite in invites.select_related("event").iterator(chunk_size=500):
        sent = messages.filter(topic=f"event:{invite.event_id}", recipient=invite.person_id).order_by("-pk").first()
        if sent is None:
            continue
        invite.sent_times = "".join(TIMES.findall(sent.ics.partition("BEGIN:VEVENT")[2]))
        invite.sent_at = sent.created_at
        invite.sequence_shift = max(0, (invite.sequence or 0) - invite.event.sequence)
        invite.save(update_fields=["sent_times", "sent_at", "sequence_shift"])


def keep(apps, schema_editor):
    """Nothing to undo: the columns are dropped by the migration before."""


class Migration(migrations.Migration):
    dependencies = [("events", "0012_hold_seats_and_list_groups"), ("notifications", "0005_answer_a_mail")]

    operations = [migrations.RunPython(fill_sent_times, keep)]
