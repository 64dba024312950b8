"""Dates and ranges of dates in the active language, from CLDR.

The functions take a date, or a datetime whose own clock shows the date."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.models.country import cldr_locale

MOST_KEPT = 2000


@dataclass(frozen=True)
class DatePatterns:
    """The patterns of one language, in the syntax of CLDR (UTS 35, part 4)."""

    full: str = "EEEE d MMMM y"
    date: str = "d MMMM y"
    day_and_month: str = "d MMMM"
    day: str = "d"


# The languages of our mails. People read these dates in sentences. So ranges are in words ("9 to 11 March 2027"), where
# CLDR has a dash and a short month. British English has no comma after the weekday, where CLDR has one. Vietnamese has
# the words "ngày" and "năm", as in official letters, where CLDR leaves them out.
PATTERNS = {
    "en": DatePatterns(),
    "fr": DatePatterns(),
    "vi": DatePatterns(
        full="EEEE, 'ngày' d 'tháng' M 'năm' y",
        date="'ngày' d 'tháng' M 'năm' y",
        day_and_month="'ngày' d 'tháng' M",
        day="'ngày' d",
    ),
}


def full_date(day: date) -> str:
    """Return a date with its weekday: "Tuesday 9 March 2027"."""
    locale = _locale()
    patterns = PATTERNS.get(locale.language)
    return format_date(_date(day), patterns.full if patterns else "full", locale)


def short_date(day: date) -> str:
    """Return a date without its weekday: "9 March 2027"."""
    locale = _locale()
    patterns = PATTERNS.get(locale.language)
    return format_date(_date(day), patterns.date if patterns else "long", locale)


def weekday_date(day: date, *, year: bool = False) -> str:
    """Return a short date with its weekday, for lists: "Fri 4 Dec", or "Fri 4 Dec 2027" with its year."""
    locale = _locale()
    if locale.language == "en":
        return _pattern(_date(day), "EEE d MMM y" if year else "EEE d MMM", locale)
    return _skeleton(_date(day), "yMMMEd" if year else "MMMEd", locale)


def short_range(first: date, last: date, *, year: bool = False) -> str:
    """Return days, both included, for lists: "4 Dec", "12–13 Jan", "30 Nov – 4 Dec", with the year if asked."""
    return _interval(_date(first), _date(last), "yMMMd" if year else "MMMd", _day_first_locale())


def short_weekdays(first: date, last: date) -> str:
    """Return the weekdays of the first and the last day: "Tue–Wed", or "Tue" for one day."""
    names = [format_date(_date(day), "EEE", _locale()) for day in (first, last)]
    return names[0] if _date(first) == _date(last) else "–".join(names)


def short_month(day: date, *, year: bool = False) -> str:
    """Return a month, for lists: "Dec", or "Dec 2027" with its year."""
    return _skeleton(_date(day), "yMMM" if year else "MMM", _locale())


def clock_time(moment: datetime) -> str:
    """Return the time on the 24-hour clock, in every language: "09:00"."""
    return f"{moment:%H:%M}"


def date_range(first: date, last: date) -> str:
    """Return days, both included: "Tuesday 9 March 2027", "9 to 11 March 2027", "30 March to 2 April 2027"."""
    first, last = _date(first), _date(last)
    if first == last:
        return full_date(first)
    locale = _locale()
    patterns = PATTERNS.get(locale.language)
    if patterns is None:
        return format_interval(first, last, "yMMMMd", locale=locale)
    if (first.year, first.month) == (last.year, last.month):
        pattern = patterns.day
    elif first.year == last.year:
        pattern = patterns.day_and_month
    else:
        pattern = patterns.date
    return _range(format_date(first, pattern, locale), format_date(last, patterns.date, locale))


def month_range(first: date, last: date) -> str:
    """Return months, both included: "March 2027", "March 2027 to April 2027"."""
    return _skeleton_range(first, last, "yMMMM")


def year_range(first: date, last: date) -> str:
    """Return years, both included: "2027", "2027 to 2028"."""
    return _skeleton_range(first, last, "y")


def _skeleton_range(first: date, last: date, skeleton: str) -> str:
    first, last, locale = _date(first), _date(last), _locale()
    texts = [format_skeleton(skeleton, day, locale=locale) for day in (first, last)]
    if texts[0] == texts[1]:
        return texts[0]
    if locale.language in PATTERNS:
        return _range(*texts)
    return format_interval(first, last, skeleton, locale=locale)


# Lists have hundreds of such texts, mostly of the same days.
@lru_cache(MOST_KEPT)
def _interval(first: date, last: date, skeleton: str, locale: Locale) -> str:
    return format_interval(first, last, skeleton, locale=locale)


@lru_cache(MOST_KEPT)
def _skeleton(day: date, skeleton: str, locale: Locale) -> str:
    return format_skeleton(skeleton, day, locale=locale)


@lru_cache(MOST_KEPT)
def _pattern(day: date, pattern: str, locale: Locale) -> str:
    return format_date(day, pattern, locale)


def _range(first: str, last: str) -> str:
    return _("{first} to {last}").format(first=first, last=last)


def _day_first_locale() -> Locale:
    """Return the active locale; British English for English, which has the day before the month."""
    locale = _locale()
    return Locale("en", "GB") if locale.language == "en" else locale


def _locale() -> Locale:
    return cldr_locale(get_language() or settings.LANGUAGE_CODE)


def _date(day: date) -> date:
    return day.date() if isinstance(day, datetime) else day
