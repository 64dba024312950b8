"""What a new event gets from its kind: one table, and the templates of a programme. The team changes it afterwards."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from events.agenda.outline_lines import Slot, parse_outline
from events.local_times import nearest_moment
from events.models import Event, EventTemplate, Programme, Question, Target

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Kind, Policy, Measure = Event.Kind, Event.Policy, Target.Measure


@dataclass(frozen=True)
class KindDefaults:
    """hint: one line beside the kind. fields: of Event. opening, working, closing: the outline of the first, each other
    and the last day. questions: keys in the programme's library, used if they are there. closes_days: from the end of
    registration to the event; None for no end of its own. nominations_close_days: from the day on which nominations
    close, at NOMINATIONS_CLOSE, to the first day of the event; None or 0 for no deadline. skipped_rules: the keys of the
    reminder rules of the programme that are left out."""

    hint: "StrOrPromise"
    fields: dict[str, Any]
    opening: tuple[Slot, ...] = ()
    working: tuple[Slot, ...] = ()
    closing: tuple[Slot, ...] = ()
    questions: tuple[str, ...] = ("dietary", "diet", "access", "accessibility")
    targets: dict[str, int] = field(default_factory=dict)
    closes_days: int | None = None
    nominations_close_days: int | None = None
    skipped_rules: frozenset[int] = frozenset()

    def outline(self, day: int, days: int) -> tuple[Slot, ...]:
        """Return the slots of a day (from 0) of an event of `days` days."""
        slots = self.opening if day == 0 else self.working
        return (*slots, *self.closing) if day == days - 1 else slots

    def nominations_close_at(self, event: Event) -> datetime | None:
        """Return the deadline for nominations of an event, on the clocks of its place.

        None without a default, and while the first day of the event is not known."""
        if not self.nominations_close_days or not event.is_dated or event.local_starts_at is None:
            return None
        day = event.local_starts_at.date() - timedelta(days=self.nominations_close_days)
        return nearest_moment(datetime.combine(day, NOMINATIONS_CLOSE), event.zone)


NOMINATIONS_CLOSE = time(17)  # the end of a working day: ministries nominate in office hours

OPENING = Slot(time(9), time(9, 30), _("Opening"))
MORNING = Slot(time(9, 30), time(12, 30), _("Morning session"))
AFTERNOON = Slot(time(14), time(15, 45), _("Afternoon session"))
CLOSING = Slot(time(15, 45), time(16, 30), _("Conclusions and closing"))
WHOLE_MORNING = Slot(time(9), time(12, 30), _("Morning session"))
BALANCE: dict[str, int] = {Measure.WOMEN: 40, Measure.GOVERNMENT: 30, Measure.EMPLOYERS: 30, Measure.WORKERS: 30}

DEFAULTS: dict[str, KindDefaults] = {
    Kind.REGIONAL_SEMINAR: KindDefaults(
        _("delegations nominate people"),
        {"policy": Policy.NOMINATION, "asks_travel": True},
        (OPENING, MORNING, AFTERNOON),
        (WHOLE_MORNING, AFTERNOON),
        (CLOSING,),
        targets=BALANCE,
        nominations_close_days=42,
    ),
    Kind.EXPERT_MISSION: KindDefaults(
        _("experts only, no registration"),
        {"policy": Policy.NONE},
        (Slot(time(9), time(12), _("Meetings")), Slot(time(14), time(16, 30), _("Meetings"))),
        (Slot(time(9), time(12), _("Meetings")), Slot(time(14), time(16, 30), _("Meetings"))),
        questions=(),
        nominations_close_days=28,
    ),
    Kind.STUDY_VISIT: KindDefaults(
        _("a group travels together"),
        {"policy": Policy.APPROVAL, "seats": 12, "asks_travel": True},
        (Slot(time(9), time(12, 30), _("Visit")), Slot(time(14), time(16, 30), _("Visit"))),
        (Slot(time(9), time(12, 30), _("Visit")), Slot(time(14), time(16, 30), _("Visit"))),
        closes_days=28,
        nominations_close_days=56,
    ),
    Kind.TRAINING: KindDefaults(
        _("people apply for a place"),
        {"policy": Policy.APPROVAL, "seats": 25, "offer_hours": 72},
        (OPENING, MORNING, AFTERNOON),
        (WHOLE_MORNING, AFTERNOON),
        (CLOSING,),
        targets={Measure.WOMEN: 40},
        closes_days=21,
        nominations_close_days=42,
    ),
    Kind.MEETING: KindDefaults(
        _("one day, by invitation"),
        {"policy": Policy.INVITATION},
        (OPENING, MORNING, AFTERNOON),
        (WHOLE_MORNING, AFTERNOON),
        (CLOSING,),
        nominations_close_days=28,
    ),
}

# The fields of an event that a template has too.
TEMPLATE_FIELDS = ("policy", "seats", "offer_hours", "requires_letter", "asks_travel")


def defaults_for(programme: Programme, kind: str) -> KindDefaults:
    """Return what a new event of this kind gets: from the template of programme, else from Plenary. Three queries at most."""
    template = programme.event_templates.prefetch_related("questions", "skipped_rules").filter(kind=kind).first()
    return of_template(template) if template else DEFAULTS[kind]


def library_questions(programme: Programme, defaults: KindDefaults) -> QuerySet[Question]:
    """Return the questions of these defaults that the library of programme has, in its order."""
    return programme.questions.in_use().filter(slug__in=defaults.questions)


def nominations_close_days(template: EventTemplate) -> int | None:
    """Return the days of template, or those of its kind if it does not say: older templates have none. 0: no deadline."""
    own = template.nominations_close_days
    return DEFAULTS[template.kind].nominations_close_days if own is None else own


def of_template(template: EventTemplate) -> KindDefaults:
    """Return a template as the defaults of its kind. Reads its questions and skipped rules."""
    return KindDefaults(
        DEFAULTS[template.kind].hint,
        {name: getattr(template, name) for name in TEMPLATE_FIELDS},
        parse_outline(template.opening),
        parse_outline(template.working),
        parse_outline(template.closing),
        questions=tuple(question.slug for question in template.questions.all()),
        targets=dict(template.targets),
        closes_days=template.closes_days,
        nominations_close_days=nominations_close_days(template),
        skipped_rules=frozenset(rule.pk for rule in template.skipped_rules.all()),
    )
