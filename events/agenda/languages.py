"""The languages into which a session can be interpreted: those that experts speak."""

from events.spoken_languages import LANGUAGES, language_names

__all__ = ["LANGUAGES", "language_names"]
