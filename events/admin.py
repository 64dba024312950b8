"""The admin of events, to inspect and correct data that no page can correct. Data that services maintain is read-only.

A change to anything that calendars show also revises the events, in the same transaction, as the pages do. It sends no
mail."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.validators import RegexValidator
from django.db.models import JSONField, Model, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from accounts.models import User
from accounts.protection.admin_pages import ProtectedAdmin
from events import models
from events.calendars.dates import moment_text
from events.calendars.services import revise_all, touch_feeds
from events.privacy.queries import current_notice
from events.privacy.services import normal_text, save_notice
from events.slugs import SlugFormMixin, save_with_slug
from events.team_changes import NO_ROLE, announce
from notifications.outbox import services as outbox


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


class SlugForm(SlugFormMixin, forms.ModelForm):
    """The form of a row with an address. It refuses an address that another row has or had."""


class RowsInline(TabularInline):
    extra = 0
    tab = True


class TeamMemberForm(forms.ModelForm):
    def clean_person(self) -> User:
        """Refuse a person at the mailbox of another: its readers can sign in as this person, or already have."""
        person: User = self.cleaned_data["person"]
        if person.mailbox_of_id:
            problem = _("This person uses the mailbox of %(name)s. Give them an address of their own first.")
            raise forms.ValidationError(problem % {"name": person.mailbox_of})
        return person


class TeamInline(RowsInline):
    model = models.TeamMember
    form = TeamMemberForm
    autocomplete_fields = ["person"]


class PhaseInline(RowsInline):
    model = models.Phase
    autocomplete_fields = ["countries"]


# The workspace writes these, with a preview and in a time zone.
PUBLIC_TEXT = ["text", "next_text", "next_text_at"]


class AreaInline(RowsInline):
    model = models.AreaOfAction
    form = SlugForm
    exclude = PUBLIC_TEXT
    prepopulated_fields = {"slug": ["name"]}


class PartnerInline(RowsInline):
    model = models.Partner


@admin.register(models.Programme)
class ProgrammeAdmin(ProtectedAdmin, PlenaryAdmin):
    form = SlugForm
    list_display = ["name", "slug", "is_sample"]
    search_fields = ["name", "slug"]
    exclude = PUBLIC_TEXT
    filter_horizontal = ["countries"]
    inlines = [TeamInline, PhaseInline, AreaInline, PartnerInline]

    def save_model(self, request: HttpRequest, obj: models.Programme, form: forms.ModelForm, change: bool) -> None:
        """Save the programme. Its former address redirects to the new one."""
        save_with_slug(obj, title=obj.name, fallback="programme")

    def save_formset(self, request: HttpRequest, form: forms.ModelForm, formset: Any, change: bool) -> None:
        """Begin the grace period of a member with a new role anew. Log changes of roles, and tell the people.

        The former addresses of areas redirect to the new ones."""
        if formset.model is models.AreaOfAction:
            for row in formset.save(commit=False):
                save_with_slug(row, title=row.name, fallback="area")
            for row in formset.deleted_objects:
                row.delete()
            return
        if formset.model is not models.TeamMember:
            super().save_formset(request, form, formset, change)
            return
        for row in formset.forms:
            if "role" in row.changed_data and row.instance.pk:
                row.instance.appointed_at = now()
        super().save_formset(request, form, formset, change)
        changed = [*formset.new_objects, *(member for member, _names in formset.changed_objects)]
        roles = {member.person: NO_ROLE for member in formset.deleted_objects}
        # A row can be given to another person.
        replaced = [row.initial["person"] for row in formset.initial_forms if "person" in row.changed_data]
        roles |= dict.fromkeys(User.objects.filter(pk__in=replaced), NO_ROLE)
        roles |= {member.person: member.role for member in changed}
        announce(form.instance, roles.items(), request=request)

    def delete_model(self, request: HttpRequest, obj: models.Programme) -> None:
        announce(obj, [(member.person, NO_ROLE) for member in obj.team.select_related("person")], request=request)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[models.Programme]) -> None:
        for programme in queryset:
            self.delete_model(request, programme)

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        touch_feeds()  # the filters of feeds use the slugs of programmes and areas


class DelegationInline(RowsInline):
    model = models.Delegation
    fields = ["country", "constituency", "seats", "seats_taken", "focal_point", "nominations_close"]
    # The event reserves these seats, so only the page of organisers may change them. That page also reads the deadline in
    # the time zone of the event. The admin would read it in UTC.
    readonly_fields = ["country", "constituency", "seats", "seats_taken", "nominations_close"]
    autocomplete_fields = ["focal_point"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.Delegation]:
        rows: QuerySet[models.Delegation] = super().get_queryset(request).select_related("event")
        return rows

    @admin.display(description=_("nominations close at"))
    def nominations_close(self, delegation: models.Delegation) -> str:
        """Return the deadline in the zone of the event, with a link to the page that changes it."""
        closes_at, zone = delegation.nomination_closes_at, delegation.event.zone
        text = moment_text(closes_at, zone) if closes_at else _("no deadline")
        page = reverse("nominations:grid", args=[delegation.event.slug])
        return format_html('{} <a href="{}">{}</a>', text, page, _("Change"))

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False  # its reserved seats would never be released; set its seats to 0 instead


@admin.register(models.Event)
class EventAdmin(PlenaryAdmin):
    form = SlugForm
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

    def save_model(self, request: HttpRequest, obj: models.Event, form: forms.ModelForm, change: bool) -> None:
        """Save the event. Its former address redirects to the new one."""
        save_with_slug(obj, title=obj.title, fallback="event")

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        # Only now: the filters of feeds use the areas and the countries, which are saved by this method.
        revise_all(models.Event.objects.filter(pk=form.instance.pk))

    def delete_model(self, request: HttpRequest, obj: models.Event) -> None:
        outbox.held(topic=obj.mail_topic).delete()  # they wait for a publication that never comes
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[models.Event]) -> None:
        for event in queryset.filter(status=models.Event.Status.DRAFT):
            self.delete_model(request, event)

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
    list_display = ["name", "city", "country", "timezone", "capacity"]
    list_select_related = ["country"]
    search_fields = ["name", "city"]
    autocomplete_fields = ["country"]
    exclude = ["different_from"]  # the page of venues in the workspace asks about possible duplicates

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


class NoticeVersionForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        """Refuse the text of the current version: nothing would be saved, but the page would say that it was."""
        cleaned = super().clean() or {}
        if "text" in cleaned and "programme" in cleaned:
            current = current_notice(cleaned["programme"])
            if current.version and current.text == normal_text(cleaned["text"]):
                self.add_error("text", _("This is the text of the current version. Change it first."))
        return cleaned


@admin.register(models.NoticeVersion)
class NoticeVersionAdmin(PlenaryAdmin):
    """The privacy notices. A saved version never changes: write the next one with "Add"."""

    form = NoticeVersionForm
    list_display = ["__str__", "programme", "number", "at", "by"]
    list_select_related = ["programme", "by"]
    fields = ["programme", "text"]
    autocomplete_fields = ["programme"]

    def save_model(self, request: HttpRequest, obj: models.NoticeVersion, form: forms.ModelForm, change: bool) -> None:
        saved = save_notice(obj.programme, obj.text, by=request.user)  # type: ignore[arg-type]  # staff are signed in
        obj.pk, obj.number, obj.by = saved.pk, saved.number, saved.by

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"text": current_notice().text}

    def has_change_permission(self, request: HttpRequest, obj: models.NoticeVersion | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.NoticeVersion | None = None) -> bool:
        return False


@admin.register(models.TaskRun)
class TaskRunAdmin(PlenaryAdmin):
    list_display = ["name", "due_at", "started_at", "finished_at", "error"]
    list_filter = ["name"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.TaskRun | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.TaskRun | None = None) -> bool:
        return False
