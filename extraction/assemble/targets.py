"""Figures and dated goals that somebody public undertakes to reach -> targets.

Reads: "Dinas menargetkan 1.200 pelaku usaha terdata pada 2027." "Target cakupan imunisasi sebesar 95 persen." "Akan dibangun jalan
sepanjang 4,2 kilometer." "Pembangunan gedung ditargetkan rampung Desember 2026." Refuses: "Angka 21 persen itu ditargetkan turun"
(the 21 is where it stands now), "sudah mencapai 40 persen dari target", figures of a private company.
"""

from __future__ import annotations

import bisect
import dataclasses
import functools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from extraction.assemble.actors import Actors
from extraction.assemble.due import day_of_story, find_due, promised_by
from extraction.assemble.indicators import indicator_of, indicator_of_goal
from extraction.cues import Cue, find_cues
from extraction.find import Facts
from extraction.linear import load
from extraction.reading import Reading
from extraction.rules.undertakings import MODEL, Undertaking
from tagih.records import Figure, Target
from tagih.records.ids import record_id
from tagih.vocabulary.undertakings import WORD, goal_pattern, vocabulary

Way = Literal["aimed", "promised"]

RULE = "targets"
VERSION = "4"
# Words between a cue and its figure, at most: "menargetkan sebanyak", "target pendapatan asli daerah tahun ini sebesar" (training annotations, 2025).
VERB_REACH, NOUN_REACH, ACT_REACH, OBJECT_REACH, SUBJECT_REACH = 16, 9, 7, 4, 16
# "Mengejar angka kemiskinan 5 persen": what is pursued is a goal where it is a share or a sum.
MONEY = ("IDR", "USD")
PURSUED, MEASURES = frozenset({"kejar", "mengejar"}), ("percent", *MONEY)
# Groups of cues that look ahead: a figure that its own rule takes for a target needs one near it.
AHEAD = frozenset({"will", "plan", "ready", "commit", "assure", "future", "later"})
# Log-odds below the threshold of commitments at which a clause with a figure is still a promise.
WEAKER = 1.0
# Code points between two figures of one list ("sepanjang 4 kilometer, dan di Desa X sepanjang 2 kilometer").
LIST_GAP = 60
# A restated target is known by its value where that is distinctive: money and shares of so many significant digits, counts from so many on.
DISTINCTIVE, LARGE = 3, 1000
# Code points of a sentence that are read before and after a figure.
BEFORE, AFTER = 400, 240
# Code points from "paling lambat" to the end of its time ("sebelum minggu kedua bulan September 2026").
DEADLINE_REACH = 48
BREAK_MARK = r"[;:]|,\s"
NATIONAL = re.compile(r"\b(?:target|sasaran)\s+(?:\w+\s+)?nasional\b", re.I)
NEXT_PART = re.compile(r"[,;]|\sdan\s", re.I)


@dataclass(frozen=True, slots=True)
class _Patterns:
    """Words right before a figure (searched up to it), and those that end a clause or finish a goal."""

    reached: re.Pattern[str]
    beside: re.Pattern[str]
    measured: re.Pattern[str]
    up_to: re.Pattern[str]
    turn: re.Pattern[str]
    finish: re.Pattern[str]
    held: re.Pattern[str]
    forecast: re.Pattern[str]
    price: re.Pattern[str]
    change: re.Pattern[str]
    deadline: re.Pattern[str]
    act: re.Pattern[str]


@functools.cache
def _patterns() -> _Patterns:
    g = goal_pattern
    loose = rf"(?:\s+{g('loose')})?\s*$"
    return _Patterns(
        reached=re.compile(rf"\b{g('reached')}(?:\s+\w+){{0,2}}\s*$", re.I),
        beside=re.compile(rf"\b{g('beside')}\s*$", re.I),
        measured=re.compile(rf"\b{g('measure')}(?:nya)?{loose}", re.I),
        up_to=re.compile(rf"\b{g('up_to')}{loose}", re.I),
        turn=re.compile(rf"{BREAK_MARK}|\s{g('turn')}\s", re.I),
        finish=re.compile(rf"\b{g('finish')}\b", re.I),
        held=re.compile(rf"\b{g('held')}\b", re.I),
        forecast=re.compile(rf"\b{g('forecast')}\b", re.I),
        price=re.compile(rf"\b{g('price')}\b", re.I),
        change=re.compile(rf"\s*(?:akan\s+)?{g('change')}\b", re.I),
        deadline=re.compile(rf"\b{g('deadline')}\b", re.I),
        act=re.compile(rf"\s*(?:\w+\s+)?(?:{g('work')}|{g('finish')})\b", re.I),
    )


def assemble(reading: Reading, facts: Facts, actors: Actors) -> tuple[list[Target], tuple[Figure, ...]]:
    """-> targets, and the figures with role "target" set where a target took them."""
    today = day_of_story(reading, facts.dates)
    likely = _likely(facts.undertakings, actors)
    ways = {f.id: way for f, way in _chosen(reading, facts.figures, likely)}
    chosen = {*ways, *(f.id for f in _restated(reading.text, facts.figures, ways))}
    taken: set[str] = set()
    made: list[Target] = []
    for i, figure in enumerate(facts.figures):
        if figure.id not in chosen:
            continue
        sentence = reading.sentence_at(figure.start)
        before = max(sentence.start, facts.figures[i - 1].end if i else 0)
        after = min(sentence.end, facts.figures[i + 1].start) if i + 1 < len(facts.figures) else sentence.end
        due = _due(reading.text, figure, before, after, sentence.start, sentence.end, today)
        made.append(
            Target(
                id=record_id("target", figure.start, taken),
                text=figure.text,
                start=figure.start,
                end=figure.end,
                rule=RULE,
                rule_version=VERSION,
                indicator=indicator_of(reading.text, figure, sentence.start, sentence.end),
                value=figure.value,
                unit=figure.unit,
                jurisdiction="00" if NATIONAL.search(reading.text, sentence.start, figure.start) else actors.area_at(figure.start),
                due=due,
                figure=figure.id,
            )
        )
    made = _agreed(made, _told_due(reading, facts.figures, made, today))
    made += _goals(reading, facts, actors, made, today, taken)
    figures = tuple(dataclasses.replace(f, role="target") if f.id in chosen else f for f in facts.figures)
    return sorted(made, key=lambda t: (t.start, t.end)), figures


def _likely(undertakings: Sequence[Undertaking], actors: Actors) -> list[Undertaking]:
    """Promises and running work, with some that are just too weak to be commitments by themselves: the figure speaks for them."""
    floor = load(MODEL).threshold - WEAKER
    return [u for u in undertakings if u.status != "delivered" and actors.weigh(u)[1] >= floor]


def _holds(clauses: Sequence[Undertaking], offset: int) -> bool:
    i = bisect.bisect_right([c.start for c in clauses], offset) - 1
    return i >= 0 and clauses[i].end > offset


def _chosen(reading: Reading, figures: Sequence[Figure], likely: Sequence[Undertaking]) -> Iterator[tuple[Figure, Way]]:
    p = _patterns()
    last: Figure | None = None
    way: Way | None = None
    for figure in figures:
        if figure.value is None or figure.role == "rate" or figure.unit in vocabulary().durations:
            continue
        sentence = reading.sentence_at(figure.start)
        start, end = max(sentence.start, figure.start - BEFORE), min(sentence.end, figure.end + AFTER)
        listed = last is not None and last.unit == figure.unit and sentence.start <= last.start and figure.start - last.end <= LIST_GAP
        listed = listed and last is not None and bool(p.measured.search(reading.text[last.end : figure.start]))
        way = way if listed and way else _way(reading.text, figure, start, end, _holds(likely, figure.start))
        if way:
            yield figure, way
            last = figure


def _way(text: str, figure: Figure, start: int, end: int, undertaken: bool) -> Way | None:
    """How a figure is a target: "aimed", by a word of aiming, or "promised", by a promise to build or to serve so many."""
    before = text[start : figure.start]
    if _stands(before[-60:]):
        return None
    cues = find_cues(text, start, end)
    if any("private" in c.groups for c in cues if c.end <= figure.start and c.index < 4):
        return None
    words = len(WORD.findall(before))
    told = [c for c in cues if c.end <= figure.start]
    for c in reversed(told):
        gap = words - c.index
        between = text[c.end : figure.start]
        if "target" in c.groups and gap <= VERB_REACH and not _is_private(told, c):
            # "Harga beras dipatok Rp 14.000": a price is no goal.
            priced = text[c.start : c.end].casefold().endswith("patok") and _patterns().price.search(before)
            return None if priced else "aimed"
        if (
            "target_noun" in c.groups
            # "menaikkan target cakupan ... dari 60 persen menjadi 65 persen": what it becomes may stand further off.
            and gap <= (VERB_REACH if _patterns().up_to.search(before[-24:]) or _patterns().measured.search(before[-28:]) else NOUN_REACH)
            and not _patterns().turn.search(between)
            and not any("perfect" in d.groups for d in told if d.start > c.start)
        ):
            return "aimed"
        if (
            figure.unit in MEASURES
            and text[c.start : c.end].casefold() in PURSUED
            and gap <= VERB_REACH
            and not _patterns().turn.search(between)
        ):
            return "aimed"
    if _aimed_at(text, figure, cues, words):
        return "aimed"
    if not undertaken or figure.unit in MONEY or not any(ch.isdigit() for ch in figure.text) or _patterns().forecast.search(before):
        return None
    meant = figure.role == "target" and any(c.groups & AHEAD and not c.relative and abs(c.index - words) <= VERB_REACH for c in cues)
    return "promised" if meant or _is_built(text, figure, start, end, cues, words) else None


def _stands(before: str) -> bool:
    """Whether the words before a figure say that it is reached, or is where from, where or how often; not "turun ke 20 persen"."""
    p = _patterns()
    return bool(p.reached.search(before) or (p.beside.search(before) and not p.up_to.search(before)))


def _is_private(told: Sequence[Cue], cue: Cue) -> bool:
    """Whether a firm or an association, and nobody public, is named before a cue: "Pengelola hotel itu menargetkan ..."."""
    there = frozenset().union(*(c.groups for c in told if c.start < cue.start))
    return "private" in there and not there & {"body", "office", "first_person"}


def _aimed_at(text: str, figure: Figure, cues: Sequence[Cue], words: int) -> bool:
    """ "Sebanyak 1.500 nelayan ditargetkan masuk ke dalam program"; not "Angka 21 persen itu ditargetkan turun", nor the price of a work
    that is: "pekerjaan senilai Rp 73 miliar ditargetkan selesai"."""
    after = next((c for c in cues if c.start >= figure.end and c.groups & {"target", "target_noun"}), None)
    if after is None or after.index - words > SUBJECT_REACH or _patterns().turn.search(text[figure.end : after.start]):
        return False
    between = text[figure.end : after.start].rstrip().casefold()
    if "target_noun" in after.groups:
        return between.endswith(("menjadi", "jadi"))
    if figure.unit in MONEY and _patterns().act.match(text, after.end):
        return False
    passive = text[after.start : after.end].casefold().startswith("ditarget")
    return passive and not _patterns().change.match(text, after.end) and not between.endswith(("itu", "tersebut", "yang"))


def _is_built(text: str, figure: Figure, start: int, end: int, cues: Sequence[Cue], words: int) -> bool:
    """ "Akan dibangun jalan sepanjang 4,2 kilometer", "sekitar 300 pedagang akan direlokasi", "untuk melindungi 5.000 nelayan"."""
    before = text[start : figure.start]
    if figure.unit == "percent":
        return bool(_patterns().up_to.search(before[-24:])) and any(
            c.groups & {"will", "plan", "possible", "intend"} for c in cues if c.end <= figure.start
        )
    told = [c for c in cues if c.end <= figure.start]
    if _patterns().measured.search(before[-28:]) and any(
        words - c.index <= ACT_REACH and c.groups & {"will", "plan"} and not _patterns().turn.search(text[c.end : figure.start])
        for c in told
    ):
        return True
    acts = [c for c in told if any(g.endswith((":active", ":passive", ":bare")) for g in c.groups)]
    if acts and words - acts[-1].index <= ACT_REACH and not _patterns().turn.search(text[acts[-1].end : figure.start]):
        led = [c for c in told if c.groups & {"will", "plan"} and 0 < acts[-1].index - c.index <= 4]
        purpose = text[: acts[-1].start].rstrip().endswith(("untuk", "guna")) and figure.unit == "people"
        if (led and (_patterns().measured.search(before[-16:]) or words - acts[-1].index <= OBJECT_REACH)) or purpose:
            return True
    after = [c for c in cues if c.start >= figure.end]
    led_after = next((c for c in after if c.groups & {"will", "plan"} or text[c.start : c.end].casefold() == "dipastikan"), None)
    if (
        led_after is None
        or led_after.index - words > SUBJECT_REACH
        or len(before.split()) > 6
        or _patterns().turn.search(text[figure.end : led_after.start])
    ):
        return False
    return any(0 < c.index - led_after.index <= 3 and any(g.endswith(":passive") for g in c.groups) for c in after)


def _restated(text: str, figures: Sequence[Figure], ways: Mapping[str, Way]) -> Iterator[Figure]:
    """The same distinctive value elsewhere ("target 59,56 persen" makes the headline's 59,56 persen one), unless it is told as reached."""
    values = {f.value for f in figures if ways.get(f.id) == "aimed" and _distinctive(f)}
    for f in figures:
        if f.value in values and f.id not in ways and f.role != "rate" and not _stands(text[max(0, f.start - 60) : f.start]):
            yield f


def _distinctive(figure: Figure) -> bool:
    """Whether a value said again means the same thing: "59,56 persen" and "2.400 nelayan" do, "100 persen" and "3 rumah" need not."""
    if figure.value is None:
        return False
    if figure.unit in ("percent", "IDR", "USD"):
        return len(figure.value.normalize().as_tuple().digits) >= DISTINCTIVE
    return figure.value >= LARGE


def _due(text: str, figure: Figure, before: int, after: int, start: int, end: int, today: str | None) -> str | None:
    """The time nearest to a figure: right after it, else between the last figure and it, else anywhere in its sentence."""
    stop = NEXT_PART.search(text, figure.end, min(after, figure.end + 48))
    near = stop.start() if stop else min(after, figure.end + 48)
    for a, b in ((figure.end, near), (before, figure.start), (start, end)):
        due = find_due(text, a, b, today, past=True)
        if due:
            return due
    return None


def _told_due(
    reading: Reading, figures: Sequence[Figure], made: Sequence[Target], today: str | None
) -> Mapping[tuple[object, object], str]:
    """(Value, unit) -> when a mention that is no target by itself says that it is due: "ada 30 lampu yang kita pasang tahun ini"."""
    open_ones = {(t.value, t.unit) for t in made if t.figure} - {(t.value, t.unit) for t in made if t.due}
    told: dict[tuple[object, object], str] = {}
    for f in figures:
        if f.role == "target" and (f.value, f.unit) in open_ones:
            sentence = reading.sentence_at(f.start)
            if due := find_due(reading.text, sentence.start, sentence.end, today, past=True):
                told.setdefault((f.value, f.unit), due)
    return told


def _agreed(made: Sequence[Target], told: Mapping[tuple[object, object], str]) -> list[Target]:
    """A target said several times is due when any mention says so, and measures what most mentions say."""
    due = dict(told) | {(t.value, t.unit): t.due for t in made if t.due}
    said: dict[tuple[object, object], Counter[str]] = {}
    for t in made:
        said.setdefault((t.value, t.unit), Counter())[t.indicator] += 1
    agreed = []
    for t in made:
        key = (t.value, t.unit)
        indicator, times = said[key].most_common(1)[0]
        agreed.append(dataclasses.replace(t, due=t.due or due.get(key), indicator=indicator if times > 1 else t.indicator))
    return agreed


def _goals(reading: Reading, facts: Facts, actors: Actors, figured: Sequence[Target], today: str | None, taken: set[str]) -> list[Target]:
    """Verbal goals: a clause with a due date that is targeted, or promised to be finished, or done at the latest, by then."""
    found = []
    for clause in facts.undertakings:
        if any(clause.start <= t.start < clause.end for t in figured):
            continue
        if "private" in clause.groups and not clause.groups & {"body", "office"}:
            continue
        due = _aimed_by(reading.text, clause, today) or _promised_by(reading.text, clause, actors, today)
        if due is None or due == today:
            continue
        found.append(
            Target(
                id=record_id("target", clause.start, taken),
                text=reading.text[clause.start : clause.end],
                start=clause.start,
                end=clause.end,
                rule=RULE,
                rule_version=VERSION,
                indicator=indicator_of_goal(reading.text, clause.start, clause.end),
                value=None,
                unit=None,
                jurisdiction=actors.who(clause).code,
                due=due,
                figure=None,
            )
        )
    return found


def _aimed_by(text: str, clause: Undertaking, today: str | None) -> str | None:
    """The time behind a word of aiming ("ditargetkan selesai pada Juli", "target penyelesaian pada 2027"), else before it; a bare
    "target" counts where an act or its end follows it."""
    for cue in find_cues(text, clause.start, clause.end):
        if "target" in cue.groups or ("target_noun" in cue.groups and _patterns().act.match(text, cue.end, clause.end)):
            due = find_due(text, cue.end, clause.end, today, past=True)
            if due or "target" in cue.groups:
                return due or find_due(text, clause.start, cue.start, today)
    return None


def _promised_by(text: str, clause: Undertaking, actors: Actors, today: str | None) -> str | None:
    """The time by which a commitment says that something is finished, or done at the latest."""
    if not clause.groups & {"will", "plan", "assure", "target_noun"} or actors.weigh(clause)[1] < load(MODEL).threshold:
        return None
    if clause.status == "pledged":
        lasts = _patterns().deadline.finditer(text, clause.start, clause.end)
        dues = (find_due(text, m.start(), min(m.start() + DEADLINE_REACH, clause.end), today) for m in lasts)
        due = next((d for d in sorted(filter(None, dues), key=len, reverse=True)), None)
        if due:
            return due
    held = "target_noun" in clause.groups and _patterns().held.search(text, clause.start, clause.end)
    return promised_by(text, clause, today) if held or _patterns().finish.search(text, clause.start, clause.end) else None
