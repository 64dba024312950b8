"""The models of outgoing and incoming mail, one file per noun."""

from notifications.models.inbox import BouncedAddress, InboundMail, InboundMailQuerySet
from notifications.models.message import Delivery, Message, MessageQuerySet
from notifications.models.refusal import Refusal
from notifications.models.wording import Wording

__all__ = [
    "BouncedAddress",
    "Delivery",
    "InboundMail",
    "InboundMailQuerySet",
    "Message",
    "MessageQuerySet",
    "Refusal",
    "Wording",
]
