"""Running the whole path in a test."""

from __future__ import annotations

from pathlib import Path

from scraper.crawl import CrawlSettings, user_agent
from tagih.run import RunSummary, Workspace, run
from tests.sample import SAMPLE, SampleWorld

AGENT = user_agent("tests@example.org")
PATIENT = {"sql_time_limit_ms": 60_000, "facet_time_limit_ms": 60_000}  # settings of Datasette: on a busy machine facets vanish else


def workspace(data: Path, sources: Path = SAMPLE / "sources") -> Workspace:
    return Workspace(data=data, sources=sources, alerts=data / "alerts.toml")


def run_sample(
    data: Path, world: SampleWorld, *, sources: Path = SAMPLE / "sources", revisit_s: float = 86_400.0, max_pages: int = 500
) -> RunSummary:
    """One whole run against the sample world, without waiting between requests."""
    settings = CrawlSettings(
        user_agent=AGENT, proxy=world.proxy, delay_s=0.0, autothrottle=False, revisit_s=revisit_s, max_pages_per_source=max_pages
    )
    summary = run(workspace(data, sources), settings)
    broken = [str(f) for f in summary.extract.failures if "a rule failed" in f.what]
    assert not broken, broken
    return summary
