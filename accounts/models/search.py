import unicodedata
from collections.abc import Iterable
from typing import Any

from django.db import models

# Letters with a stroke or a special shape. Unicode does not decompose them.
PLAIN = str.maketrans(
    {"đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ø": "o", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"}
)


def fold(text: str) -> str:
    """Return the search form of text: lower case, without accents and invisible characters, with single spaces."""
    if text.isascii():  # most text, and twenty times as fast
        return " ".join(text.lower().replace("\0", "").split())
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    visible = (char for char in decomposed if not unicodedata.combining(char) and unicodedata.category(char) != "Cf")
    return " ".join("".join(visible).translate(PLAIN).replace("\0", "").split())


class FoldedField(models.TextField):
    """The search text of a row: the folded text of its source fields.

    It is saved with the row, by bulk operations too. A generated column could not fold text in the same way on SQLite
    and PostgreSQL."""

    def __init__(self, *args: Any, sources: Iterable[str] = (), **kwargs: Any) -> None:
        self.sources = tuple(sources)
        kwargs.setdefault("default", "")
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        # Migrations see a plain text field.
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        text = fold(" ".join(str(getattr(model_instance, source) or "") for source in self.sources))
        setattr(model_instance, self.attname, text)
        return text


class Searchable(models.Model):
    """A model with a FoldedField. Saving a source field also saves the search text."""

    class Meta:
        abstract = True

    def save(self, *, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        if update_fields is not None:
            update_fields = set(update_fields)
            for field in self._meta.concrete_fields:
                if isinstance(field, FoldedField) and update_fields.intersection(field.sources):
                    update_fields.add(field.name)
        super().save(update_fields=update_fields, **kwargs)
