"""What each source gave on each day, and what it should have given: so that a reader sees what was not seen.

`judge` is pure: a source's counted days, and how long the texts were that extraction found on them, become a state for each day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Literal
from zoneinfo import ZoneInfo

from scraper.coverage import HOLLOW, DayCounts
from scraper.ledger import Ledger
from scraper.source import Source

HealthState = Literal[
    "ok", "empty", "blocked", "geo_blocked", "robots_denied", "unreachable", "dns_dead", "changed_layout", "zero_items", "never"
]

# Which failures of single requests, where they prevail, make a source what.
_CAUSES: Mapping[str, HealthState] = {
    "blocked": "blocked",
    "geo_blocked": "geo_blocked",
    "dns_dead": "dns_dead",
    "robots_denied": "robots_denied",
    "unreachable": "unreachable",
    "timeout": "unreachable",
    "server_error": "unreachable",
    HOLLOW: "empty",
}
ADVICE: Mapping[HealthState, str] = {
    "ok": "",
    "empty": "Look at the site: its feeds, lists or article addresses may have moved; correct the source file.",
    "blocked": "The site refuses the crawler: write to its operator, or leave it out.",
    "geo_blocked": "The site is not shown in this country: crawl it from Indonesia, or through a proxy there (--proxy).",
    "robots_denied": "robots.txt forbids it: leave it out, or ask its operator.",
    "unreachable": "The site did not answer: run again later; correct `home` if the host is gone.",
    "dns_dead": "The host is not in the DNS: the site is gone or has moved; correct `home`.",
    "changed_layout": "Its articles are read far shorter than before: look at one of them, and say where the text is (selectors.body).",
    "zero_items": "Its lists are read and hold nothing new: look whether the site has moved its news, or just has none.",
    "never": "Run `tagih crawl` for it.",
}

MOST_REQUESTS = 5.0  # per document: beyond it a site is asked mostly for what is no article
FEWEST_REQUESTS = 50  # in a week, for that to be told: the first look at a site takes some twenty for its lists and guesses
STALE = timedelta(days=7)  # a source that gives nothing new for this long has moved, died or shut us out
FEWEST_FAILURES = 3  # pages that fail for one cause, and are more than those read, before a day is called by it

# A layout that changed: the median text of a day is less than a third of that of the texts before. Drawn at random from the
# articles of 17 outlets that have 60 or more in a collection of 8,600 (2026-11-21), a median of 3 is below a third of a median
# of 20 of the same outlet once in 10,000 draws, one of 5 once in 30,000; at one half it is once in 260 and once in 1,000.
COLLAPSED = 1 / 3
FEWEST_TEXTS = 3  # of the day, with the last ones before it where it has fewer
FEWEST_EARLIER = 20
MOST_EARLIER = 200  # the last ones before a day: a median of more is no truer
EARLIER = timedelta(days=90)  # texts older than this say nothing of a day: what was meant to be short is then the measure itself


@dataclass(frozen=True, slots=True)
class SourceDay:
    """One day of one source, judged. `texts` were read of it. `characters` is their median length, with the last ones before them
    where they are fewer than three, None where there are none; `usual` that of all texts before, None where these are too few (code points).
    """

    source: str
    counts: DayCounts
    state: HealthState
    texts: int = 0
    characters: int | None = None
    usual: int | None = None

    @property
    def day(self) -> str:
        return self.counts.day


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """One source. `state` is that of the last day on which it was asked; `days` are those looked at, oldest first.

    `documents` were read of `expected` article addresses known, `queued` wait. `last_run` is an ISO time in UTC, None where the
    source was never crawled or a run is not over; `ended` says how it ended ("finished", "budget", "unreachable"). `last_new` is
    the day that gave the newest document, `last_ok` the last one of `days` whose state was ok. `warnings` hold for a source in any state:
    each says what was seen and what to do. `alarm`: it has given documents before, and does not now.
    """

    source: str
    name: str
    state: HealthState
    days: tuple[SourceDay, ...]
    documents: int
    expected: int
    queued: int
    last_run: str | None
    ended: str | None
    last_new: str | None
    last_ok: str | None
    advice: str
    warnings: tuple[str, ...] = ()
    alarm: bool = False

    @property
    def last(self) -> SourceDay | None:
        return self.days[-1] if self.days else None


@dataclass(slots=True)
class _Past:
    """What the days before one tell about it."""

    documents: int = 0
    last_new: str | None = None
    asked: int = 0  # days with an answer since last_new
    texts: list[tuple[str, int]] = field(default_factory=list)  # (day, length), oldest first; none of a layout that changed
    newest: list[int] = field(default_factory=list)  # lengths of the last texts, whatever the layout


def judge(source: str, days: Iterable[DayCounts], lengths: Mapping[str, Sequence[int]], *, last_new: str | None = None) -> list[SourceDay]:
    """Give each day of a source its state. `days`: oldest first; `lengths`: day -> lengths of the texts read of it, in code points,
    0 for a page that no text was found in; `last_new`: the day before all of these that gave the newest document."""
    past, found = _Past(documents=int(last_new is not None), last_new=last_new), []
    for counts in days:
        texts = lengths.get(counts.day, ())
        now, usual = _texts(counts.day, texts, past)
        state = _state(counts, past)
        if state in ("ok", "zero_items") and now and usual and median(now) < usual * COLLAPSED:
            state = "changed_layout"
        characters = round(median(now)) if now else None
        found.append(SourceDay(source, counts, state, len(texts), characters, None if usual is None else round(usual)))
        _remember(counts, state, texts, past)
    return found


def _texts(day: str, texts: Sequence[int], past: _Past) -> tuple[list[int], float | None]:
    """The lengths to judge a day by, where it has any: its own, and those of the last texts before it where they are few. And the
    median of the texts before it, None where these are few."""
    since = (date.fromisoformat(day) - EARLIER).isoformat()
    past.texts = [t for t in past.texts if t[0] >= since]
    missing = max(FEWEST_TEXTS - len(texts), 0) if texts else 0
    now = [*past.newest[len(past.newest) - missing :], *texts]
    return now, median(n for _, n in past.texts) if len(past.texts) >= FEWEST_EARLIER else None


def _state(counts: DayCounts, past: _Past) -> HealthState:
    """A day's state by what was asked and answered; of texts it knows nothing."""
    lists = _cause(counts.lists)
    if lists and not counts.lists.get("ok"):
        return lists  # where nothing new could be found, what was revisited says little
    pages = _cause(counts.pages)
    failed = sum(n for state, n in counts.pages.items() if state in _CAUSES)
    known = past.documents + counts.documents
    if pages and failed > counts.documents and (failed >= FEWEST_FAILURES or not known):
        return pages
    if not known or not (counts.documents or counts.lists.get("ok")):
        return "empty"
    return "zero_items" if not counts.new and _silent(counts.day, past) else "ok"


def _silent(day: str, past: _Past) -> bool:
    """Whether the source was asked since its newest document, more than once in a week, and gave none."""
    return past.last_new is not None and past.asked >= 1 and date.fromisoformat(day) - date.fromisoformat(past.last_new) >= STALE


def _cause(states: Mapping[str, int]) -> HealthState | None:
    causes = Counter[HealthState]()
    for state, n in sorted(states.items()):
        if state in _CAUSES:
            causes[_CAUSES[state]] += n
    return causes.most_common(1)[0][0] if causes else None


def _remember(counts: DayCounts, state: HealthState, texts: Sequence[int], past: _Past) -> None:
    past.documents += counts.documents
    if counts.new or (counts.documents and past.last_new is None):
        past.last_new, past.asked = counts.day, 0
    elif counts.documents or counts.lists.get("ok"):
        past.asked += 1
    past.newest = [*past.newest, *texts][-FEWEST_TEXTS:]
    if state != "changed_layout":
        past.texts = [*past.texts, *((counts.day, n) for n in texts)][-MOST_EARLIER:]


def _warnings(days: Sequence[SourceDay], hollow: Sequence[str], today: date) -> Iterator[str]:
    last = days[-1]
    n = last.counts.failures.get(HOLLOW, 0)
    if n:  # what stands behind a 200 without a body is often an error that nobody sees
        told = f", {hollow[0]} for one" if hollow else ""
        yield f"{n} answer{'s' if n > 1 else ''} of 200 with 0 bytes on {last.day}{told}: open it in a browser."
    since = (date.fromisoformat(last.day) - STALE).isoformat()
    week = [d.counts for d in days if d.day > since]
    requests, documents = sum(c.requests for c in week), sum(c.documents for c in week)
    if requests >= FEWEST_REQUESTS and requests > MOST_REQUESTS * documents:
        ratio = f"{requests / documents:.1f} requests a document" if documents else f"{requests} requests and no document"
        yield f"{ratio} in 7 days: name its feed in the source file, or deny the addresses that are no articles (deny_patterns)."
    if last.state == "changed_layout":
        yield f"Texts of {last.characters} characters on {last.day}, where {last.usual} are usual."
    if (idle := today - date.fromisoformat(last.day)) > STALE:
        yield f"Not crawled for {idle.days} days."


def health(
    ledger: Ledger,
    sources: Iterable[Source],
    *,
    lengths: Mapping[str, Mapping[str, Sequence[int]]] | None = None,
    now: datetime | None = None,
    since: date | None = None,
    until: date | None = None,
) -> list[SourceHealth]:
    """A row per source, in the order given, as of `now` (aware; the present where it is not given), or as it was on the day `until`.

    Only days from `since` on are looked at: of those before them it is known that they gave documents, and when the last ones. A
    changed layout is found in the days that have 90 days (EARLIER) before them to compare with.
    `lengths`: source -> day -> lengths of texts, as in `judge`; without them no layout is found to have changed. Raises StoreError
    where the ledger cannot be read.
    """
    now = now or datetime.now(UTC)
    first = since.isoformat() if since else ""
    states, runs, days, hollow = ledger.states(), ledger.last_runs(), ledger.days(since=first), ledger.hollow()
    before, last = ledger.last_new(before=first), until.isoformat() if until else "9999"
    found = []
    for source in sources:
        run, rows = runs.get(source.id), states.get(source.id, {})
        counted = [c for c in days.get(source.id, ()) if c.day <= last]
        known = before.get(source.id)
        judged = tuple(judge(source.id, counted, (lengths or {}).get(source.id, {}), last_new=known))
        state = judged[-1].state if judged else "never"
        today = until or now.astimezone(ZoneInfo(source.timezone)).date()
        warnings = tuple(_warnings(judged, hollow.get(source.id, ()), today)) if judged else ()
        idle = bool(judged) and today - date.fromisoformat(judged[-1].day) > STALE
        quiet = state == "zero_items" and source.kind == "regulation"  # a portal of regulations is often quiet for weeks
        found.append(
            SourceHealth(
                source.id,
                source.name,
                state,
                judged,
                documents=run["documents"] if run else 0,
                expected=sum(n for (kind, s), n in rows.items() if kind == "page" and s not in ("redirected", "older", "covered")),
                queued=sum(n for (_, s), n in rows.items() if s == "queued"),
                last_run=run["ended_at"] if run else None,
                ended=run["reason"] if run else None,
                last_new=max((d.day for d in judged if d.counts.new), default=known),
                last_ok=max((d.day for d in judged if d.state == "ok"), default=None),
                advice=ADVICE[state],
                warnings=warnings,
                alarm=(known is not None or any(c.documents for c in counted)) and (idle or (state != "ok" and not quiet)),
            )
        )
    return found
