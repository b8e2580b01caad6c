"""What the commands print: progress on stderr, summaries and tables on stdout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from tagih.records import KINDS, Extraction
from tagih.records.output import decimal_text

if TYPE_CHECKING:
    from scraper.crawl import CrawlProgress, CrawlSummary, SourceCounts
    from scraper.source import Source
    from tagih.run import ExtractSummary, RunSummary
    from tagih.run import Progress as RunProgress
    from tagih.sources import Added, Check
    from tagih.store import PublishSummary

MOST_ERRORS = 20  # printed; the rest are counted, and all of them are in the store

NUMBERS = {"new", "changed", "unchanged", "rows", "seconds", "documents", "lists", "waiting", "requests", "kB", "characters", "records"}


@contextmanager
def progress() -> Iterator[RunProgress]:
    """A bar per stage on stderr; silent where stderr is no terminal."""
    from tagih.run import Progress as RunProgress

    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:
        tasks: dict[str, Any] = {}

        def stage(name: str) -> None:
            for task in tasks.values():
                bars.stop_task(task)
            tasks[name] = bars.add_task(name, total=None)

        def crawled(p: CrawlProgress) -> None:
            if p.state == "empty":  # what stands behind it is often an error that nobody sees
                bars.console.print(
                    f"WARNING {p.source}: {p.url} answered 200 with 0 bytes", style="bold red", markup=False, highlight=False
                )
            bars.update(tasks["crawl"], advance=1, description=f"crawl {p.source} ({p.queued} waiting)")

        def extracted(done: int, total: int) -> None:
            bars.update(tasks["extract"], completed=done, total=total)

        yield RunProgress(stage=stage, crawled=crawled, extracted=extracted)


def wide() -> Console:
    """For tables with text in them: 160 columns where nobody's screen says how many there are."""
    console = Console(soft_wrap=True)
    return console if console.is_terminal else Console(soft_wrap=True, width=160)


def grid(*columns: str, title: str | None = None) -> Table:
    """A table of these columns, numbers to the right."""
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for name in columns:
        number = name in NUMBERS
        table.add_column(name, justify="right" if number else "left", no_wrap=name in {"source", "id", "home"})
    return table


def crawl_summary(summary: CrawlSummary) -> None:
    """Pages per source."""
    table = grid("source", "new", "changed", "unchanged", "failed", "why", title="Pages fetched")
    for source, c in sorted(summary.sources.items()):
        table.add_row(source, str(c.new), str(c.changed), str(c.unchanged), str(c.failed), _states(c))
    console = Console(soft_wrap=True)
    console.print(table)
    for why in sorted({c.resting for c in summary.sources.values() if c.resting}):
        resting = sorted(s for s, c in summary.sources.items() if c.resting == why)
        console.print(f"Not asked, {why}: {some(resting)}", highlight=False, markup=False)
    if left_out := summary.total("left_out"):
        console.print(f"Articles left out as older than the day asked for: {left_out:,}", highlight=False)


def _states(counts: SourceCounts) -> str:
    """ "3 missing, 1 empty": what kept pages from being fetched."""
    return ", ".join(f"{n} {state}" for state, n in sorted(counts.states.items()) if state != "ok")


def extract_summary(summary: ExtractSummary) -> None:
    """Pages read, and the errors of those that could not be."""
    console = Console(soft_wrap=True)
    pages = summary.pages
    console.print(
        f"Pages read: {pages['new']} new, {pages['changed']} changed, {pages['unchanged']} unchanged, "
        f"{pages['skipped']} already read, {pages['failed']} failed"
    )
    for error in summary.failures[:MOST_ERRORS]:
        console.print(f"  {error}", highlight=False, markup=False)
    if len(summary.failures) > MOST_ERRORS:
        console.print(f"  ... and {len(summary.failures) - MOST_ERRORS} more, in the table `failures`")


def publish_summary(summary: PublishSummary, out: Path) -> None:
    """Rows per published table."""
    table = grid("table", "rows", title=f"Published {out}")
    for name, rows in summary.rows.items():
        table.add_row(name, f"{rows:,}")
    Console().print(table)


def run_summary(summary: RunSummary, public: Path) -> None:
    """Everything a run did, in the order it did it."""
    console = Console()
    if summary.crawl:
        crawl_summary(summary.crawl)
    extract_summary(summary.extract)
    table = grid("kind", "rows", title="Records stored")
    for name in KINDS:
        table.add_row(name, f"{summary.records.get(name, 0):,}")
    console.print(table)
    if summary.publish:
        console.print(f"Published {public}: {sum(summary.publish.rows.values()):,} rows", highlight=False)
    console.print(f"Alerts: {summary.alerts_queued} queued, {summary.alerts_sent} sent, {summary.alerts_failed} failed")
    table = grid("stage", "seconds")
    for stage, seconds in summary.seconds.items():
        table.add_row(stage, f"{seconds:.1f}")
    console.print(table)


def sources(known: Sequence[Source], opted_out: Mapping[str, str]) -> None:
    """One line a source; `opted_out` by its home, where it asked not to be read."""
    from tagih.vocabulary.places import region_name

    table = grid("id", "name", "area", "kind", "verified", "home", *(["not read"] if opted_out else []))
    for s in known:
        why = [opted_out.get(s.home, "")] if opted_out else []
        table.add_row(s.id, s.name, region_name(s.jurisdiction), s.kind, "yes" if s.verified else "no", str(s.home), *why)
    wide().print(table)


def some(names: Sequence[str], most: int = 6) -> str:
    """ "a, b and 3 more"."""
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest


def counted(number: int, one: str, many: str | None = None) -> str:
    """ "1 page", "1,200 pages", "2 addresses"."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def checks(checked: Sequence[Check]) -> None:
    """One line a source, its articles beneath."""
    console = wide()
    table = grid("source", "state", "robots.txt", "listed in", "made with", "advice")
    for c in checked:
        table.add_row(c.source.id, c.state, c.look.robots, _listed(c), c.look.cms or "", c.advice)
    console.print(table)
    _articles(console, checked)
    _fixtures(console, checked)


def _fixtures(console: Console, checked: Sequence[Check]) -> None:
    """What became of each article kept as a fixture: as it was, read otherwise, or gone from its address."""
    table = grid("source", "fixture", "found", title="\nFixtures")
    for c in checked:
        for x in c.fixtures:
            told = [*x.lost, *(f"saved page: {difference}" for difference in x.rules)] or ["as expected"]
            gone = f" (its address now: {x.gone})" if x.gone else ""
            table.add_row(c.source.id, x.fixture.name, "; ".join(told) + gone)
    if table.row_count:
        console.print(table, markup=False)


def _listed(checked: Check) -> str:
    """ "1 feed, 2 sitemaps": the places that list articles."""
    counts = {kind: len(checked.look.found(kind)) for kind in ("feed", "sitemap", "listing")}
    return ", ".join(f"{n} {kind}{'s' if n > 1 else ''}" for kind, n in counts.items() if n) or "nothing"


def _articles(console: Console, checked: Sequence[Check]) -> None:
    table = grid("source", "published", "characters", "records", "article", title="\nArticles read")
    for c in checked:
        for a in c.articles:
            title = a.title or a.url
            told = f"{_short(title, 70)} ({a.problem})" if a.problem else _short(title, 70)
            table.add_row(c.source.id, (a.published or "")[:16], str(a.characters), str(a.records), told)
    if table.row_count:
        console.print(table, markup=False)


def added(new: Added) -> None:
    """What was seen, what will be fetched, and where it was written."""
    console = wide()
    found = new.check.look
    console.print(f"robots.txt {found.robots} it; made with {found.cms or 'nothing that says so'}", highlight=False)
    for place in found.places:
        what = "articles" if place.kind != "sitemap" else "addresses"
        console.print(f"  {place.kind} {place.url}: {place.articles} {what}", highlight=False, markup=False)
    _articles(console, [new.check])
    if new.check.advice:
        console.print(f"{new.check.state}: {new.check.advice}", highlight=False, markup=False)
    for folder in new.fixtures:
        console.print(f"Saved {folder}", highlight=False, markup=False)
    console.print(f"Written: {new.path}. Look it over, then: tagih sources check {new.path.stem} --write", highlight=False, markup=False)


def extraction(found: Extraction, stream: TextIO) -> None:
    """A document's records as a table to read, in order of the text."""
    console = Console(file=stream, width=None if stream.isatty() else 160)
    document = found.document
    table = grid("kind", "at", "evidence", "means", title=f"{document.id}  {document.title or ''}  {document.published or ''}".strip())
    for record, kind in sorted(((r, k) for k in KINDS for r in getattr(found, k)), key=lambda pair: (pair[0].start, pair[1])):
        table.add_row(kind, f"{record.start}-{record.end}", _short(record.text, 70), _meaning(record))
    console.print(table, markup=False)


def _short(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"


def _meaning(record: Any) -> str:
    skip = {"id", "text", "start", "end", "rule", "rule_version", "figures", "targets", "regulations", "official"}
    values = {name: getattr(record, name) for name in record.__dataclass_fields__ if name not in skip}
    values = {
        k: decimal_text(v) if k.startswith("value") and k != "value_text" and not isinstance(v, str) else v for k, v in values.items()
    }
    return " ".join(
        f"{k}={_short(', '.join(v) if isinstance(v, tuple) else str(v), 50)}" for k, v in values.items() if v not in (None, (), False)
    )
