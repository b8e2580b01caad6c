"""By when: the due date of a promise, never more precise than the words ("akhir 2026" is 2026)."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Sequence

from extraction.reading import Reading
from extraction.rules.undertakings import Undertaking
from tagih.records import Date
from tagih.records.dates import MONTHS
from tagih.records.quantities import DIGITS
from tagih.vocabulary.undertakings import WORD, goal_pattern, groups_of, vocabulary

# At most so many words lead to one time ("mulai pada awal bulan Mei").
LEADS = 4
# So many code points before a date in brackets a verb of saying makes it the day of the statement.
SAID = 60
# Between "dikutip" or "ujar" and the day on which something was said: "ujar Budi di kantornya, Kamis, 19 Juni 2025".
WEEKDAY = re.compile(r"(?:,|\bpada|\bhari)\s*(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu),?\s*$", re.I)
IN_FIGURES = re.compile(r"\d{1,2}/\d{1,2}/20\d\d")
# "2025-2029": due at its end.
RANGE = re.compile(r"\s*(?:-|–|hingga|sampai|s/d)\s*(?:tahun\s+)?(20\d\d)\b")


@functools.cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    month = "|".join(sorted(MONTHS, key=len, reverse=True))
    lead = rf"(?:{goal_pattern('lead')}\s+)"
    year = r"(?P<year>20\d\d)"
    ordinal = r"(?:ke-?\s?)?(?:[1-4]|I{1,3}V?|IV|pertama|kedua|ketiga|keempat|terakhir)"
    week = rf"(?:(?:pekan|minggu)\s+{ordinal}\s+)"
    return tuple(
        re.compile(p, re.I)
        for p in (
            rf"(?<![\w(]){lead}{{1,{LEADS}}}(?P<day>\d{{1,2}})\s+(?P<month>{month})(?:\s+{year})?\b",
            rf"\((?P<day>\d{{1,2}})/(?P<number>\d{{1,2}})/{year}\)",
            rf"(?<![\w(/])(?:\d{{1,2}}\s*[-–]\s*)?(?P<day>\d{{1,2}})\s+(?P<month>{month})\s+{year}\b",
            rf"\b(?P<month>{month})\s+(?:tahun\s+)?{year}\b",
            rf"\b{lead}{{0,{LEADS}}}tahun\s+{year}\s+bulan\s+(?P<month>{month})\b",
            rf"\b{lead}{{1,{LEADS}}}{week}?(?P<month>{month})\b(?:\s+(?:tahun\s+)?{year})?",
            rf"\b{week}(?P<month>{month})\b",
            rf"\b(?P<month>{month})\s+{goal_pattern('after_month')}\b",
            rf"(?:\b{lead}|-\s?)(?:akhir\s+|awal\s+)?(?:tahun\s+)?{year}\b",
            rf"\b(?:{goal_pattern('part_of_year')}\s+{ordinal}\s*(?:-|tahun\s)?|{goal_pattern('finish')})\s*{year}\b",
            rf"\b{goal_pattern('part_of_year')}\s+{ordinal}(?!\s*(?:-|tahun\s)?\s*20\d\d)\s+(?P<relative>tahun\s+(?:ini|depan))\b",
            rf"\b(?P<relative>{goal_pattern('relative')})\b",
            rf"\b(?P<count>\d{{1,2}}|{'|'.join(DIGITS)}|sepuluh)\s+(?P<span>tahun|bulan)\s+{goal_pattern('from_now')}\b",
            rf"\bdalam\s+(?:kurun\s+)?waktu\s+(?P<count>\d{{1,2}}|{'|'.join(DIGITS)}|sepuluh)\s+(?P<span>tahun|bulan)\b(?!\s+{goal_pattern('before_now')})",
        )
    )


@functools.cache
def _instrument() -> re.Pattern[str]:
    """ "Nomor 5 Tahun 2019", "Perda 3/2024": the year of an instrument is no due date."""
    return re.compile(rf"\b{goal_pattern('instrument')}(?![a-z])\.?\s*[\w./-]*\s*(?:tahun\s*)?$", re.I)


def day_of_story(reading: Reading, dates: Sequence[Date]) -> str | None:
    """The day a story is told from, as an ISO prefix: when it was published, else the day that it puts in figures behind what is
    said most often ("Selasa (10/6/2025)"; the later of two), else its first full date, else its commonest year."""
    if reading.document.published:
        return reading.document.published[:10]
    full = [d for d in dates if len(d.value) == 10]
    printed = [d.value for d in full if d.role == "publication"]
    said = Counter(d.value for d in full if d.role != "due" and IN_FIGURES.fullmatch(d.text))
    told = printed or sorted(said, key=lambda v: (-said[v], -int(v.replace("-", "")))) or [d.value for d in full if d.role == "event"]
    if told:
        return told[0]
    years = Counter(re.findall(r"(?<!\d)20[12]\d(?!\d)", reading.text))
    return years.most_common(1)[0][0] if years else None


def find_due(text: str, start: int, end: int, today: str | None, *, past: bool = False) -> str | None:
    """The due date said in `[start, end)` as a date prefix; None where none is said, or it lies before `today` and `past` is not asked for."""
    best: tuple[int, int, str] | None = None
    over: list[tuple[int, int]] = []  # days that are over, or tell when something was said: the month in one is no due date either
    for pattern in _patterns():
        for m in pattern.finditer(text, start, end):
            value = _value(m.groupdict(), today)
            if value is not None and _reported(text, m, value, today):
                over.append(m.span())
            if (
                value is None
                or any(a < m.end() and m.start() < b for a, b in over)
                or (m.groupdict().get("year") and _instrument().search(text[max(start, m.start("year") - 40) : m.start("year")]))
            ):
                continue
            if not past and today is not None and value < today[: len(value)]:
                over.append(m.span())
                continue
            following = RANGE.match(text, m.end(), end)
            if following and len(value) == 4:
                value = following[1]
            if best is None or (m.start(), -len(value)) < best[:2]:
                best = m.start(), -len(value), value
    return best[2] if best else None


def _reported(text: str, m: re.Match[str], value: str, today: str | None) -> bool:
    """Whether a full date tells when something was said or done, and not by when: "ujar Budi, Selasa (21/10/2025)"."""
    if len(value) < 10 or today is None:
        return False
    written = "number" in m.re.groupindex
    if value <= today and (written or value < today):
        return True
    words = [w.casefold() for w in WORD.findall(text, max(0, m.start() - SAID), m.start())]
    told = any("speech" in groups_of(w) or w in vocabulary().goals["told"] for w in words)
    return told and (written or bool(WEEKDAY.search(text, max(0, m.start() - SAID), m.start())))


def promised_by(text: str, clause: Undertaking, today: str | None) -> str | None:
    """When a promise is due: the time after its cue, else one before it; what is done or goes on is not due."""
    if clause.status != "pledged":
        return None
    return find_due(text, clause.cue_start, clause.end, today) or find_due(text, clause.start, clause.cue_start, today)


def _value(found: dict[str, str | None], today: str | None) -> str | None:
    year = int(today[:4]) if today else None
    if found.get("span"):
        return _from_now(str(found["count"]).casefold(), str(found["span"]).casefold(), today)
    relative = found.get("relative")
    if relative:
        return _relative(" ".join(relative.casefold().split()), today)
    name = found.get("month")
    month = MONTHS[name.casefold()] if name else int(found["number"]) if found.get("number") else None  # type: ignore[arg-type]
    if found.get("year"):
        year = int(found["year"])  # type: ignore[arg-type]
    elif month and today and len(today) >= 7 and month < int(today[5:7]):
        year = int(today[:4]) + 1
    if year is None or (month is not None and not 1 <= month <= 12):
        return None
    day = found.get("day")
    if month and day and 1 <= int(day) <= 31:
        return f"{year:04}-{month:02}-{int(day):02}"
    return f"{year:04}-{month:02}" if month else f"{year:04}"


def _from_now(count: str, span: str, today: str | None) -> str | None:
    """ "lima tahun ke depan", "dalam dua bulan mendatang"."""
    n = int(count) if count.isdigit() else DIGITS.get(count, 10)
    if today is None or (span == "bulan" and len(today) < 7):
        return None
    if span == "tahun":
        return f"{int(today[:4]) + n:04}"
    month = int(today[:4]) * 12 + int(today[5:7]) - 1 + n
    return f"{month // 12:04}-{month % 12 + 1:02}"


def _relative(words: str, today: str | None) -> str | None:
    if today is None:
        return None
    year = int(today[:4])
    if words in ("tahun ini", "akhir tahun"):
        return f"{year:04}"
    if words in ("tahun depan", "tahun mendatang"):
        return f"{year + 1:04}"
    if len(today) < 7:
        return None
    month = int(today[5:7]) + (words == "bulan depan")
    return f"{year + (month > 12):04}-{(month - 1) % 12 + 1:02}"
