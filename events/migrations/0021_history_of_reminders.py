from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0020_reminders_by_rule"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="eventchange",
            name="event_change_known",
        ),
        migrations.AlterField(
            model_name="eventchange",
            name="what",
            field=models.CharField(
                choices=[
                    ("places", "Places changed"),
                    ("seats", "Seats of delegations changed"),
                    ("released", "Unused seats released"),
                    ("focal_point", "Delegations given to a focal point"),
                    ("link_sent", "Link of a focal point sent again"),
                    ("link_revoked", "Link of a focal point revoked"),
                    ("reminded", "Focal points reminded"),
                    ("details", "Reminded of their details"),
                    ("written", "Mail written to several people"),
                    ("published", "Published"),
                    ("moved", "Another time, place or title"),
                    ("told", "People told of what changed"),
                    ("postponed", "Postponed"),
                    ("cancelled", "Cancelled"),
                    ("rules", "Reminders changed"),
                ],
                max_length=12,
                verbose_name="what",
            ),
        ),
        migrations.AddConstraint(
            model_name="eventchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "what__in",
                        [
                            "places",
                            "seats",
                            "released",
                            "focal_point",
                            "link_sent",
                            "link_revoked",
                            "reminded",
                            "details",
                            "written",
                            "published",
                            "moved",
                            "told",
                            "postponed",
                            "cancelled",
                            "rules",
                        ],
                    )
                ),
                name="event_change_known",
            ),
        ),
    ]
