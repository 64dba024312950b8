"""The admin of events, to inspect and correct data that no page can correct. Data that services maintain is read-only.

A change to anything that calendars show also revises the events, in the same transaction, as the pages do. It sends no
mail."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.validators import RegexValidator
from django.db.models import JSONField, Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from events import models
from events.calendars.services import revise_all, touch_feeds


class TextList(forms.JSONField):
    """A form field for a JSON list of texts. An empty field is an empty list."""

    def to_python(self, value: Any) -> Any:
        texts = super().to_python(value) or []
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise forms.ValidationError(_('Write a list of texts, such as ["first", "second"].'))
        return texts


class PlenaryAdmin(ModelAdmin):
    list_per_page = 50
    show_full_result_count = False
    formfield_overrides = {JSONField: {"form_class": TextList, "required": False}}


class RowsInline(TabularInline):
    extra = 0
    tab = True


class TeamInline(RowsInline):
    model = models.TeamMember
    autocomplete_fields = ["person"]


class PhaseInline(RowsInline):
    model = models.Phase
    autocomplete_fields = ["countries"]


class AreaInline(RowsInline):
    model = models.AreaOfAction
    prepopulated_fields = {"slug": ["name"]}


class PartnerInline(RowsInline):
    model = models.Partner


@admin.register(models.Programme)
class ProgrammeAdmin(PlenaryAdmin):
    list_display = ["name", "slug", "is_sample"]
    search_fields = ["name", "slug"]
    filter_horizontal = ["countries"]
    inlines = [TeamInline, PhaseInline, AreaInline, PartnerInline]

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        touch_feeds()  # the filters of feeds use the slugs of programmes and areas


class DelegationInline(RowsInline):
    model = models.Delegation
    fields = ["country", "constituency", "seats", "seats_taken", "focal_point", "nomination_closes_at"]
    # The event reserves these seats, so only the page of organisers may change them.
    readonly_fields = ["country", "constituency", "seats", "seats_taken"]
    autocomplete_fields = ["focal_point"]

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False  # its reserved seats would never be released; set its seats to 0 instead


@admin.register(models.Event)
class EventAdmin(PlenaryAdmin):
    list_display = ["title", "programme", "kind", "status", "starts_at", "seats_taken", "seats"]
    list_filter = ["status", "kind", "programme"]
    list_select_related = ["programme"]
    search_fields = ["title", "slug", "uid"]
    fields = ["title", "slug", "programme", "phase", "areas", "countries", "summary", "description", "audience", "outcome", "note"]  # fmt: skip
    filter_horizontal = ["areas", "countries"]
    inlines = [DelegationInline]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> models.Event | None:
        event = super().get_object(request, object_id, from_field)
        if event is None or request.method != "POST":
            return event
        # The admin saves the whole row. Read it again under its lock, so that no seat taken in between is lost.
        return self.get_queryset(request).select_for_update().get(pk=event.pk)

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        # Only now: the filters of feeds use the areas and the countries, which are saved by this method.
        revise_all(models.Event.objects.filter(pk=form.instance.pk))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # only the pages of organisers create events

    def has_delete_permission(self, request: HttpRequest, obj: models.Event | None = None) -> bool:
        """Allow it only for drafts. A published event must be cancelled, so that calendars get the CANCEL."""
        is_draft = obj is None or obj.status == models.Event.Status.DRAFT
        return is_draft and super().has_delete_permission(request, obj)


@admin.register(models.Registration)
class RegistrationAdmin(PlenaryAdmin):
    list_display = ["person", "event", "status", "created_at"]
    list_filter = ["status"]
    list_select_related = ["person", "event"]
    search_fields = ["person__email", "person__name", "event__title"]
    readonly_fields = ["event", "person", "delegation", "status", "queued_at"]
    fields = [*readonly_fields, "needs", "remark"]

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> models.Registration | None:
        registration = super().get_object(request, object_id, from_field)
        if registration is None or request.method != "POST":
            return registration
        # The admin saves the whole row. Read it again under the lock of its event, so that no change of its status in
        # between is lost.
        models.Event.objects.select_for_update().get(pk=registration.event_id)
        return self.get_queryset(request).get(pk=registration.pk)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # only register() creates registrations, because it counts seats

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class MembershipInline(RowsInline):
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
class CountryAdmin(PlenaryAdmin):
    form = CountryForm
    list_display = ["name", "iso2", "capital"]
    search_fields = ["name", "iso2"]
    inlines = [MembershipInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return ["iso2"] if obj else []  # the primary key cannot change

    def save_model(self, request: HttpRequest, obj: models.Country, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change:
            revise_all(_shown_at(Q(country=obj)))

    def has_delete_permission(self, request: HttpRequest, obj: models.Country | None = None) -> bool:
        is_free = obj is None or not (obj.venues.exists() or obj.events.exists())
        return is_free and super().has_delete_permission(request, obj)


@admin.register(models.Venue)
class VenueAdmin(PlenaryAdmin):
    list_display = ["name", "city", "country"]
    list_select_related = ["country"]
    search_fields = ["name", "city"]
    autocomplete_fields = ["country"]

    def save_model(self, request: HttpRequest, obj: models.Venue, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change:
            revise_all(_shown_at(Q(pk=obj.pk)))

    def has_delete_permission(self, request: HttpRequest, obj: models.Venue | None = None) -> bool:
        is_free = obj is None or not (obj.events.exists() or obj.sessions.exists())
        return is_free and super().has_delete_permission(request, obj)


def _shown_at(condition: Q) -> QuerySet[models.Event]:
    """Return the events that take place, or have a session, at a venue that matches condition."""
    venues = models.Venue.objects.filter(condition).values("pk")
    sessions = models.Session.objects.filter(venue__in=venues).values("event")
    return models.Event.objects.filter(Q(venue__in=venues) | Q(pk__in=sessions))


@admin.register(models.ReminderRule)
class ReminderRuleAdmin(PlenaryAdmin):
    list_display = ["programme", "event", "anchor", "audience", "amount", "unit", "is_active"]
    list_select_related = ["programme", "event"]
