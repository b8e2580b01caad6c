"""Indonesian calendar dates and times: found in a text, read day first, never more precise than the text.

Pure; imports nothing of ours. A date is an ISO prefix ("2026", "2026-03", "2026-03-09"). Times are aware or
refused: Indonesia's zones have had fixed offsets since 1988 (Keppres 41/1987).
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MONTHS: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january",
            "februari feb pebruari february peb",
            "maret mar march",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "agustus agu agt ags aug august",
            "september sep sept",
            "oktober okt oct october",
            "november nov nopember nop",
            "desember des december dec",
        ),
        start=1,
    )
    for name in names.split()
}
"""Month names and abbreviations, the English ones of page headers included -> 1 to 12."""

WEEKDAYS: Mapping[str, int] = {
    "senin": 0, "selasa": 1, "rabu": 2, "kamis": 3, "jumat": 4, "jum'at": 4, "jum’at": 4, "sabtu": 5, "minggu": 6, "ahad": 6,
}  # fmt: skip
"""Weekday names -> Monday is 0."""

ZONES: Mapping[str, timedelta] = {"wib": timedelta(hours=7), "wita": timedelta(hours=8), "wit": timedelta(hours=9)}
"""Indonesian zone abbreviations -> offset from UTC."""

_ZONE_NAMES = {
    "Asia/Jakarta": ZONES["wib"],
    "Asia/Pontianak": ZONES["wib"],
    "Asia/Makassar": ZONES["wita"],
    "Asia/Jayapura": ZONES["wit"],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention:
    """A calendar date written at `[start, end)`: what it says, and no more.

    `year` is None where the text leaves it out, `day` where it names a month or a year only. `weekday` is the
    day named beside it. `until` is set on the first date of a range: where the second one starts.
    """

    start: int
    end: int
    year: int | None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    until: int | None = None

    @property
    def value(self) -> str | None:
        """The ISO prefix; None without a year, or where the calendar has no such day."""
        return None if self.year is None else iso(self.year, self.month, self.day)

    def in_year(self, year: int) -> str | None:
        """The ISO prefix that this mention would have in `year`."""
        return iso(year, self.month, self.day)


def iso(year: int, month: int | None = None, day: int | None = None) -> str | None:
    """An ISO prefix, None where the calendar has no such date: `iso(2026, 2, 30)`."""
    try:
        checked = date(year, month or 1, day or 1)
    except ValueError:
        return None
    return checked.isoformat()[: 10 if day else 7 if month else 4]


_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_TO = r"(?:--?|–|—|hingga|sampai(?:[^\S\n]+dengan)?|s/d|s\.d\.?)"
_S = r"[^\S\n]"
# "Rabu malam (4/6)", "Kamis besok (5/6)"
_PART = r"(?:pagi|siang|sore|petang|malam|subuh|dini hari|besok|kemarin|lalu|ini)"
_YEAR = r"(?:1\d|20)\d\d"
# Whatever a date begins with begins a word: asking that first makes the search twice as fast (news of 2025, 2026-11-21).
_INITIALS = "".join(sorted({word[0] for word in (*MONTHS, *WEEKDAYS, "bulan", "tahun")}))
_PATTERN = re.compile(
    rf"""
    (?<!\w)(?=[\d{_INITIALS}])
    (?:(?<!\w)(?P<weekday>{_WEEKDAY})(?:{_S}{{1,2}}{_PART}(?=[^\w])){{0,2}}{_S}{{0,2}},?{_S}{{0,2}}(?:tanggal{_S}{{1,2}}|tgl\.?{_S}{{0,2}})?\(?{_S}?)?
    (?:
        (?<![\w/.,-])(?P<iso>(?P<iy>{_YEAR})-(?P<im>\d\d)-(?P<id>\d\d))(?![\d-])
      | (?<![\w/-])(?<!\w[.])(?<!\d,)(?:(?P<n1>\d{{1,2}}){_S}?(?:{_TO}|dan|&){_S}?)?(?P<num>(?P<nd>\d{{1,2}}){_S}?(?P<mark>[/.-]){_S}?(?P<nm>\d{{1,2}})
            {_S}?(?P=mark){_S}?(?P<ny>{_YEAR}|(?<=/)\d\d(?!\d)))(?![\w/]|[.,:-]\d)
      | (?(weekday)(?P<short>(?P<sd>\d{{1,2}})/(?P<sm>\d{{1,2}}))(?![\w/]|[.,:-]\d)|(?!))
      | (?<![\w/])(?<!\d[.,])(?:(?P<d1>\d{{1,2}}){_S}?(?:{_TO}|dan|&){_S}?)?(?P<d2>\d{{1,2}}){_S}{{0,2}}[-]?{_S}?(?P<mon>{_MONTH})\.?(?!\w)
            (?:,?{_S}{{0,2}}-?{_S}?(?P<my>{_YEAR})(?![\d./]\d|\d))?
      | (?<!\w)(?P<emon>{_MONTH})\.?{_S}{{1,2}}(?P<ed>\d{{1,2}}),{_S}{{1,2}}(?P<ey>{_YEAR})(?!\d)
      | (?<!\w)(?P<only>{_MONTH})\.?,?{_S}{{1,2}}(?:tahun{_S}{{1,2}})?(?P<oy>{_YEAR})(?![\d./]\d|\d)
      | (?<!\w)(?P<bare>bulan{_S}{{1,2}}(?P<bmon>{_MONTH}))(?!\w)(?:,?{_S}{{1,2}}(?:tahun{_S}{{1,2}})?(?P<by>{_YEAR})(?![\d./]\d|\d))?
      | (?<!\w)(?:tahun|thn\.?|th\.){_S}{{0,2}}(?P<year>{_YEAR})(?![\d./]\d|\d)
    )
    """,
    re.I | re.X,
)
_JOIN = re.compile(rf"\)?{_S}{{0,2}}{_TO}{_S}{{0,2}}(?:(?:tanggal|hari|{_WEEKDAY}){_S}{{1,2}}){{0,2}}\(?\Z", re.I)
JOIN_MAX = 28
"""The longest text between the two dates of a range: " sampai dengan hari Selasa " and spaces."""


def _two_digits(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year) if int(year) < 70 else 1900 + int(year)


def _mentions(text: str) -> Iterator[DateMention]:
    for m in _PATTERN.finditer(text):
        weekday = WEEKDAYS[m["weekday"].casefold()] if m["weekday"] else None
        if m["iso"]:
            yield DateMention(
                start=m.start("iso"), end=m.end("iso"), year=int(m["iy"]), month=int(m["im"]), day=int(m["id"]), weekday=weekday
            )
        elif m["num"]:
            written = _two_digits(m["ny"])
            if m["n1"]:
                yield DateMention(
                    start=m.start("n1"), end=m.end("num"), year=written, month=int(m["nm"]), day=int(m["n1"]), weekday=weekday,
                    until=m.start("num"),
                )  # fmt: skip
                weekday = None
            yield DateMention(start=m.start("num"), end=m.end("num"), year=written, month=int(m["nm"]), day=int(m["nd"]), weekday=weekday)
        elif m["short"]:
            yield DateMention(start=m.start("short"), end=m.end("short"), year=None, month=int(m["sm"]), day=int(m["sd"]), weekday=weekday)
        elif m["mon"]:
            year, month = int(m["my"]) if m["my"] else None, MONTHS[m["mon"].casefold()]
            end = m.end("my") if m["my"] else m.end("mon")
            if m["d1"]:
                yield DateMention(
                    start=m.start("d1"), end=end, year=year, month=month, day=int(m["d1"]), weekday=weekday, until=m.start("d2")
                )
                weekday = None
            yield DateMention(start=m.start("d2"), end=end, year=year, month=month, day=int(m["d2"]), weekday=weekday)
        elif m["emon"]:
            yield DateMention(
                start=m.start("emon"),
                end=m.end("ey"),
                year=int(m["ey"]),
                month=MONTHS[m["emon"].casefold()],
                day=int(m["ed"]),
                weekday=weekday,
            )
        elif m["only"]:
            yield DateMention(start=m.start("only"), end=m.end("oy"), year=int(m["oy"]), month=MONTHS[m["only"].casefold()])
        elif m["bare"]:
            year, month = int(m["by"]) if m["by"] else None, MONTHS[m["bmon"].casefold()]
            yield DateMention(start=m.start("bmon" if year else "bare"), end=m.end("by" if year else "bare"), year=year, month=month)
        else:
            yield DateMention(start=m.start("year"), end=m.end("year"), year=int(m["year"]))


def find_dates(text: str) -> list[DateMention]:
    """Every date of a text in order: days, months with their year ("Maret 2026", "bulan Mei"), and "tahun 2026".

    A day without a year in digits ("9/6") counts only beside a weekday: "Senin (9/6)". The first date of a
    range takes the year of the second ("24 Mei hingga 2 Juni 2025"); other missing years stay None. Linear:
    every repetition is bounded. Impossible days ("31 Juni") are kept: their `value` is None.
    """
    return list(_found(text))


@functools.lru_cache(maxsize=2)
def _found(text: str) -> tuple[DateMention, ...]:
    """The dates of a text, kept for the next rule that asks for those of the same text."""
    found = list(_mentions(text))
    for i, (first, second) in enumerate(itertools.pairwise(found)):
        if first.until is not None or not 0 < second.start - first.end <= JOIN_MAX or not _JOIN.match(text, first.end, second.start):
            continue
        year = first.year
        if year is None and second.year is not None and first.month and second.month:
            year = second.year - (first.month > second.month)
        found[i] = DateMention(
            start=first.start, end=first.end, year=year, month=first.month, day=first.day, weekday=first.weekday, until=second.start
        )
    return tuple(found)


def parse_date(text: str, *, default_year: int | None = None) -> str | None:
    """The first date in a text as an ISO prefix ("2026-03-09", "2026-03", "2026"); None where there is none.

    Day first ("5/7/2023" is 5 July). `default_year` fills a year that is left out; without it such a date is
    passed over. A text that is a bare year or month ("2026", "2026-03") is that.
    """
    bare = re.fullmatch(rf"\s*({_YEAR})(?:-(\d\d))?\s*", text)
    if bare:
        return iso(int(bare[1]), int(bare[2]) if bare[2] else None)
    stamp = re.match(rf"\s*({_YEAR})-(\d\d)-(\d\d)T", text)
    if stamp:
        return iso(int(stamp[1]), int(stamp[2]), int(stamp[3]))
    for mention in find_dates(text):
        year = mention.year if mention.year is not None else default_year
        value = None if year is None else mention.in_year(year)
        if value:
            return value
    return None


_TIME = re.compile(
    r"(?<![\d/.:-])(?P<h>[01]?\d|2[0-3])[:.](?P<m>[0-5]\d)(?:[:.](?P<s>[0-5]\d))?(?![\d/]|[.:-]\d)"
    r"(?:\s{0,2}(?P<zone>WIB|WITA|WIT)\b|\s{0,2}(?P<utc>Z|UTC|GMT)\b|\s{0,2}(?P<offset>[+-]\d\d:?\d\d))?",
    re.I,
)


def offset_of(zone: str, at: datetime) -> timedelta:
    """The offset of "WIB", "WITA", "WIT" or an IANA name at a naive local time. Raises ValueError for an unknown zone."""
    fixed = ZONES.get(zone.casefold()) or _ZONE_NAMES.get(zone)
    if fixed is not None:
        return fixed
    try:
        found = ZoneInfo(zone).utcoffset(at)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"unknown time zone: {zone!r}") from error
    return found if found is not None else timedelta(0)


def parse_datetime(text: str, *, timezone: str) -> str | None:
    """The first date and time in a text as ISO 8601 with its offset ("2025-03-18T11:10:00+07:00").

    WIB, WITA, WIT, "Z" or "+08:00" in the text win; else the time is local to `timezone` (IANA name, or WIB,
    WITA, WIT). None where the text has no full date or no time: a time is never made up.
    """
    try:
        stamp = datetime.fromisoformat(text.strip())
    except ValueError:
        pass
    else:
        if "T" not in text and ":" not in text:
            return None
        return (stamp if stamp.tzinfo else _aware(stamp, offset_of(timezone, stamp))).isoformat()
    mention = next((d for d in find_dates(text) if d.day and d.value), None)
    clock = _TIME.search(text, mention.end) or _TIME.search(text[: mention.start]) if mention else None
    if mention is None or mention.value is None or clock is None:
        return None
    naive = datetime.fromisoformat(mention.value).replace(hour=int(clock["h"]), minute=int(clock["m"]), second=int(clock["s"] or 0))
    if clock["zone"]:
        offset = ZONES[clock["zone"].casefold()]
    elif clock["utc"]:
        return naive.replace(tzinfo=UTC).isoformat()
    elif clock["offset"]:
        digits = clock["offset"].replace(":", "")
        offset = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:])) * (-1 if digits[0] == "-" else 1)
    else:
        offset = offset_of(timezone, naive)
    return _aware(naive, offset).isoformat()


def _aware(naive: datetime, offset: timedelta) -> datetime:
    return naive.replace(tzinfo=timezone(offset))
