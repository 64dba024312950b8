from collections.abc import Callable, Collection, Sequence
from operator import itemgetter
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise, cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Gender
from events.calendars.date_formats import clock_time, weekday_date
from events.duplicates.queries import PairKey, similar_pairs
from events.models import Event, EventQuestion, Question, Registration, Requirement, Session
from events.models.country import country_names
from events.models.question import NO, YES
from events.participants import filtering
from events.participants.checks import found_by
from events.participants.columns import ALWAYS, COLUMNS, SHOWN, SORTS, USUAL, USUAL_SORT, columns_for
from events.participants.filtering import FilterLookups
from events.participants.registration_filter import (
    NOT_SAID,
    AnswerFilter,
    PersonCheck,
    RegisteredBy,
    RegistrationFilter,
    RequirementState,
    parse_key,
    parse_registered_by,
)
from events.participants.table import TableView
from events.permissions import Action
from events.questions import queries as questions
from events.requirements import queries as requirements

Kind = Question.Kind
NOT_KEPT = ("page", "pick", "first")  # parameters that have no meaning for other rows
# Filters that the form may lack, those of them that only the people have who decide, and those of an event with an agenda.
OPTIONAL = (
    *("country", "constituency", "gender", "mode", "by", "funding", "requirements", "check"),
    *("session", "track", "delegation", "tag"),
)
OF_DECISIONS = frozenset({"funding", "requirements", "check", "tag"})
OF_AGENDA = frozenset({"session", "track", "delegation"})
NOT_GIVEN = (NOT_SAID, _("Not given"))


class TableForm(forms.Form):
    """The filters, order and columns of the table, from the query string. A filter with an error is not applied."""

    FIRST = ("q", "status", "country", "constituency", "gender")

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("Any status")), *Registration.Status.choices]
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    constituency = forms.ChoiceField(label=_("Constituency"), required=False)
    gender = forms.ChoiceField(label=_("Gender"), required=False)
    sort = forms.ChoiceField(
        label=_("Sorted by"),
        required=False,
        choices=[
            *((key, COLUMNS[key].label) for key in SORTS),
            *((f"-{key}", format_lazy(_("{column}, reversed"), column=COLUMNS[key].label)) for key in SORTS),
        ],
    )
    column = forms.MultipleChoiceField(label=_("Columns"), required=False, widget=forms.CheckboxSelectMultiple)
    mode = forms.ChoiceField(
        label=_("Participation"), required=False, choices=[("", _("Any participation")), *Registration.Mode.choices]
    )
    by = forms.ChoiceField(label=_("Registered by"), required=False)
    funding = forms.ChoiceField(
        label=_("Funding"),
        required=False,
        choices=[("", _("Any funding")), *Registration.Funding.choices, (NOT_SAID, _("Not decided yet"))],
    )
    requirements = forms.ChoiceField(
        label=_("Requirements"),
        required=False,
        choices=[
            ("", _("Any state")),
            (RequirementState.UNCHECKED, _("Not checked")),
            (RequirementState.NOT_MET, _("Not met")),
        ],
    )
    check = forms.ChoiceField(
        label=_("Check"),
        required=False,
        choices=[
            ("", _("Everybody")),
            (PersonCheck.DUPLICATE, _("Possible duplicate")),
            (PersonCheck.CLASH, _("Date clash")),
            (PersonCheck.UNDELIVERED, _("Email not delivered")),
        ],
    )
    session = forms.ChoiceField(label=_("Session chosen"), required=False)
    track = forms.ChoiceField(label=_("Track chosen"), required=False)
    delegation = forms.ChoiceField(label=_("Delegation"), required=False)
    tag = forms.MultipleChoiceField(
        label=_("Tags (at least one of them)"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        query: QueryDict,
        *,
        event: Event,
        may: Collection[Action],
        is_export: bool = False,
        saved: Sequence[str] = (),
        with_contributors: bool = False,
        offers_all: bool = True,
    ) -> None:
        # saved: the columns that the user has chosen for this event. Those of the address come before them.
        # with_contributors: whether to offer also the sessions that only contributors have.
        # offers_all: whether to offer each filter and column. Otherwise only the filters of the address are read: to read
        # what the others offer takes as long as the table.
        self.usual = USUAL if is_export else SHOWN
        self.event, self.may, self.may_decide = event, may, Action.DECIDE_REGISTRATIONS in may
        self.query = query  # unchanged, for links that keep it
        self._given = {name for name, values in query.lists() if any(values)}
        self._offers_all, self._with_contributors = offers_all, with_contributors
        names = [*self._given, *query.getlist("column"), *saved]
        needs_questions = offers_all or any(name.startswith("q_") for name in names)
        self.questions = questions.visible_questions(event, may) if needs_questions else []
        self.tags = filtering.tags(event) if self.may_decide else []
        self.countries = country_names()
        self.allowed = columns_for(self.questions, may_decide=self.may_decide)
        data = query.copy()
        data.setdefault("sort", USUAL_SORT)
        self.saved = [key for key in saved if key in self.allowed]
        if not data.getlist("column"):
            data.setlist("column", self.saved or self._default_columns())
        super().__init__(data)
        self.fields["q"].widget.input_type = "search"
        self._offer("column", [(key, column.label) for key, column in self.allowed.items() if key != ALWAYS])
        self._offer_filters()
        self._add_questions()

    def _offer_filters(self) -> None:
        """Offer the values of each filter, and delete the filters that this user or this event does not have."""
        own_filters: dict[str, Callable[[], list[tuple[Any, Any]]]] = {
            "country": self._countries,
            "constituency": lambda: [
                ("", _("Any constituency")),
                *self.event.programme.constituencies.all_choices(),
                NOT_GIVEN,
            ],
            "gender": lambda: [("", _("Any gender")), *Gender.choices, NOT_GIVEN],
            "by": self._registrants,
            "session": self._sessions,
            "track": self._tracks,
            "delegation": self._delegations,
            "tag": lambda: [(str(tag.pk), f"{tag.name} ({tag.count})") for tag in self.tags if tag.count],
        }
        for name in OPTIONAL:
            if not self._is_offered(name):
                del self.fields[name]
            elif name in own_filters:
                self._offer(name, own_filters[name]())
        for name in OF_AGENDA & self.fields.keys():
            if len(self.fields[name].choices) == 1:  # type: ignore[attr-defined]  # it is a ChoiceField
                del self.fields[name]

    def _is_offered(self, name: str) -> bool:
        """Return whether the form has this filter. The evidence of requirements needs a query."""
        if not (self._offers_all or name in self._given) or (name in OF_DECISIONS and not self.may_decide):
            return False
        return name != "requirements" or bool(requirements.evidence_of(self.event) - {Requirement.Evidence.RECORDS})

    def _countries(self) -> list[tuple[str, Any]]:
        codes = filtering.countries_of_people(self.event)
        present = sorted((self.countries.get(code, code), code) for code in codes if code)
        return [("", _("Any country")), *((code, name) for name, code in present), NOT_GIVEN]

    def _registrants(self) -> list[tuple[str, Any]]:
        return [
            ("", _("Anyone")),
            (RegisteredBy.THEMSELVES, _("The person")),
            (RegisteredBy.OTHERS, _("Another person")),
            *((str(key), name) for key, name in filtering.who_registered(self.event)),
        ]

    @cached_property
    def _offered_sessions(self) -> list[Session]:
        return filtering.sessions(self.event, with_contributors=self._with_contributors)

    def _sessions(self) -> list[tuple[str, Any]]:
        sessions = [(str(session.pk), session_label(session)) for session in self._offered_sessions]
        return [("", _("Any session")), *sessions]

    def _tracks(self) -> list[tuple[str, Any]]:
        tracks = dict.fromkeys(session.track for session in self._offered_sessions if session.track)
        return [("", _("Any track")), *((track, track) for track in tracks)]

    def _delegations(self) -> list[tuple[str, Any]]:
        delegations = [(str(row.pk), str(row)) for row in filtering.delegations(self.event)]
        return [("", _("Any delegation")), *delegations]

    def _default_columns(self) -> list[str]:
        """Return the default columns."""
        left_out = {"mode"} if len(self.event.modes) == 1 else set()
        if not any(tag.count for tag in self.tags):
            left_out.add("tags")
        return [key for key in self.usual if key in self.allowed and key not in left_out]

    def _add_questions(self) -> None:
        """Add a filter for each question with fixed answers."""
        self.filtered = {
            asked.field_name: asked
            for asked in self.questions
            if asked.question.kind in filtering.FILTERED_KINDS and (self._offers_all or asked.field_name in self._given)
        }
        countries = filtering.countries_answered(self.filtered.values())
        for name, asked in self.filtered.items():
            offered = [("", _("Any answer")), *self._answers(asked, countries.get(asked.pk, set()))]
            offered.append((NOT_SAID, _("Not answered")))
            self.fields[name] = forms.ChoiceField(label=asked.question.label, required=False, choices=offered)

    def _answers(self, asked: EventQuestion, countries: Collection[str]) -> list[tuple[str, str | Promise]]:
        if asked.question.kind == Kind.COUNTRY:
            names = [(code, self.countries.get(code, code)) for code in countries]
            return sorted(names, key=itemgetter(1))
        if asked.question.kind == Kind.YES_NO:
            return [(YES, _("Yes")), (NO, _("No"))]
        # Include the choices that are no longer offered: people have answered with them.
        return [(choice["value"], choice["label"]) for choice in asked.question.choices]

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # it is a ChoiceField

    def clean(self) -> dict[str, Any]:
        # A saved address, or one of another person, can have filters that no longer exist or that this user cannot see.
        unknown = self._given - self.fields.keys() - {"page", "format"}
        if any(key in self.base_fields or key.startswith("q_") for key in unknown):
            self.add_error(
                None, _("One filter of this address no longer exists, or you cannot use it. It was not applied.")
            )
        return super().clean() or {}

    @property
    def filters(self) -> list[str]:
        return [name for name in self.fields if name not in {"sort", "column"}]

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FIRST if name in self.fields]

    @property
    def more(self) -> list[forms.BoundField]:
        """The less frequent filters."""
        fields = [self[name] for name in self.filters if name not in self.FIRST]
        has_tags = any(tag.count for tag in self.tags)
        return [field for field in fields if field.name != "tag" or has_tags or field.errors]

    @property
    def in_menu(self) -> list[forms.BoundField]:
        """The filters of the menu: all except the search and the status, which stand beside it."""
        return [field for field in [*self.first, *self.more] if field.name not in {"q", "status"}]

    @property
    def has_own_columns(self) -> bool:
        """Whether the user has chosen the columns. Otherwise the table hides those for which it has no room."""
        return bool(self.query.getlist("column") or self.saved)

    def _kept(self, *left_out: str) -> list[tuple[str, str]]:
        """Return the parameters that a form of the page keeps: all of the address, without those left out."""
        lists = self.query.lists()
        return [(name, str(value)) for name, values in lists if name not in left_out for value in values]

    @property
    def kept_by_search(self) -> list[tuple[str, str]]:
        return self._kept("q", *NOT_KEPT)

    @property
    def kept_by_filters(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self._kept() if name in {"q", "status", "column"}]

    @property
    def kept_by_selection(self) -> list[tuple[str, str]]:
        return self._kept(*NOT_KEPT)

    @property
    def filters_make_sense(self) -> bool:
        """Whether all filters in the address are valid. Otherwise more registrations match than the user wanted."""
        return not self.non_field_errors() and not any(name in self.errors for name in self.filters)

    def registration_filter(self) -> RegistrationFilter:
        """Return the filters of the address, without those that have an error."""
        self.is_valid()  # cleans once, however often it is called
        data = self.cleaned_data
        return RegistrationFilter(
            search=data.get("q", ""),
            status=data.get("status", ""),
            country=data.get("country", ""),
            constituency=data.get("constituency", ""),
            gender=data.get("gender", ""),
            mode=data.get("mode", ""),
            registered_by=parse_registered_by(data.get("by", "")),
            funding=data.get("funding", ""),
            requirements=data.get("requirements", ""),
            check=data.get("check", ""),
            session=parse_key(data.get("session", "")),
            track=data.get("track", ""),
            delegation=parse_key(data.get("delegation", "")),
            tags=tuple(int(key) for key in data.get("tag", [])),
            answers=tuple(
                AnswerFilter(asked.pk, data[name]) for name, asked in self.filtered.items() if data.get(name)
            ),
        )

    def matching(self) -> QuerySet[Registration]:
        """Return the registrations that the filters of the address select."""
        lookups = FilterLookups({asked.pk: asked for asked in self.questions}, self._checked)
        return filtering.matching(self.event, self.registration_filter(), lookups)

    @cached_property
    def pairs(self) -> Collection[PairKey]:
        """The possible duplicates of the event; none for a user who does not decide."""
        return similar_pairs(self.event) if self.may_decide else ()

    @cached_property
    def _checked(self) -> frozenset[int]:
        wanted = self.registration_filter().check
        pairs = self.pairs if wanted == PersonCheck.DUPLICATE else None
        return found_by(PersonCheck(wanted), self.event, pairs) if wanted else frozenset()

    def view(self) -> TableView:
        wanted = set(self.data.getlist("column")) & set(self.allowed)  # type: ignore[attr-defined]
        wanted = wanted or set(self._default_columns())
        self.is_valid()
        return TableView(
            sort=self.cleaned_data.get("sort") or USUAL_SORT,
            columns={key: column for key, column in self.allowed.items() if key in wanted or key == ALWAYS},
        )


def session_label(session: Session) -> str:
    """Return the title of a session with its start on its own clock: two sessions may have the same title."""
    if session.starts_at is None:
        return session.title
    start = session.starts_at.astimezone(session.zone)
    return f"{session.title} · {weekday_date(start)}, {clock_time(start)}"
