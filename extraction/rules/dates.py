"""DATE: a calendar date that the text names: day, month and year (or month and year), the year from its neighbours where left out.

Reads: "dilantik pada Senin (9/6/2025)" (event); "paling lambat 28 Desember 2026" (due);
"Selasa, 18 Maret 2025 | 09:25 WIB" under the title (publication); "Rabu (4/6)" after a date of 2025 (2025-06-04).
Refuses: "pukul 09.30, nomor 12/2025, 24/7, tahun 2026" and the clock of a site's header. Lone years are no DATE here:
`tagih.records.dates.find_dates` gives them to rules that need a due year.

A misprint stays as printed. A date that no calendar has ("31 Juni 2025"), or whose year nothing in the text tells, is Unresolved.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Mapping, Sequence
from datetime import date

from extraction.matching import Spans, alternatives, aside_spans
from extraction.reading import Reading, Span
from tagih.records import Date, Unresolved
from tagih.records.dates import WEEKDAYS, ZONES, DateMention, find_dates
from tagih.records.ids import record_id
from tagih.records.model import DateRole
from tagih.vocabulary.date_words import date_words

RULE = "dates"
VERSION = "3"

LEFT = 96
"""How far before a date, in code points, the cue of its role may stand."""

SOURCE = 400
"""How far before a date, in the same sentence, the source that was read may be named."""

STAMP_LINES = 12
"""A page's date line stands among its first lines that are not blank (title, byline, photo author)."""

NEIGHBOURS = 4
"""How many dates on each side may lend their year."""

LONG = 28
"""So many days on, the end of a range is the end of a programme and a deadline; a shorter one is an event."""

OPENING = 24
"""A date so near to the beginning of its sentence stands in its opening words."""

LISTED = 40
"""How far apart two dates of one list may stand: "4 Mei untuk SD, dan 11 Mei"."""


class _Cues:
    def __init__(self) -> None:
        words = date_words()
        fill = rf"(?:[\s,]{{1,2}}(?:{alternatives((*words.fillers, *WEEKDAYS))})){{0,4}}[\s,(]{{0,3}}\Z"
        self.due = re.compile(rf"(?<!\w)(?:{alternatives(words.due)})(?!\w){fill}", re.I)
        self.until = re.compile(rf"(?<!\w)(?:{alternatives(words.until_then)})(?!\w){fill}", re.I)
        self.ends = re.compile(rf"(?<!\w)(?:{alternatives(words.ends)})(?!\w){fill}", re.I)
        self.goals = re.compile(rf"(?<!\w)(?:{alternatives(words.goals)})(?!\w)", re.I)
        self.planned = re.compile(rf"(?<!\w)(?:{alternatives((*words.planned, *words.goals))})(?!\w)", re.I)
        self.deadlines = re.compile(rf"(?<!\w)(?:{alternatives(words.deadlines)})(?!\w)(?P<gap>[^.;:\d]{{0,48}})\Z", re.I)
        self.beginnings = re.compile(rf"(?<!\w)(?:{alternatives(words.beginnings)})(?!\w)", re.I)
        born = r"|kelahiran(?:\s{1,2}[A-Z]\w{1,14}){1,3}[\s,(]{0,3}\Z"
        self.other = re.compile(rf"(?<!\w)(?:{alternatives(words.other)})(?!\w){fill}{born}", re.I)
        self.publication = re.compile(rf"(?<!\w)(?:{alternatives(words.publication)})(?!\w):?{fill}", re.I)
        self.paper = re.compile(
            rf"(?<!\w)(?:{alternatives(words.numbers)})[\s:][^\n\d]{{0,20}}\d[^\n]{{0,50}}?\s(?:tanggal|tgl)\s{{1,2}}\Z", re.I
        )
        self.source = re.compile(rf"(?<!\w)(?:{alternatives(words.sources)})(?:\w{{0,3}})(?!\w)", re.I)
        self.media = re.compile(rf"(?<!\w)(?:{alternatives(words.media)})(?!\w)", re.I)
        self.valid = re.compile(
            rf"(?<!\w)(?:{alternatives(words.valid)})(?:\s{{1,2}}\w{{1,12}}){{0,4}}\s{{1,2}}(?:{alternatives(words.until)})(?!\w){fill}",
            re.I,
        )
        self.permits = re.compile(rf"(?<!\w)(?:{alternatives(words.permits)})(?:nya)?(?!\w)", re.I)
        self.recurring = re.compile(rf"(?<!\w)(?:{alternatives(words.recurring)})(?!\w)", re.I)
        self.stamp = frozenset({*words.stamp, *WEEKDAYS, *ZONES})


@functools.cache
def _cues() -> _Cues:
    return _Cues()


_CLOCK = re.compile(r"(?<!\d)\d{1,2}[:.]\d\d(?!\d)")
_YEARS = re.compile(r"(?<![\d/.,-])20\d\d(?![\d/]|[.,-]\d)")


def _stamps(reading: Reading, mentions: Sequence[DateMention]) -> dict[int, DateRole | None]:
    """Offsets of the dates that date the page: "publication", or None for a header's clock."""
    lines = reading.paragraphs[:STAMP_LINES]
    found: list[tuple[DateMention, bool]] = []
    for mention in mentions:
        if mention.day is None or mention.value is None:
            continue
        line = next((p for p in lines if p.start <= mention.start < p.end), None)
        if line is None or line.end - line.start > 120 or reading.text[line.start] in ",.;)" or reading.text[mention.start - 1] == "(":
            continue  # "Minggu (8/6/2025)" on a line of its own is text that mark-up broke
        rest = reading.text[line.start : mention.start] + " " + reading.text[mention.end : line.end]
        words = [w for w in re.findall(r"[^\W\d_]{2,}", rest.casefold()) if w not in _cues().stamp]
        clock = bool(_CLOCK.search(rest))
        if len(words) <= (6 if clock else 0):
            found.append((mention, clock))
    if not found:
        return {}
    published = (reading.document.published or "")[:10]
    best = next((m for m, _ in found if published and m.value == published), None) or next((m for m, clock in found if clock), found[-1][0])
    return {m.start: "publication" if m.value == best.value else None for m, _ in found}


class _Years:
    """The year of a date that leaves it out: that of the nearest dates, checked against the weekday."""

    def __init__(self, reading: Reading, mentions: Sequence[DateMention]) -> None:
        days = [m for m in mentions if m.year is not None and m.day is not None]
        self._starts = [m.start for m in days]
        self._years = [m.year for m in days if m.year is not None]
        self._months = list(dict.fromkeys(m.year for m in mentions if m.year is not None and m.day is None))
        published = (reading.document.published or "")[:4]
        self._published = int(published) if published.isdigit() else None
        self._named = sorted({int(m.group()) for m in _YEARS.finditer(reading.text[:20_000])}, reverse=True)

    def of(self, mention: DateMention) -> int | None:
        i = bisect.bisect_left(self._starts, mention.start)
        window = range(max(0, i - NEIGHBOURS), min(len(self._starts), i + NEIGHBOURS))
        near = [self._years[k] for k in sorted(window, key=lambda k: abs(self._starts[k] - mention.start))]
        anchors = list(dict.fromkeys([*near, *([self._published] if self._published else [])]))
        if mention.weekday is None:
            sole = self._months or self._named
            return anchors[0] if anchors else sole[0] if len(sole) == 1 else None
        for year in (y for anchor in anchors for y in (anchor, anchor - 1, anchor + 1)):
            if _weekday(mention, year) == mention.weekday:
                return year
        if anchors:
            return anchors[0]
        return next((year for year in (*self._months, *self._named) if _weekday(mention, year) == mention.weekday), None)


def _weekday(mention: DateMention, year: int) -> int | None:
    value = mention.in_year(year)
    return date.fromisoformat(value).weekday() if value and mention.day else None


def _day(mentions: Sequence[DateMention], stamps: Mapping[int, DateRole | None]) -> str:
    """The day of a story that no page dates: that of its date line, else its first full date, one with its weekday before others, since
    news names the days of speaking so; "" where it has none.
    """
    full = [m for m in mentions if m.day and m.value]
    best = next((m for m in full if stamps.get(m.start)), None) or next((m for m in full if m.weekday is not None), None)
    best = best or next(iter(full), None)
    return (best.value or "") if best else ""


def _days(first: str, second: str) -> int:
    """From one full date to another; 0 where one is less than full."""
    return (date.fromisoformat(second) - date.fromisoformat(first)).days if len(first) == len(second) == 10 else 0


def _role(text: str, mention: DateMention, sentence: Span, before: Date | None, value: str, today: str, *, ends_range: bool) -> DateRole:
    """The role by the words right before the date; in a list, that of the date before it. `today` is the story's day, "" where unknown."""
    cues = _cues()
    left = text[max(sentence.start, mention.start - LEFT) : mention.start]
    if cues.publication.search(left):
        return "publication"
    if cues.other.search(left) or cues.paper.search(left):
        return "other"
    past = len(value) == 7 and value < today[:7]  # "kredit hingga Mei" tells how far the counting goes
    if cues.valid.search(left):
        return "other" if cues.permits.search(text, sentence.start, mention.start) else "due"
    ahead = bool(value) and value >= today[: len(value)]
    if ends_range and ahead and before and before.end >= sentence.start and _days(before.value, value) >= LONG:
        return "due"
    so_far = text[max(sentence.start, mention.start - SOURCE, before.end if before else 0) : mention.start]
    opens = mention.start - sentence.start <= OPENING  # "Hingga Senin (4/8/2025), 40 kasus tercatat"
    if not ends_range and cues.until.search(left) and (value < today[: len(value)] or (opens and value == today)):
        return "other"  # how far the counting goes
    if not ends_range and not past and _deadline(left, so_far, value, today):
        return "due"
    whole = text[max(sentence.start, mention.start - SOURCE) : mention.start]
    source = cues.source.search(whole)
    if source and cues.media.search(whole, source.start()):
        return "other"
    if (
        before
        and before.role in ("due", "other")
        and before.start >= sentence.start
        and mention.start - before.end <= LISTED
        and not ends_range
    ):
        gap = text[before.end : mention.start]
        if re.search(r"(?:\bdan|,)\s{0,2}(?:tanggal\s{1,2})?\Z", gap):
            return before.role
    return "event"


def _deadline(left: str, whole: str, value: str, today: str) -> bool:
    """Whether the words before a date make it a deadline. `whole` is what the sentence says before it, since its last date."""
    cues = _cues()
    if cues.due.search(left) or (value >= today[: len(value)] and cues.until.search(left)):
        return True
    to_come = bool(today) and value > today[: len(value)]
    if cues.ends.search(left) and (to_come or cues.planned.search(whole)):
        return True
    deadline = cues.deadlines.search(left)
    if deadline and not cues.beginnings.search(deadline["gap"]):
        return True
    said = max(whole.rfind(mark) for mark in '"“”')  # "target kami", kata Bupati, Rabu (4/6/2025)
    return to_come and cues.goals.search(whole, said + 1) is not None


def extract(reading: Reading) -> list[Date | Unresolved]:
    """All dates of a document, in order, and those that could not be resolved."""
    text, taken = reading.text, set[str]()
    hidden = Spans(aside_spans(text))
    mentions = [m for m in find_dates(text) if m.month is not None and not hidden.holds(m.start)]
    stamps, years = _stamps(reading, mentions), _Years(reading, mentions)
    today = (reading.document.published or "")[:10] or _day(mentions, stamps)
    found: list[Date | Unresolved] = []
    before: Date | None = None
    range_ends: set[int] = set()
    for mention in mentions:
        if mention.until is not None:
            range_ends.add(mention.until)
        if stamps.get(mention.start, "publication") is None:
            continue
        sentence = reading.sentence_at(mention.start)
        if (
            mention.year is None
            and mention.weekday is None
            and _cues().recurring.search(text, max(sentence.start, mention.start - LEFT), min(sentence.end, mention.end + LEFT))
        ):
            continue
        if mention.year is None and mention.day is None:
            continue  # "bulan Mei", "Juni nanti": less than a date
        year = mention.year if mention.year is not None else years.of(mention)
        value = None if year is None else mention.in_year(year)
        evidence = text[mention.start : mention.end]
        if value is None:
            reason = "no year stands with it or near it" if year is None else "the calendar has no such day"
            id_ = record_id("unresolved-date", mention.start, taken)
            found.append(
                Unresolved(
                    id=id_,
                    text=evidence,
                    start=mention.start,
                    end=mention.end,
                    rule=RULE,
                    rule_version=VERSION,
                    kind="dates",
                    field="value",
                    reason=reason,
                )
            )
            continue
        role = stamps.get(mention.start) or _role(text, mention, sentence, before, value, today, ends_range=mention.start in range_ends)
        before = Date(
            id=record_id("date", mention.start, taken), text=evidence, start=mention.start, end=mention.end,
            rule=RULE, rule_version=VERSION, value=value, role=role,
        )  # fmt: skip
        found.append(before)
    return found
