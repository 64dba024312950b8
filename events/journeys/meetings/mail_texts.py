"""What the mails about visits say, in the active language. A host reads of their own visit, and nothing that is private."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.journeys.meetings.visitors import GroupOfVisitors
from events.mails.outside import OutsideText
from events.models import Meeting


def _reason(meeting: Meeting) -> str:
    return _("You get this email because this address is the contact for a visit in “%(event)s”.") % {
        "event": meeting.session.event.title
    }


def _facts(meeting: Meeting, when: str) -> list[tuple[str, str]]:
    facts = [
        (_("Visit"), meeting.session.title),
        (_("Time"), when),
        (_("Institution"), meeting.institution),
    ]
    return [(label, value) for label, value in facts if value]


def host_asked(meeting: Meeting, when: str, group: GroupOfVisitors, address: str) -> OutsideText:
    programme = {"programme": meeting.session.event.programme.name}
    facts = _facts(meeting, when)
    if meeting.aim:
        facts.append((_("Aim"), meeting.aim))
    if group.number:
        number = ngettext("%(number)d person", "%(number)d people", group.number) % {"number": group.number}
        facts.append((_("Visitors"), number))
    if group.countries:
        facts.append((_("Countries"), ", ".join(group.countries)))
    return OutsideText(
        subject=_("Can you receive our visitors? Please answer: %(title)s") % {"title": meeting.session.title},
        paragraphs=[
            _("%(programme)s asks whether you can receive its visitors at this time.") % programme,
            _("Please answer on the page below. There you can also say what they will see and what they must know. You need no account and no password."),
        ],
        facts=facts,
        action=(_("Answer"), address),
        reason=_reason(meeting),
    )  # fmt: skip


def host_moved(meeting: Meeting, when: str, before: str, address: str) -> OutsideText:
    facts = _facts(meeting, when)
    if before:
        facts.append((_("Before"), before))
    return OutsideText(
        subject=_("New time of the visit, please check: %(title)s") % {"title": meeting.session.title},
        paragraphs=[_("The visit to you has a new time. Please say on the page below whether it suits you.")],
        facts=facts,
        action=(_("Answer"), address),
        reason=_reason(meeting),
    )


def host_cancelled(meeting: Meeting, when: str) -> OutsideText:
    return OutsideText(
        subject=_("The visit does not take place: %(title)s") % {"title": meeting.session.title},
        paragraphs=[
            _("We are sorry: this visit to you does not take place. You need not do anything."),
            _("Thank you for your help so far."),
        ],
        facts=_facts(meeting, when),
        reason=_reason(meeting),
    )


def host_thanks(meeting: Meeting, when: str) -> OutsideText:
    """Thanks, and nothing else."""
    return OutsideText(
        subject=_("Thank you for receiving our visitors: %(title)s") % {"title": meeting.session.title},
        paragraphs=[_("Thank you for the time and the care that you and your colleagues gave to our visitors.")],
        facts=_facts(meeting, when),
        reason=_reason(meeting),
    )


def host_answered(meeting: Meeting, when: str, address: str) -> OutsideText:
    """To the team."""
    values = {"status": meeting.get_status_display(), "title": meeting.session.title}
    programme = {"programme": meeting.session.event.programme.name}
    return OutsideText(
        subject=_("A host has answered, “%(status)s”: %(title)s") % values,
        paragraphs=[_("The host has answered about this visit: %(status)s.") % values],
        facts=_facts(meeting, when),
        quote=meeting.answer_note,
        action=(_("Open the visit"), address),
        reason=_("You get this email because you are on the team of “%(programme)s”.") % programme,
    )
