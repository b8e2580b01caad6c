"""Options that several commands share, and what they make of them."""

from __future__ import annotations

from collections.abc import Callable
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


def fetch_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """How pages are asked for."""
    for option in (
        click.option("--fast", is_flag=True, help="No waiting between requests. Only for a site of your own, such as the sample world."),
        click.option("--proxy", help="HTTP proxy to fetch through: http://127.0.0.1:8700"),
        click.option("--contact", help="Address in the user agent, so that a site's owner can reach you."),
    ):
        command = option(command)
    return command


def crawl_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What a crawl may be told."""
    for option in (
        fetch_options,
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


def crawl_settings(contact: str | None, proxy: str | None, max_pages: int, fast: bool) -> Any:
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
    return CrawlSettings(user_agent=user_agent(contact), proxy=proxy, max_pages_per_source=max_pages, **quick)
