"""The `tagih` command. Each function parses, calls `tagih.run` or a room, and prints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from extraction.agreement import SCORED_KINDS
from tagih import __version__
from tagih.cli import show
from tagih.cli.forget import forget
from tagih.cli.ingest import ingest
from tagih.cli.options import ROOT, crawl_options, crawl_settings, workspace_of, workspace_options
from tagih.cli.sources import sources
from tagih.cli.unattended import run
from tagih.records import TagihError


class TagihGroup(click.Group):
    """Errors made for people end the program with their message and their exit code, not with a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TagihError as e:
            click.echo(f"Error: {e}", err=True)
            ctx.exit(e.exit_code)


@click.group(
    cls=TagihGroup, context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "TAGIH", "max_content_width": 100}
)
@click.version_option(__version__, prog_name="tagih")
def cli() -> None:
    """Hold regional governments to what they promise.

    Tagih crawls Indonesian regional news and government releases, finds officials, regulations, figures,
    targets and commitments in them, each with the sentence that proves it, and publishes the result as a
    database that anybody can browse.

    \b
    The whole path:           tagih run, then tagih serve
    One stage at a time:      tagih crawl, extract, publish, alerts
    A file on your disk:      tagih extract story.html
    Is everything proven?     tagih verify

    \b
    Exit codes: 0 all well; 2 bad input or settings; 3 some pages or alerts failed and the rest went on;
    4 evidence does not hold; 5 the machine: a locked or broken database, a full disk.

    Every option can be set by an environment variable: TAGIH_RUN_DATA for `tagih run --data`.
    """


cli.add_command(run)
cli.add_command(ingest)
cli.add_command(forget)


@cli.command()
@crawl_options
@workspace_options
@click.pass_context
def crawl(ctx: click.Context, data: Path, sources: Path, alerts: Path, only: tuple[str, ...], contact: str | None, proxy: str | None, max_pages: int, fast: bool, since: str | None, hours: str | None) -> None:  # fmt: skip
    """Fetch what is new into the archive.

    Killed at any moment, it goes on where it was. With --since it reads lists, feeds and sitemaps back to that day, as far as
    --max-pages goes, and further each time it is run again. Two crawls of one data folder at a time share the work, and ask
    each site no more often than one does.

    \b
    Example: tagih crawl --source prokal --max-pages 50 --contact you@example.org
    Example: tagih crawl --since 2024-01-01 --hours 22:00-05:00 --contact you@example.org
    """
    from scraper.crawl import crawl as crawl_sources

    workspace = workspace_of(data, sources, alerts)
    workspace.prepare()
    with show.progress() as progress:
        progress.stage("crawl")
        summary = crawl_sources(
            workspace.load_sources(only),
            ledger=workspace.ledger,
            archive=workspace.archive,
            settings=crawl_settings(contact, proxy, max_pages, fast, since=since, hours=hours),
            on_progress=progress.crawled,
        )
    show.crawl_summary(summary)
    ctx.exit(3 if summary.total("failed") else 0)


@cli.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "table"]),
    default="jsonl",
    show_default=True,
    help="One JSON object a document, or a table to read.",
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write here instead of to the screen.")
@click.option("--source", "source_id", metavar="ID", help="Read the files as pages of this source (outlet, area, time zone, selectors).")
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes that read archived pages.")
@click.option("--archive", "again", is_flag=True, help="Read every archived page again, not only those not read yet.")
@workspace_options
@click.pass_context
def extract(ctx: click.Context, files: tuple[Path, ...], form: str, out: Path | None, source_id: str | None, workers: int, again: bool, data: Path, sources: Path, alerts: Path) -> None:  # fmt: skip
    """Find the records in FILES, or in every archived page not read yet.

    With FILES (.txt, .html, .pdf, .docx, .warc.gz) it touches no database and prints one JSON object a document;
    `tagih schema` says what is in it. Without FILES it reads the archive into the database, and links. The network
    is not needed: with --archive a database that was lost is made again, and one that was not stays as it is.

    \b
    Example: tagih extract story.html --format table
    Example: tagih extract texts/*.txt --out records.jsonl
    Example: tagih extract --archive
    """
    if files and again:
        raise click.UsageError("--archive reads what was crawled; leave FILES out.")
    if source_id and not files:
        raise click.UsageError("--source says how FILES are read; archived pages know their source. Leave it out, or name FILES.")
    if files:
        from tagih.cli.files import extract_files

        hints = workspace_of(data, sources, alerts).load_sources([source_id])[0].hints() if source_id else None
        ctx.exit(3 if extract_files(files, form, out, hints) else 0)
    from tagih.coverage import strangers
    from tagih.run import extract_archive, link_store

    workspace = workspace_of(data, sources, alerts)
    known = workspace.load_sources()
    if workspace.ledger.exists() and (strange := strangers(workspace.ledger, known)):
        click.echo(f"Not read, as {sources} has no file of it: {show.some(strange)}", err=True)
    workspace.prepare()
    with show.progress() as progress:
        progress.stage("extract")
        summary = extract_archive(workspace, known, workers=workers, again=again, on_page=progress.extracted)
        link_store(workspace)
    show.extract_summary(summary)
    ctx.exit(3 if summary.failures else 0)


@cli.command()
@workspace_options
def publish(data: Path, sources: Path, alerts: Path) -> None:
    """Build data/public.db, the file that readers see, and swap it in whole.

    \b
    Example: tagih publish
    """
    from tagih.run import publish_store

    workspace = workspace_of(data, sources, alerts)
    show.publish_summary(publish_store(workspace), workspace.public)


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=int, default=8001, show_default=True, help="Port to listen on.")
@click.option("--private", is_flag=True, help="Open the working database, with whole texts, for its operator. Loopback only.")
@click.option("--contact", help="Web page or e-mail address where you are reached, for the policy page (/kebijakan).")
@click.option(
    "--metadata",
    type=click.Path(path_type=Path, exists=True),
    default=ROOT / "datasette_metadata.json",
    help="Titles and descriptions. [default: the file that ships]",
)
@workspace_options
@click.pass_context
def serve(ctx: click.Context, host: str, port: int, private: bool, contact: str | None, metadata: Path, data: Path, sources: Path, alerts: Path) -> None:  # fmt: skip
    """Serve the published database with Datasette; a newly published file is picked up by itself.

    \b
    Example: tagih serve --port 8001
    Example: tagih serve --private
    """
    from tagih.dashboard.serve import serve as serve_file

    workspace = workspace_of(data, sources, alerts)
    database = workspace.working if private else workspace.public
    click.echo(f"{database} on http://{host}:{port}/ (Ctrl+C stops)")
    ctx.exit(serve_file(database, metadata=metadata, host=host, port=port, private=private, contact=contact))


@cli.group()
def alerts() -> None:
    """Tell subscribers what is new. Who wants what stands in alerts.toml."""


@alerts.command("check")
@workspace_options
def alerts_check(data: Path, sources: Path, alerts: Path) -> None:
    """Queue what is new since the last look, each item once per subscription.

    \b
    Example: tagih alerts check
    """
    from tagih.alerts import check, load_config

    workspace = workspace_of(data, sources, alerts)
    summary = check(workspace.working, workspace.outbox, load_config(workspace.alerts))
    click.echo(f"{summary.queued} queued for {summary.subscriptions} subscriptions")


@alerts.command("send")
@workspace_options
@click.pass_context
def alerts_send(ctx: click.Context, data: Path, sources: Path, alerts: Path) -> None:
    """Deliver what is queued. What fails stays queued and is tried again later.

    \b
    Example: tagih alerts send
    """
    from datetime import UTC, datetime

    from tagih.alerts import load_config, send

    workspace = workspace_of(data, sources, alerts)
    summary = send(workspace.outbox, load_config(workspace.alerts), now=datetime.now(UTC))
    click.echo(f"{summary.sent} sent, {summary.failed} failed")
    ctx.exit(3 if summary.failed else 0)


@cli.command()
@workspace_options
@click.pass_context
def verify(ctx: click.Context, data: Path, sources: Path, alerts: Path) -> None:
    """Derive every quote again from the stored texts; list those that do not hold.

    Looks at the published file too, where there is one: its quotes, and that it carries no more than it may.

    \b
    Example: tagih verify
    """
    from tagih.store import verify as verify_store

    workspace = workspace_of(data, sources, alerts)
    violations = verify_store(workspace.working, public=workspace.public if workspace.public.exists() else None)
    for violation in violations:
        click.echo(str(violation))
    click.echo(f"{len(violations)} violations" if violations else "Every quote holds.")
    ctx.exit(4 if violations else 0)


cli.add_command(sources)


@cli.command()
@click.argument("gold", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--texts", type=click.Path(path_type=Path, file_okay=False), help="Folder of the annotated texts. [default: the one above GOLD's own]"
)
@click.option("--kind", "kinds", multiple=True, type=click.Choice(SCORED_KINDS), help="Only this kind; may be given again. [default: all]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a table.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Save the records found, to compare a later run with.")
@click.option("--against", type=click.Path(path_type=Path, dir_okay=False), help="List each record gained or lost since this saved run.")
@click.option("--errors", is_flag=True, help="List each record too many or too few, and each value that differs.")
@click.pass_context
def score(ctx: click.Context, gold: Path, texts: Path | None, kinds: tuple[str, ...], as_json: bool, out: Path | None, against: Path | None, errors: bool) -> None:  # fmt: skip
    """Measure the rules against hand annotations.

    GOLD holds one JSON object a line: id, file (the text) and the records by kind. Printed per kind: precision,
    recall, F1 with a 95 % bootstrap interval over documents, and the share of matched records whose values are right.

    \b
    Example: tagih score gold/train.jsonl --kind figures --errors
    Example: tagih score gold/train.jsonl --out before.jsonl
    Example: tagih score gold/train.jsonl --against before.jsonl
    """
    from tagih.cli.score import score_gold

    failed = score_gold(gold, texts=texts, kinds=kinds, as_json=as_json, out=out, against=against, errors=errors)
    ctx.exit(3 if failed else 0)


@cli.command()
def schema() -> None:
    """Print the JSON Schema of what `tagih extract` prints.

    \b
    Example: tagih schema > schema.json
    """
    from tagih.records.output import json_schema

    click.echo(json.dumps(json_schema(), indent=2))
