import pytest

from accounts.phone_numbers import is_plausible, number_keys


@pytest.mark.parametrize(
    ("one", "other", "country", "is_same"),
    [
        ("+84 912 345 678", "0912 345 678", "", True),
        ("+84 912 345 678", "0912 345 678", "VN", True),
        ("+84 912 345 678", "84912345678", "", True),
        ("0084-912-345-678", "(912) 345678", "", True),
        ("+66 2 123 4567 / +66 81 999 0000", "081 999 0000", "", True),
        ("๐๘๑๙๙๙๐๐๐๐", "081 999 0000", "", True),
        ("+7 495 123-45-67", "8 495 123-45-67", "RU", True),
        ("+1 202 555 0123", "1-202-555-0123", "", True),
        ("+84 912 345 678 ext. 5", "0912345678", "", True),
        ("+84 912 345 678", "+84 912 345 679", "", False),
        ("ext. 12", "ext. 12", "", False),
        ("", "", "", False),
    ],
)
def test_number_keys_finds_the_same_number_in_two_texts(one, other, country, is_same):
    assert bool(number_keys(one, country) & number_keys(other, country)) == is_same


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("+66 2 288 1234", "", True),
        ("+66 ٢٢٨٨١٢٣٤", "", True),
        ("0912 345 678", "VN", True),
        ("0912 345 678", "", True),
        ("84912345678", "VN", True),
        ("call me / 0912 345 678", "VN", True),
        ("+66 2 123 4567 ext 5", "", True),
        ("8.49123E+10", "", False),
        ("8.49123e10", "VN", False),
        ("call me", "", False),
        ("call me", "VN", False),
        ("12345", "", False),
        ("12345", "VN", False),
        ("+84 1", "", False),
        ("+999 123 456 789", "", False),
        ("2026-01-02 00:00:00", "VN", False),
    ],
)
def test_is_plausible_recognises_texts_that_are_not_telephone_numbers(text, country, expected):
    assert is_plausible(text, country) == expected
