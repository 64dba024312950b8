"""Every calendar of the demo, read strictly: each property against its value type (RFC 5545, 5546, 7986)."""

import re
from datetime import datetime
from zoneinfo import available_timezones

DATE = r"\d{8}"
LOCAL = r"\d{8}T\d{6}"
UTC = LOCAL + "Z"
TEXT = r"(?:[^\\\x00-\x08\x0a-\x1f\x7f;,]|\\[\\;,nN])*"
URI = r"[a-z][a-z0-9+.-]*:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+"
OFFSET = r"[+-]\d{4}(?:\d{2})?"
UTC_ONLY = {"DTSTAMP", "CREATED", "LAST-MODIFIED"}
VALUES = {
    "VERSION": "2\\.0",
    "PRODID": TEXT,
    "CALSCALE": "GREGORIAN",
    "METHOD": "REQUEST|CANCEL",
    "NAME": TEXT,
    "X-WR-CALNAME": TEXT,
    "SOURCE": URI,
    "URL": URI,
    "REFRESH-INTERVAL": "PT1H",
    "X-PUBLISHED-TTL": "PT1H",
    "UID": TEXT,
    "SEQUENCE": r"\d+",
    "DTSTAMP": UTC,
    "CREATED": UTC,
    "LAST-MODIFIED": UTC,
    "STATUS": "CONFIRMED|TENTATIVE|CANCELLED",
    "SUMMARY": TEXT,
    "DESCRIPTION": TEXT,
    "LOCATION": TEXT,
    "GEO": r"-?\d{1,2}(?:\.\d+)?;-?\d{1,3}(?:\.\d+)?",
    "CATEGORIES": f"{TEXT}(?:,{TEXT})*",
    "TRANSP": "OPAQUE|TRANSPARENT",
    "RELATED-TO": TEXT,
    "CONFERENCE": URI,
    "ORGANIZER": "mailto:" + r"[^\s,;]+",
    "ATTENDEE": "mailto:" + r"[^\s,;]+",
    "RRULE": r"FREQ=(?:YEARLY|DAILY)(?:;[A-Z]+=[A-Z0-9,+-]+)+",
    "TZID": "[A-Za-z0-9_+/-]+",
    "TZNAME": TEXT,
    "TZOFFSETFROM": OFFSET,
    "TZOFFSETTO": OFFSET,
    "X-MICROSOFT-CDO-BUSYSTATUS": "FREE|BUSY|TENTATIVE",
    "X-MICROSOFT-CDO-INTENDEDSTATUS": "FREE|BUSY|TENTATIVE",
    "X-MICROSOFT-CDO-ALLDAYEVENT": "TRUE|FALSE",
}
ONCE = {
    "VCALENDAR": {"VERSION", "PRODID"},
    "VEVENT": {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "STATUS", "SUMMARY", "DESCRIPTION", "URL", "TRANSP"},
    "VTIMEZONE": {"TZID"},
    "STANDARD": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
    "DAYLIGHT": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
}
PARAMETER = re.compile(r';([A-Z-]+)=((?:"[^"\x00-\x1f]*"|[^";:,\x00-\x1f]*)(?:,(?:"[^"]*"|[^";:,\x00-\x1f]*))*)')


def check(content: bytes) -> list[str]:
    """Check a calendar, and return its components by name, in their order. Fail with the line that is wrong."""
    assert content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert content.count(b"\r") == content.count(b"\n") == content.count(b"\r\n")
    lines = content.removesuffix(b"\r\n").split(b"\r\n")
    assert [line for line in lines if len(line) > 75 or not line.strip()] == []
    unfolded = content.replace(b"\r\n ", b"").decode()
    components, inside, seen, zones, used = [], [], [], set(), set()
    for line in unfolded.removesuffix("\r\n").split("\r\n"):
        name, parameters, value = _split(line)
        if name == "BEGIN":
            inside.append(value)
            seen.append([])
            components.append(value)
        elif name == "END":
            assert inside.pop() == value, line
            names = seen.pop()
            repeated = {one for one in names if names.count(one) > 1}
            assert repeated <= {"ATTENDEE"}, (value, repeated)
            assert ONCE[value] <= set(names), (value, ONCE[value] - set(names))
        else:
            seen[-1].append(name)
            _check_value(line, name, parameters, value)
            if name == "TZID":
                zones.add(value)
            used |= {parameters["TZID"]} if "TZID" in parameters else set()
    assert inside == []
    assert used <= zones, used - zones
    assert zones <= available_timezones()
    assert len(components) > 1, "a calendar needs a component"
    return components


def _split(line: str) -> tuple[str, dict[str, str], str]:
    head = re.match(r"[A-Z-]+", line)
    assert head, line
    position, parameters = head.end(), {}
    while found := PARAMETER.match(line, position):
        parameters[found[1]] = found[2]
        position = found.end()
    assert line[position] == ":", line
    return head[0], parameters, line[position + 1 :]


def _check_value(line: str, name: str, parameters: dict[str, str], value: str) -> None:
    if name in {"DTSTART", "DTEND"}:
        if parameters.get("VALUE") == "DATE":
            assert re.fullmatch(DATE, value), line
        elif "TZID" in parameters:
            assert re.fullmatch(LOCAL, value), line
        else:
            assert re.fullmatch(f"{LOCAL}Z?", value), line  # without Z in a VTIMEZONE
        datetime.fromisoformat(value)
        return
    assert re.fullmatch(VALUES[name], value), line
    if name == "CONFERENCE":
        assert (parameters["VALUE"], parameters["FEATURE"]) == ("URI", "AUDIO,VIDEO"), line
    if name == "SOURCE":
        assert parameters == {"VALUE": "URI"}, line
    if name in {"SUMMARY", "LOCATION", "NAME", "X-WR-CALNAME"}:
        assert "\\n" not in value.replace("\\\\", ""), line
