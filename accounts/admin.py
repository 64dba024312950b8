from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

from accounts import services
from accounts.models import Organisation, User


class UserAdminForm(forms.ModelForm):
    def clean_email(self) -> str:
        """Refuse an address that belongs to another person, even as a second address."""
        email = self.cleaned_data["email"].lower()
        person = services.find_by_address(email)
        if person and person.pk != self.instance.pk:
            raise forms.ValidationError(_("This address belongs to %(name)s."), params={"name": person.full_name})
        return email


@admin.register(User)
class UserAdmin(ModelAdmin):
    form = UserAdminForm
    list_display = ["email", "name", "country", "is_active", "is_staff", "is_sample"]
    list_filter = ["is_active", "is_staff", "constituency"]
    search_fields = ["email", "name", "organisation_name"]
    exclude = ["password", "last_login", "user_permissions", "groups"]
    show_full_result_count = False

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            services.sync_email(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Forbid deletion: only withdrawing a registration releases its seat. Clear "Active" to close an account."""
        return False


@admin.register(Organisation)
class OrganisationAdmin(ModelAdmin):
    list_display = ["name", "acronym", "kind", "country"]
    search_fields = ["name", "acronym"]
