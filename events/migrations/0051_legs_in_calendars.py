import django.utils.timezone
from django.db import migrations, models

import events.models.journey

WHAT = [
    ("places", "Places changed"),
    ("seats", "Seats of delegations changed"),
    ("released", "Unused seats released"),
    ("reserves", "Order of nominees changed"),
    ("focal_point", "Delegations assigned to a focal point"),
    ("link_sent", "Link of a focal point sent again"),
    ("link_revoked", "Link of a focal point revoked"),
    ("reminded", "Focal points reminded"),
    ("details", "People reminded of their travel details"),
    ("written", "Mail to several people"),
    ("published", "Published"),
    ("moved", "Time, place or title changed"),
    ("told", "People notified of changes"),
    ("postponed", "Postponed"),
    ("cancelled", "Cancelled"),
    ("undone", "Changes undone before people were told"),
    ("rules", "Reminders changed"),
    ("contributors", "Contributors changed"),
    ("letter", "Official letters"),
    ("venue", "Venue changed"),
    ("created", "Draft created"),
    ("unpublished", "Unpublished"),
    ("documents", "Documents changed"),
    ("requirements", "Requirements changed"),
    ("agenda", "Agenda published"),
    ("meetings", "Meetings changed"),
    ("costs", "Costs approved or settled"),
    ("legs", "Travel changed"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0050_history_of_meetings_and_costs"),
    ]

    operations = [
        migrations.AddField(
            model_name="leg",
            name="revised_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="revised at"),
        ),
        migrations.AddField(
            model_name="leg",
            name="sequence",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        # No page has made legs yet, so there are no rows that would share a default.
        migrations.AddField(
            model_name="leg",
            name="uid",
            field=models.CharField(
                default=events.models.journey.new_leg_uid, editable=False, max_length=120, unique=True
            ),
        ),
        migrations.AddField(
            model_name="leg",
            name="was_departs_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="departure before the last move"
            ),
        ),
        migrations.AddField(
            model_name="leg",
            name="was_arrives_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="arrival before the last move"
            ),
        ),
        migrations.RemoveConstraint(model_name="eventchange", name="event_change_known"),
        migrations.AlterField(
            model_name="eventchange",
            name="what",
            field=models.CharField(choices=WHAT, max_length=12, verbose_name="what"),
        ),
        migrations.AddConstraint(
            model_name="eventchange",
            constraint=models.CheckConstraint(
                condition=models.Q(what__in=[name for name, _label in WHAT]), name="event_change_known"
            ),
        ),
    ]
