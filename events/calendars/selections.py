"""The name of a public feed: what its filters select, as people read it in their calendar."""

from collections.abc import Mapping

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import AreaOfAction, Country, Event, Programme
from events.models.former_slug import with_slugs

KINDS = {
    Event.Kind.REGIONAL_SEMINAR: gettext_lazy("regional seminars"),
    Event.Kind.EXPERT_MISSION: gettext_lazy("expert missions"),
    Event.Kind.STUDY_VISIT: gettext_lazy("study visits"),
    Event.Kind.TRAINING: gettext_lazy("trainings"),
    Event.Kind.MEETING: gettext_lazy("meetings"),
}
MODES = {
    Event.Mode.IN_PERSON: gettext_lazy("in person"),
    Event.Mode.ONLINE: gettext_lazy("online"),
    Event.Mode.HYBRID: gettext_lazy("hybrid"),
}


def feed_name(filters: Mapping[str, list[str]]) -> str:
    """Return the name of a feed: "Plenary: study visits in Viet Nam".

    filters: the result of queries.read_filters(). Values that do not exist are left out. Runs one query for each of the
    filters programme, area and country."""
    words = selection(filters)
    return _("{site}: {selection}").format(site=settings.SITE_NAME, selection=words) if words else settings.SITE_NAME


def selection(filters: Mapping[str, list[str]]) -> str:
    """Return what filters select: "study visits in Viet Nam"; "" for all events."""
    kinds = _and([str(name) for kind, name in KINDS.items() if kind in filters.get("kind", [])])
    modes = _and([str(name) for mode, name in MODES.items() if mode in filters.get("mode", [])])
    countries = _and(_names(Country.objects.filter(iso2__in=filters["country"])) if "country" in filters else [])
    areas = _and(_names(with_slugs(AreaOfAction.objects.all(), filters["area"])) if "area" in filters else [])
    programmes = _programmes(filters["programme"]) if "programme" in filters else ""
    if not any([kinds, modes, countries, areas, programmes]):
        return ""
    text = kinds or _("events")
    if countries:
        text = _("{events} in {countries}").format(events=text, countries=countries)
    if areas:
        text = _("{events} about {areas}").format(events=text, areas=areas)
    if programmes:
        text = _("{events} of {programmes}").format(events=text, programmes=programmes)
    return _("{events} ({modes})").format(events=text, modes=modes) if modes else text


def _names(rows: QuerySet[Country] | QuerySet[AreaOfAction]) -> list[str]:
    return sorted(set(rows.order_by().values_list("name", flat=True)))


def _programmes(slugs: list[str]) -> str:
    rows = with_slugs(Programme.objects.all(), slugs).order_by("name").values_list("short_name", "name")
    return _and([short_name or name for short_name, name in rows])


def _and(names: list[str]) -> str:
    """Return names as one text: "Lao PDR, Thailand and Viet Nam"."""
    if len(names) < 2:
        return "".join(names)
    return _("{names} and {last}").format(names=", ".join(names[:-1]), last=names[-1])
