from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.timezone import now
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

from accounts import services
from accounts.addresses import canonical
from accounts.fields import AddressField
from accounts.links.services import end_everything
from accounts.models import Organisation, User
from accounts.protection import notices, snapshots, texts
from accounts.protection.admin_pages import ProtectedAdmin, record_corrected_address
from accounts.security_log import SecurityEvent, record

# Their pages would change how people sign in without a mail to the owner and without undo, and show secrets. People change
# this below /accounts/; the environment sets up the services. Nothing uses groups.
for model in (EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken, UserSession, Group):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


STAFF = {"is_staff", "is_superuser"}
RIGHTS = {*STAFF, "is_active"}


class UserAdminForm(forms.ModelForm):
    class Meta:
        field_classes = {"email": AddressField}

    def clean_email(self) -> str:
        """Refuse an address that belongs to another person, even as a second address."""
        email: str = self.cleaned_data["email"]
        if canonical(email) == self.instance.canonical_email:
            return email
        person = services.find_by_address(email)
        if person and person.pk != self.instance.pk:
            raise forms.ValidationError(_("This address belongs to %(name)s."), params={"name": person.full_name})
        return email

    def clean(self) -> dict[str, Any]:
        """Refuse privileges for a person at the mailbox of another: its readers could enter the account."""
        cleaned = super().clean() or {}
        keeps_mailbox = canonical(cleaned.get("email", "")) == self.instance.canonical_email
        if self.instance.mailbox_of_id and keeps_mailbox:
            for name in ("is_staff", "is_superuser"):
                if cleaned.get(name):
                    problem = _("This person uses the mailbox of %(name)s. Give them an address of their own first.")
                    self.add_error(name, problem % {"name": self.instance.mailbox_of})
        return cleaned


@admin.register(User)
class UserAdmin(ProtectedAdmin):
    form = UserAdminForm
    list_display = ["email", "name", "mailbox_of", "country", "is_active", "is_staff", "is_sample"]
    list_filter = ["is_active", "is_staff", "constituency"]
    search_fields = ["email", "name", "organisation_name"]
    list_select_related = ["mailbox_of"]
    exclude = ["password", "last_login", "user_permissions", "groups"]
    show_full_result_count = False

    actions = ["end_all_links"]

    @admin.action(description="End all personal links and the personal calendar")
    def end_all_links(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for person in queryset:
            end_everything(person)
            record(SecurityEvent.LINK_REVOKED, request=request, subject=person)
        self.message_user(request, f"The links of {len(queryset)} people have ended.")

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        before = snapshots.take(obj) if change else None
        if not change:
            obj.set_unusable_password()
        flags = RIGHTS & set(form.changed_data)
        if not change:
            flags -= {"is_active"}  # the usual value of a new person
        if flags & STAFF and (obj.is_staff or obj.is_superuser):
            obj.staff_since = now()  # the grace period for their second factor begins
        super().save_model(request, obj, form, change)
        changed = [(flag, bool(getattr(obj, flag))) for flag in sorted(flags)]
        for flag, value in changed:
            record(SecurityEvent.STAFF_CHANGED, request=request, subject=obj, flag=flag, value=value)
        if changed:
            notices.send_rights_changed(obj, before or snapshots.take(obj), partial(texts.rights, changed))
        if before and "email" in form.changed_data:
            services.become_holder(obj)
            # The reader of the previous mailbox may not be this person.
            record_corrected_address(request, obj, before)
            record(SecurityEvent.ADDRESS_CHANGED, request=request, subject=obj, change="corrected")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Forbid deletion: only withdrawing a registration releases its seat. Clear "Active" to close an account."""
        return False


@admin.register(Organisation)
class OrganisationAdmin(ModelAdmin):
    list_display = ["name", "acronym", "kind", "country"]
    search_fields = ["name", "acronym"]
