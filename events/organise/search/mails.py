"""Find emails: what was sent, and what people replied."""

from collections.abc import Iterable

from django.db.models import BigIntegerField, Case, Exists, OuterRef, Q, QuerySet, When
from django.db.models.functions import Cast, Substr
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from events.models import Event, Programme
from events.organise.search.hits import Hit, Search
from events.permissions import Action
from notifications.models import InboundMail, Message

EVENT, PROGRAMME = "event:", "programme:"


def find_mails(search: Search) -> list[Hit]:
    """Return emails by recipient or sender, and subject: replies to review and sent emails, each with the latest first."""
    topics = [f"{PROGRAMME}{key}" for key in search.programmes[Action.VIEW_DELIVERIES]]
    waiting = search.first(
        InboundMail.objects.defer("raw", "excerpt").order_by("-received_at", "-pk"),
        _about_events(InboundMail.objects.for_people(), search).filter(search.matches("search_text")),
    )
    sent = _about_events(Message.objects.all(), search, Q(topic__in=topics)).filter(search.matches("search_text"))
    rows = Message.objects.defer("text", "html", "ics", "search_text").order_by("-created_at", "-pk")
    mails = search.first(rows, sent)
    events = _events_of([*waiting, *mails])
    slugs = dict(Programme.objects.filter(pk__in=search.programmes[Action.VIEW_DELIVERIES]).values_list("pk", "slug"))
    return [
        *(_reply_hit(search, mail, events[mail.topic]) for mail in waiting if mail.topic in events),
        *(_mail_hit(search, mail, slugs, events.get(mail.topic)) for mail in mails),
    ]


def _about_events(mails: QuerySet, search: Search, others: Q | None = None) -> QuerySet:
    key = Case(When(topic__startswith=EVENT, then=Cast(Substr("topic", len(EVENT) + 1), BigIntegerField())))
    events = Event.objects.filter(pk=OuterRef("event_key"), programme__in=search.programmes[Action.VIEW_DELIVERIES])
    permitted = Q(Exists(events.order_by()))
    return mails.alias(event_key=key).filter(permitted | others if others else permitted)


def _events_of(mails: Iterable[Message | InboundMail]) -> dict[str, Event]:
    keys = {int(mail.topic.removeprefix(EVENT)) for mail in mails if mail.topic.startswith(EVENT)}
    events = Event.objects.only("title", "slug", "programme", "timezone")
    return {event.mail_topic: event for event in events.filter(pk__in=keys)}


def _reply_hit(search: Search, mail: InboundMail, event: Event) -> Hit:
    day = date_format(localtime(mail.received_at, event.zone), "DATETIME_FORMAT")
    details = [_("From %(sender)s") % {"sender": mail.sender}, day, event.title, mail.get_state_display()]
    url = reverse("calendar_replies:detail", args=[event.slug, mail.pk])
    return Hit(url, search.mark(mail.subject or mail.sender), search.details(details))


def _mail_hit(search: Search, mail: Message, slugs: dict[int, str], event: Event | None) -> Hit:
    programme = event.programme_id if event else int(mail.topic.removeprefix(PROGRAMME))
    day = date_format(localtime(mail.created_at, event.zone if event else None), "DATETIME_FORMAT")
    to = _("To %(name)s") % {"name": mail.to_name or mail.to_email}
    details = [to, mail.to_email if search.finds(mail.to_email) else "", day, mail.get_status_display()]
    url = reverse("mail_log:message", args=[slugs[programme], mail.pk])
    return Hit(url, search.mark(mail.subject), search.details(details))
