"""The page of what was seen and what was not, and its line on the front page."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import pytest
from datasette.app import Datasette

from scraper.health import ADVICE
from tagih.dashboard.coverage import words, written
from tagih.store import Store, publish
from tagih.store.coverage import write_days
from tests.store.factories import hints
from tests.store.world import DAYS
from tests.whole import PATIENT

ROOT = Path(__file__).resolve().parents[2]
METADATA = json.loads((ROOT / "datasette_metadata.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Datasette:
    folder = tmp_path_factory.mktemp("coverage")
    with Store.open(folder / "tagih.db") as store:
        named = {"lain": "Kabar Lain", "dinas": "Dinas <Sosial>", "sunyi": "Kabar Sunyi"}
        store.put_sources([hints(), *(hints(id, outlet=name) for id, name in named.items()), hints("aceh", jurisdiction="11")], {})
        write_days(store, DAYS)
    publish(folder / "tagih.db", folder / "public.db")
    return Datasette([], immutables=[str(folder / "public.db")], metadata=METADATA, settings=PATIENT)


def row_of(page: str, name: str) -> str:
    return next(row for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL) if name in row)


def test_both_languages_say_the_same_and_every_state_has_words() -> None:
    indonesian, english = words()["id"], words()["en"]
    assert indonesian.keys() == english.keys()
    assert indonesian["states"].keys() == english["states"].keys() == {*ADVICE, "not_asked"}
    assert len(indonesian["months"]) == len(english["months"]) == 12
    assert re.findall(r"\{\w+\}", indonesian["line"]) != []
    assert set(re.findall(r"\{\w+\}", indonesian["line"])) == set(re.findall(r"\{\w+\}", english["line"]))


def test_days_as_people_write_them() -> None:
    assert written("2031-05-06", words()["id"]) == "6 Mei 2031"
    assert written("2031-05-06", words()["en"]) == "6 May 2031"
    assert written(None, words()["id"]) == ""


@pytest.mark.asyncio
async def test_the_page_says_what_was_not_seen_in_both_languages(site: Datasette) -> None:
    page = (await site.client.get("/cakupan")).text
    assert "Dari 30 April 2031 sampai 6 Mei 2031: 2 dari 5 sumber terbaca, 3 tidak; 37 dari 38 provinsi tidak terlihat sama sekali." in page
    assert 'href="?lang=en"' in page
    english = (await site.client.get("/cakupan?lang=en")).text
    assert "2 of 5 sources were read, 3 were not; 37 of 38 provinces were not seen at all." in english
    assert 'href="?lang=id"' in english


@pytest.mark.asyncio
async def test_each_province_and_source_says_how_it_was_seen(site: Datasette) -> None:
    page = (await site.client.get("/cakupan")).text
    assert 'class="unseen"' not in row_of(page, "Kalimantan Timur")
    aceh = row_of(page, ">Aceh<")
    assert 'class="unseen"' in aceh
    assert "belum pernah terbaca" in aceh
    assert "tidak ada sumber" in row_of(page, "Maluku Utara")
    assert page.index("Dinas") < page.index("Kabar Lain"), "what was not seen comes first"
    dinas = row_of(page, "Dinas &lt;Sosial&gt;")
    assert "tidak menjawab" in dinas
    boxes = re.findall(r'<i class="(\w+)" title="([^"]+)"', dinas)
    assert [state for state, _ in boxes] == ["not_asked"] * 13 + ["unreachable"]
    assert boxes[-1][1] == "6 Mei 2031: tidak menjawab"


@pytest.mark.asyncio
async def test_the_front_page_says_it_in_one_line(site: Datasette) -> None:
    page = (await site.client.get("/")).text
    assert "2 dari 5 sumber terbaca, 3 tidak" in page
    assert 'href="/cakupan"' in page
    assert 'href="/cakupan?lang=en"' in (await site.client.get("/?lang=en")).text


@pytest.mark.asyncio
async def test_where_nothing_is_known_nothing_is_claimed(tmp_path: Path) -> None:
    with Store.open(tmp_path / "tagih.db"):
        pass
    publish(tmp_path / "tagih.db", tmp_path / "public.db")
    empty = Datasette([], immutables=[str(tmp_path / "public.db")], metadata=METADATA, settings=PATIENT)
    assert "Belum ada catatan" in (await empty.client.get("/cakupan")).text
    assert "sumber terbaca" not in (await empty.client.get("/")).text
    assert (await Datasette([], memory=True, settings=PATIENT).client.get("/cakupan")).status_code == 404


@pytest.mark.asyncio
async def test_a_file_published_before_there_were_days_is_still_served(site: Datasette, tmp_path: Path) -> None:
    old = tmp_path / "public.db"
    old.write_bytes(Path(site.get_database("public").path).read_bytes())
    with sqlite3.connect(old) as db:
        for view in ("coverage_by_province", "coverage_by_source", "coverage_by_day"):
            db.execute(f"DROP VIEW {view}")
        db.execute("DROP TABLE source_days")
    before = Datasette([], immutables=[str(old)], metadata=METADATA, settings=PATIENT)
    assert (await before.client.get("/")).status_code == 200
    assert "Belum ada catatan" in (await before.client.get("/cakupan")).text


@pytest.mark.asyncio
async def test_a_run_over_the_sample_world_is_told_as_coverage(published: Path) -> None:
    site = Datasette([], immutables=[str(published)], metadata=METADATA, settings=PATIENT)
    rows = (await site.client.get("/public/coverage_by_source.json?_shape=array")).json()
    assert {r["state"] for r in rows} == {"ok"}
    assert all(r["days_asked"] == r["days_ok"] == 1 and r["requests"] >= r["new"] > 0 for r in rows)
    assert f"{len(rows)} dari {len(rows)} sumber terbaca, 0 tidak" in (await site.client.get("/")).text
