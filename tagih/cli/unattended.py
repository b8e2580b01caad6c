"""`tagih run`: once for somebody who watches, or again and again for nobody."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal

import click

from tagih.cli import show
from tagih.cli.options import crawl_options, crawl_settings, workspace_of, workspace_options

UNITS_S = {"m": 60, "h": 3600, "d": 86_400}


class Interval(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.3 only
    """A number and a unit: "30m", "6h", "1d"; -> seconds. A minute at least."""

    name = "interval"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        if not (m := re.fullmatch(r"([1-9]\d{0,5})([mhd])", str(value).strip())):
            self.fail(f"{value!r} is no interval: write a number and m, h or d, such as 30m", param, ctx)
        return int(m[1]) * UNITS_S[m[2]]


@click.command()
@crawl_options
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes that read pages.")
@click.option(
    "--every", type=Interval(), metavar="TIME", help="Run now and then every 30m, 6h, 1d, until SIGTERM or Ctrl+C. [default: once]"
)
@click.option(
    "--log",
    "log",
    type=click.Choice(["text", "json"]),
    help="Write events to stderr, one a line. [default: text with --every, else tables]",
)
@workspace_options
@click.pass_context
def run(ctx: click.Context, data: Path, sources: Path, alerts: Path, only: tuple[str, ...], contact: str | None, proxy: str | None, max_pages: int, fast: bool, since: str | None, hours: str | None, workers: int, every: int | None, log: Literal["text", "json"] | None) -> None:  # fmt: skip
    """Crawl, extract, store, link, publish, alert.

    One run at a time in a data folder. SIGTERM or Ctrl+C: the page under way is finished, the rest is left to
    the next run. After each run data/metrics.prom tells Prometheus how it went.

    \b
    Example: tagih run --source prokal --contact you@example.org
    Example: tagih run --every 30m --log json --contact you@example.org
    Example: tagih run --every 1h --hours 22:00-05:00 --contact you@example.org
    """
    from tagih.unattended import Stop, log_to_stderr, logged_progress, only_one, run_every, run_logged

    metrics = data / "metrics.prom"
    form = log or ("text" if every else None)
    with only_one(data), Stop().on_signals() as stop:
        from tagih.run import Progress, RunSummary
        from tagih.run import run as run_all

        workspace = workspace_of(data, sources, alerts)
        settings = crawl_settings(contact, proxy, max_pages, fast, since=since, hours=hours)

        def once(progress: Progress) -> RunSummary:
            return run_all(workspace, settings, only=only, workers=workers, progress=progress, stop=stop)

        if form:
            log_to_stderr(form)
        if every:
            run_every(lambda: once(logged_progress()), every_s=every, metrics=metrics, stop=stop)
            return
        if form:
            summary = run_logged(lambda: once(logged_progress()), metrics)
        else:
            with show.progress() as progress:
                summary = run_logged(lambda: once(progress), metrics)
            show.run_summary(summary, workspace.public)
    ctx.exit(3 if summary.failed and not summary.stopped else 0)
