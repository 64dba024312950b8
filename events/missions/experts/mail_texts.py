"""What the mails to the team and to institutions about the experts of a mission say, in the active language."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from events.calendars.dates import when_text
from events.mails.outside import OutsideText, team_reason
from events.models import Assignment, Event, MissionRequest


def expert_answered(assignment: Assignment, address: str) -> OutsideText:
    """To the team: whether the expert can come, with their condition or reason."""
    is_available = assignment.status == Assignment.Status.AVAILABLE
    condition = assignment.condition if is_available else assignment.reason
    if not is_available:
        subject, text = _("%(expert)s cannot come: %(title)s"), _("%(expert)s cannot take part in this mission.")
    elif condition:
        subject = _("%(expert)s can come, with a condition: %(title)s")
        text = _("%(expert)s can take part in this mission, with the condition below.")
    else:
        subject, text = _("%(expert)s can come: %(title)s"), _("%(expert)s can take part in this mission.")
    next_step = _("A manager can now select the expert, or tell them that they are not needed.") if is_available else ""
    return _text(assignment, address, subject, [text, next_step], condition)


def expert_withdrew(assignment: Assignment, address: str) -> OutsideText:
    """To the team: an expert who was selected no longer comes."""
    paragraphs = [_("%(expert)s was selected, and can no longer take part."), _("Please ask another expert.")]
    return _text(assignment, address, _("%(expert)s no longer comes: %(title)s"), paragraphs, assignment.reason)


def expert_declared(assignment: Assignment, address: str) -> OutsideText:
    """To those who review declarations. The mail does not quote the interests: they are read on the page."""
    paragraphs = [
        _("%(expert)s has declared interests, or that there are none."),
        _("Please review the declaration. The assignment can be agreed only after that."),
    ]
    return _text(assignment, address, _("%(expert)s: please review the declaration of interests"), paragraphs, "")


# What can be left before an assignment is agreed.
DECLARE, REVIEW, AGREE = "declare", "review", "agree"


def expert_signed(assignment: Assignment, address: str, *, left: str) -> OutsideText:
    """To the team. left: what is left before the assignment is agreed; "" if it is agreed, or not selected yet."""
    next_steps = {
        DECLARE: _("The declaration of interests is still missing. The expert has a link to it."),
        REVIEW: _("The declaration of interests awaits a review. After that, a manager can agree the assignment."),
        AGREE: _("Nothing is missing: a manager can agree the assignment now."),
    }
    paragraphs = [_("%(expert)s has agreed to the terms of reference."), next_steps.get(left, "")]
    subject = _("%(expert)s has agreed to the terms of reference: %(title)s")
    if left == AGREE:
        subject = _("%(expert)s has agreed to the terms of reference, the assignment can be agreed: %(title)s")
    return _text(assignment, address, subject, paragraphs, "")


def mission_team(
    request: MissionRequest,
    event: Event,
    address: str,
    *,
    team: Sequence[Assignment],
    new: Sequence[Assignment],
    gone: Assignment | None,
) -> OutsideText:
    """To an institution: who comes. team: all agreed experts. new: those of them whom it does not know, if it knows others.

    gone: an expert whom it expected, and who does not come. The reason stays with the team."""
    paragraphs = []
    if gone:
        values = {"name": gone.expert.name, "role": str(gone.get_role_display())}
        paragraphs.append(_("%(name)s (%(role)s) cannot come to your mission after all. We are sorry.") % values)
    if new:
        paragraphs.append(_("New in the team: %(names)s.") % {"names": ", ".join(one.expert.name for one in new)})
    elif gone:
        paragraphs.append(_("If somebody else comes instead, we write to you."))
    if not gone and not new:
        paragraphs.append(
            _("The experts of your mission are confirmed. Their names, their roles and the days are below.")
        )
    paragraphs.append(
        _(
            "You read more about each expert on the page of your request. You need not do anything; if something does not suit you, please answer this email."
        )
    )
    subject = _("%(reference)s: the experts of your mission have changed") if gone or new else _("%(reference)s: these experts come to your mission")  # fmt: skip
    return OutsideText(
        subject=subject % {"reference": request.reference},
        paragraphs=paragraphs,
        facts=[
            (_("Expert mission"), event.title),
            (_("Time"), when_text(event)),
            *((str(one.get_role_display()), _person(one)) for one in team),
        ],
        action=(_("Read about the experts"), address),
        reason=_("You get this email because this address is the contact of a request to “%(programme)s”.")
        % {"programme": request.programme.name},
    )  # fmt: skip


def _person(assignment: Assignment) -> str:
    expert = assignment.expert
    return ", ".join(filter(None, [expert.name, expert.job_title, expert.affiliation]))


def _text(assignment: Assignment, address: str, subject: str, paragraphs: list[str], quote: str) -> OutsideText:
    event = assignment.mission.event
    values = {"expert": assignment.expert.name, "title": event.title}
    return OutsideText(
        subject=subject % values,
        paragraphs=[text % values for text in paragraphs if text],
        quote=quote,
        facts=[
            (_("Expert mission"), event.title),
            (_("Time"), when_text(event)),
            (_("Role"), str(assignment.get_role_display())),
        ],
        action=(_("Open the experts of the mission"), address),
        reason=team_reason(event.programme),
    )
