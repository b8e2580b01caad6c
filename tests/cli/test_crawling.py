"""`tagih crawl`: an archive read back to a day, and the hours that sites have to themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tagih.cli import cli
from tests.scraper.web import Web, html

SITE = "http://kabar.example"
FILE = f"""name = "Kabar Uji"
home = "{SITE}/"
jurisdiction = "64"
kind = "news"
timezone = "Asia/Makassar"
article_patterns = ['/berita/']
[[listings]]
url = "/indeks"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "kabar.toml").write_text(FILE, encoding="utf-8")
    return tmp_path


def tagih(folder: Path, *args: str, web: Web | None = None) -> Result:
    places = ["--data", folder / "data", "--sources", folder / "sources", "--contact", "uji@example.org", "--fast"]
    return CliRunner().invoke(cli, [str(x) for x in [*args, *places, *(["--proxy", web.proxy] if web else [])]])


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--since", "kemarin", "write it as 2024-12-31"),
        ("--since", "2024-13-01", "write it as 2024-12-31"),
        ("--since", "2199-01-01", "is in the future"),
        ("--hours", "malam", "22:00-05:00"),
        ("--hours", "05:00-05:00", "begin when they end"),
    ],
)
def test_days_and_hours_are_checked(folder: Path, option: str, value: str, told: str) -> None:
    result = tagih(folder, "crawl", option, value)
    assert result.exit_code == 2
    assert told in result.stderr


def test_what_was_left_out_and_what_was_not_asked_is_told(folder: Path) -> None:
    here = datetime.now(UTC) + timedelta(hours=8)
    later = f"{here + timedelta(hours=3):%H:%M}-{here + timedelta(hours=5):%H:%M}"
    with Web() as web:
        web.pages[f"{SITE}/indeks"] = html("<li><a href='/berita/1'>a</a> 18/03/2024</li><li><a href='/berita/2'>b</a> 18/03/2023</li>")
        web.pages[f"{SITE}/berita/1"] = html("Pompa air")
        closed = tagih(folder, "crawl", "--hours", later, web=web)
        assert web.asked == []
        opened = tagih(folder, "crawl", "--since", "2024-01-01", web=web)
        assert web.times(f"{SITE}/berita/2") == 0
    assert f"Not asked, outside {later} WITA: kabar" in closed.stdout
    assert closed.exit_code == 0
    assert "Articles left out as older than the day asked for: 1" in opened.stdout
    assert opened.exit_code == 0
