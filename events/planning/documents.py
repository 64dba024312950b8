"""The documents of an event: links and files that its page shows."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.fields import need_one_of, typed_field
from accounts.models import User
from events import history
from events.models import Document, Event, Resource, Session
from events.models.answer import private_storage
from events.participants.table_form import session_label
from events.permissions import Action, TeamRequest, event_for, role_of
from events.planning.document_access import find_visible_file
from events.questions.file_validation import ACCEPT_ATTRIBUTE, ValidatedFile, clean_file, limits_text
from events.questions.files import delete_on_commit, download_response, store_content
from events.questions.shared_pdfs import problem_of, withheld
from events.registration.transitions import lock_event

MOST_DOCUMENTS = 50
COPIED_FIELDS = ("title", "url", "resource", "audience", "name", "content_type", "size")


class DocumentForm(forms.ModelForm):
    """One document: a link, a file or a resource of the library. Its title can come from the name of the file.

    sessions: of the event, by their keys as text. resources: choices of keys and titles, of the programme."""

    upload = forms.FileField(
        label=gettext_lazy("File"), required=False, widget=forms.FileInput(attrs={"accept": ACCEPT_ATTRIBUTE})
    )
    session = forms.ChoiceField(
        label=gettext_lazy("Session"),
        required=False,
        help_text=gettext_lazy("The page of the session shows the document too."),
    )
    resource = forms.TypedChoiceField(
        label=gettext_lazy("Resource of the library"), required=False, coerce=int, empty_value=None
    )
    validated: ValidatedFile | None = None

    class Meta:
        model = Document
        fields = ["title", "url", "audience", "session"]
        labels = {"audience": gettext_lazy("Who sees it")}

    def __init__(
        self,
        *args: Any,
        sessions: Mapping[str, Session] | None = None,
        resources: Sequence[tuple[int, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sessions = sessions = sessions or {}
        choices = [("", _("The whole event")), *((key, session_label(session)) for key, session in sessions.items())]
        typed_field(self, "session", forms.ChoiceField).choices = choices
        if not sessions:
            del self.fields["session"]
        self.fields["title"].required = False
        typed_field(self, "resource", forms.ChoiceField).choices = [("", _("None")), *resources]
        self.initial["resource"] = self.instance.resource_id
        if not resources:
            del self.fields["resource"]
        self.fields["upload"].help_text = limits_text()
        need_one_of(self, "url", "upload", *(["resource"] if resources else []))

    def clean_upload(self) -> Any:
        uploaded = self.cleaned_data["upload"]
        if uploaded:
            self.validated = clean_file(uploaded, is_shared=True)
        return uploaded

    def clean_session(self) -> Session | None:
        return self.sessions.get(self.cleaned_data["session"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.validated and data.get("url") and "url" in self.changed_data:
            self.add_error("upload", _("Give a link or a file, not both."))
        if self.validated:
            data["title"] = data.get("title") or self.validated.name.rpartition(".")[0]
        if data.get("resource") and (self.validated or data.get("url")):
            self.add_error("resource", _("Give a link, a file or a resource, not two of them."))
        if not data.get("title"):
            self.add_error("title", _("Enter a title."))
        has_one = data.get("url") or data.get("resource") or self.validated or self.instance.file
        if not has_one and not {"url", "upload"} & self.errors.keys():
            self.add_error("url", _("Enter a link, or choose a file."))
        return data


DocumentFormSet = forms.inlineformset_factory(
    # A post may name more rows than it has: each of them is built.
    Event,
    Document,
    form=DocumentForm,
    extra=2,
    can_delete=True,
    max_num=MOST_DOCUMENTS,
    absolute_max=MOST_DOCUMENTS + 1,
)


def set_documents(event: Event, saved: Iterable[DocumentForm], removed: Iterable[Document], *, by: User) -> None:
    """Save and remove documents of event, and record it in its history.

    The contents of files are stored before the transaction, so that the event is not locked during the upload."""
    stored = [(form, _store(form.validated) if form.validated else None) for form in saved]
    try:
        _set(event, stored, removed, by=by)
    except Exception:
        for _form, path in stored:
            if path:
                private_storage().delete(path)
        raise


@transaction.atomic
def _set(event: Event, stored: list[tuple[DocumentForm, str | None]], removed: Iterable[Document], *, by: User) -> None:
    event = lock_event(event)
    lines = []
    for document in removed:
        if document.pk:
            lines.append(history.describe_change(document.title, document.url or document.name, ""))
            _delete_content(document)
            document.delete()
    for form, path in stored:
        document = form.save(commit=False)
        document.event, document.resource_id = event, form.cleaned_data.get("resource")
        if document.url or path or document.resource_id:
            _delete_content(document)
            document.file, document.name, document.content_type, document.size = "", "", "", 0
        if path and form.validated:
            document.url, document.file, document.name = "", path, form.validated.name
            document.content_type, document.size = form.validated.content_type, len(form.validated.content)
        document.save()
        lines.append(f"{document.title} {document.url or document.name} ({document.get_audience_display()})")
    if lines:
        history.record(event, history.What.DOCUMENTS, lines, by=by)


def _store(validated: ValidatedFile) -> str:
    """Store the content of a file under a new key, beside that of the file that it replaces. Return its path."""
    return store_content(Document(), validated.name, validated.content)


def _delete_content(document: Document) -> None:
    """Delete the content of the file of document when the transaction is committed."""
    if document.file:
        delete_on_commit([document.file.name or ""])


def copy_documents(event: Event, documents: Iterable[Document], sessions: Mapping[int, Session]) -> None:
    """Give event these documents of another event. A file is copied: each event can delete its own.

    sessions: the saved copies of the sessions, by the key of the original."""
    for row in documents:
        copy = Document(event=event, session=sessions.get(row.session_id or 0))
        for name in COPIED_FIELDS:
            setattr(copy, name, getattr(row, name))
        if row.file:
            try:
                with row.file.open() as content:
                    copy.file = store_content(copy, row.name, content.read())
            except FileNotFoundError:  # lost by the storage
                continue
        copy.save()


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def event_documents(request: TeamRequest, event: Event) -> HttpResponse:
    sessions = {str(session.pk): session for session in event.sessions.all()}
    for session in sessions.values():
        session.event = event
    resources = Resource.objects.filter(programme=event.programme_id, slides=None).order_by("title", "pk")
    kwargs = {"sessions": sessions, "resources": list(resources.values_list("pk", "title"))}
    rows = DocumentFormSet(request.POST or None, request.FILES or None, instance=event, form_kwargs=kwargs)
    if request.method == "POST" and rows.is_valid():
        kept = [form for form in rows.forms if form.has_changed() and form not in rows.deleted_forms]
        set_documents(event, kept, [form.instance for form in rows.deleted_forms], by=request.user)
        messages.success(request, _("The documents are saved."))
        return redirect("planning:documents", event.slug)
    return render(request, "planning/event_documents.html", {"event": event, "rows": rows})


@never_cache
@require_safe
def document_file(request: HttpRequest, document: uuid.UUID) -> HttpResponseBase:
    found = find_visible_file(document, request.user)
    if found is None:
        raise Http404
    if problem_of(found) and role_of(request.user, found.event.programme) is None:
        return withheld(request)
    return download_response(found)
