from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0028_close_all_missions")]

    operations = [
        migrations.RemoveConstraint(model_name="event", name="event_mission_is_not_open"),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "expert_mission"), _negated=True)
                | models.Q(("policy__in", ["none", "nomination"])),
                name="event_mission_is_not_open",
            ),
        ),
    ]
