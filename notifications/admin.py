from django.contrib import admin
from unfold.admin import ModelAdmin, TabularInline

from notifications.inbox import services as inbox
from notifications.models import BouncedAddress, Delivery, InboundMail, Message, Wording


class ReadOnly:
    def has_add_permission(self, request, obj=None):  # type: ignore[no-untyped-def]
        return False

    def has_change_permission(self, request, obj=None):  # type: ignore[no-untyped-def]
        return False

    def has_delete_permission(self, request, obj=None):  # type: ignore[no-untyped-def]
        return False


class DeliveryInline(ReadOnly, TabularInline):
    model = Delivery
    extra = 0


@admin.register(Message)
class MessageAdmin(ReadOnly, ModelAdmin):
    """What was written and sent; it is never changed, since it is what people were told."""

    list_display = ["created_at", "to_email", "subject", "kind", "status", "attempts"]
    list_filter = ["status", "kind"]
    search_fields = ["to_email", "subject", "dedupe_key", "message_id"]
    show_full_result_count = False
    inlines = [DeliveryInline]


@admin.register(Wording)
class WordingAdmin(ReadOnly, ModelAdmin):
    """What organisers write in mails, version by version; mails that were sent say which of them they said."""

    list_display = ["at", "scope", "kind", "language", "version", "is_current", "by"]
    list_filter = ["kind", "language", "is_current"]
    search_fields = ["scope", "subject", "body"]
    list_select_related = ["by"]
    show_full_result_count = False


@admin.register(InboundMail)
class InboundMailAdmin(ReadOnly, ModelAdmin):
    """What came back by mail, and what became of it: here are those that belong to no event, too."""

    list_display = ["received_at", "sender", "subject", "kind", "state", "reason"]
    list_filter = ["state", "kind", "reason"]
    search_fields = ["sender", "subject", "message_id"]
    exclude = ["raw"]
    show_full_result_count = False
    actions = ["deal_with"]

    @admin.action(description="Dealt with")
    def deal_with(self, request, queryset):  # type: ignore[no-untyped-def]
        count = sum(inbox.process(mail, by=request.user) for mail in queryset.for_people())
        self.message_user(request, f"{count} are dealt with.")


@admin.register(BouncedAddress)
class BouncedAddressAdmin(ModelAdmin):
    """Addresses that take no mail; to take a row away is to write there again."""

    list_display = ["address", "at", "status", "server_said"]
    search_fields = ["address"]
    show_full_result_count = False

    def has_add_permission(self, request, obj=None):  # type: ignore[no-untyped-def]
        return False

    def has_change_permission(self, request, obj=None):  # type: ignore[no-untyped-def]
        return False
