from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from events.calendars import date_formats
from events.calendars.date_formats import (
    clock_time,
    date_range,
    full_date,
    month_range,
    short_date,
    short_month,
    short_range,
    weekday_date,
    year_range,
)

DAY = date(2027, 3, 9)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en-gb", "Tuesday 9 March 2027"),
        ("fr", "mardi 9 mars 2027"),
        ("vi", "Thứ Ba, ngày 9 tháng 3 năm 2027"),
        ("de", "Dienstag, 9. März 2027"),
        ("zh-hans", "2027年3月9日星期二"),
    ],
)
def test_full_date_is_in_the_active_language(language: str, text: str) -> None:
    with override(language):
        assert full_date(DAY) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "9 March 2027"), ("fr", "9 mars 2027"), ("vi", "ngày 9 tháng 3 năm 2027"), ("de", "9. März 2027")],
)
def test_short_date_has_no_weekday(language: str, text: str) -> None:
    with override(language):
        assert short_date(DAY) == text


def test_full_date_is_english_without_an_active_language() -> None:
    with override(None):
        assert full_date(DAY) == "Tuesday 9 March 2027"


@pytest.mark.parametrize(
    ("language", "last", "text"),
    [
        ("en", date(2027, 3, 9), "Tuesday 9 March 2027"),
        ("en", date(2027, 3, 11), "9 to 11 March 2027"),
        ("en", date(2027, 4, 2), "9 March to 2 April 2027"),
        ("en", date(2028, 1, 1), "9 March 2027 to 1 January 2028"),
        ("fr", date(2027, 3, 11), "9 au 11 mars 2027"),
        ("fr", date(2027, 4, 2), "9 mars au 2 avril 2027"),
        ("vi", date(2027, 3, 11), "ngày 9 đến ngày 11 tháng 3 năm 2027"),
        ("vi", date(2028, 1, 1), "ngày 9 tháng 3 năm 2027 đến ngày 1 tháng 1 năm 2028"),
        ("de", date(2027, 3, 11), "9.–11. März 2027"),
        ("th", date(2027, 3, 11), "9–11 มีนาคม 2027"),
    ],
)
def test_date_range_includes_both_days(language: str, last: date, text: str) -> None:
    with override(language):
        assert date_range(DAY, last) == text


@pytest.mark.parametrize(
    ("language", "last", "text"),
    [
        ("en", date(2027, 3, 31), "March 2027"),
        ("en", date(2027, 4, 30), "March 2027 to April 2027"),
        ("fr", date(2027, 4, 30), "mars 2027 au avril 2027"),
        ("vi", date(2027, 3, 31), "tháng 3 năm 2027"),
        ("de", date(2027, 4, 30), "März–April 2027"),
    ],
)
def test_month_range(language: str, last: date, text: str) -> None:
    with override(language):
        assert month_range(DAY, last) == text


@pytest.mark.parametrize(
    ("language", "last", "text"),
    [
        ("en", date(2027, 12, 31), "2027"),
        ("en", date(2028, 12, 31), "2027 to 2028"),
        ("ja", date(2028, 12, 31), "2027年～2028年"),
    ],
)
def test_year_range(language: str, last: date, text: str) -> None:
    with override(language):
        assert year_range(DAY, last) == text


def test_clock_time_has_24_hours() -> None:
    assert clock_time(datetime(2027, 3, 9, 17, 5, tzinfo=UTC)) == "17:05"


def texts_of_lists() -> list[tuple[str, ...]]:
    last, texts = date(2027, 3, 11), []
    for language in ("en", "fr", "vi"):
        with override(language):
            texts.append(
                (short_range(DAY, last), short_range(DAY, last, year=True), weekday_date(DAY), short_month(DAY))
            )
    return texts


def test_texts_of_lists_are_formatted_once_in_each_language(monkeypatch) -> None:
    first = texts_of_lists()
    for name in ("format_date", "format_interval", "format_skeleton"):
        monkeypatch.setattr(date_formats, name, None)

    again = texts_of_lists()

    assert again == first
    assert first[0][2:] == ("Tue 9 Mar", "Mar")
    assert all(len(set(texts)) == 3 for texts in zip(*first, strict=True))
