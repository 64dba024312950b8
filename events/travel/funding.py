"""The funding of seats: who pays. Plenary makes no payments."""

from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events.models import Event, Registration, RegistrationChange
from events.registration import transitions
from events.travel.errors import InvalidFundingError

Funding = Registration.Funding
ACTION = "funding"  # in the history of a registration; not a step, because the status does not change


@transaction.atomic
def set_funding(event: Event, keys: Iterable[int], funding: str, *, funder: str = "", by: User | None) -> int:
    """Set who pays for the seats of these registrations and record it in their history; return how many have changed.

    `funder` is the name of another donor.

    Raise InvalidFundingError if `funding` is unknown, or if it is another donor without a name."""
    event = transitions.lock_event(event)
    if funding not in {"", *Funding.values} or (funding == Funding.OTHER and not funder):
        raise InvalidFundingError
    funder = funder if funding == Funding.OTHER else ""
    registrations = event.registrations.filter(pk__in=list(keys)).exclude(funding=funding, funder=funder)
    changed = list(registrations.order_by("pk"))
    for registration in changed:
        registration.funding, registration.funder = funding, funder
    Registration.objects.bulk_update(changed, ["funding", "funder"], batch_size=500)
    RegistrationChange.objects.bulk_create(
        RegistrationChange(
            registration=registration,
            action=ACTION,
            from_status=registration.status,
            to_status=registration.status,
            by=by,
            reason=_describe(funding, funder),
        )
        for registration in changed
    )
    return len(changed)


def funding_totals(event: Event) -> list[tuple[str, str, int]]:
    """Return (funding, label, number of confirmed people) for each way of funding.

    Other donors are listed one by one. The last row counts people without a decision."""
    counted: Counter[tuple[str, str]] = Counter(event.registrations.confirmed().values_list("funding", "funder"))
    donors = sorted(funder for funding, funder in counted if funding == Funding.OTHER)
    return [
        *((way.value, str(way.label), counted[way.value, ""]) for way in (Funding.PROGRAMME, Funding.OWN)),
        *((Funding.OTHER.value, donor or str(Funding.OTHER.label), counted[Funding.OTHER, donor]) for donor in donors),
        ("", str(_("Not decided yet")), counted["", ""]),
    ]


def _describe(funding: str, funder: str) -> str:
    label = str(Funding(funding).label) if funding else _("Not decided yet")
    return f"{label}: {funder}" if funder else label
