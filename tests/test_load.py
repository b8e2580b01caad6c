"""Two thousand real articles, wrapped as plain pages and served on loopback, through the whole path."""

from __future__ import annotations

import gzip
import html
import json
from itertools import islice
from pathlib import Path

import pytest

from tagih.store import verify
from tests.sample import Response, SampleWorld
from tests.whole import run_sample

ARTICLES = 2_000
HOST = "http://muat.example"
SOURCE = f"""
name = "Muat"
home = "{HOST}/"
jurisdiction = "00"
kind = "news"
timezone = "Asia/Jakarta"
fact_source = "Made up: a host of this test."
sitemaps = ["/sitemap.xml"]
article_patterns = ["/baca/"]

[politeness]
delay_s = 0
"""


class LoadWorld(SampleWorld):
    """The sample world and one more host with an article per row."""

    def __init__(self, rows: list[dict[str, str | None]]) -> None:
        super().__init__()
        self.articles = {f"{HOST}/baca/{i}": self.page(row) for i, row in enumerate(rows)}
        locations = "".join(f"<url><loc>{url}</loc></url>" for url in self.articles)
        self.articles[f"{HOST}/sitemap.xml"] = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locations}</urlset>'
        self.articles[f"{HOST}/robots.txt"] = "User-agent: *\nAllow: /\n"

    @staticmethod
    def page(row: dict[str, str | None]) -> str:
        paragraphs = "".join(f"<p>{html.escape(p)}</p>" for p in (row["text"] or "").splitlines() if p.strip())
        title = html.escape(row["title"] or "")
        date = f'<meta property="article:published_time" content="{row["date_iso"]}">' if row["date_iso"] else ""
        return (
            f'<!doctype html><html lang="id"><head><meta charset="utf-8"><title>{title}</title>{date}</head>'
            f"<body><nav><a href='/'>Beranda</a></nav><article><h1>{title}</h1>{paragraphs}</article><footer>Muat</footer></body></html>"
        )

    def lookup(self, url: str) -> Response | None:
        if url in self.articles:
            kind = {"xml": "application/xml", "txt": "text/plain"}.get(url.rpartition(".")[2], "text/html; charset=utf-8")
            return Response(self.articles[url].encode(), media_type=kind)
        return Response(b"", status=404) if url.startswith(HOST) else super().lookup(url)


@pytest.mark.shared
@pytest.mark.timeout(1800)
def test_two_thousand_real_articles_go_the_whole_way(shared: Path, tmp_path: Path) -> None:
    with gzip.open(shared / "data" / "load" / "news.jsonl.gz", "rt", encoding="utf-8") as f:
        rows = [json.loads(line) for line in islice(f, ARTICLES)]
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "muat.toml").write_text(SOURCE, encoding="utf-8")
    with LoadWorld(rows) as world:
        summary = run_sample(tmp_path / "data", world, sources=sources, max_pages=ARTICLES + 100)
    print(summary)
    assert summary.failed == 0, summary.extract.failures[:5]
    assert summary.extract.pages["new"] == ARTICLES
    assert summary.records["commitments"] > ARTICLES / 10
    assert summary.publish is not None
    assert summary.publish.rows["documents"] == ARTICLES
    assert verify(tmp_path / "data" / "tagih.db") == []
