"""Mail that a provider brings by HTTP, instead of a mailbox that we read. django-anymail checks who brings it and reads the
provider's form; what it finds becomes a row like any other. Answers wait there for the next tick."""

import json
import logging
from typing import Any

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
# Where providers write the mail as it came, if they are asked to.
RAW_IN_FORM, RAW_IN_JSON = ("body-mime",), ("RawEmail",)


@csrf_exempt
def receive_mime(request: HttpRequest, provider: str) -> HttpResponse:
    """Take what provider posts: 404 unless it is the one that is configured, 400 without the secret.

    Once it has shown the secret it gets 200 for whatever can be stored, so that it does not bring it again for days."""
    if provider != settings.INBOUND_PROVIDER or provider not in VIEWS:
        raise Http404
    view = import_string(VIEWS[provider])
    if request.method != "POST":
        return view.as_view()(request)
    view().run_validators(request)
    raw = _raw(request)
    if raw and parsing.find_danger(raw):  # not for anymail's parser
        inbox.receive(raw, via=InboundMail.Via.WEBHOOK)
        return HttpResponse()
    try:
        return view.as_view()(request)
    except (SuspiciousOperation, ImproperlyConfigured, DatabaseError):
        raise
    except Exception:  # whatever a stranger's mail makes of a parser
        if raw is None:
            raise
        logger.warning("A mail that %s brought is one that anymail cannot read.", provider, exc_info=True)
        inbox.receive(raw, via=InboundMail.Via.WEBHOOK)
        return HttpResponse()


def receive_event(event: Any, **_signal: Any) -> None:
    """Store what anymail has read."""
    if event.message is None:
        logger.warning("The provider says that it could not take a mail: %s", event.event_type)
        return
    message = event.message
    # Of a mail that a provider has taken apart, borders would be new each time, and so would its digest.
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
    """Return the mail as it came, None where this provider has taken it apart."""
    if request.content_type == "application/json":
        try:
            posted = json.loads(request.body)
        except ValueError:
            return None
        found = [posted.get(name) for name in RAW_IN_JSON] if isinstance(posted, dict) else []
    else:
        found = [request.POST.get(name) for name in RAW_IN_FORM]
    text = next((value for value in found if isinstance(value, str)), None)
    return None if text is None else text.encode("utf-8", "surrogateescape")
