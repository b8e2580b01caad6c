"""`tagih sources ...`: which sites are read, how they are, and new ones."""

from __future__ import annotations

from pathlib import Path

import click

from tagih.cli import show
from tagih.cli.options import crawl_settings, fetch_options, workspace_of, workspace_options
from tagih.records import TagihError

MOST_PAGES = 100  # of one site in a check; the look at it stops far earlier by itself


@click.group()
def sources() -> None:
    """The outlets and government sites that are read."""


@sources.command("list")
@workspace_options
def sources_list(data: Path, sources: Path, alerts: Path) -> None:
    """Show every source: id, name, area, kind, and whether a crawl has ever succeeded.

    \b
    Example: tagih sources list
    """
    show.sources(workspace_of(data, sources, alerts).load_sources())


@sources.command("health")
@workspace_options
def sources_health(data: Path, sources: Path, alerts: Path) -> None:
    """Show what each source gave, and what it should have given.

    One line a source: its state (ok, empty, blocked, geo_blocked, robots_denied, unreachable, dns_dead, never), how many documents of how many known
    addresses of articles, requests that failed and why, when it was last crawled, and what to do. Warns of more than five requests a
    document, and of a source that has given nothing new for seven days.

    \b
    Example: tagih sources health
    """
    from scraper.health import health
    from scraper.ledger import Ledger

    workspace = workspace_of(data, sources, alerts)
    if not workspace.ledger.exists():
        raise TagihError(
            "nothing was crawled into this folder yet", where=str(data), remedy="Run `tagih crawl`, or name another: --data FOLDER."
        )
    with Ledger(workspace.ledger) as ledger:
        show.health(health(ledger, workspace.load_sources()))


@sources.command("check")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--write", is_flag=True, help="Write into the files of those that succeed: verified = true, and the feeds that were found.")
@fetch_options
@workspace_options
@click.pass_context
def sources_check(ctx: click.Context, ids: tuple[str, ...], write: bool, data: Path, sources: Path, alerts: Path, contact: str | None, proxy: str | None, fast: bool) -> None:  # fmt: skip
    """Look at sites now: robots.txt, where articles are listed, and three articles read.

    Fetches at most 16 pages of each site (48 of a portal of regulations), into a folder that is thrown away. Exit code 3 where one
    fails.

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
        checked = check(wanted, settings, on_progress=progress.crawled)
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
@click.option(
    "--fixtures",
    type=click.Path(path_type=Path, file_okay=False),
    help="Save three articles there, each as page.html and expected.json: a test to keep. Articles belong to their publishers.",
)
@fetch_options
@workspace_options
def sources_add(url: str, id_: str | None, name: str | None, area: str | None, kind: str | None, fixtures: Path | None, data: Path, sources: Path, alerts: Path, contact: str | None, proxy: str | None, fast: bool) -> None:  # fmt: skip
    """Look at the site of URL and write its source file.

    Finds its feeds and sitemaps (robots.txt, the home page, the usual places) and the program it is made with, reads three articles,
    and shows what would be fetched. Never overwrites a file.

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
            fixtures=fixtures,
            today=datetime.now(UTC).date(),
            on_progress=progress.crawled,
        )
    show.added(added)
