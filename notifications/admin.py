from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from accounts.links.masking import mask
from accounts.requests import SignedInRequest
from notifications.inbox import services as inbox
from notifications.models import BouncedAddress, Delivery, InboundMail, InboundMailQuerySet, Message, Wording


class ReadOnlyMixin:
    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class DeliveryInline(ReadOnlyMixin, TabularInline):
    model = Delivery
    extra = 0


@admin.register(Message)
class MessageAdmin(ReadOnlyMixin, ModelAdmin):
    """The messages. They are read-only, because they record what people have received."""

    list_display = ["created_at", "to_email", "subject", "kind", "status", "attempts"]
    list_filter = ["status", "kind"]
    search_fields = ["to_email", "subject", "dedupe_key", "message_id"]
    show_full_result_count = False
    inlines = [DeliveryInline]
    # Personal links let their reader act as the recipient: only they may use them.
    exclude = ["text", "html", "ics", "from_email"]
    readonly_fields = ["sender_without_tag", "text_without_links", "calendar_without_links"]

    @admin.display(description="from")
    def sender_without_tag(self, message: Message) -> str:
        return mask(message.from_email)

    @admin.display(description="text, without personal links")
    def text_without_links(self, message: Message) -> str:
        return mask(message.text)

    @admin.display(description="calendar part, without personal links")
    def calendar_without_links(self, message: Message) -> str:
        return mask(message.ics)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Allow only the filters of the list: with ?text__contains=… an administrator could guess a link."""
        return lookup.partition("__")[0] in self.list_filter


@admin.register(Wording)
class WordingAdmin(ReadOnlyMixin, ModelAdmin):
    """The versions of the mail texts of organisers. Each sent message refers to the version that it used."""

    list_display = ["at", "scope", "kind", "language", "version", "is_current", "by"]
    list_filter = ["kind", "language", "is_current"]
    search_fields = ["scope", "subject", "body"]
    list_select_related = ["by"]
    show_full_result_count = False


@admin.register(InboundMail)
class InboundMailAdmin(ReadOnlyMixin, ModelAdmin):
    """The incoming mails and their results, including the mails that belong to no event."""

    list_display = ["received_at", "sender", "subject", "kind", "state", "reason"]
    list_filter = ["state", "kind", "reason"]
    search_fields = ["sender", "subject", "message_id"]
    exclude = ["raw", "recipients"]
    readonly_fields = ["recipients_without_tags"]
    show_full_result_count = False
    actions = ["mark_as_done"]

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Allow only the filters of the list, for the same reason as for messages."""
        return lookup.partition("__")[0] in self.list_filter

    @admin.display(description="to")
    def recipients_without_tags(self, mail: InboundMail) -> str:
        return mask(mail.recipients)

    @admin.action(description="Mark as done")
    def mark_as_done(self, request: SignedInRequest, queryset: InboundMailQuerySet) -> None:
        count = sum(inbox.process(mail, by=request.user) for mail in queryset.for_people())
        self.message_user(request, f"{count} mails are marked as done.")


@admin.register(BouncedAddress)
class BouncedAddressAdmin(ModelAdmin):
    """The addresses that do not accept mail. Delete a row to allow mail to its address again."""

    list_display = ["address", "at", "status", "server_said"]
    search_fields = ["address"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
