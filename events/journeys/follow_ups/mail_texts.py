"""What the mails to the team about follow-ups say, in the active language."""

from django.utils.translation import gettext as _

from events.mails.outside import OutsideText, team_reason
from events.models import FollowUp


def follow_up_claimed(follow_up: FollowUp, address: str, *, name: str) -> OutsideText:
    """To the team: the owner reports that a recommendation or an action is done. name: of the owner."""
    is_action = follow_up.kind == FollowUp.Kind.ACTION
    subject = _("%(title)s: an action is reported as done, please check") if is_action else _("%(title)s: a recommendation is reported as done, please check")  # fmt: skip
    return _text(
        follow_up,
        subject,
        [
            _("%(name)s reports that this is done: “%(text)s”") % _values(follow_up, name),
            _("What shows it is quoted below. Please check it. Then close it, or write to the owner what is still missing."),
        ],
        quote=follow_up.evidence,
        action=(_("Check and close"), address),
    )  # fmt: skip


def follow_up_refused(follow_up: FollowUp, address: str, *, name: str) -> OutsideText:
    """To the team: the owner rejects a recommendation, or a part of it. name: of the owner."""
    if follow_up.response == FollowUp.Response.REJECTED:
        subject = _("%(title)s: a recommendation is rejected, please decide")
        said = _("%(name)s rejects this: “%(text)s”")
        asked = _("The owner is not asked about it any more. Find another owner, or close it if it no longer applies.")
    else:
        subject = _("%(title)s: a recommendation is accepted only in part")
        said = _("%(name)s accepts only a part of this: “%(text)s”")
        asked = _("The owner is still asked how far it is.")
    return _text(
        follow_up,
        subject,
        [said % _values(follow_up, name), " ".join([_("The reason is quoted below."), asked])],
        quote=follow_up.response_reason,
        action=(_("Open the recommendation"), address),
    )


def _values(follow_up: FollowUp, name: str) -> dict[str, str]:
    who = ", ".join(filter(None, [name, follow_up.owner_institution]))
    return {"name": who or "–", "text": follow_up.text}


def _text(
    follow_up: FollowUp, subject: str, paragraphs: list[str], *, quote: str, action: tuple[str, str]
) -> OutsideText:
    event = follow_up.event
    return OutsideText(
        subject=subject % {"title": event.title},
        paragraphs=paragraphs,
        quote=quote,
        facts=[(_("Event"), event.title)],
        action=action,
        reason=team_reason(event.programme),
    )
