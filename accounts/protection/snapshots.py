"""The state of how a person signs in: addresses, passkeys, apps, recovery codes and accounts at other services."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.socialaccount.models import SocialAccount

from accounts.addresses import canonical
from accounts.models import User
from accounts.privileges import privileged_among

Type = Authenticator.Type


class ChangeKind(StrEnum):
    ADDRESS_ADDED = "address_added"
    ADDRESS_REMOVED = "address_removed"
    PRIMARY_CHANGED = "primary_changed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_RENAMED = "passkey_renamed"
    PASSKEY_REMOVED = "passkey_removed"
    APP_ADDED = "app_added"
    APP_REMOVED = "app_removed"
    CODES_CREATED = "codes_created"
    PROVIDER_ADDED = "provider_added"
    PROVIDER_REMOVED = "provider_removed"


@dataclass(frozen=True)
class Difference:
    """One difference between two states. `name` and `before` are addresses, or the name of a passkey or service."""

    kind: ChangeKind
    name: str = ""
    before: str = ""


@dataclass(frozen=True)
class Snapshot:
    """How a person signs in. JSON can store all values."""

    email: str
    addresses: list[dict[str, Any]] = field(default_factory=list)
    authenticators: list[dict[str, Any]] = field(default_factory=list)
    providers: list[dict[str, Any]] = field(default_factory=list)
    mailbox_of: int | None = None  # the holder of the mailbox that the person uses

    @property
    def verified(self) -> list[str]:
        """The verified addresses, the primary one first."""
        known = [address for address in self.addresses if address["verified"]]
        return [address["email"] for address in sorted(known, key=lambda address: not address["primary"])]

    @property
    def primary(self) -> str:
        return next((address["email"] for address in self.addresses if address["primary"]), self.email)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def take(person: User) -> Snapshot:
    """Return the present state of person, with three queries and that of the address."""
    email, mailbox_of = User.objects.values_list("email", "mailbox_of").get(pk=person.pk)
    return Snapshot(
        email=email,
        mailbox_of=mailbox_of,
        addresses=list(EmailAddress.objects.filter(user=person).order_by("pk").values("email", "verified", "primary")),
        authenticators=[
            {
                "pk": row.pk,
                "type": row.type,
                "data": row.data,
                "created_at": row.created_at.isoformat(),
                "last_used_at": row.last_used_at.isoformat() if row.last_used_at else None,
            }
            for row in Authenticator.objects.filter(user=person).order_by("pk")
        ],
        providers=list(
            SocialAccount.objects.filter(user=person).order_by("pk").values("provider", "uid", "extra_data")
        ),
    )


def differences(before: Snapshot, after: Snapshot) -> list[Difference]:
    """Return what differs in how the person signs in. Uses of a passkey or a code are no difference."""
    return [*_of_addresses(before, after), *_of_authenticators(before, after), *_of_providers(before, after)]


def _of_addresses(before: Snapshot, after: Snapshot) -> list[Difference]:
    old, new = set(before.verified), set(after.verified)
    found = [Difference(ChangeKind.ADDRESS_ADDED, address) for address in sorted(new - old)]
    found += [Difference(ChangeKind.ADDRESS_REMOVED, address) for address in sorted(old - new)]
    if before.primary.lower() != after.primary.lower():
        found.append(Difference(ChangeKind.PRIMARY_CHANGED, after.primary, before.primary))
    return found


def _of_authenticators(before: Snapshot, after: Snapshot) -> list[Difference]:
    old, new = ({row["pk"]: row for row in state.authenticators} for state in (before, after))
    added = {Type.WEBAUTHN: ChangeKind.PASSKEY_ADDED, Type.TOTP: ChangeKind.APP_ADDED}
    removed = {Type.WEBAUTHN: ChangeKind.PASSKEY_REMOVED, Type.TOTP: ChangeKind.APP_REMOVED}
    found = [
        Difference(added[row["type"]], _name(row)) for pk, row in new.items() if pk not in old and row["type"] in added
    ]
    found += [
        Difference(removed[row["type"]], _name(row))
        for pk, row in old.items()
        if pk not in new and row["type"] in removed
    ]
    found += [
        Difference(ChangeKind.PASSKEY_RENAMED, _name(new[pk]), _name(row))
        for pk, row in old.items()
        if pk in new and _name(new[pk]) != _name(row)
    ]
    codes = [{row["pk"] for row in rows.values() if row["type"] == Type.RECOVERY_CODES} for rows in (old, new)]
    # The first passkey or app comes with codes, and the last one takes them away.
    if codes[1] - codes[0] and not any(difference.kind in added.values() for difference in found):
        found.append(Difference(ChangeKind.CODES_CREATED))
    return found


def _of_providers(before: Snapshot, after: Snapshot) -> list[Difference]:
    old, new = ({(row["provider"], row["uid"]) for row in state.providers} for state in (before, after))
    found = [Difference(ChangeKind.PROVIDER_ADDED, provider) for provider, _uid in sorted(new - old)]
    return found + [Difference(ChangeKind.PROVIDER_REMOVED, provider) for provider, _uid in sorted(old - new)]


def _name(row: dict[str, Any]) -> str:
    return str(row["data"].get("name", "")) if row["type"] == Type.WEBAUTHN else ""


def restore(person: User, state: Snapshot) -> list[str]:
    """Give person this state again. Return the addresses that belong to another account by now, and stay there.

    Recovery codes are replaced: somebody else may have read them. The caller holds the lock of the person's row."""
    lost = _restore_addresses(person, state)
    _restore_authenticators(person, state)
    wanted = {(row["provider"], row["uid"]): row for row in state.providers}
    for account in SocialAccount.objects.filter(user=person):
        if wanted.pop((account.provider, account.uid), None) is None:
            account.delete()
    for (provider, uid), row in wanted.items():
        SocialAccount.objects.get_or_create(
            provider=provider, uid=uid, defaults={"user": person, "extra_data": row["extra_data"]}
        )
    return lost


def _restore_addresses(person: User, state: Snapshot) -> list[str]:
    wanted = [row["email"] for row in state.addresses]
    taken = set(
        EmailAddress.objects.filter(email__in=wanted, verified=True)
        .exclude(user=person)
        .values_list("email", flat=True)
    )
    EmailAddress.objects.filter(user=person).exclude(email__in=wanted).delete()
    EmailAddress.objects.filter(user=person, primary=True).update(primary=False)
    for row in state.addresses:
        if row["email"] in taken:
            continue
        EmailAddress.objects.update_or_create(
            user=person, email=row["email"], defaults={"verified": row["verified"], "primary": row["primary"]}
        )
    # The address of the profile must be free. If none is, mails go nowhere rather than to an address that was added since.
    possible = [address for address in [state.email, *state.verified] if address not in taken]
    holder = _mailbox_to_return_to(person, state)
    free = (address for address in possible if holder or _is_free(address, person))
    person.email, person.mailbox_of = next(free, f"account-{person.pk}@restored.invalid"), holder
    person.save(update_fields=["email", "mailbox_of"])
    return sorted(taken)


def _mailbox_to_return_to(person: User, state: Snapshot) -> User | None:
    """Return the holder of the mailbox that person used in this state, or None if person cannot use it any more."""
    holder = User.objects.filter(pk=state.mailbox_of, is_active=True).first() if state.mailbox_of else None
    if holder is None or holder.canonical_email != canonical(state.email) or privileged_among([person]):
        return None
    others = holder.mailbox_sharers.filter(name_key=person.name_key).exclude(pk=person.pk)
    return None if holder.mailbox_of_id or others.exists() else holder


def _is_free(email: str, person: User) -> bool:
    holders = User.objects.filter(canonical_email=canonical(email), mailbox_of=None)
    return not holders.exclude(pk=person.pk).exists()


def _restore_authenticators(person: User, state: Snapshot) -> None:
    had_codes = any(row["type"] == Type.RECOVERY_CODES for row in state.authenticators)
    wanted = [row for row in state.authenticators if row["type"] != Type.RECOVERY_CODES]
    Authenticator.objects.filter(user=person).exclude(pk__in=[row["pk"] for row in wanted]).delete()
    for row in wanted:
        Authenticator.objects.update_or_create(
            pk=row["pk"],
            defaults={
                "user": person,
                "type": row["type"],
                "data": row["data"],
                "created_at": datetime.fromisoformat(row["created_at"]),
                "last_used_at": datetime.fromisoformat(row["last_used_at"]) if row["last_used_at"] else None,
            },
        )
    if had_codes and wanted:
        RecoveryCodes.activate(person)
