"""The languages in which mails are written: accounts, where people choose one, has them."""

from accounts.languages import DEFAULT, LANGUAGES, base, first, locale

__all__ = ["DEFAULT", "LANGUAGES", "base", "first", "locale"]
