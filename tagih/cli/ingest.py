"""`tagih ingest`: WARC from elsewhere into the archive."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tagih.cli.options import opt_out, opt_out_option, workspace_of, workspace_options

if TYPE_CHECKING:
    from scraper.ingest import IngestSummary


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--hosts", metavar="LIST", help="Only these hosts, with commas between. [default: every host of the sources]")
@click.option("--source", "only", multiple=True, metavar="ID", help="Only this source; may be given again. [default: all]")
@opt_out_option
@workspace_options
@click.pass_context
def ingest(ctx: click.Context, files: tuple[Path, ...], hosts: str | None, only: tuple[str, ...], data: Path, sources: Path, alerts: Path) -> None:  # fmt: skip
    """Copy articles from WARC files made elsewhere into the archive.

    FILES (.warc.gz, .warc) may be of Common Crawl (CC-NEWS), ArchiveBox, wget or another Tagih. Records of the sources'
    hosts are copied, each once; then `tagih extract` reads them as if they had been crawled, and `tagih publish` shows
    them. Commitments in them are no news: nobody is alerted.

    \b
    Example: tagih ingest CC-NEWS-20250101000000-00001.warc.gz --source prokal
    Example: tagih ingest old/*.warc.gz --hosts benuanta.co.id,prokal.co
    """
    from scraper.ingest import ingest as ingest_files

    workspace = workspace_of(data, sources, alerts)
    workspace.prepare()
    names = [h.strip() for h in hosts.split(",") if h.strip()] if hosts else None
    summary = ingest_files(
        files, workspace.load_sources(only), ledger=workspace.ledger, archive=workspace.archive, hosts=names, opt_out=opt_out()
    )
    _show(summary)
    ctx.exit(3 if summary.failures else 0)


def _show(summary: IngestSummary) -> None:
    for source in sorted(summary.new | summary.known):
        click.echo(f"{source}: {summary.new[source]} copied, {summary.known[source]} known already")
    click.echo(
        f"{summary.new.total()} copied, {summary.known.total()} known already; left out: {summary.other} of other hosts, "
        f"{summary.lists} that are no article, {summary.refused} that asked not to be read"
    )
    for failure in summary.failures:
        click.echo(f"Error: {failure}", err=True)
    if summary.new:
        click.echo("Read them: tagih extract, then tagih publish")
