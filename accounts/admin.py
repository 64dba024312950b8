from django.contrib import admin
from unfold.admin import ModelAdmin

from accounts.models import Organisation, User


@admin.register(User)
class UserDesk(ModelAdmin):
    list_display = ["email", "name", "country", "is_active", "is_staff", "is_sample"]
    list_filter = ["is_active", "is_staff", "constituency"]
    search_fields = ["email", "name", "organisation_name"]
    exclude = ["password", "last_login", "user_permissions", "groups"]
    show_full_result_count = False


@admin.register(Organisation)
class OrganisationDesk(ModelAdmin):
    list_display = ["name", "acronym", "kind", "country"]
    search_fields = ["name", "acronym"]
