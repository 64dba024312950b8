"""What the mails about security lists say, in the active language. None of them has passport data."""

from django.utils.translation import gettext as _

from events.mails.outside import OutsideText
from events.models import ListReader, Meeting


def _facts(meeting: Meeting, when: str) -> list[tuple[str, str]]:
    facts = [(_("Visit"), meeting.session.title), (_("Time"), when), (_("Institution"), meeting.institution)]
    return [(label, value) for label, value in facts if value]


def consent_asked(meeting: Meeting, when: str, address: str) -> OutsideText:
    """To a traveller."""
    names = {"institution": meeting.institution or meeting.session.title}
    if meeting.lists_birth_dates:
        asked = (
            _("%(institution)s asks for passport data and the dates of birth of its visitors, for its entrance.")
            % names
        )
    else:
        asked = _("%(institution)s asks for passport data of its visitors, for its entrance.") % names
    return OutsideText(
        subject=_("May %(institution)s see your passport data? Please answer") % names,
        paragraphs=[
            asked,
            _("The page below says what they would see, and who. You can agree or refuse, and change your answer until the visit."),
        ],
        facts=_facts(meeting, when),
        action=(_("Answer"), address),
        reason=_("You get this email because you take part in “%(event)s”.") % {"event": meeting.session.event.title},
    )  # fmt: skip


def list_released(reader: ListReader, when: str, address: str) -> OutsideText:
    """To a named person of the host."""
    meeting = reader.meeting
    return OutsideText(
        subject=_("List of visitors for your entrance: %(title)s") % {"title": meeting.session.title},
        paragraphs=[
            _("You can open the list of our visitors with their passport data. It is for you alone, and for the entrance only."),
            _("Please do not forward this link, and delete files and printed lists after the visit. The link ends with the visit."),
        ],
        facts=_facts(meeting, when),
        action=(_("Open the list"), address),
        reason=_("You get this email because %(programme)s was told that you prepare the entrance for this visit.")
        % {"programme": meeting.session.event.programme.name},
    )  # fmt: skip
