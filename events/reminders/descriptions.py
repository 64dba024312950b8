"""Rules described in sentences, for the pages of the team."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import ReminderRule

Unit = ReminderRule.Unit


def sentence(rule: ReminderRule) -> str:
    """Return rule as a sentence: "7 days before the event begins, at 09:00 in each person's time zone, to confirmed
    participants."."""
    when = ", ".join([offset_text(rule), *_hours(rule)])
    return _("%(when)s, to %(audience)s.") % {"when": when, "audience": audience_text(rule)}


def offset_text(rule: ReminderRule) -> str:
    """Return when rule is due, relative to its moment: "1 day before registration closes"."""
    moment = rule.get_anchor_display()
    if not rule.amount:
        form = _("On the day when %(moment)s") if rule.unit == Unit.DAYS else _("At the moment when %(moment)s")
        return form % {"moment": moment}
    if rule.unit == Unit.HOURS:
        long = ngettext("%(count)d hour", "%(count)d hours", rule.amount) % {"count": rule.amount}
    else:
        long = ngettext("%(count)d day", "%(count)d days", rule.amount) % {"count": rule.amount}
    form = _("%(long)s after %(moment)s") if rule.is_after else _("%(long)s before %(moment)s")
    return form % {"long": long, "moment": moment}


def audience_text(rule: ReminderRule) -> str:
    """Return who gets the reminders of rule: "confirmed participants who take part online"."""
    label = rule.get_audience_display()
    parts = [label[:1].lower() + label[1:]]
    if rule.mode:
        parts.append(_("who take part %(mode)s") % {"mode": rule.get_mode_display()})
    if rule.condition:
        parts.append(f"({rule.get_condition_display()})")
    return " ".join(parts)


def _hours(rule: ReminderRule) -> list[str]:
    parts = []
    if rule.unit == Unit.DAYS:
        parts.append(_("at %(hour)02d:00 in each person's time zone") % {"hour": rule.hour})
    elif rule.is_quiet_at_night:
        parts.append(_("but never between 20:00 and 08:00 in each person's time zone"))
    if rule.weekends == ReminderRule.Weekends.AVOID:
        parts.append(_("on working days only"))
    return parts
