"""Two registrations side by side: what each says, where they differ, and of what one may choose which stays."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from events.calendars.dates import moment_text, short_text
from events.duplicates import answers, labels, merge_choices, merge_data, queries
from events.models import Answer, Country, Registration, TravelDetails
from events.permissions import Action
from events.questions import queries as questions
from events.registration.queries import other_registrations


@dataclass(frozen=True)
class ComparisonLine:
    """One thing that both say, each in some lines of text; key is what its choice is called, "" for none."""

    label: str
    mine: list[str]
    theirs: list[str]
    key: str = ""
    may_stay_both: bool = False
    is_fact: bool = False  # one thing that is so or otherwise, not a list of what there is
    stays: str = ""  # what is chosen so far

    @property
    def differs(self) -> bool:
        """Whether both say something, and not the same."""
        return self.is_fact and bool(self.mine and self.theirs) and self.mine != self.theirs


@dataclass(frozen=True)
class ComparisonGroup:
    label: str
    lines: list[ComparisonLine]


def compare(keep: Registration, gone: Registration, may: Collection[Action]) -> list[ComparisonGroup]:
    """Return what the page shows of both, as far as the reader's role may see it; a fixed number of queries."""
    both = (keep, gone)
    return [
        ComparisonGroup(_("Who this is"), _said_by_person(both)),
        ComparisonGroup(_("Their place"), _about_place(both)),
        ComparisonGroup(_("What they told us"), [*_told(both), *_answers(both, may), *_travel(both, may)]),
        ComparisonGroup(_("What the team wrote"), _by_team(both)),
        ComparisonGroup(
            _("Elsewhere"), [_line(_("Other events of this programme"), [_elsewhere(one) for one in both])]
        ),
        ComparisonGroup(_("Mails about this event"), [_line(_("Mails"), [_mails(one) for one in both])]),
    ]


Both = tuple[Registration, Registration]


def _line(label: str, said: Collection[list[str]], **more: object) -> ComparisonLine:
    mine, theirs = said
    return ComparisonLine(label, mine, theirs, **more)  # type: ignore[arg-type]


def _texts(label: str, both: Both, *said: str, key: str = "", joined: bool = False) -> ComparisonLine:
    """Return a line of one text each; what both say otherwise is chosen."""
    mine, theirs = said
    is_open = bool(key and mine and theirs and mine != theirs)
    return ComparisonLine(
        label,
        [mine] if mine else [],
        [theirs] if theirs else [],
        key if is_open else "",
        may_stay_both=joined and is_open,
        is_fact=True,
    )


def _said_by_person(both: Both) -> list[ComparisonLine]:
    people = [one.person for one in both]
    names = dict(Country.objects.filter(pk__in=[person.country for person in people]).values_list("iso2", "name"))
    facts = [
        (_("Name"), [person.full_name for person in people]),
        (_("E-mail"), [person.email for person in people]),
        (_("Phone"), [person.phone for person in people]),
        (_("Organisation"), [person.affiliation for person in people]),
        (_("Position"), [person.position for person in people]),
        (_("Country"), [names.get(person.country, person.country) for person in people]),
        (_("Constituency"), [str(person.get_constituency_display()) for person in people]),
        (_("Gender"), [person.gender for person in people]),
    ]
    return [_texts(label, both, *said) for label, said in facts if any(said)]


def _about_place(both: Both) -> list[ComparisonLine]:
    zone = both[0].event.zone
    return [
        _line(_("State"), [[labels.place(one)] for one in both], is_fact=True),
        _line(_("Registered"), [_registered(one) for one in both]),
        _line(_("Sessions chosen"), [[session.title for session in merge_data.sessions_of(one)] for one in both]),
        _line(
            _("On the waiting list since"),
            [[moment_text(one.queued_at, zone)] if one.queued_at else [] for one in both],
        ),
    ]


def _registered(registration: Registration) -> list[str]:
    found = [moment_text(registration.created_at, registration.event.zone)]
    if registration.registered_by:
        found.append(_("by %(name)s") % {"name": registration.registered_by.full_name})
    return found


def _told(both: Both) -> list[ComparisonLine]:
    shown = {
        merge_choices.NEEDS: _("Dietary and access needs"),
        merge_choices.REMARK: _("Remark for the organisers"),
        merge_choices.CERTIFICATE: _("Name on the certificate"),
    }
    return [
        _texts(label, both, *(getattr(one, name) for one in both), key=name, joined=name in merge_choices.JOINED)
        for name, label in shown.items()
    ]


def _answers(both: Both, may: Collection[Action]) -> list[ComparisonLine]:
    told = questions.answers_of([one.pk for one in both], may)
    mine, theirs = ({found.answer.question_id: found for found in told.get(one.pk, [])} for one in both)
    taken_back = _taken_back(both[0], theirs)
    lines = []
    for key in {**mine, **theirs}:
        own, other = mine.get(key), theirs.get(key)
        asked = (own or other).answer.question  # type: ignore[union-attr]
        is_open = other is not None and (
            not answers.is_same(own.answer, other.answer) if own is not None else key in taken_back
        )
        lines.append(
            ComparisonLine(
                asked.question.label,
                [own.text] if own else [],
                [other.text] if other else [],
                asked.name if is_open else "",
                is_fact=True,
            )
        )
    return lines


def _taken_back(registration: Registration, keys: Mapping[int, object]) -> set[int]:
    """Return which answers the person has taken back: nothing follows in their place unless it is chosen."""
    found = Answer.objects.filter(registration=registration, question__in=list(keys), value__isnull=True)
    return set(found.values_list("question", flat=True))


def _travel(both: Both, may: Collection[Action]) -> list[ComparisonLine]:
    """Say whether there are travel details, never which."""
    if Action.VIEW_TRAVEL not in may:
        return []
    given = set(TravelDetails.objects.filter(registration__in=both).values_list("registration", flat=True))
    if not given:
        return []
    said = [[_("given")] if one.pk in given else [_("not given")] for one in both]
    return [_line(_("Passport and journey"), said, key=merge_choices.TRAVEL if len(given) == len(both) else "")]


def _by_team(both: Both) -> list[ComparisonLine]:
    funding = [": ".join(filter(None, [str(one.get_funding_display()), one.funder])) for one in both]
    return [
        _texts(_("Funding"), both, *funding, key=merge_choices.FUNDING),
        _line(_("Tags"), [[tag.name for tag in one.tags.all()] for one in both]),
        _line(_("Notes"), [[note.text for note in one.notes.all()] for one in both]),
    ]


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
    """Return the lines of which one may choose what stays."""
    return [line for group in groups for line in group.lines if line.key]


def with_chosen(groups: list[ComparisonGroup], chosen: Mapping[str, str]) -> list[ComparisonGroup]:
    """Return the groups with what is chosen, by the key of the line."""
    return [
        replace(group, lines=[replace(line, stays=chosen.get(line.key, "")) for line in group.lines])
        for group in groups
    ]
