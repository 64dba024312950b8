import unicodedata
from collections.abc import Iterable
from typing import Any

from django.db import models

# Letters whose stroke or shape is no combining mark, so that Unicode does not take them apart.
PLAIN = str.maketrans(
    {"đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ø": "o", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"}
)


def fold(text: str) -> str:
    """Return text as it is searched: small letters without accents, single spaces, nothing invisible."""
    if text.isascii():  # nothing to take apart, and most text is: some twenty times as fast
        return " ".join(text.lower().replace("\0", "").split())
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    shown = (sign for sign in apart if not unicodedata.combining(sign) and unicodedata.category(sign) != "Cf")
    return " ".join("".join(shown).translate(PLAIN).replace("\0", "").split())


class FoldedField(models.TextField):
    """What a row is found by: the folded text of other fields. Written with the row, in bulk too (a generated column
    could not fold the same in SQLite and PostgreSQL)."""

    def __init__(self, *args: Any, sources: Iterable[str] = (), **kwargs: Any) -> None:
        self.sources = tuple(sources)
        kwargs.setdefault("default", "")
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        # To the database it is text, whatever it is made of.
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        text = fold(" ".join(str(getattr(model_instance, source) or "") for source in self.sources))
        setattr(model_instance, self.attname, text)
        return text


class Searchable(models.Model):
    """A row that is found by words of it, without accents."""

    class Meta:
        abstract = True

    def save(self, *, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        if update_fields is not None:
            update_fields = set(update_fields)
            for field in self._meta.concrete_fields:
                if isinstance(field, FoldedField) and update_fields.intersection(field.sources):
                    update_fields.add(field.name)
        super().save(update_fields=update_fields, **kwargs)
