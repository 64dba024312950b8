"""What the page on which an announcement is written shows beside its fields: recipients, previews, placeholders."""

from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.http import QueryDict

from accounts.models import User
from events.announcements import audience, mails, preview, services
from events.announcements.errors import FilterGoneError
from events.announcements.forms import AnnouncementForm
from events.mails.catalogue import ANNOUNCEMENT
from events.mails.preview import Preview
from events.models import Announcement, AnnouncementRecipient, Event
from events.participants.table_form import TableForm

Reason = AnnouncementRecipient.Reason


@dataclass(frozen=True)
class AudienceCount:
    count: int
    left_out: list[tuple[str, int]]  # the label of the reason, and how many people
    untranslated: list[tuple[str, int]]  # the name of a language without a text, and how many of the recipients read it


@dataclass(frozen=True)
class LanguagePreview:
    code: str
    name: str
    preview: Preview
    is_readers: bool  # whether the chosen reader gets this one


def count_audience(event: Event, form: AnnouncementForm, filters: TableForm) -> AudienceCount | None:
    """Return how many people the announcement as it is typed is for. Return None if a filter is not valid."""
    wanted = filters.registration_filter()
    if not filters.filters_make_sense:
        return None
    typed = Announcement(event=event)
    services.set_groups(typed, form.groups(wanted), is_optional=form.is_optional)
    try:
        current = audience.resolve(typed)
    except FilterGoneError:
        return None
    reasons = Counter(member.reason for member in current.left_out)
    left_out = [(str(reason.label), reasons[reason]) for reason in Reason if reasons[reason]]
    return AudienceCount(len(current.recipients), left_out, _untranslated(event, form, current))


def _untranslated(
    event: Event, form: AnnouncementForm, current: audience.AnnouncementAudience
) -> list[tuple[str, int]]:
    """Return the languages that recipients read and that have no text. Before the first text there is nothing to say."""
    names, written = dict(settings.MAIL_LANGUAGES), form.texts_as_typed()
    readers: Counter[str] = Counter()
    for language, count in Counter(member.language for member in current.recipients).items():
        readers[mails.language_of(names, event, User(language=language))] += count
    return [(names[code], count) for code, count in readers.most_common() if written and code not in written]


def previews(event: Event, form: AnnouncementForm) -> list[LanguagePreview]:
    """Return the mail as it is typed, in each language that it has. That of the chosen reader comes first.

    The field `look_in` restricts it to one language, if there is a text in it."""
    texts, reader = form.texts_as_typed(), str(form["reader"].value() or "")
    if not texts:
        return []
    chosen = str(form["look_in"].value() or "")
    first = preview.language_for(event, texts, reader=reader, language=chosen)
    codes = [first] if chosen in texts else sorted(texts, key=lambda code: code != first)
    names = dict(settings.MAIL_LANGUAGES)
    return [
        LanguagePreview(
            code,
            names[code],
            preview.preview(event, code, texts[code], is_optional=form.is_optional, reader=reader),
            is_readers=bool(reader) and code == first and not chosen,
        )
        for code in codes
    ]


def apply_buttons(data: QueryDict) -> QueryDict:
    """Return the posted fields after the chip that was pressed: without a filter, or with one more placeholder.

    A browser with scripts does this itself, at the place of the cursor."""
    data = data.copy()
    name, _colon, value = data.get("remove", "").partition(":")
    if name and value:
        data.setlist(name, [other for other in data.getlist(name) if other != value])
    code, _colon, placeholder = data.get("insert", "").partition(":")
    known = {each.name for each in ANNOUNCEMENT.placeholders}
    if placeholder in known and code in dict(settings.MAIL_LANGUAGES):
        data[f"text_{code}"] = f"{data.get(f'text_{code}', '')}{{{placeholder}}}"
    return data
