"""What the mails about requests, calls and terms of reference say, in the active language."""

from datetime import date

from django.utils.translation import gettext as _

from events.calendars.date_formats import date_range, full_date
from events.calendars.dates import moment_text, when_text
from events.mails.outside import OutsideText, team_reason
from events.missions.periods import PossiblePeriod, read_periods
from events.models import CallForRequests, MissionRequest, TermsOfReference
from events.models.country import country_names

Action = tuple[str, str]


def _reason(request: MissionRequest) -> str:
    return _("You get this email because this address is the contact of a request to “%(programme)s”.") % {
        "programme": request.programme.name
    }


def _facts(request: MissionRequest) -> list[tuple[str, str]]:
    facts = [
        (_("Reference"), request.reference),
        (_("Topic"), request.topic),
        (_("Institution"), request.institution),
    ]
    return [(label, value) for label, value in facts if value]


def _kind(request: MissionRequest) -> str:
    is_mission = request.kind == MissionRequest.Kind.EXPERT_MISSION
    return _("Expert mission") if is_mission else _("Study visit")


def _periods(request: MissionRequest) -> str:
    """Return the possible periods: "12–16 April 2027 (after Eid); May"."""
    return "; ".join(_period(one) for one in read_periods(request.period)) or "–"


def _period(period: PossiblePeriod) -> str:
    if period.starts_on is None or period.ends_on is None:
        return period.note
    days = date_range(period.starts_on, period.ends_on)
    return f"{days} ({period.note})" if period.note else days


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
    if not request.is_open:
        return OutsideText(
            subject=_("%(reference)s: the link to your request") % {"reference": request.reference},
            paragraphs=[
                first,
                _("Its page shows what has happened so far, and what we wait for from you. You need no account and no password."),
            ],
            facts=_facts(request),
            action=(_("Open the request"), address),
            reason=_reason(request),
        )  # fmt: skip
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


def request_arrived(
    request: MissionRequest, address: str, *, note: str, is_again: bool, answer_by: date, question: str = ""
) -> OutsideText:
    """To the team. answer_by: the day until which the institution expects an answer. question: that of the team."""
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
        facts=[
            *([(_("Your question"), question)] if question else []),
            (_("Event type"), _kind(request)),
            *_facts(request),
            (_("Country"), country_names().get(request.country_id, request.country.name)),
            (_("Possible periods"), _periods(request)),
            (_("Contact"), ", ".join(filter(None, [request.contact_name, request.contact_title]))),
            (_("Answer promised by"), full_date(answer_by)),
        ],
        action=(_("Read the request"), address),
        reason=team_reason(request.programme),
    )


def request_returned(request: MissionRequest, address: str, *, note: str) -> OutsideText:
    return OutsideText(
        subject=_("%(reference)s: please answer a question about your request") % {"reference": request.reference},
        paragraphs=[
            _("We have a question about your request. Please correct or complete it on its page, then send it again."),
            _("Without an answer, the request is closed after 60 days. We write to you two weeks before."),
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
            )
            if request.kind == MissionRequest.Kind.EXPERT_MISSION
            else _(
                "We now look for host institutions, and plan the visit with you. We write to you with the days and the programme."
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
        reason=team_reason(request.programme) if is_for_team else _reason(request),
    )


def request_closes_soon(request: MissionRequest, address: str, *, closes_on: date, question: str) -> OutsideText:
    day = {"reference": request.reference, "day": full_date(closes_on)}
    return OutsideText(
        subject=_("%(reference)s: please answer our question by %(day)s") % day,
        paragraphs=[
            _("We have asked you a question about your request, and have no answer yet."),
            _("Without an answer, the request is closed after this day. You can then send a new one at any time."),
        ],
        quote=question,
        facts=[*_facts(request), (_("Open until"), full_date(closes_on))],
        action=(_("Answer the question"), address),
        reason=_reason(request),
    )


def request_lapsed(request: MissionRequest, address: str, *, is_for_team: bool) -> OutsideText:
    values = {"institution": request.institution}
    first = (
        _("%(institution)s has not answered your question for 60 days. The request is closed. You need not do anything.") % values
        if is_for_team
        else _("We have no answer to our question about your request, so it is closed. You need not do anything.")
    )  # fmt: skip
    more = [] if is_for_team else [_("If you still need a mission or a visit, please write to us: you can send a new request.")]  # fmt: skip
    return OutsideText(
        subject=_("%(reference)s: the request is closed without an answer") % {"reference": request.reference},
        paragraphs=[first, *more],
        facts=_facts(request),
        action=(_("Open the request"), address),
        reason=team_reason(request.programme) if is_for_team else _reason(request),
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
    event = terms.mission.event
    facts = [
        (_("Expert mission"), event.title),
        (_("Time"), when_text(event)),
        (_("Place"), str(event.venue or "")),
        (_("Number of the version"), str(terms.number)),
    ]
    return [(label, value) for label, value in facts if value]


def terms_sent(request: MissionRequest, terms: TermsOfReference, address: str, *, is_amendment: bool) -> OutsideText:
    """is_amendment: whether an earlier version is agreed. That version applies until the institution agrees to this one."""
    paragraphs = [
        _("The terms of reference of your mission are ready. Please read them, then agree, or write what must change."),
    ]
    if is_amendment:
        paragraphs.append(
            _("This version replaces the one before when you agree. Until then, the version before applies.")
        )
    return OutsideText(
        subject=_("%(reference)s: please read and agree to the terms of reference") % {"reference": request.reference},
        paragraphs=paragraphs,
        facts=[*([(_("What is new in this version"), terms.note)] if terms.note else []), *_terms_facts(terms)],
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
            % {"name": terms.agreed_by, "number": terms.number},
            _("You need not do anything now. You find the experts and the days on the page of your request.")
            if request
            else _("The experts who are selected are asked to agree to this version, too."),
        ],
        facts=_terms_facts(terms),
        action=(_("Read the terms of reference"), address),
        reason=_reason(request) if request else team_reason(event.programme),
    )


def terms_wishes(terms: TermsOfReference, address: str, *, name: str) -> OutsideText:
    event = terms.mission.event
    return OutsideText(
        subject=_("%(title)s: please change the terms of reference") % {"title": event.title},
        paragraphs=[_("%(name)s has read the terms of reference and asks for changes.") % {"name": name}],
        quote=terms.answer,
        facts=_terms_facts(terms),
        action=(_("Open the terms of reference"), address),
        reason=team_reason(event.programme),
    )


def terms_no_comments(terms: TermsOfReference, address: str, *, name: str) -> OutsideText:
    event = terms.mission.event
    return OutsideText(
        subject=_("%(title)s: the institution has no comments on the terms of reference") % {"title": event.title},
        paragraphs=[
            _("%(name)s has read the terms of reference, and has nothing to change.") % {"name": name},
            _("This is not the agreement yet: the institution agrees with its link, or by letter."),
        ],
        facts=_terms_facts(terms),
        action=(_("Open the terms of reference"), address),
        reason=team_reason(event.programme),
    )
