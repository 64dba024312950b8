"""Mails to the hosts of visits and meetings. Their texts are in events/journeys/meetings/mail_texts.py."""

from functools import partial

from django.utils.translation import gettext_lazy

from events.mails.catalogue.groups import HOSTS
from events.mails.declarations import outside_mail

_mail = partial(outside_mail, group=HOSTS)
MAILS = (
    _mail("host_asked", gettext_lazy("Question to a host")),
    _mail("host_contact", gettext_lazy("Link to a visit, to a new contact of the host")),
    _mail("host_moved", gettext_lazy("New time of a visit, to the host")),
    _mail("host_postponed", gettext_lazy("Visit postponed, to the host")),
    _mail("host_cancelled", gettext_lazy("Visit cancelled, to the host")),
    _mail("host_list", gettext_lazy("List of visitors, to the host")),
    _mail("host_thanks", gettext_lazy("Thanks to a host")),
    _mail("passport_consent_asked", gettext_lazy("Question to a traveller: passport data for a host")),
    _mail("security_list_released", gettext_lazy("List with passport data, to a named person of a host")),
    _mail("host_answered", gettext_lazy("Answer of a host, to the team"), is_for_team=True),
)
