"""Days and hours when kured can restart nodes.

Source: pages of kured, "Setting a schedule"; internal/timewindow/timewindow.go of kured.
"""

from dataclasses import dataclass

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY = 24 * 60  # minutes


@dataclass(frozen=True, kw_only=True)
class RebootWindow:
    """Days and hours in UTC.

    Args:
        days: Names of days, three letters in lower case.
        start: Start on each of the days, as hh:mm.
        end: End, as hh:mm. An end before the start is on the next day.
    """

    days: tuple[str, ...]
    start: str
    end: str


def reboot_window(*, day: str | None, start: str, hours: int, utc_offset: str) -> RebootWindow:
    """Translate a maintenance window into a window for kured that is never longer.

    Kured compares the day and the hours separately, in UTC. A weekly window over midnight (UTC) would need both days,
    and kured would also restart nodes at the start of the first day and at the end of the second. So the result is the
    longer part of such a window.

    Args:
        day: Name of the day, such as Tuesday. None: every day.
        start: Start at `utc_offset`, as hh:mm.
        hours: Length in hours, 4 to 24.
        utc_offset: Offset from UTC, as +hh:mm or -hh:mm.
    """
    ahead = _minutes(utc_offset[1:]) * (-1 if utc_offset[0] == "-" else 1)
    days_later, opens = divmod(_minutes(start) - ahead, DAY)
    closes = opens + hours * 60
    if day is None:
        whole_day = hours == 24
        return _window(DAYS, 0 if whole_day else opens, DAY if whole_day else closes % DAY)
    first = DAYS.index(day) + days_later
    parts = [(first, opens, min(closes, DAY)), (first + 1, 0, closes - DAY)]
    on, opens, closes = max(parts, key=lambda part: part[2] - part[1])
    return _window((DAYS[on % len(DAYS)],), opens, closes)


def _window(days: tuple[str, ...], opens: int, closes: int) -> RebootWindow:
    return RebootWindow(days=tuple(day[:3].lower() for day in days), start=_clock(opens), end=_clock(closes))


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _clock(minutes: int) -> str:
    minutes = min(minutes, DAY - 1)  # kured does not accept 24:00
    return f"{minutes // 60:02}:{minutes % 60:02}"
