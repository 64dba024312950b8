from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models.revision import Revision


class PageRevision(Revision):
    """The time of the last change to anything that public pages show. The table has one row.

    It is the version of every stored page. Only the triggers of events/page_store/triggers.py write it, in the
    transaction of the change."""

    class Meta:
        verbose_name = _("revision of the pages")
        verbose_name_plural = _("revisions of the pages")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="page_revision_is_one_row")]
