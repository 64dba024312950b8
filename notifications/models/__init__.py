"""What is told and what came back, one file a noun."""

from notifications.models.message import Delivery, Message, MessageQuerySet
from notifications.models.refusal import Refusal
from notifications.models.wording import Wording

__all__ = ["Delivery", "Message", "MessageQuerySet", "Refusal", "Wording"]
