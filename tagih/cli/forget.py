"""`tagih forget`: what somebody has a right to see removed, out of everything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tagih.cli.options import workspace_of, workspace_options
from tagih.cli.show import counted

if TYPE_CHECKING:
    from tagih.forget import Forgotten, Plan
    from tagih.store.removing import AskedBy, Removal

MOST = 20  # addresses printed


@click.command()
@click.argument("what", required=False, metavar="[URL|HOST]")
@click.option("--reason", help="Why; readers see it, so no names. [default: who asked]")
@click.option(
    "--by",
    "asked_by",
    type=click.Choice(["publisher", "person", "law"]),
    default="publisher",
    show_default=True,
    help="Who asked: the publisher, a person in the news, or a ruling or an order by law.",
)
@click.option("--hide", is_flag=True, help="Do not show the address to readers, only its host. (Always so for a person and by law.)")
@click.option("--dry-run", is_flag=True, help="Show what would go, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask whether to go on.")
@click.option("--list", "show_list", is_flag=True, help="Show everything that was removed.")
@click.option("--again", is_flag=True, help="Remove once more all that was ever removed: after an older copy of the folder was put back.")
@workspace_options
def forget(what: str | None, reason: str | None, asked_by: AskedBy, hide: bool, dry_run: bool, yes: bool, show_list: bool, again: bool, data: Path, sources: Path, alerts: Path) -> None:  # fmt: skip
    """Remove a page, or a host with all its pages, for good.

    Out of the archive, every database, the alerts that wait, the published file and the last crawl's log: every capture of the
    address and of its other forms (redirects, AMP and canonical copies, further pages of its story), all records found in them,
    and archived lists and feeds that name it. What stays is the address, so that it is never read again, and a line in the
    public table `removals`. Nothing brings it back: there is no undo. Copies that you or others made elsewhere are not reached.

    Nothing else may be at work in the folder. Killed at any moment and run again, it goes on.

    \b
    Example: tagih forget https://kabar.example/2025/05/berita-lama/ --dry-run
    Example: tagih forget https://kabar.example/2025/05/berita-lama/ --by person --reason "keterangan pribadi warga"
    Example: tagih forget kabar.example --by publisher --yes
    Example: tagih forget --list
    """
    from tagih import forget as room

    if sum((what is not None, show_list, again)) != 1:
        raise click.UsageError("Give one address or host, or --list, or --again.")
    workspace = workspace_of(data, sources, alerts)
    if show_list:
        _list(room.removals(workspace))
    elif again:
        for done in room.forget_again(workspace, on_step=_step):
            _done(done)
    else:
        assert what is not None
        planned = room.plan(workspace, what)
        _plan(planned)
        if dry_run:
            return
        if not yes:
            click.confirm("This cannot be undone. Remove it?", abort=True)
        today = datetime.now(UTC).date().isoformat()
        _done(room.forget(workspace, what, asked_by=asked_by, reason=reason, today=today, hide=hide, on_step=_step))


def _step(name: str) -> None:
    click.echo(f"  {name}", err=True)


def _plan(planned: Plan) -> None:
    found = planned.found
    if planned.known:
        state = "was removed" if planned.known.done else "began to be removed, and was cut off,"
        click.echo(f"{found.target.key} {state} on {planned.known.day} ({planned.known.asked_by}); what is left of it:")
    counts = (
        counted(len(found.urls), "address", "addresses"),
        counted(found.captures, "capture"),
        counted(len(planned.documents), "document"),
    )
    click.echo(f"{', '.join(counts)}:")
    _addresses([f"{url} ({why})" for url, why in found.urls.items()])
    if planned.copies:
        told = "document that stays; name it too where it" if len(planned.copies) == 1 else "documents that stay; name them too where they"
        click.echo(f"The same text stands in {len(planned.copies):,} {told} must go:")
        _addresses(planned.copies)
    if planned.instrument:
        click.echo("The same regulation, by the page that links its file; this stays, name it too where it must go:")
        _addresses(planned.instrument)


def _addresses(told: Sequence[str]) -> None:
    for address in told[:MOST]:
        click.echo(f"  {address}")
    if len(told) > MOST:
        click.echo(f"  and {len(told) - MOST:,} more")


def _done(done: Forgotten) -> None:
    removal = done.removal
    documents, alerts = counted(done.documents, "document"), counted(done.alerts, "alert item")
    files = f"{counted(done.records, 'record')} of {counted(done.files, 'archive file')}"
    click.echo(f"Removed {removal.asked}: {documents}, {files}, {alerts}.")
    if done.published:
        click.echo("The published file was made anew without it.")
    click.echo(f"Number {removal.id} of the public table `removals`. Receipt for whoever asked: {removal.salt}")
    click.echo(
        "Not reached: copies of this folder elsewhere, articles kept as fixtures, what readers downloaded, messages delivered, logs that your system keeps."
    )


def _list(removals: list[Removal]) -> None:
    for r in removals:
        shown = "" if r.shown else f" (readers see {r.host})"
        unfinished = "" if r.done else "  UNFINISHED: run it again"
        click.echo(f"{r.day}  {r.id}  {r.asked_by}  {counted(r.documents, 'document')}  {r.asked}{shown}  {r.reason}{unfinished}")
    if not removals:
        click.echo("Nothing was removed.")
