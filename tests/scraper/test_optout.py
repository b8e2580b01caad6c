"""Who asked not to be read is not: a hard-checked list, and what the crawler and `tagih ingest` make of it."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from scraper.ingest import ingest
from scraper.optout import SHIPPED, OptOut, Refused, load_opt_outs
from tagih.cli import cli
from tagih.records import VocabularyError
from tagih.records.addresses import Addresses
from tests.scraper.web import Answer, Web, html, links, run, source

GOOD = '[[entry]]\naddress = "kabar.example/rubrik"\nday = 2031-05-04\nreason = "surat redaksi"\n'
LISTED = '[[listings]]\nurl = "/indeks"\n'


@pytest.mark.parametrize(
    ("text", "line", "what", "remedy"),
    [
        (GOOD + '[[entry]]\naddress = "https://kabar.example/"\nday = 2031-05-04\nreason = "x"\n', 6, "is no host", "without https://"),
        (GOOD + '[[entry]]\naddress = "kabar"\nday = 2031-05-04\nreason = "x"\n', 6, "address 'kabar'", "without https://"),
        (GOOD + '[[entry]]\naddress = "a.example"\nday = "2031-05-04"\nreason = "x"\n', 7, "day '2031-05-04'", "without quotation marks"),
        (GOOD + '[[entry]]\naddress = "a.example"\nreason = "x"\n', 5, "day: Field required", "without quotation marks"),
        (GOOD + '[[entry]]\naddress = "a.example"\nday = 2031-05-04\nreason = " "\n', 8, "reason", "Say who asked"),
        (
            GOOD + '[[entry]]\naddress = "a.example"\nday = 2031-05-04\nreason = "x"\nhost = "y"\n',
            9,
            "host 'y': unknown key",
            "nothing else",
        ),
        ('[[entri]]\naddress = "a.example"\n', 1, "entri: unknown key", "nothing else"),
        (GOOD + "day = \n", 5, "is no TOML", "Correct the syntax"),
    ],
)
def test_broken_lists(tmp_path: Path, text: str, line: int, what: str, remedy: str) -> None:
    path = tmp_path / "daftar.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(VocabularyError) as e:
        load_opt_outs(path)
    assert what in e.value.what
    assert remedy in e.value.remedy
    assert e.value.where == f"{path}:{line}"


def test_a_list_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match="--opt-out FILE"):
        load_opt_outs(tmp_path / "none.toml")


def test_the_list_that_ships_is_empty() -> None:
    assert load_opt_outs() == load_opt_outs(SHIPPED) == ()


@pytest.mark.parametrize(
    ("address", "inside", "outside"),
    [
        (
            "Www.Kabar.example",
            ["http://kabar.example/", "https://www.kabar.example/a?b=1", "http://foto.kabar.example/", "http://m.kabar.example/"],
            ["http://bukankabar.example/", "http://example/", "ftp://kabar.example/"],
        ),
        (
            "kabar.example/rubrik/",
            [
                "http://kabar.example/rubrik",
                "http://kabar.example/rubrik/a",
                "http://kabar.example/rubrik?p=1",
                "http://m.kabar.example/rubrik/a",
            ],
            ["http://kabar.example/", "http://kabar.example/rubriklain", "http://lain.example/rubrik"],
        ),
        ("kabar.example:8080", ["http://kabar.example:8080/a"], ["http://kabar.example/a"]),
    ],
)
def test_what_falls_under_an_entry(address: str, inside: list[str], outside: list[str]) -> None:
    refused = Refused(Addresses(), [OptOut.model_validate({"address": address, "day": date(2031, 5, 4), "reason": "x"})])
    assert [u for u in inside if refused.why(u) is None] == []
    assert [u for u in outside if refused.why(u) is not None] == []


def opt_out(folder: Path, address: str) -> str:
    path = folder / "daftar.toml"
    path.write_text(f'[[entry]]\naddress = "{address}"\nday = 2031-05-04\nreason = "surat redaksi"\n', "utf-8")
    return str(path)


def states(folder: Path) -> dict[str, tuple[str, str | None]]:
    db = sqlite3.connect(folder / "crawl.db")
    try:
        return {u.partition(".example")[2]: (s, e) for u, s, e in db.execute("SELECT url, state, error FROM urls")}
    finally:
        db.close()


def lay_out(web: Web) -> None:
    home = "http://kabar.example"
    web.pages[f"{home}/indeks"] = html(
        links("/rubrik/berita-satu-hari-ini-1", "/lain/berita-dua-hari-ini-2", "/lain/berita-tiga-hari-ini-3")
    )
    web.pages[f"{home}/rubrik/berita-satu-hari-ini-1"] = html("satu")
    web.pages[f"{home}/lain/berita-dua-hari-ini-2"] = html("dua")
    web.pages[f"{home}/lain/berita-tiga-hari-ini-3"] = Answer(b"", 301, {"Location": "/rubrik/berita-satu-hari-ini-1"})


def test_the_crawler_leaves_out_what_is_listed(tmp_path: Path) -> None:
    with Web() as web:
        lay_out(web)
        site = source('article_patterns = ["-hari-ini-"]\n' + LISTED)
        summary = run(web, tmp_path, site, opt_out=opt_out(tmp_path, "kabar.example/rubrik"))
        assert web.times("http://kabar.example/rubrik/berita-satu-hari-ini-1") == 0, "not by a link, not by a redirect"
        state, why = states(tmp_path)["/rubrik/berita-satu-hari-ini-1"]
        assert state == "excluded"
        assert why == "is on the opt-out list since 2031-05-04: surat redaksi"
        assert (summary.total("new"), summary.total("failed")) == (1, 0), "what is left out is no failure"
        with sqlite3.connect(tmp_path / "crawl.db") as db:
            db.execute("UPDATE urls SET next_visit = next_visit - 8 * 86400 WHERE state = 'excluded'")
        db.close()
        run(web, tmp_path, site)
        assert web.times("http://kabar.example/rubrik/berita-satu-hari-ini-1") == 1, "taken off the list, it is read"


def test_a_source_that_is_listed_is_asked_nothing(tmp_path: Path) -> None:
    with Web() as web:
        lay_out(web)
        other = source(LISTED, id="lain", home="http://lain.example/")
        summary = run(web, tmp_path, source(LISTED), other, opt_out=opt_out(tmp_path, "kabar.example"))
        assert [u for u, _ in web.asked if "kabar.example" in u] == []
        assert list(summary.sources) == ["lain"]


def test_a_broken_list_ends_a_crawl_before_it_begins(tmp_path: Path) -> None:
    (tmp_path / "daftar.toml").write_text("entry = 1\n", "utf-8")
    with Web() as web, pytest.raises(VocabularyError):
        run(web, tmp_path, source(LISTED), opt_out=str(tmp_path / "daftar.toml"))
    assert web.asked == []


def test_ingest_leaves_out_what_is_listed(tmp_path: Path) -> None:
    site = source('article_patterns = ["-hari-ini-"]\n' + LISTED)
    with Web() as web:
        lay_out(web)
        run(web, tmp_path / "a", site)
    files = sorted((tmp_path / "a" / "archive").iterdir())
    listed = opt_out(tmp_path, "kabar.example/rubrik")
    summary = ingest(files, [site], ledger=tmp_path / "b" / "crawl.db", archive=tmp_path / "b" / "archive", opt_out=listed)
    assert (summary.new.total(), summary.refused) == (1, 1)


def test_the_list_of_sources_shows_it(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "kabar.toml").write_text(
        'name = "Kabar"\nhome = "https://www.kabar.example/"\njurisdiction = "64"\nkind = "news"\n', "utf-8"
    )
    args = ["sources", "list", "--sources", str(tmp_path / "sources")]
    plain = CliRunner().invoke(cli, args)
    assert plain.exit_code == 0
    assert "opt-out" not in plain.output
    result = CliRunner().invoke(cli, [*args, "--opt-out", opt_out(tmp_path, "kabar.example")])
    assert "is on the opt-out list since 2031-05-04: surat redaksi" in result.output
