"""Compare two registrations: the values of each, the differences, and the values that the organiser can choose."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from events.calendars.dates import moment_text, short_text
from events.duplicates import answers, labels, merge_choices, merge_data, queries
from events.models import Answer, Registration, TravelDetails
from events.models.country import country_names
from events.permissions import Action
from events.questions import queries as questions
from events.registration.queries import other_registrations


@dataclass(frozen=True)
class ComparisonLine:
    label: str
    mine: list[str]  # of the registration that stays
    theirs: list[str]
    key: str = ""  # the name of the choice, if the organiser can choose a value
    can_keep_both: bool = False
    is_single: bool = False  # each side has one value, not a list of values
    choice: str = ""  # the current choice, a MergeChoice

    @property
    def differs(self) -> bool:
        """Whether both have a value, and the values differ."""
        return self.is_single and bool(self.mine and self.theirs) and self.mine != self.theirs


@dataclass(frozen=True)
class ComparisonGroup:
    label: str
    lines: list[ComparisonLine]


def compare(keep: Registration, gone: Registration, may: Collection[Action]) -> list[ComparisonGroup]:
    """Return the comparison, without the data that the user's role cannot see. The number of queries is fixed."""
    both = (keep, gone)
    return [
        ComparisonGroup(_("Person"), _person(both)),
        ComparisonGroup(_("Status and seat"), _seat(both)),
        ComparisonGroup(
            _("Information from the person"), [*_registration_texts(both), *_answers(both, may), *_travel(both, may)]
        ),
        ComparisonGroup(_("Information from the team"), _by_team(both)),
        ComparisonGroup(
            _("Other events"),
            [_line(_("Other events of this programme"), _elsewhere(keep), _elsewhere(gone))],
        ),
        ComparisonGroup(_("Mails about this event"), [_line(_("Mails"), _mails(keep), _mails(gone))]),
    ]


Both = tuple[Registration, Registration]


def _line(label: str, mine: list[str], theirs: list[str], key: str = "") -> ComparisonLine:
    return ComparisonLine(label, mine, theirs, key)


def _texts(label: str, mine: str, theirs: str, key: str = "", *, can_join: bool = False) -> ComparisonLine:
    """Return a line with one text on each side. With a key, the organiser chooses one of two different texts."""
    is_open = bool(key and mine and theirs and mine != theirs)
    return ComparisonLine(
        label,
        [mine] if mine else [],
        [theirs] if theirs else [],
        key if is_open else "",
        can_keep_both=can_join and is_open,
        is_single=True,
    )


def _person(both: Both) -> list[ComparisonLine]:
    people = [registration.person for registration in both]
    names = country_names()
    facts = [
        (_("Name"), [person.full_name for person in people]),
        (_("Email"), [person.email for person in people]),
        (_("Phone"), [person.phone for person in people]),
        (_("Organisation"), [person.affiliation for person in people]),
        (_("Position"), [person.position for person in people]),
        (_("Country"), [names.get(person.country, person.country) for person in people]),
        (_("Constituency"), [str(person.get_constituency_display()) for person in people]),
        (_("Gender"), [person.gender_label for person in people]),
    ]
    return [_texts(label, mine, theirs) for label, (mine, theirs) in facts if mine or theirs]


def _seat(both: Both) -> list[ComparisonLine]:
    keep, gone = both
    return [
        _texts(_("Status"), labels.describe_status(keep), labels.describe_status(gone)),
        _line(_("Registered"), _registered(keep), _registered(gone)),
        _line(_("Sessions chosen"), _sessions(keep), _sessions(gone)),
        _line(_("On the waiting list since"), _queued(keep), _queued(gone)),
    ]


def _sessions(registration: Registration) -> list[str]:
    return [session.title for session in merge_data.sessions_of(registration)]


def _queued(registration: Registration) -> list[str]:
    return [moment_text(registration.queued_at, registration.event.zone)] if registration.queued_at else []


def _registered(registration: Registration) -> list[str]:
    lines = [moment_text(registration.created_at, registration.event.zone)]
    if registration.registered_by:
        lines.append(_("by %(name)s") % {"name": registration.registered_by.full_name})
    return lines


def _registration_texts(both: Both) -> list[ComparisonLine]:
    keep, gone = both
    texts = {
        merge_choices.NEEDS: _("Dietary and access needs"),
        merge_choices.REMARK: _("Remark for the organisers"),
        merge_choices.CERTIFICATE: _("Name on the certificate"),
    }
    return [
        _texts(label, getattr(keep, name), getattr(gone, name), name, can_join=name in merge_choices.JOINED)
        for name, label in texts.items()
    ]


def _answers(both: Both, may: Collection[Action]) -> list[ComparisonLine]:
    texts = questions.displayed_answers([registration.pk for registration in both], may)
    mine, theirs = ({text.answer.question_id: text for text in texts.get(registration.pk, [])} for registration in both)
    withdrawn = _withdrawn_answers(both[0], theirs)
    lines = []
    for key in {**mine, **theirs}:
        own, other = mine.get(key), theirs.get(key)
        question = (own or other).answer.question  # type: ignore[union-attr]  # one of them has this key
        is_open = other is not None and (
            not answers.is_same(own.answer, other.answer) if own is not None else key in withdrawn
        )
        lines.append(
            ComparisonLine(
                question.question.label,
                [own.text] if own else [],
                [other.text] if other else [],
                question.field_name if is_open else "",
                is_single=True,
            )
        )
    return lines


def _withdrawn_answers(registration: Registration, keys: Mapping[int, object]) -> set[int]:
    """Return the questions to which the person has withdrawn the answer. They stay without one unless it is chosen."""
    rows = Answer.objects.filter(registration=registration, question__in=list(keys), value__isnull=True)
    return set(rows.values_list("question", flat=True))


def _travel(both: Both, may: Collection[Action]) -> list[ComparisonLine]:
    """Show whether there are travel details, never their content."""
    if Action.VIEW_TRAVEL not in may:
        return []
    given = set(TravelDetails.objects.filter(registration__in=both).values_list("registration", flat=True))
    if not given:
        return []
    mine, theirs = ([_("given") if registration.pk in given else _("not given")] for registration in both)
    key = merge_choices.TRAVEL if len(given) == len(both) else ""
    return [_line(_("Passport and journey"), mine, theirs, key)]


def _by_team(both: Both) -> list[ComparisonLine]:
    keep, gone = both
    return [
        _texts(_("Funding"), _funding(keep), _funding(gone), merge_choices.FUNDING),
        _line(_("Tags"), [tag.name for tag in keep.tags.all()], [tag.name for tag in gone.tags.all()]),
        _line(_("Notes"), [note.text for note in keep.notes.all()], [note.text for note in gone.notes.all()]),
    ]


def _funding(registration: Registration) -> str:
    return ": ".join(filter(None, [str(registration.get_funding_display()), registration.funder]))


def _elsewhere(registration: Registration) -> list[str]:
    return [
        f"{other.event.title} ({short_text(other.event)}): {other.get_status_display()}"
        for other in other_registrations(registration)
    ]


def _mails(registration: Registration) -> list[str]:
    zone = registration.event.zone
    return [
        f"{date_format(localtime(mail.created_at, zone), 'j M Y, H:i')}: {mail.subject}"
        for mail in queries.mails(registration)
    ]


def open_lines(groups: list[ComparisonGroup]) -> list[ComparisonLine]:
    """Return the lines in which the organiser can choose a value."""
    return [line for group in groups for line in group.lines if line.key]


def with_choices(groups: list[ComparisonGroup], chosen: Mapping[str, str]) -> list[ComparisonGroup]:
    """Return the groups with the current choices. chosen: a MergeChoice by the key of the line."""
    return [
        replace(group, lines=[replace(line, choice=chosen.get(line.key, "")) for line in group.lines])
        for group in groups
    ]
