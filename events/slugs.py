"""Slugs: the part of an address that names a row. An address that has changed redirects to the present one.

Every form of a row with a slug uses SlugFormMixin, in the workspace and in the admin, and save_with_slug() saves the row.
events.public.former_addresses redirects."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from events.errors import DomainError
from events.models import Album, AreaOfAction, Event, FormerSlug, NewsItem, PolicyDeclaration, Programme, Resource
from events.models.former_slug import with_slugs

LONGEST_SLUG, ROOM_FOR_NUMBER = 100, 10  # characters of a new slug, without the number that makes it unique
# The models with slugs in addresses. The slug of a question is a key that no address has.
MODELS: tuple[type[Any], ...] = (Programme, AreaOfAction, PolicyDeclaration, NewsItem, Event, Resource, Album)
UNSAVED = -1  # the key of no programme
# The slugs that no row of a model gets, because another page has the address: /organise/programmes/new/.
RESERVED = {"programme": {"new"}}


class TakenSlugError(DomainError):
    """Raised when a slug belongs, or belonged, to another row."""

    advice = _("Another page has this address, or had it before: links to it exist. Choose another one.")


class SlugFormMixin:
    """Mixin for a ModelForm with the field "slug". An empty field keeps the slug, or makes one from the title."""

    instance: Any
    cleaned_data: dict[str, Any]

    def clean_slug(self) -> str:
        before: str = getattr(self.instance, "slug", "")
        slug: str = self.cleaned_data["slug"] or before
        if slug != before and slug in _reserved(self.instance):
            raise forms.ValidationError(_("Plenary uses this address itself. Choose another one."), "reserved")
        if slug != before and is_slug_taken(self.instance, slug):
            raise forms.ValidationError(str(TakenSlugError.advice), "taken")
        return slug


class SlugChoiceField(forms.ChoiceField):
    """A choice of a row by its slug. A slug that the row had before chooses it too: links have it for years."""

    def __init__(self, *, rows: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rows = rows

    def to_python(self, value: Any) -> str:
        return self._present(super().to_python(value))

    def bound_data(self, data: Any, initial: Any) -> Any:
        return self.to_python(data)

    def _present(self, slug: str) -> str:
        """Return the slug that the row with this one has now. A slug that nothing has or had stays."""
        if not slug or self.valid_value(slug):
            return slug
        found = with_slugs(self.rows, [slug]).values_list("slug", flat=True).first()
        return found or slug


class SlugMultipleChoiceField(SlugChoiceField, forms.MultipleChoiceField):
    """The choice of several rows by their slugs."""

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]  # as in Django's fields
        return list(dict.fromkeys(map(self._present, forms.MultipleChoiceField.to_python(self, value))))


def free_slug(base: str, taken: Collection[str]) -> str:
    """Return base, or the first of base-2, base-3 … that is not among the taken ones."""
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


@transaction.atomic
def save_with_slug[Row: Model](row: Row, *, title: str, fallback: str, only: Collection[str] | None = None) -> Row:
    """Save a row. Without a slug it keeps the one that it has, or gets a free one from its title.

    A former slug redirects to the new one. Two transactions that save rows with the same title at the same moment get two
    slugs: the later one waits for the earlier one, and tries the next slug.

    fallback: the slug for a title in another script. only: the fields to save of a row that is not new; None for all. Raise
    TakenSlugError if another row has or had the slug of the row."""
    before = _stored_slug(row) if row.pk else ""
    slug = getattr(row, "slug", "") or before
    if not slug:
        _save_new(row, title, fallback)
        return row
    row.slug = slug  # type: ignore[attr-defined]  # each of these models has a slug
    if not _save(row, only) or (slug != before and is_former_slug(row, slug)):
        raise TakenSlugError
    if before:
        keep_former_slug(row, before)
    return row


def new_slug(row: Model, title: str, *, fallback: str) -> str:
    """Return a slug for a new row with this title, which no row has or had. fallback: for a title in another script."""
    longest = min(LONGEST_SLUG, (type(row)._meta.get_field("slug").max_length or 0) - ROOM_FOR_NUMBER)  # type: ignore[union-attr]
    base = slugify(title)[:longest].strip("-") or fallback
    taken = {
        *_reserved(row),
        *_scope(row).filter(slug__startswith=base).values_list("slug", flat=True),
        *_former(row).filter(slug__startswith=base).values_list("slug", flat=True),
    }
    return free_slug(base, taken)


def replace_slug(row: Model, title: str, *, fallback: str) -> None:
    """Give a row a new slug from its title, and keep nothing of the present one: no redirect and no former slug.

    Call it in the transaction that changes the title. The page is no longer found at its address."""
    _save_new(row, title, fallback, only=["slug"])


def keep_former_slug(row: Model, old: str) -> None:
    """Record that row had the slug `old` until now. Call it in the transaction that saves its new slug."""
    new = getattr(row, "slug", "")
    if old == new:
        return
    _former(row).filter(slug=new).delete()
    FormerSlug.objects.update_or_create(model=_name(type(row)), within=_within(row), slug=old, defaults={"row": row.pk})


def is_slug_taken(row: Model, slug: str) -> bool:
    """Return whether another row of the model of `row` has this slug, or had it: links to it exist."""
    return _scope(row).filter(slug=slug).exclude(pk=row.pk).exists() or is_former_slug(row, slug)


def is_former_slug(row: Model, slug: str) -> bool:
    """Return whether another row of the model of `row` had this slug: links to it exist."""
    return _former(row).filter(slug=slug).exclude(row=row.pk).exists()


def get_by_slug[Row: Model](rows: QuerySet[Row], slug: str, *, within: int = 0) -> Row:
    """Return the row with this slug, or the one that had it. Raise Http404.

    within: the key of the programme, if the slugs of these rows are unique in their programme. One query, unless no row
    has the slug."""
    row = find_by_slug(rows, slug, within=within)
    if row is None:
        raise Http404
    return row


def find_by_slug[Row: Model](rows: QuerySet[Row], slug: str, *, within: int = 0) -> Row | None:
    """Return the row with this slug, or the one that had it; None without one. within: as for get_by_slug()."""
    row = rows.filter(slug=slug).first()
    if row is None:
        former = FormerSlug.objects.filter(model=_name(rows.model), within=within, slug=slug).values("row")
        row = rows.filter(pk__in=former).first()
    return row


def _stored_slug(row: Model) -> str:
    """Lock the row until the end of the transaction, and return its slug in the database."""
    return _scope(row).filter(pk=row.pk).select_for_update().values_list("slug", flat=True).first() or ""


def _save_new(row: Model, title: str, fallback: str, only: Collection[str] | None = None) -> None:
    # Each time that another transaction was faster, a row with the slug exists, so that the next slug is another one.
    while True:
        row.slug = new_slug(row, title, fallback=fallback)  # type: ignore[attr-defined]
        if _save(row, only):
            return


def _save(row: Model, only: Collection[str] | None = None) -> bool:
    """Save row. Return False, and save nothing, if another transaction has just given its slug to another row."""
    try:
        with transaction.atomic():
            row.save(update_fields=only)
    except IntegrityError:
        if not _scope(row).filter(slug=getattr(row, "slug", "")).exclude(pk=row.pk).exists():
            raise  # another rule
        return False
    return True


def _scope(row: Model) -> QuerySet[Any]:
    """Return the rows among which the slug of row is unique: all, or those of its programme (none before it is saved)."""
    rows = type(row)._default_manager.order_by()
    within = _within(row)
    return rows if within == 0 else rows.filter(programme=within)


def _former(row: Model) -> QuerySet[FormerSlug]:
    return FormerSlug.objects.filter(model=_name(type(row)), within=_within(row))


def _within(row: Model) -> int:
    """Return the key of the programme in which the slug of row is unique; 0 if it is unique in the installation.

    Return UNSAVED for a programme that is not saved."""
    is_unique = type(row)._meta.get_field("slug").unique  # type: ignore[union-attr]
    return 0 if is_unique else row.programme_id or UNSAVED  # type: ignore[attr-defined]


def _reserved(row: Model) -> set[str]:
    return RESERVED.get(_name(type(row)), set())


def _name(model: type[Model]) -> str:
    return model._meta.model_name or ""
