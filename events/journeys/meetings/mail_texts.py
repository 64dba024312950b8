"""What the mails about visits say, in the active language. A host reads of their own visit, and nothing that is private."""

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.journeys.meetings.visitors import GroupOfVisitors
from events.mails.outside import OutsideText, team_reason
from events.models import Event, Meeting

MOST_CHARACTERS = 500  # of the programme of a host in a mail; the page has all of it


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


def _event_of(meeting: Meeting) -> tuple[str, str]:
    """Return the title of the mission or the study visit, with its label."""
    event = meeting.session.event
    is_mission = event.kind == Event.Kind.EXPERT_MISSION
    return (_("Expert mission") if is_mission else _("Study visit"), event.title)


def host_asked(meeting: Meeting, when: str, group: GroupOfVisitors, address: str) -> OutsideText:
    programme = {"programme": meeting.session.event.programme.name}
    facts = [_event_of(meeting), *_facts(meeting, when)]
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


def host_contact(meeting: Meeting, when: str, address: str) -> OutsideText:
    """To a contact who takes over from another one. The visit is confirmed."""
    return OutsideText(
        subject=_("You are the contact for a visit: %(title)s") % {"title": meeting.session.title},
        paragraphs=[
            _("%(programme)s visits you at the time below. The visit is confirmed, and you are named as its contact.")
            % {"programme": meeting.session.event.programme.name},
            _("The page below has what is agreed, and you can change it there. You need no account and no password. If somebody else is the contact, please answer this email."),
        ],
        facts=[_event_of(meeting), *_facts(meeting, when)],
        action=(_("Open the visit"), address),
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


def host_cancelled(meeting: Meeting, when: str, reason: str = "") -> OutsideText:
    return OutsideText(
        subject=_("The visit does not take place: %(title)s") % {"title": meeting.session.title},
        paragraphs=[
            _("We are sorry: this visit to you does not take place. You need not do anything."),
            _("Thank you for your help so far."),
        ],
        quote=reason,
        facts=_facts(meeting, when),
        reason=_reason(meeting),
    )


def host_postponed(meeting: Meeting, when: str, reason: str, address: str) -> OutsideText:
    """when: the time that no longer holds."""
    facts = [fact for fact in _facts(meeting, "") if fact[1]]
    if when:
        facts.append((_("Before"), when))
    return OutsideText(
        subject=_("The visit is postponed, please keep no time free: %(title)s") % {"title": meeting.session.title},
        paragraphs=[
            _("We are sorry: this visit to you cannot take place at the time that we had asked for."),
            _("We write to you when there is a new time, and ask whether it suits you. Until then you need not do anything."),
        ],
        quote=reason,
        facts=facts,
        action=(_("Open the visit"), address),
        reason=_reason(meeting),
    )  # fmt: skip


def host_list(meeting: Meeting, when: str, address: str) -> OutsideText:
    """The list itself is only on the page, and only until the visit is over."""
    return OutsideText(
        subject=_("The list of your visitors is ready: %(title)s") % {"title": meeting.session.title},
        paragraphs=[
            _("You asked for a list of the visitors. It is on your page now, until the visit is over."),
            _("If somebody else comes, the list on the page changes. Please look at it again shortly before the visit."),
        ],
        facts=_facts(meeting, when),
        action=(_("See the list"), address),
        reason=_reason(meeting),
    )  # fmt: skip


def host_thanks(meeting: Meeting, when: str) -> OutsideText:
    """Thanks, and nothing else."""
    return OutsideText(
        subject=_("Thank you for receiving our visitors: %(title)s") % {"title": meeting.session.title},
        paragraphs=[_("Thank you for the time and the care that you and your colleagues gave to our visitors.")],
        facts=_facts(meeting, when),
        reason=_reason(meeting),
    )


def _answer(meeting: Meeting) -> str:
    """Return the answer of the host in words."""
    if meeting.status == Meeting.Status.CONFIRMED:
        return _("yes, on that date and time")
    if meeting.status == Meeting.Status.TENTATIVE:
        return _("perhaps, or at another time")
    return _("not possible")


def _offered(meeting: Meeting) -> list[tuple[str, str]]:
    """Return what the host has entered, with its labels. Empty fields are left out."""
    step_free = {True: _("yes"), False: _("no")}
    facts = [
        (_("Programme"), Truncator(meeting.programme_of_host).chars(MOST_CHARACTERS)),
        (_("Contact on the day"), meeting.contact_on_day),
        (_("Visitors at most"), "" if meeting.capacity is None else str(meeting.capacity)),
        (_("Interpreter"), _interpreter(meeting)),
        (_("Accessible without stairs"), "" if meeting.is_step_free is None else step_free[meeting.is_step_free]),
        (_("Photographs"), meeting.photographs),
        (_("At the entrance"), meeting.gate),
        (_("List of visitors wanted"), _list_wanted(meeting)),
        (_("Who gets the list"), meeting.list_for if meeting.security_list else ""),
    ]
    return [(label, value) for label, value in facts if value]


def _interpreter(meeting: Meeting) -> str:
    by = Meeting.InterpreterBy
    texts = {by.VISITORS: _("the visitors bring one"), by.HOST: _("the host provides one")}
    return texts.get(by(meeting.interpreter_by), "")


def _list_wanted(meeting: Meeting) -> str:
    wanted = Meeting.SecurityList
    texts = {
        wanted.NAMES: _("names and organisations"),
        wanted.PASSPORTS: _("names, nationalities and passport numbers"),
        wanted.BIRTH_DATES: _("names, nationalities, passport numbers and dates of birth"),
    }
    return texts.get(wanted(meeting.security_list), "")


def host_answered(meeting: Meeting, when: str, address: str) -> OutsideText:
    """To the team."""
    values = {"status": _answer(meeting), "title": meeting.session.title}
    return OutsideText(
        subject=_("A host has answered, “%(status)s”: %(title)s") % values,
        paragraphs=[_("The host has answered about this visit: %(status)s.") % values],
        facts=[*_facts(meeting, when), *_offered(meeting)],
        quote=meeting.answer_note,
        action=(_("Open the visit"), address),
        reason=team_reason(meeting.session.event.programme),
    )
