"""A day of a traveller as lines of text, in the active language: for the mail of the evening before."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from events.calendars.date_formats import clock_time, weekday_date
from events.calendars.leg_text import days_later_text, offset_of
from events.journeys.travellers.journeys import Journey, JourneyItem
from events.models import RoomStay


def item_line(item: JourneyItem) -> str:
    """Return an item in one line: its local times, its title, where it is, and what to bring."""
    parts = [_leg_line(item) if item.on_leg else _session_line(item), *_details(item)]
    return ". ".join(filter(None, parts))


def hotel_line(stay: RoomStay | None) -> str:
    """Return the hotel of a night; "" without one."""
    if stay is None:
        return ""
    address = stay.hotel.local_address or stay.hotel.address
    names = ", ".join(filter(None, [stay.hotel.name, stay.hotel.city, address, stay.hotel.phone]))
    return _("Next night: %(hotel)s") % {"hotel": names}


def lines_of(journey: Journey, day: date) -> list[str]:
    """Return the lines of a day, with the hotel that the person leaves on it, and the arrival of a night on the way."""
    lines = [_arrival_line(item) for item in journey.arriving(day)]
    lines += [item_line(item) for item in journey.on(day)]
    left = journey.stay_on(day - timedelta(days=1))
    if lines and left and left.check_out == day:
        lines.insert(0, _("Leave %(hotel)s today") % {"hotel": left.hotel.name})
    return lines


def _arrival_line(item: JourneyItem) -> str:
    time = f"{clock_time(item.local_end)} ({offset_of(item.local_end)})"
    line = _("%(time)s Arrival: %(title)s") % {"time": time, "title": item.title}
    return ". ".join(filter(None, [line, _meeting_point(item)]))


def _meeting_point(item: JourneyItem) -> str:
    place = item.on_leg.leg.meeting_line if item.on_leg else ""
    return _("Meeting point: %(place)s") % {"place": place} if place else ""


def _leg_line(item: JourneyItem) -> str:
    later = f" {days_later_text(item.days_later)}" if item.days_later else ""
    same = item.local_start.utcoffset() == item.local_end.utcoffset()
    start = clock_time(item.local_start) + ("" if same else f" ({offset_of(item.local_start)})")
    end = clock_time(item.local_end) + later + ("" if same else f" ({offset_of(item.local_end)})")
    return f"{start}–{end} {item.title}" + _was(item)


def _session_line(item: JourneyItem) -> str:
    end = clock_time(item.local_end)
    if item.days_later:
        end = f"{weekday_date(item.local_end)}, {end}"
    return f"{clock_time(item.local_start)}–{end} {item.title}" + _was(item)


def _was(item: JourneyItem) -> str:
    old = item.was or item.was_end
    return " (" + _("was %(time)s") % {"time": old} + ")" if old else ""


def _details(item: JourneyItem) -> list[str]:
    if item.on_leg:
        leg, seat = item.on_leg.leg, item.on_leg.seat
        return [_meeting_point(item), _("seat %(seat)s") % {"seat": seat} if seat else "", leg.note]
    meeting, session = item.meeting, item.session
    place = session.place_text if session else ""
    if meeting is None:
        return [place]
    bus = clock_time(meeting.bus_at.astimezone(item.zone)) if meeting.bus_at else ""
    return [
        meeting.institution if meeting.institution not in place else "",
        place,
        _("Bus or departure at %(time)s") % {"time": bus} if bus else "",
        _("Dress: %(dress)s") % {"dress": meeting.dress} if meeting.dress else "",
        _("Bring: %(things)s") % {"things": " · ".join(meeting.brings.splitlines())} if meeting.brings else "",
    ]
