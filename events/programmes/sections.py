"""The sections of the settings of a programme: each is a line that opens into a form of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.models import AreaOfAction, Partner, Phase, Programme
from events.privacy.periods import answer_days_of, travel_days_of
from events.programmes import settings_forms as own
from events.programmes.constituency_forms import ConstituenciesForm
from events.reminders.rules import rules_shown

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class SettingsSection:
    """name: a part of the address. form: its class; None for a list of links. says: returns the present values as one line.

    is_table: whether the form is a table of rows."""

    name: str
    title: "StrOrPromise"
    form: Callable[..., Any] | None
    says: Callable[[Programme], str]
    is_table: bool = False

    def form_for(self, programme: Programme, data: Any = None, files: Any = None) -> Any:
        """Return the form of programme, with the posted data and files if there are any; None for a list of links."""
        if self.form is None:
            return None
        if self.is_table:
            return self.form(data, files, instance=programme, prefix=self.name, queryset=ROWS[self.name])
        return self.form(data, files, instance=programme, auto_id=f"id_{self.name}_%s")


# The rows of each table, with what they show. The form selects those of its programme.
ROWS: dict[str, QuerySet] = {
    "phases": Phase.objects.prefetch_related("countries"),
    "areas": AreaOfAction.objects.all(),
    "partners": Partner.objects.with_logos(),
}


def _names(rows: Any) -> str:
    return Truncator(" · ".join(map(str, rows))).chars(140) or _t("None")


def _partners(programme: Programme) -> str:
    rows = list(programme.partners.all())
    logos = sum(hasattr(row, "logo") for row in rows)
    with_logo = ngettext("%(count)d with a logo", "%(count)d with a logo", logos) % {"count": logos}
    return f"{_names(rows)} · {with_logo}" if rows else _t("None")


def _defaults(programme: Programme) -> str:
    rules = [rule for rule in rules_shown(programme) if rule.is_active]
    language = programme.get_language_display() or _t("English")
    reminders = ngettext("%(count)d reminder rule", "%(count)d reminder rules", len(rules)) % {"count": len(rules)}
    return " · ".join([_t("Emails: %(language)s") % {"language": language}, reminders])


def _periods(programme: Programme) -> str:
    days = {"answers": answer_days_of(programme), "travel": travel_days_of(programme)}
    return _t("Answers %(answers)d days, travel details %(travel)d days") % days


def _templates(programme: Programme) -> str:
    changed = [str(template) for template in programme.event_templates.all()]
    return _t("Changed: %(names)s") % {"names": ", ".join(changed)} if changed else _t("Plenary's defaults")


SECTIONS = (
    SettingsSection(
        "name", _("Name"), own.NameForm, lambda it: " · ".join(filter(None, [it.name, it.short_name, it.years]))
    ),
    SettingsSection("phases", _("Phases"), own.PhaseRows, lambda it: _names(it.phases.all()), is_table=True),
    SettingsSection("areas", _("Areas of action"), own.AreaRows, lambda it: _names(it.areas.all()), is_table=True),
    SettingsSection("partners", _("Partners"), own.PartnersRows, _partners, is_table=True),
    SettingsSection("countries", _("Countries"), own.CountriesForm, lambda it: _names(it.countries.all())),
    SettingsSection(
        "constituencies",
        _("Constituencies"),
        ConstituenciesForm,
        lambda it: _names(name for _key, name in it.constituencies.choices()),
    ),
    SettingsSection("types", _("Event types"), None, _templates),
    SettingsSection("defaults", _("Defaults"), own.DefaultsForm, _defaults),
    SettingsSection("keeping", _("Data retention"), own.RetentionForm, _periods),
    SettingsSection("contact", _("Contact"), own.ContactForm, lambda it: it.contact_email or _t("None")),
)
BY_NAME = {section.name: section for section in SECTIONS}
