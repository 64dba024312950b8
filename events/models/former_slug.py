from collections.abc import Collection

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _


class FormerSlug(models.Model):
    """An address that a row had before. Its page redirects to the present one: see events.slugs.

    model: the name of the model, such as "resource". within: the key of the row in which slugs are unique, such as the
    programme of an area; 0 if they are unique in the whole installation. row: the key of the row."""

    model = models.CharField(_("type"), max_length=40)
    within = models.BigIntegerField(_("within"), default=0)
    slug = models.SlugField(_("former address"), max_length=150, db_index=False)
    row = models.BigIntegerField(_("row"))
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        constraints = [models.UniqueConstraint(fields=["model", "within", "slug"], name="one_row_per_former_slug")]

    def __str__(self) -> str:
        return f"{self.model} {self.slug}"


def with_slugs[Row: models.Model](rows: QuerySet[Row], slugs: Collection[str]) -> QuerySet[Row]:
    """Return the rows that have or had one of these slugs, in no order, for use in a query.

    Links, feeds and alerts name a row by the slug that it had when they were made."""
    former = FormerSlug.objects.filter(model=rows.model._meta.model_name, slug__in=slugs).values("row")
    return rows.filter(Q(slug__in=slugs) | Q(pk__in=former)).order_by()
