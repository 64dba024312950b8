"""Delete the content of mails, and later their lines in the log."""

from django.db.models import Q

from events.personal_data.batches import cutoff, delete_rows, empty_fields
from notifications.models import BouncedAddress, Delivery, InboundMail, Message

FINAL = (Message.Status.SENT, Message.Status.FAILED, Message.Status.DROPPED)


def delete_mail_bodies() -> int:
    """Empty the text, the HTML, the calendar part and the answers of servers. Subject, address and times stay."""
    old = Q(created_at__lt=cutoff("mail_bodies"), status__in=FINAL)
    count = empty_fields(Message.objects.filter(old), text="", html="", ics="", to_name="")
    return count + empty_fields(Delivery.objects.filter(at__lt=cutoff("mail_bodies")), server_said="")


def delete_mail_log() -> int:
    """Delete old messages with their deliveries."""
    return delete_rows(Message.objects.filter(created_at__lt=cutoff("mail_log"), status__in=FINAL))


def delete_raw_mail() -> int:
    """Delete the raw content and the excerpt of incoming mails. The results are kept."""
    old = InboundMail.objects.filter(received_at__lt=cutoff("raw_mail"))
    return empty_fields(old, raw=None, excerpt="")


def delete_inbox_lines() -> int:
    """Delete the lines of incoming mails, whatever was decided about them."""
    return delete_rows(InboundMail.objects.filter(received_at__lt=cutoff("inbox")))


def delete_bounces() -> int:
    """Forget that an address did not accept mail. The next mail to it shows whether this is still so."""
    return delete_rows(BouncedAddress.objects.filter(at__lt=cutoff("bounces")))
