"""Mails to the hosts of visits and meetings. Their texts are in events/journeys/meetings/mail_texts.py."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from events.mails.catalogue.groups import HOSTS
from events.mails.declarations import Mail


def _mail(name: str, label: str | Promise, *, is_for_team: bool = False) -> Mail:
    return Mail(
        name=name,
        label=label,
        group=HOSTS,
        placeholders=(),
        has_text=False,
        is_outside=True,
        is_for_draft=True,
        is_for_team=is_for_team,
    )


MAILS = (
    _mail("host_asked", gettext_lazy("Question to a host")),
    _mail("host_moved", gettext_lazy("New time of a visit, to the host")),
    _mail("host_cancelled", gettext_lazy("Visit cancelled, to the host")),
    _mail("host_thanks", gettext_lazy("Thanks to a host")),
    _mail("host_answered", gettext_lazy("Answer of a host, to the team"), is_for_team=True),
)
