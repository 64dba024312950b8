"""Receive mail from a mail provider over HTTP, as an alternative to the mailbox.

django-anymail authenticates the provider and reads its format. The mail is then stored like any other; replies wait
for the next run of their task."""

import logging
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import BadRequest, ImproperlyConfigured, SuspiciousOperation
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt

from accounts.refusals import record_refusal
from accounts.security_log import SecurityEvent
from notifications.inbox import posts
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


@csrf_exempt
def receive_mime(request: HttpRequest, provider: str) -> HttpResponse:
    """Store the mail that a provider posts.

    Return 404 for a provider that is not configured, and 400 without the secret or for a post that is not in the
    provider's format. Return 200 for each mail that could be stored, even if it is unreadable: after an error, providers
    post the same mail again for days."""
    if provider != settings.INBOUND_PROVIDER or provider not in VIEWS:
        raise Http404
    view = import_string(VIEWS[provider])
    if request.method != "POST":
        return view.as_view()(request)
    _check_secret(request, view)
    post = posts.read(request)
    if post.danger:
        return _receive_dangerous(post, provider)
    try:
        return view.as_view()(request)
    except (SuspiciousOperation, ImproperlyConfigured, DatabaseError):
        raise
    except Exception as error:  # the mail of a stranger can cause any error in a parser
        if post.raw is None:
            raise BadRequest("The post is not in the format of the provider.") from error
        logger.warning("anymail cannot read a mail from %s.", provider, exc_info=True)
        inbox.receive(post.raw, via=InboundMail.Via.WEBHOOK)
        return HttpResponse()


receive_mime.handles_head = True  # type: ignore[attr-defined]  # providers check the address with HEAD


def _check_secret(request: HttpRequest, view: type[Any]) -> None:
    try:
        view().run_validators(request)
    except SuspiciousOperation:
        record_refusal(SecurityEvent.WEBHOOK_REFUSED, request, reason="secret")
        raise
    except (
        ValueError,
        RecursionError,
        LookupError,
        TypeError,
        AttributeError,
    ) as error:  # a signature without its parts
        record_refusal(SecurityEvent.WEBHOOK_REFUSED, request, reason="format")
        raise BadRequest("The post is not in the format of the provider.") from error


def _receive_dangerous(post: posts.Post, provider: str) -> HttpResponse:
    """Store a mail that only our own parser may read, or drop it if the provider has posted its parts only."""
    logger.warning("anymail must not read a mail from %s: %s.", provider, post.danger)
    if post.raw is not None:
        inbox.receive(post.raw, via=InboundMail.Via.WEBHOOK)
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
