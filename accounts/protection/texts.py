"""Sentences about changes of how people sign in, for mails and pages."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.protection.snapshots import ChangeKind, Difference

SENTENCES = {
    ChangeKind.ADDRESS_ADDED: gettext_noop("The address %(name)s was added. You can now sign in with it."),
    ChangeKind.ADDRESS_REMOVED: gettext_noop("The address %(name)s was removed."),
    ChangeKind.PRIMARY_CHANGED: gettext_noop("The main address is now %(name)s. Before, it was %(before)s."),
    ChangeKind.PASSKEY_ADDED: gettext_noop("A passkey was added."),
    ChangeKind.PASSKEY_RENAMED: gettext_noop("A passkey has a new name."),
    ChangeKind.PASSKEY_REMOVED: gettext_noop("A passkey was removed."),
    ChangeKind.APP_ADDED: gettext_noop("An authenticator app was set up. Its code is required at each sign-in."),
    ChangeKind.APP_REMOVED: gettext_noop("The code of an authenticator app is no longer required."),
    ChangeKind.CODES_CREATED: gettext_noop("New recovery codes were created. The old ones no longer work."),
    ChangeKind.PROVIDER_ADDED: gettext_noop("An account at %(name)s was connected. You can now sign in with it."),
    ChangeKind.PROVIDER_REMOVED: gettext_noop("An account at %(name)s was disconnected."),
}
SUBJECTS = {
    ChangeKind.ADDRESS_ADDED: gettext_noop("An address was added at %(site_name)s"),
    ChangeKind.ADDRESS_REMOVED: gettext_noop("An address was removed at %(site_name)s"),
    ChangeKind.PRIMARY_CHANGED: gettext_noop("Your main address at %(site_name)s was changed"),
    ChangeKind.PASSKEY_ADDED: gettext_noop("A passkey was added at %(site_name)s"),
    ChangeKind.PASSKEY_RENAMED: gettext_noop("Your account at %(site_name)s was changed"),
    ChangeKind.PASSKEY_REMOVED: gettext_noop("A passkey was removed at %(site_name)s"),
    ChangeKind.APP_ADDED: gettext_noop("An authenticator app was set up at %(site_name)s"),
    ChangeKind.APP_REMOVED: gettext_noop("An authenticator app was removed at %(site_name)s"),
    ChangeKind.CODES_CREATED: gettext_noop("New recovery codes at %(site_name)s"),
    ChangeKind.PROVIDER_ADDED: gettext_noop("An account was connected at %(site_name)s"),
    ChangeKind.PROVIDER_REMOVED: gettext_noop("An account was disconnected at %(site_name)s"),
}
# What an administrator gives and takes, by the name of the field and its new value.
RIGHTS = {
    ("is_staff", True): gettext_noop("You may now use the administration."),
    ("is_staff", False): gettext_noop("You may no longer use the administration."),
    ("is_superuser", True): gettext_noop("You are now an administrator of the site, with all rights."),
    ("is_superuser", False): gettext_noop("You are no longer an administrator of the site."),
    ("is_active", True): gettext_noop("Your account is open. You can sign in."),
    ("is_active", False): gettext_noop("Your account is closed. You can no longer sign in."),
}
OF_PROVIDERS = {ChangeKind.PROVIDER_ADDED, ChangeKind.PROVIDER_REMOVED}


def sentence(difference: Difference) -> str:
    """Return what was changed, in the active language."""
    name = provider_name(difference.name) if difference.kind in OF_PROVIDERS else difference.name
    return _(SENTENCES[difference.kind]) % {"name": name, "before": difference.before}


def sentences(found: Iterable[Difference]) -> list[str]:
    """Return a sentence for each difference, in the active language."""
    return [sentence(difference) for difference in found]


def rights(changed: Iterable[tuple[str, bool]]) -> list[str]:
    """Return a sentence for each changed field and its new value, in the active language."""
    return [_(RIGHTS[change]) for change in changed]


def subject(found: list[Difference]) -> str:
    """Return the subject of the mail about these changes, in the active language."""
    kinds = [difference.kind for difference in found] or [ChangeKind.PASSKEY_RENAMED]
    # A new main address is the most serious change of several.
    kind = ChangeKind.PRIMARY_CHANGED if ChangeKind.PRIMARY_CHANGED in kinds else kinds[0]
    return _(SUBJECTS[kind]) % {"site_name": settings.SITE_NAME}


def provider_name(key: str) -> str:
    """Return the name of a service that people can sign in with."""
    return {"google": "Google", "microsoft": "Microsoft", settings.OIDC_PROVIDER_ID: settings.OIDC_NAME}.get(key, key)
