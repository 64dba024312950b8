"""Remove the name, the addresses and the telephone numbers of a person from what others wrote."""

from email import message_from_bytes, policy
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import JSONField, Model, Q
from django.utils.text import slugify

from accounts.models.search import with_derived
from events.models import Event, FormerSlug
from events.personal_data.declarations import PLACES
from events.personal_data.places import DataPlace
from events.personal_data.traces import Traces, as_text
from events.slugs import MODELS, replace_slug
from notifications.models import InboundMail

FALLBACK = "page"  # the slug of a row whose title has no Latin letter left
TEXT = "{}_as_text"  # the annotation of a column of JSON


def events_that_name(traces: Traces) -> set[int]:
    """Return the keys of the events whose own texts, address or sessions contain a trace. Their calendar entries change."""
    found = {
        event.pk
        for event in Event.objects.filter(traces.condition("slug", with_parts=False)).only("slug")
        if traces.is_in(event.slug)
    }
    for place in PLACES:
        if place.model in {"events.Event", "events.Session", "events.Contributor"}:
            path = {"events.Event": "pk", "events.Session": "event", "events.Contributor": "session__event"}[
                place.model
            ]
            found.update(_rows(place, traces, ()).values_list(path, flat=True))
    return found


def redact(traces: Traces, events: set[int]) -> int:
    """Remove the traces from all words of others, and the parts of names from words about these events.

    Return the number of rows that have changed."""
    return sum(_redact_place(place, traces, events) for place in PLACES if place.words or place.talk)


def _redact_place(place: DataPlace, traces: Traces, events: set[int]) -> int:
    fields = (*place.words, *place.talk)
    about = set(_about(place, events).values_list("pk", flat=True)) if place.talk and events else set()
    count = 0
    for row in _rows(place, traces, events).only("pk", *fields).iterator():
        changes: dict[str, Any] = {}
        for name in fields:
            before = getattr(row, name)
            after = traces.remove(before, with_parts=name in place.talk and row.pk in about)
            if after != before:
                changes[name] = _fitted(place.model_class, name, after)
        if changes:
            count += place.model_class._base_manager.filter(pk=row.pk).update(**with_derived(row, changes))
    return count


def _rows(place: DataPlace, traces: Traces, events: Any) -> Any:
    """Return the rows of a place that may contain a trace."""
    rows = place.model_class._base_manager.all()
    whole, parts = Q(pk__in=[]), Q(pk__in=[])
    for name in (*place.words, *place.talk):
        column = name
        if isinstance(place.model_class._meta.get_field(name), JSONField):
            column = TEXT.format(name)
            rows = rows.alias(**{column: as_text(name)})
        whole |= traces.condition(column, with_parts=False)
        if name in place.talk:
            parts |= traces.condition(column, with_parts=True)
    return rows.filter(whole | parts & _about_condition(place, events)) if place.talk and events else rows.filter(whole)


def _about(place: DataPlace, events: set[int]) -> Any:
    return place.model_class._base_manager.filter(_about_condition(place, events))


def _about_condition(place: DataPlace, events: set[int]) -> Q:
    if place.event == "topic":
        return Q(topic__in=[f"event:{pk}" for pk in events])
    return Q(**{f"{place.event}__in": events})


def _fitted(model: type[Model], name: str, value: Any) -> Any:
    longest = getattr(model._meta.get_field(name), "max_length", None)
    return value[:longest] if longest and isinstance(value, str) else value


def with_named_slugs(model: type[Any], traces: Traces) -> list[Any]:
    """Return the rows whose address contains a name of the person and whose title does not, in the order of their keys.

    The title of a publication keeps the names of its authors, and so does its address."""
    rows = model._default_manager.filter(traces.condition("slug", with_parts=False)).order_by("pk")
    return [row for row in rows if traces.is_in(row.slug) and not traces.is_in(slugify(str(row)))]


def replace_slugs(traces: Traces) -> int:
    """Make new addresses for the rows of with_named_slugs(), and delete the former addresses that contain a name.

    Call this after redact(). Return the number of rows that have changed."""
    count = 0
    for model in MODELS:
        for row in with_named_slugs(model, traces):
            replace_slug(row, str(row), fallback=FALLBACK)
            count += 1
    former = FormerSlug.objects.filter(traces.condition("slug", with_parts=False)).values_list("pk", "slug")
    return count + FormerSlug.objects.filter(pk__in=[pk for pk, slug in former if traces.is_in(slug)]).delete()[0]


def delete_raw_mails(traces: Traces) -> int:
    """Delete the raw content of incoming mails in which the person is named. The encoded content cannot be changed."""
    count = 0
    for pk, raw in InboundMail.objects.filter(raw__isnull=False).values_list("pk", "raw").iterator(chunk_size=50):
        if traces.is_in(_words_of(bytes(raw or b""))):
            count += InboundMail.objects.filter(pk=pk).update(raw=None, excerpt="")
    return count


def _words_of(raw: bytes) -> str:
    """Return all text of a mail: its headers and parts, decoded as far as possible."""
    texts = [raw.decode("utf-8", "replace")]
    try:
        mail = message_from_bytes(raw, policy=policy.default)
        texts += [f"{value}" for _name, value in mail.items()]
        for part in mail.walk():
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                texts.append(content.decode(part.get_content_charset("utf-8") or "utf-8", "replace"))
    except (ValueError, LookupError, KeyError, IndexError):  # a mail that nobody can read is searched as it is
        pass
    return "\n".join(texts)


def delete_login_sessions(person_id: int, traces: Traces) -> int:
    """Delete all login sessions of a person, and sessions of strangers that contain a trace."""
    found = []
    for session in Session.objects.iterator(chunk_size=500):
        values = session.get_decoded()
        if str(values.get("_auth_user_id")) == str(person_id) or traces.is_in(str(values)):
            found.append(session.pk)
    return Session.objects.filter(pk__in=found).delete()[0]
