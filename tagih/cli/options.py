"""Options that several commands share, and what they make of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from tagih.records import TagihError

ROOT = Path(__file__).resolve().parents[2]  # the checkout, where datasette_metadata.json and the sources lie


def workspace_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--data, --sources and --alerts: where things lie."""
    for option in (
        click.option(
            "--alerts", type=click.Path(path_type=Path), default=Path("alerts.toml"), show_default=True, help="Who wants to hear of what."
        ),
        click.option(
            "--sources",
            type=click.Path(path_type=Path),
            default=ROOT / "scraper" / "sources",
            help="Folder of source files. [default: those that ship]",
        ),
        click.option(
            "--data",
            type=click.Path(path_type=Path),
            default=Path("data"),
            show_default=True,
            help="Folder for the archive and the databases.",
        ),
    ):
        command = option(command)
    return command


OPT_OUT = "tagih.opt_out"  # where a command's context keeps the list named by --opt-out


def _keep_opt_out(ctx: click.Context, _: click.Parameter, value: Path | None) -> None:
    ctx.meta[OPT_OUT] = str(value) if value else None


def opt_out_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """--opt-out: `opt_out()` tells it, so that no command has to hand it on."""
    return click.option(
        "--opt-out",
        type=click.Path(path_type=Path, dir_okay=False),
        expose_value=False,
        callback=_keep_opt_out,
        help="List of hosts and paths that asked not to be read. [default: the one that ships]",
    )(command)


def opt_out() -> str | None:
    """The list that the running command was given; None for the one that ships."""
    value: str | None = click.get_current_context().meta.get(OPT_OUT)
    return value


def fetch_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """How pages are asked for."""
    for option in (
        opt_out_option,
        click.option("--fast", is_flag=True, help="No waiting between requests. Only for a site of your own, such as the sample world."),
        click.option("--proxy", help="HTTP proxy to fetch through: http://127.0.0.1:8700"),
        click.option(
            "--contact",
            help="Address in the user agent, so that a site's owner can reach you: best your policy page, https://HOST/kebijakan (tagih serve).",
        ),
    ):
        command = option(command)
    return command


class Day(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.3 only
    """A day as 2024-12-31, not in the future; -> the same text."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            day = date.fromisoformat(str(value).strip())
        except ValueError:
            self.fail(f"{value!r} is no day: write it as 2024-12-31", param, ctx)
        if day > datetime.now(UTC).date() + timedelta(days=1):
            self.fail(f"{value} is in the future", param, ctx)
        return day.isoformat()


class HoursOfDay(click.ParamType):  # type: ignore[type-arg]
    """Hours of the day as 22:00-05:00; -> the same in one form."""

    name = "hours"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from scraper.hours import Hours

        try:
            return str(Hours.parse(str(value)))
        except ValueError as e:
            self.fail(f"{value!r} {e}", param, ctx)


def crawl_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What a crawl may be told."""
    for option in (
        fetch_options,
        click.option(
            "--hours", type=HoursOfDay(), metavar="FROM-TO", help="Ask no site outside of these hours on its own clock: 22:00-05:00."
        ),
        click.option(
            "--since",
            type=Day(),
            metavar="DAY",
            help="Read each site's archive back to this day (2024-12-31), and leave out what is older. [default: what is new]",
        ),
        click.option(
            "--max-pages", type=click.IntRange(1), default=2000, show_default=True, help="Most pages to ask of one source in this run."
        ),
        click.option("--source", "only", multiple=True, metavar="ID", help="Only this source; may be given again. [default: all]"),
    ):
        command = option(command)
    return command


def workspace_of(data: Path, sources: Path, alerts: Path) -> Any:
    from tagih.run import Workspace

    return Workspace(data=data, sources=sources, alerts=alerts)


def crawl_settings(
    contact: str | None, proxy: str | None, max_pages: int, fast: bool, *, since: str | None = None, hours: str | None = None
) -> Any:
    """Raises TagihError where nobody says who is asking."""
    from scraper.crawl import CrawlSettings, user_agent

    if contact is None:
        prefix = click.get_current_context().auto_envvar_prefix
        raise TagihError(
            "a crawler says who it is",
            where="--contact",
            remedy="Name a web page or an e-mail address where sites reach you: "
            f"--contact you@example.org, or {prefix}_CONTACT in the environment.",
        )
    quick: dict[str, Any] = {"delay_s": 0.0, "autothrottle": False} if fast else {}
    return CrawlSettings(
        user_agent=user_agent(contact), proxy=proxy, max_pages_per_source=max_pages, since=since, hours=hours, opt_out=opt_out(), **quick
    )
