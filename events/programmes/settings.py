"""Save the settings of a programme, one section at a time, and create programmes."""

from collections.abc import Iterable, Mapping

from django import forms
from django.db import transaction

from accounts.models import User
from events.calendars.services import touch_feeds
from events.history import describe_change
from events.models import AreaOfAction, Country, Partner, Phase, Programme, TeamMember
from events.programmes import history
from events.programmes.countries import NamedCountries, name_countries
from events.programmes.history import What
from events.programmes.logos import store_logo
from events.programmes.settings_forms import PartnerForm
from events.reminders.planning import create_default_rules
from events.slugs import save_with_slug
from events.team_changes import announce

FREE_POSITION = 10_000  # larger than the position of any phase


@transaction.atomic
def create(
    *, name: str, short_name: str, contact_email: str, by: User, countries: Mapping[str, str] | None = None
) -> Programme:
    """Create a programme with the default reminder rules. The user becomes its manager.

    countries: the names of its countries by their codes: see name_countries()."""
    programme = Programme(name=name, short_name=short_name, contact_email=contact_email)
    save_with_slug(programme, title=name, fallback="programme")
    programme.countries.set(name_countries(programme, countries or {}).countries)
    TeamMember.objects.create(programme=programme, person=by, role=TeamMember.Role.MANAGER)
    create_default_rules(programme)
    history.record(programme, What.CREATED, [name], by=by)
    announce(programme, [(by, TeamMember.Role.MANAGER)], by=by)
    touch_feeds()
    return programme


@transaction.atomic
def save_fields(form: forms.ModelForm, *, by: User) -> None:
    """Save a valid form of some fields of a programme. Other fields keep what others have saved meanwhile.

    A former address of the programme leads to the new one. Raise TakenSlugError for that of another programme."""
    if not form.changed_data:
        return
    programme = history.lock(form.instance)
    before = {name: _text(form.initial.get(name)) for name in form.changed_data}
    columns = [name for name in form.changed_data if not programme._meta.get_field(name).many_to_many]
    if "slug" in columns:
        save_with_slug(form.instance, title=programme.name, fallback="programme", only=columns)
    elif columns:
        form.instance.save(update_fields=columns)
    form._save_m2m()  # type: ignore[attr-defined]  # what save() does after the row
    lines = [
        describe_change(form[name].label, before[name], _text(form.cleaned_data[name])) for name in form.changed_data
    ]
    _finish(programme, lines, by=by)


@transaction.atomic
def save_countries(form: forms.ModelForm, *, by: User) -> NamedCountries:
    """Save a valid form of the countries of a programme. Create the further countries that it names, and return them."""
    before = list(form.initial["countries"])
    named = name_countries(form.instance, form.cleaned_data["others"])
    form.initial["countries"] = before  # with the names that the history shows
    ticked = form.cleaned_data["countries"]
    form.cleaned_data["countries"] = Country.objects.filter(
        pk__in=[country.pk for country in (*ticked, *named.countries)]
    )
    form.changed_data = ["countries"] if form.changed_data else []
    save_fields(form, by=by)
    return named


@transaction.atomic
def save_rows(rows: forms.BaseInlineFormSet, *, by: User) -> None:
    """Save a valid table of phases, areas of action or partners."""
    if not rows.has_changed():
        return
    programme = history.lock(rows.instance)
    found = rows.save(commit=False)
    _place(programme, found)
    for row in rows.deleted_objects:
        row.delete()  # first: another row may get its name
    for row in found:
        if isinstance(row, AreaOfAction):
            save_with_slug(row, title=row.name, fallback="area")
        else:
            row.save()
    rows.save_m2m()
    for form in rows.forms:
        if isinstance(form, PartnerForm) and form.logo and form.instance.pk:
            store_logo(form.instance, form.logo)
    lines = [f"+ {row}" for row in rows.new_objects]
    lines += [str(row) for row, _fields in rows.changed_objects]
    lines += [f"− {row}" for row in rows.deleted_objects]
    _finish(programme, lines, by=by)


@transaction.atomic
def move_phase_up(programme: Programme, key: int, *, by: User) -> None:
    """Exchange a phase with the one before it. The first phase and an unknown key change nothing."""
    programme = history.lock(programme)
    phases = list(programme.phases.all())
    place = next((place for place, phase in enumerate(phases) if phase.pk == key), 0)
    if place == 0:
        return
    before, moved = phases[place - 1 : place + 1]
    # Two phases never have the same position, so the moved one gets a free position first.
    for pk, position in ((moved.pk, FREE_POSITION), (before.pk, moved.position), (moved.pk, before.position)):
        Phase.objects.filter(pk=pk).update(position=position)
    phases[place - 1 : place + 1] = moved, before
    _finish(programme, [" · ".join(map(str, phases))], by=by)


def _place(programme: Programme, rows: Iterable[Phase | AreaOfAction | Partner]) -> None:
    """Set the position of each new phase."""
    last = max(programme.phases.values_list("position", flat=True), default=0)
    for row in rows:
        if isinstance(row, Phase) and row.pk is None:
            last += 1
            row.position = last


def _finish(programme: Programme, lines: Iterable[str], *, by: User) -> None:
    history.record(programme, What.SETTINGS, lines, by=by)
    touch_feeds()  # the filters of feeds use the addresses of areas


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str | int):
        text = str(value)
        return text if len(text) <= 100 else f"{text[:100]}…"
    return ", ".join(map(str, value)) if isinstance(value, Iterable) else str(value)
