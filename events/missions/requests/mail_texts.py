"""What the mails to an institution about a change of its mission or study visit say, in the active language."""

from django.utils.translation import gettext as _

from events.mails.outside import OutsideText
from events.models import Event, MissionRequest


def _facts(request: MissionRequest, event: Event, *more: tuple[str, str]) -> list[tuple[str, str]]:
    facts = [(_("Reference"), request.reference), (_label(event), event.title), *more]
    return [(label, value) for label, value in facts if value]


def _label(event: Event) -> str:
    return _("Study visit") if _is_visit(event) else _("Expert mission")


def _is_visit(event: Event) -> bool:
    return event.kind == Event.Kind.STUDY_VISIT


def _reason(request: MissionRequest) -> str:
    return _("You get this email because this address is the contact of a request to “%(programme)s”.") % {
        "programme": request.programme.name
    }


def called_off(request: MissionRequest, event: Event, address: str, *, reason: str) -> OutsideText:
    """The event is cancelled or postponed. reason: as the team wrote it."""
    is_cancelled = event.status == Event.Status.CANCELLED
    if _is_visit(event):
        subject, paragraphs = _visit_cancelled() if is_cancelled else _visit_postponed()
    else:
        subject, paragraphs = _mission_cancelled() if is_cancelled else _mission_postponed()
    return OutsideText(
        subject=subject % {"reference": request.reference},
        paragraphs=paragraphs,
        quote=reason,
        facts=_facts(request, event),
        action=(_("Open the request"), address),
        reason=_reason(request),
    )


def _mission_cancelled() -> tuple[str, list[str]]:
    return _("%(reference)s: the mission does not take place"), [
        _("We are sorry: the mission that answers your request is cancelled. You need not do anything."),
        _("Hosts of meetings whom we have asked by email are told, too. You can write to us if you have questions."),
    ]


def _visit_cancelled() -> tuple[str, list[str]]:
    return _("%(reference)s: the study visit does not take place"), [
        _(
            "We are sorry: the study visit that answers your request is cancelled. Please tell those who wanted to travel."
        ),
        _("Hosts whom we have asked by email are told, too. You can write to us if you have questions."),
    ]


def _mission_postponed() -> tuple[str, list[str]]:
    return _("%(reference)s: the mission is postponed"), [
        _("We are sorry: the mission that answers your request cannot take place on the days that were planned."),
        _("We write to you when there are new days. You need not do anything until then."),
    ]


def _visit_postponed() -> tuple[str, list[str]]:
    return _("%(reference)s: the study visit is postponed"), [
        _("We are sorry: the study visit that answers your request cannot take place on the days that were planned."),
        _("We write to you when there are new days. Please tell those who wanted to travel."),
    ]


def visit_planned(request: MissionRequest, event: Event, address: str, *, when: str) -> OutsideText:
    """The study visit is published. when: its days, in words."""
    place = [(_("Place"), str(event.venue))] if event.venue else []
    return OutsideText(
        subject=_("%(reference)s: the study visit is planned, please check its days") % {"reference": request.reference},
        paragraphs=[
            _("The study visit that answers your request is planned. Its days are below. Its page has the programme as far as it is known."),
            _("Please look whether this suits your institution. If it does not, please write to us soon."),
        ],
        facts=_facts(request, event, (_("Time"), when), *place),
        action=(_("Open the request"), address),
        reason=_reason(request),
    )  # fmt: skip


def moved(request: MissionRequest, event: Event, address: str, *, when: str, was: str) -> OutsideText:
    """when, was: the present days and those before, in words."""
    before = [(_("Before"), was)] if was != when else []
    place = [(_("Place"), str(event.venue))] if event.venue else []
    if _is_visit(event):
        subject = _("%(reference)s: the study visit has new days or another place, please check")
        news = _("The study visit that answers your request has new days or another place. They are below.")
    else:
        subject = _("%(reference)s: the mission has new days or another place, please check")
        news = _("The mission that answers your request has new days or another place. They are below.")
    check = _("Please look whether this suits your institution. If it does not, please write to us soon.")
    return OutsideText(
        subject=subject % {"reference": request.reference},
        paragraphs=[news, check],
        facts=_facts(request, event, (_("Time"), when), *before, *place),
        action=(_("Open the request"), address),
        reason=_reason(request),
    )
