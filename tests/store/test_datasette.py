"""The public file as its readers see it: Datasette's own pages, asked in-process."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette
from datasette.utils import detect_fts
from sqlite_utils import Database

from tagih.store import publish
from tagih.store.public import TABLES, views
from tests.store import world
from tests.whole import PATIENT

METADATA = json.loads((Path(__file__).parents[2] / "datasette_metadata.json").read_text(encoding="utf-8"))
DESCRIBED: dict[str, Any] = METADATA["databases"]["public"]["tables"]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("datasette")
    publish(world.build(folder / "tagih.db"), folder / "public.db")
    return folder / "public.db"


@pytest.fixture
def site(published: Path) -> Datasette:
    return Datasette([], immutables=[str(published)], metadata=METADATA, settings={"suggest_facets": False} | PATIENT)


async def get(site: Datasette, path: str) -> str:
    response = await site.client.get(path)
    assert response.status_code == 200, path
    return html.unescape(response.text)


@pytest.mark.asyncio
@pytest.mark.parametrize("name", [*TABLES, *views()])
async def test_every_page_opens_with_its_description_and_facets(site: Datasette, name: str) -> None:
    page = await get(site, f"/public/{name}")
    entry = DESCRIBED[name]
    assert entry["title"] in page
    assert entry["description"] in page
    for column, text in entry["columns"].items():
        assert f"<dt>{column}</dt><dd>{text}</dd>" in page
    for facet in entry.get("facets", []):
        column = facet if isinstance(facet, str) else facet["array"]
        assert f'data-column="{column}"' in page
    assert page.count('class="facet-info ') == len(entry.get("facets", []))
    assert ('name="_search"' in page) is (name in TABLES and bool(TABLES[name].search))


@pytest.mark.asyncio
async def test_a_row_shows_the_labels_of_what_it_points_to(site: Datasette) -> None:
    page = await get(site, "/public/commitments?status=pledged")
    assert re.search(r'<a href="/public/officials/rani-hasan-bupati-64~2E03">Rani Hasan</a>', page)
    assert re.search(r'<a href="/public/regions/64~2E03">Kabupaten Berau</a>', page)
    assert re.search(r'<a href="/public/documents/\w+">Warga ████████████ menagih puskesmas</a>', page)


@pytest.mark.asyncio
async def test_what_is_pointed_to_has_a_label_even_where_its_words_are_withheld(site: Datasette) -> None:
    for table in ("commitment_figures", "commitment_regulations", "targets"):
        assert ">None</a>" not in await get(site, f"/public/{table}")
    assert ">1.000 pohon</a>" in await get(site, "/public/commitment_figures")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("table", "words", "count"),
    [
        ("commitments", "puskesmas", 2),
        ("documents", "puskesmas keluarga", 2),
        ("documents", "beras", 1),
        ("statements", "siap bekerja", 2),
        ("regulations", "kesehatan", 1),
        ("officials", "wirawan", 1),
        ("targets", "cakupan", 2),
        ("documents", "pengisi", 0),  # read, but not carried
        ("statements", "Budi Santoso", 0),
    ],
)
async def test_search_finds_what_is_carried(site: Datasette, table: str, words: str, count: int) -> None:
    response = await site.client.get(f"/public/{table}.json", params={"_search": words, "_shape": "array"})
    assert len(response.json()) == count


@pytest.mark.asyncio
async def test_values_are_exact_and_sortable(site: Datasette) -> None:
    response = await site.client.get("/public/figures.json?_shape=array&_sort_desc=value_number")
    assert [r["value"] for r in response.json()][:2] == ["3500000000", "3500000000"]


def test_datasette_recognises_every_search_index(published: Path) -> None:
    """It looks for content="t" or content=[t] in the index's own SQL; anything else makes the search box vanish."""
    with Database(published) as db:
        for name, table in TABLES.items():
            assert detect_fts(db.conn, name) == (f"{name}_fts" if table.search else None)
