"""Rules in words, for the team."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import ReminderRule

Unit = ReminderRule.Unit


def sentence(rule: ReminderRule) -> str:
    """Return rule in a sentence: "7 days before the event begins, at 09:00 where each person is, to confirmed
    participants."."""
    return _("%(when)s, to %(whom)s.") % {
        "when": ", ".join([offset_text(rule), *_hours(rule)]),
        "whom": audience_text(rule),
    }


def offset_text(rule: ReminderRule) -> str:
    """Return how long before or after which moment: "1 day before registration closes"."""
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
    """Return to whom rule speaks: "confirmed participants who take part online"."""
    label = rule.get_audience_display()
    said = [label[:1].lower() + label[1:]]
    if rule.mode:
        said.append(_("who take part %(mode)s") % {"mode": rule.get_mode_display()})
    if rule.condition:
        said.append(f"({rule.get_condition_display()})")
    return " ".join(said)


def _hours(rule: ReminderRule) -> list[str]:
    found = []
    if rule.unit == Unit.DAYS:
        found.append(_("at %(hour)02d:00 where each person is") % {"hour": rule.hour})
    elif rule.is_quiet_at_night:
        found.append(_("but never between 20:00 and 08:00 where each person is"))
    if rule.weekends == ReminderRule.Weekends.AVOID:
        found.append(_("on working days only"))
    return found
