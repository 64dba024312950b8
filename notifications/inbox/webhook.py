"""Receive mail from a mail provider over HTTP, as an alternative to the mailbox.

django-anymail authenticates the provider and reads its format. The mail is then stored like any other; replies wait
for the next run of their task."""

import json
import logging
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt

from notifications.inbox import parsing
from notifications.inbox import services as inbox
from notifications.inbox.parsing import Envelope
from notifications.models import InboundMail

if TYPE_CHECKING:
    from anymail.signals import AnymailInboundEvent

logger = logging.getLogger(__name__)

VIEWS = {
    "amazon_ses": "anymail.webhooks.amazon_ses.AmazonSESInboundWebhookView",
    "brevo": "anymail.webhooks.brevo.BrevoInboundWebhookView",
    "mailersend": "anymail.webhooks.mailersend.MailerSendInboundWebhookView",
    "mailgun": "anymail.webhooks.mailgun.MailgunInboundWebhookView",
    "mailjet": "anymail.webhooks.mailjet.MailjetInboundWebhookView",
    "mandrill": "anymail.webhooks.mandrill.MandrillCombinedWebhookView",
    "postal": "anymail.webhooks.postal.PostalInboundWebhookView",
    "postmark": "anymail.webhooks.postmark.PostmarkInboundWebhookView",
    "resend": "anymail.webhooks.resend.ResendInboundWebhookView",
    "sparkpost": "anymail.webhooks.sparkpost.SparkPostInboundWebhookView",
}
# The fields with the raw mail, if the provider is configured to post it.
RAW_IN_FORM, RAW_IN_JSON = ("body-mime",), ("RawEmail",)


@csrf_exempt
def receive_mime(request: HttpRequest, provider: str) -> HttpResponse:
    """Store the mail that a provider posts.

    Return 404 for a provider that is not configured, and 400 without the secret. Return 200 for each mail that could be
    stored, even if it is unreadable: after an error, providers post the same mail again for days."""
    if provider != settings.INBOUND_PROVIDER or provider not in VIEWS:
        raise Http404
    view = import_string(VIEWS[provider])
    if request.method != "POST":
        return view.as_view()(request)
    view().run_validators(request)
    raw = _raw(request)
    if raw and parsing.find_danger(raw):  # anymail's parser has no limits
        inbox.receive(raw, via=InboundMail.Via.WEBHOOK)
        return HttpResponse()
    try:
        return view.as_view()(request)
    except (SuspiciousOperation, ImproperlyConfigured, DatabaseError):
        raise
    except Exception:  # the mail of a stranger can cause any error in a parser
        if raw is None:
            raise
        logger.warning("anymail cannot read a mail from %s.", provider, exc_info=True)
        inbox.receive(raw, via=InboundMail.Via.WEBHOOK)
        return HttpResponse()


def receive_event(event: "AnymailInboundEvent", **_signal: Any) -> None:
    """Store the mail that anymail has read."""
    if event.message is None:
        logger.warning("The provider could not accept a mail: %s", event.event_type)
        return
    message = event.message
    # anymail builds a mail from the parts that some providers post. Without fixed boundaries, the digest of the same
    # mail would differ each time.
    for number, part in enumerate(message.walk()):
        if part.is_multipart() and part.get_boundary() is None:
            part.set_boundary(f"part-{number}")
    recipients = (message.envelope_recipient,) if message.envelope_recipient else ()
    inbox.receive(
        message.as_bytes(),
        Envelope(sender=message.envelope_sender or "", recipients=recipients),
        via=InboundMail.Via.WEBHOOK,
    )


def _raw(request: HttpRequest) -> bytes | None:
    """Return the raw mail, or None if this provider posts its parts only."""
    if request.content_type == "application/json":
        try:
            posted = json.loads(request.body)
        except ValueError:
            return None
        values = [posted.get(name) for name in RAW_IN_JSON] if isinstance(posted, dict) else []
    else:
        values = [request.POST.get(name) for name in RAW_IN_FORM]
    text = next((value for value in values if isinstance(value, str)), None)
    return None if text is None else text.encode("utf-8", "surrogateescape")
