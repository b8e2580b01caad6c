"""`tagih sources ...`: which sites are read, how they are, and new ones."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from tagih.cli import show
from tagih.cli.options import crawl_settings, fetch_options, opt_out, opt_out_option, workspace_of, workspace_options
from tagih.records import TagihError

MOST_PAGES = 100  # of one site in a check; the look at it stops far earlier by itself


fixtures_option = click.option(
    "--fixtures",
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where articles are kept as fixtures. [default: fixtures/ beside the folder of sources]",
)


def fixtures_folder(workspace: Any, named: Path | None) -> Path:
    """The folder of fixtures: the one that was named, or the one beside the sources."""
    return named or Path(workspace.sources).parent / "fixtures"


@click.group()
def sources() -> None:
    """The outlets and government sites that are read."""


@sources.command("list")
@opt_out_option
@workspace_options
def sources_list(data: Path, sources: Path, alerts: Path) -> None:
    """Show every source: id, name, area, kind, whether a crawl has ever succeeded, and whether it asked not to be read.

    \b
    Example: tagih sources list
    """
    from scraper.optout import opted_out

    known = workspace_of(data, sources, alerts).load_sources()
    show.sources(known, opted_out([s.home for s in known], opt_out()))


@sources.command("health")
@click.option(
    "--day", metavar="YYYY-MM-DD", type=click.DateTime(["%Y-%m-%d"]), help="As it was on this day. [default: each source's last day]"
)
@click.option("--days", type=click.IntRange(1, 366), help="One column a day: this many, up to --day or today.")
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects, one a source, with the numbers of its days.")
@workspace_options
@click.pass_context
def sources_health(
    ctx: click.Context, day: datetime | None, days: int | None, as_json: bool, data: Path, sources: Path, alerts: Path
) -> None:
    """Show what each source gave on each day, and what it should have given.

    \b
    One line a source, for its last day (in its own time zone):
      ok              lists or documents were read
      zero_items      read, and nothing new for 7 days
      changed_layout  its texts are suddenly far shorter than before
      empty           it answered, and held nothing
      blocked         it refused (403, or a challenge); geo_blocked: to this country; robots_denied: by robots.txt
      unreachable     it did not answer; dns_dead: there is no such host
      never           it was not asked yet; not_asked: not on the day that was named

    Then what to do, and warnings: answers of 200 with 0 bytes, more than five requests a document, a week without a crawl.

    \b
    Exit code, for cron: 3 where a source that has given documents before does not now (any state but ok, or not crawled for a
    week; a portal of regulations may have nothing new). Sources that never gave any are shown and do not count. Else 0.

    \b
    Example: tagih sources health
    Example: tagih sources health --days 14
    Example: tagih sources health --day 2026-11-20 --json
    """
    from tagih.cli import health
    from tagih.coverage import source_health, strangers

    workspace = workspace_of(data, sources, alerts)
    if not workspace.ledger.exists():
        raise TagihError(
            "nothing was crawled into this folder yet", where=str(data), remedy="Run `tagih crawl`, or name another: --data FOLDER."
        )
    known = workspace.load_sources()
    if strange := strangers(workspace.ledger, known):
        click.echo(f"Not shown, as {sources} has no file of it: {show.some(strange)}", err=True)
    until = day.date() if day else None
    rows = source_health(workspace.ledger, workspace.working, known, until=until, days=days or 1)
    last = until or datetime.now(ZoneInfo("Asia/Jayapura")).date()  # where a day begins first
    if as_json:
        since = (last - timedelta(days=days - 1)).isoformat() if days else None
        health.as_json(rows, known, since, until.isoformat() if until else None)
    elif days:
        health.strip(rows, last, days)
    else:
        health.table(rows, until.isoformat() if until else None)
    ctx.exit(3 if any(row.alarm for row in rows) else 0)


@sources.command("check")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--write", is_flag=True, help="Write into the files of those that succeed: verified = true, and the feeds that were found.")
@fixtures_option
@fetch_options
@workspace_options
@click.pass_context
def sources_check(ctx: click.Context, ids: tuple[str, ...], write: bool, fixtures: Path | None, data: Path, sources: Path, alerts: Path, contact: str | None, proxy: str | None, fast: bool) -> None:  # fmt: skip
    """Look at sites now: robots.txt, where articles are listed, and three articles read.

    Fetches at most 16 pages of each site (48 of a portal of regulations), into a folder that is thrown away. Articles that `tagih
    sources add` kept as fixtures are compared too: the saved page must still be read as its expected.json says, and the page at its
    address must not have lost text, title or date, which is how a changed layout shows. Exit code 3 where one fails.

    \b
    Example: tagih sources check prokal --contact you@example.org
    Example: tagih sources check --write --contact you@example.org
    """
    from tagih.sources import check, verify

    workspace = workspace_of(data, sources, alerts)
    wanted = workspace.load_sources(tuple(dict.fromkeys(ids)))
    settings = crawl_settings(contact, proxy, MOST_PAGES, fast)
    with show.progress() as progress:
        progress.stage("crawl")
        kept = fixtures_folder(workspace, fixtures)
        checked = check(wanted, settings, fixtures_in=kept, known=workspace.ledger, on_progress=progress.crawled)
    show.checks(checked)
    for one in checked if write else ():
        if one.ok:
            click.echo(f"Written: {verify(workspace.sources, one)}")
    ctx.exit(0 if all(one.ok for one in checked) else 3)


@sources.command("add")
@click.argument("url")
@click.option("--id", "id_", metavar="ID", help="The file's name. [default: made of the host]")
@click.option("--name", help="Its name as readers see it. [default: what the site calls itself]")
@click.option("--jurisdiction", "area", metavar="AREA", help="Code or name of the area it serves. [default: the one in its host or name]")
@click.option(
    "--kind",
    type=click.Choice(["news", "release", "regulation"]),
    help="News, a government's releases, or regulations. [default: by the host]",
)
@fixtures_option
@click.option("--no-fixtures", is_flag=True, help="Keep no articles.")
@fetch_options
@workspace_options
def sources_add(url: str, id_: str | None, name: str | None, area: str | None, kind: str | None, fixtures: Path | None, no_fixtures: bool, data: Path, sources: Path, alerts: Path, contact: str | None, proxy: str | None, fast: bool) -> None:  # fmt: skip
    """Look at the site of URL and write its source file.

    Finds its feeds and sitemaps (robots.txt, the home page, the usual places) and the program it is made with, reads three articles,
    and shows what would be fetched. Never overwrites a source's file. The three articles are kept as fixtures, FOLDER/<id>/<article>/:
    page.html as it came, meta.toml (where it is from) and expected.json (title, day, authors, first and last words, length of the
    text). Look these over: a check compares with them. Articles belong to their publishers; keep them out of a public repository.

    \b
    Example: tagih sources add https://contoh.co.id/ --jurisdiction "Kalimantan Timur" --contact you@example.org
    """
    from datetime import UTC, datetime

    from tagih.sources import add

    workspace = workspace_of(data, sources, alerts)
    settings = crawl_settings(contact, proxy, MOST_PAGES, fast)
    with show.progress() as progress:
        progress.stage("crawl")
        added = add(
            workspace.sources,
            url,
            settings,
            id=id_,
            name=name,
            area=area,
            kind=kind,  # type: ignore[arg-type]
            fixtures_in=None if no_fixtures else fixtures_folder(workspace, fixtures),
            known=workspace.ledger,
            today=datetime.now(UTC).date(),
            on_progress=progress.crawled,
        )
    show.added(added)
