"""When a site may be asked: hours of the day on the source's own clock ("22:00-05:00"). Pure; whoever asks brings the moment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

_FORM = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)\s*[-–]\s*([01]?\d|2[0-3]|24)[:.]([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Hours:
    """From `start` until just before `end`, every day; over midnight where `end` is not after `start`."""

    start: time
    end: time

    @classmethod
    def parse(cls, text: str) -> Hours:
        """ "22:00-05:00"; "24:00" is midnight. Raises ValueError for anything else, and where it begins when it ends."""
        m = _FORM.fullmatch(text.strip())
        if m is None or (m[3] == "24" and m[4] != "00"):
            raise ValueError('are no hours of a day: write them as "22:00-05:00"')
        start, end = time(int(m[1]), int(m[2])), time(int(m[3]) % 24, int(m[4]))
        if start == end:
            raise ValueError("begin when they end: leave them out where any hour will do")
        return cls(start, end)

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"

    def include(self, moment: datetime, zone: str) -> bool:
        """Whether a moment (aware) lies within, on the clock of `zone` (an IANA name)."""
        clock = moment.astimezone(ZoneInfo(zone)).time()
        if self.start < self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end

    def told(self, moment: datetime, zone: str) -> str:
        """For people: "22:00-05:00 WITA"."""
        return f"{self} {moment.astimezone(ZoneInfo(zone)):%Z}"


def closed(hours: tuple[Hours | None, ...], moment: datetime, zone: str) -> str | None:
    """Why nothing is fetched at a moment, where one of several `hours` leaves it out ("outside 22:00-05:00 WITA"); else None."""
    missed = next((h for h in hours if h is not None and not h.include(moment, zone)), None)
    return f"outside {missed.told(moment, zone)}" if missed else None
