from django.contrib import admin
from unfold.admin import ModelAdmin, TabularInline

from notifications.models import Delivery, Message


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
class MessageDesk(ReadOnly, ModelAdmin):
    """What was written and sent; it is never changed, since it is what people were told."""

    list_display = ["created_at", "to_email", "subject", "kind", "status", "attempts"]
    list_filter = ["status", "kind"]
    search_fields = ["to_email", "subject", "dedupe_key", "message_id"]
    show_full_result_count = False
    inlines = [DeliveryInline]
