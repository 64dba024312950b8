from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _


class GroupMember(models.Model):
    """A person whom a user has registered for an event, or has tried to register.

    Each address that the user entered has a row, whether it was registered before or not. So neither the user's limits
    nor the page of their group reveal that. Name and address are those that the user entered."""

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="group_members", verbose_name=_("event"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="group_members", verbose_name=_("entered by")
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    name = models.CharField(_("name"), max_length=150)
    address = models.EmailField(_("email address"))
    created_at = models.DateTimeField(_("entered at"), default=now)
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("mailed at"), default=now)
    mails = models.PositiveSmallIntegerField(_("number of mails"), default=1)

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("member of a group")
        verbose_name_plural = _("members of groups")
        indexes = [models.Index(fields=["by", "created_at"], name="group_member_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["event", "by", "person"], name="one_group_member_per_person"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(address=""), name="group_member_is_named"),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.event}"
