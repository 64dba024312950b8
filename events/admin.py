"""The repair desk for events: to look, and to mend what no page mends. What services keep true is read-only here.

Whatever a calendar shows is revised in the transaction of its change, as the pages do it, but nobody is told."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.validators import RegexValidator
from django.db.models import JSONField, Q
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from events import models
from events.calendars.services import revise_all, touch_feeds


class TextList(forms.JSONField):
    """A list of texts; an empty one is a list too, and may be left empty."""

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value) or []
        if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
            raise forms.ValidationError(_('Write a list of texts, such as ["first", "second"].'))
        return found


class Desk(ModelAdmin):
    list_per_page = 50
    show_full_result_count = False
    formfield_overrides = {JSONField: {"form_class": TextList, "required": False}}


class Lines(TabularInline):
    extra = 0
    tab = True


class TeamInline(Lines):
    model = models.TeamMember
    autocomplete_fields = ["person"]


class PhaseInline(Lines):
    model = models.Phase
    autocomplete_fields = ["countries"]


class AreaInline(Lines):
    model = models.AreaOfAction
    prepopulated_fields = {"slug": ["name"]}


class PartnerInline(Lines):
    model = models.Partner


@admin.register(models.Programme)
class ProgrammeDesk(Desk):
    list_display = ["name", "slug", "is_sample"]
    search_fields = ["name", "slug"]
    filter_horizontal = ["countries"]
    inlines = [TeamInline, PhaseInline, AreaInline, PartnerInline]

    def save_related(self, request, form, formsets, change):  # type: ignore[no-untyped-def]
        super().save_related(request, form, formsets, change)
        touch_feeds()  # feeds choose by the addresses of programmes and areas


class DelegationInline(Lines):
    model = models.Delegation
    fields = ["country", "constituency", "seats", "seats_taken", "focal_point", "nomination_closes_at"]
    # The event keeps places for its seats: they are shared out on the organisers' page alone.
    readonly_fields = ["country", "constituency", "seats", "seats_taken"]
    autocomplete_fields = ["focal_point"]

    def has_add_permission(self, request, obj=None):  # type: ignore[no-untyped-def]
        return False

    def has_delete_permission(self, request, obj=None):  # type: ignore[no-untyped-def]
        return False  # its places would be nobody's; one with no seats does the same


@admin.register(models.Event)
class EventDesk(Desk):
    list_display = ["title", "programme", "kind", "status", "starts_at", "seats_taken", "seats"]
    list_filter = ["status", "kind", "programme"]
    list_select_related = ["programme"]
    search_fields = ["title", "slug", "uid"]
    fields = ["title", "slug", "programme", "phase", "areas", "countries", "summary", "description", "audience", "outcome", "note"]  # fmt: skip
    filter_horizontal = ["areas", "countries"]
    inlines = [DelegationInline]

    def get_object(self, request, object_id, from_field=None):  # type: ignore[no-untyped-def]
        found = super().get_object(request, object_id, from_field)
        if found is None or request.method != "POST":
            return found
        # Read once more under its lock: the whole row is saved, with the places that were taken in between.
        return self.get_queryset(request).select_for_update().get(pk=found.pk)

    def save_related(self, request, form, formsets, change):  # type: ignore[no-untyped-def]
        super().save_related(request, form, formsets, change)
        # Now that its areas and countries stand as well, by which feeds choose.
        revise_all(models.Event.objects.filter(pk=form.instance.pk))

    def has_add_permission(self, request):  # type: ignore[no-untyped-def]
        return False  # by the organisers' pages alone, which ask for its date

    def has_delete_permission(self, request, obj=None):  # type: ignore[no-untyped-def]
        """What was published is cancelled, not deleted: calendars that hold it must hear of it."""
        is_draft = obj is None or obj.status == models.Event.Status.DRAFT
        return is_draft and super().has_delete_permission(request, obj)


@admin.register(models.Registration)
class RegistrationDesk(Desk):
    list_display = ["person", "event", "status", "created_at"]
    list_filter = ["status"]
    list_select_related = ["person", "event"]
    search_fields = ["person__email", "person__name", "event__title"]
    readonly_fields = ["event", "person", "delegation", "status", "queued_at"]
    fields = [*readonly_fields, "needs", "remark"]

    def get_object(self, request, object_id, from_field=None):  # type: ignore[no-untyped-def]
        found = super().get_object(request, object_id, from_field)
        if found is None or request.method != "POST":
            return found
        # The whole row is saved: read it under its event's lock, or a place given back meanwhile would be taken again.
        models.Event.objects.select_for_update().get(pk=found.event_id)
        return self.get_queryset(request).get(pk=found.pk)

    def has_add_permission(self, request):  # type: ignore[no-untyped-def]
        return False  # by register() alone, which counts places

    def has_delete_permission(self, request, obj=None):  # type: ignore[no-untyped-def]
        return False


class MembershipInline(Lines):
    model = models.CountryMembership


class CountryForm(forms.ModelForm):
    iso2 = forms.CharField(
        label=_("ISO 3166-1 alpha-2 code"),
        max_length=2,
        validators=[RegexValidator("^[A-Za-z]{2}$", _("Two letters, such as TH."))],
    )

    def clean_iso2(self) -> str:
        return self.cleaned_data["iso2"].upper()


@admin.register(models.Country)
class CountryDesk(Desk):
    form = CountryForm
    list_display = ["name", "iso2", "capital"]
    search_fields = ["name", "iso2"]
    inlines = [MembershipInline]

    def get_readonly_fields(self, request, obj=None):  # type: ignore[no-untyped-def]
        return ["iso2"] if obj else []  # its key: another one would be another country

    def save_model(self, request, obj, form, change):  # type: ignore[no-untyped-def]
        super().save_model(request, obj, form, change)
        if change:
            revise_all(_shown_at(Q(country=obj)))

    def has_delete_permission(self, request, obj=None):  # type: ignore[no-untyped-def]
        is_free = obj is None or not (obj.venues.exists() or obj.events.exists())
        return is_free and super().has_delete_permission(request, obj)


@admin.register(models.Venue)
class VenueDesk(Desk):
    list_display = ["name", "city", "country"]
    list_select_related = ["country"]
    search_fields = ["name", "city"]
    autocomplete_fields = ["country"]

    def save_model(self, request, obj, form, change):  # type: ignore[no-untyped-def]
        super().save_model(request, obj, form, change)
        if change:
            revise_all(_shown_at(Q(pk=obj.pk)))

    def has_delete_permission(self, request, obj=None):  # type: ignore[no-untyped-def]
        is_free = obj is None or not (obj.events.exists() or obj.sessions.exists())
        return is_free and super().has_delete_permission(request, obj)


def _shown_at(place: Q) -> models.event.EventQuerySet:
    """Return the events whose calendar entry, or a session's, names a venue of that kind."""
    venues = models.Venue.objects.filter(place).values("pk")
    sessions = models.Session.objects.filter(venue__in=venues).values("event")
    return models.Event.objects.filter(Q(venue__in=venues) | Q(pk__in=sessions))


@admin.register(models.ReminderRule)
class ReminderRuleDesk(Desk):
    list_display = ["programme", "event", "anchor", "audience", "amount", "unit", "is_active"]
    list_select_related = ["programme", "event"]
