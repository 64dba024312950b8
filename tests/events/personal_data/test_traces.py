"""Traces of a person in stored texts: what is removed, and what stays as it was."""

import re

from events.personal_data.traces import REMOVED, remove_from_text

CALENDAR = (
    "BEGIN:VCALENDAR\r\n"
    "DESCRIPTION:The officers of the ministry meet the colleagues of Thiri Khin Ky\r\n"
    " aw in the hall of the conference centre\\, and leave together in the evening\r\n"
    "END:VCALENDAR\r\n"
)


def test_calendar_without_a_trace_is_returned_as_it_was():
    assert remove_from_text(re.compile("Nobody"), CALENDAR) == CALENDAR


def test_calendar_stays_folded_after_a_name_is_removed():
    changed = remove_from_text(re.compile("Thiri Khin Kyaw"), CALENDAR)

    assert f"colleagues of {REMOVED} in the hall" in changed.replace("\r\n ", "")
    assert max(len(line.encode()) for line in changed.split("\r\n")) <= 75
    assert changed.endswith("END:VCALENDAR\r\n")
