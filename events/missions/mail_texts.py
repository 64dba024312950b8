"""What the mails about requests, calls and terms of reference say, in the active language."""

from django.utils.translation import gettext as _

from events.calendars.dates import moment_text
from events.mails.outside import OutsideText
from events.models import CallForRequests, MissionRequest, TermsOfReference

Action = tuple[str, str]


def _reason(request: MissionRequest) -> str:
    return _("You get this email because this address is the contact of a request to “%(programme)s”.") % {
        "programme": request.programme.name
    }


def _team_reason(programme: str) -> str:
    return _("You get this email because you are on the team of “%(programme)s”.") % {"programme": programme}


def _facts(request: MissionRequest) -> list[tuple[str, str]]:
    facts = [
        (_("Reference"), request.reference),
        (_("Topic"), request.topic),
        (_("Institution"), request.institution),
    ]
    return [(label, value) for label, value in facts if value]


def deadline_of(call: CallForRequests) -> str:
    """Return the deadline of a call on the clocks of its time zone, which the text names."""
    return moment_text(call.closes_at, call.zone)


def request_link(request: MissionRequest, address: str, *, is_asked: bool) -> OutsideText:
    """is_asked: the team asks for the request; otherwise the reader has asked for the link."""
    programme = {"programme": request.programme.name}
    first = (
        _("%(programme)s invites your institution to ask for an expert mission or a study visit.") % programme
        if is_asked
        else _("Here is the link to your request to %(programme)s.") % programme
    )
    paragraphs = [
        first,
        _("Please fill in the form on the page below. It is saved while you write, and you can come back to it with this link. You need no account and no password."),
        _("You can give the link to a colleague who writes with you. Everybody who has it can change the request."),
    ]  # fmt: skip
    facts = [(_("Open until"), deadline_of(request.call))] if request.call else []
    subject = _("Your request to %(programme)s: please fill in the form") % programme
    return OutsideText(
        subject=subject,
        paragraphs=paragraphs,
        facts=facts,
        action=(_("Open the request"), address),
        reason=_reason(request),
    )


def request_received(request: MissionRequest, address: str) -> OutsideText:
    return OutsideText(
        subject=_("We have received your request %(reference)s") % {"reference": request.reference},
        paragraphs=[
            _("Thank you. The team of %(programme)s reads your request and answers within three weeks.")
            % {"programme": request.programme.name},
            _(
                "You need not do anything now. If something is not clear, we ask you by email. On the page of your request you see its status, and you can withdraw it."
            ),
        ],
        facts=_facts(request),
        action=(_("Open the request"), address),
        reason=_reason(request),
    )


def request_arrived(request: MissionRequest, address: str, *, note: str, is_again: bool) -> OutsideText:
    values = {"reference": request.reference, "institution": request.institution}
    subject = (
        _("%(reference)s, sent again: please decide, or ask") if is_again else _("%(reference)s, new request: please decide, or ask")
    )  # fmt: skip
    return OutsideText(
        subject=subject % values,
        paragraphs=[
            _("%(institution)s has answered your question and sent the request again.") % values
            if is_again
            else _("%(institution)s has sent a request.") % values
        ],
        quote=note,
        facts=_facts(request),
        action=(_("Read the request"), address),
        reason=_team_reason(request.programme.name),
    )


def request_returned(request: MissionRequest, address: str, *, note: str) -> OutsideText:
    return OutsideText(
        subject=_("%(reference)s: please answer a question about your request") % {"reference": request.reference},
        paragraphs=[
            _("We have a question about your request. Please correct or complete it on its page, then send it again."),
        ],
        quote=note,
        facts=_facts(request),
        action=(_("Answer the question"), address),
        reason=_reason(request),
    )


def request_accepted(request: MissionRequest, address: str, *, note: str) -> OutsideText:
    return OutsideText(
        subject=_("%(reference)s: your request is accepted") % {"reference": request.reference},
        paragraphs=[
            _("We are glad to tell you that %(programme)s accepts your request.")
            % {"programme": request.programme.name},
            _(
                "We now write the terms of reference. You get them by email, and nothing is fixed before you agree to them."
            ),
        ],
        quote=note,
        facts=_facts(request),
        action=(_("Open the request"), address),
        reason=_reason(request),
    )


def request_declined(request: MissionRequest, address: str, *, note: str) -> OutsideText:
    return OutsideText(
        subject=_("%(reference)s: your request is not accepted") % {"reference": request.reference},
        paragraphs=[
            _("%(programme)s cannot accept your request this time.") % {"programme": request.programme.name},
            _("You can write to us if you have questions about this decision."),
        ],
        quote=note,
        facts=_facts(request),
        action=(_("Open the request"), address),
        reason=_reason(request),
    )


def request_withdrawn(request: MissionRequest, address: str, *, note: str, is_for_team: bool) -> OutsideText:
    first = (
        _("%(institution)s has withdrawn its request. You need not do anything.") % {"institution": request.institution}
        if is_for_team
        else _("Your request is withdrawn. You need not do anything.")
    )
    return OutsideText(
        subject=_("%(reference)s: the request is withdrawn") % {"reference": request.reference},
        paragraphs=[first],
        quote=note,
        facts=_facts(request),
        action=(_("Open the request"), address),
        reason=_team_reason(request.programme.name) if is_for_team else _reason(request),
    )


def _call_reason(call: CallForRequests) -> str:
    return _("You get this email because “%(programme)s” asks your institution for requests.") % {
        "programme": call.programme.name
    }


def call_published(call: CallForRequests, address: str) -> OutsideText:
    return OutsideText(
        subject=_("%(title)s: please ask by %(deadline)s") % {"title": call.title, "deadline": deadline_of(call)},
        paragraphs=[
            _("%(programme)s invites your institution to ask for an expert mission or a study visit.")
            % {"programme": call.programme.name},
            _("Open the page below and enter your address. You get a personal link to the form, without an account."),
        ],
        facts=[(_("Call"), call.title), (_("Open until"), deadline_of(call))],
        action=(_("Open the call"), address),
        reason=_call_reason(call),
    )


def call_reminder(call: CallForRequests, address: str) -> OutsideText:
    return OutsideText(
        subject=_("%(title)s: the call closes soon, please send your request") % {"title": call.title},
        paragraphs=[
            _(
                "We have no request of your institution yet. If you want to ask for a mission or a visit, please send your request before the deadline."
            ),
            _("If you do not need one this year, you need not do anything. This is the only reminder."),
        ],
        facts=[(_("Call"), call.title), (_("Open until"), deadline_of(call))],
        action=(_("Open the call"), address),
        reason=_call_reason(call),
    )


def _terms_facts(terms: TermsOfReference) -> list[tuple[str, str]]:
    return [(_("Expert mission"), terms.mission.event.title), (_("Number of the version"), str(terms.number))]


def terms_sent(request: MissionRequest, terms: TermsOfReference, address: str) -> OutsideText:
    paragraphs = [
        _("The terms of reference of your mission are ready. Please read them, then agree, or write what must change."),
    ]
    if terms.number > 1:
        paragraphs.append(
            _("This version replaces the one before when you agree. Until then, the version before applies.")
        )
    return OutsideText(
        subject=_("%(reference)s: please read and agree to the terms of reference") % {"reference": request.reference},
        paragraphs=paragraphs,
        quote=terms.note,
        facts=_terms_facts(terms),
        action=(_("Read the terms of reference"), address),
        reason=_reason(request),
    )


def terms_agreed(terms: TermsOfReference, address: str, *, request: MissionRequest | None) -> OutsideText:
    """request: of the reader; None for a member of the team."""
    event = terms.mission.event
    return OutsideText(
        subject=_("%(title)s: the terms of reference are agreed") % {"title": event.title},
        paragraphs=[
            _("%(name)s has agreed to version %(number)s of the terms of reference. It applies from now on.")
            % {"name": terms.agreed_by, "number": terms.number}
        ],
        facts=_terms_facts(terms),
        action=(_("Read the terms of reference"), address),
        reason=_reason(request) if request else _team_reason(event.programme.name),
    )


def terms_wishes(terms: TermsOfReference, address: str, *, name: str) -> OutsideText:
    event = terms.mission.event
    return OutsideText(
        subject=_("%(title)s: please change the terms of reference") % {"title": event.title},
        paragraphs=[_("%(name)s has read the terms of reference and asks for changes.") % {"name": name}],
        quote=terms.answer,
        facts=_terms_facts(terms),
        action=(_("Open the terms of reference"), address),
        reason=_team_reason(event.programme.name),
    )
