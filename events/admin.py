"""The repair desk for events: to look, and to mend what no page mends. What services keep true is read-only here."""

from django.contrib import admin
from unfold.admin import ModelAdmin, TabularInline

from events import models


class Desk(ModelAdmin):
    list_per_page = 50
    show_full_result_count = False


class TeamInline(TabularInline):
    model = models.TeamMember
    autocomplete_fields = ["person"]
    extra = 0


@admin.register(models.Programme)
class ProgrammeDesk(Desk):
    list_display = ["name", "slug", "is_sample"]
    search_fields = ["name", "slug"]
    inlines = [TeamInline]


@admin.register(models.Event)
class EventDesk(Desk):
    list_display = ["title", "programme", "kind", "status", "starts_at", "seats_taken", "seats"]
    list_filter = ["status", "kind", "programme"]
    list_select_related = ["programme"]
    search_fields = ["title", "slug", "uid"]
    fields = ["title", "slug", "programme", "phase", "areas", "countries", "summary", "description", "audience", "outcome", "note"]  # fmt: skip
    filter_horizontal = ["areas", "countries"]


@admin.register(models.Registration)
class RegistrationDesk(Desk):
    list_display = ["person", "event", "status", "partstat", "created_at"]
    list_filter = ["status"]
    list_select_related = ["person", "event"]
    search_fields = ["person__email", "person__name", "event__title"]
    readonly_fields = ["event", "person", "delegation", "status", "partstat", "queued_at"]
    fields = [*readonly_fields, "needs", "remark"]

    def has_add_permission(self, request):  # type: ignore[no-untyped-def]
        return False  # by register() alone, which counts places

    def has_delete_permission(self, request, obj=None):  # type: ignore[no-untyped-def]
        return False


@admin.register(models.Country)
class CountryDesk(Desk):
    list_display = ["name", "iso2", "capital"]
    search_fields = ["name", "iso2"]


@admin.register(models.Venue)
class VenueDesk(Desk):
    list_display = ["name", "city", "country"]
    list_select_related = ["country"]
    search_fields = ["name", "city"]


@admin.register(models.ReminderRule)
class ReminderRuleDesk(Desk):
    list_display = ["programme", "event", "anchor", "audience", "days_before"]
    list_select_related = ["programme", "event"]
