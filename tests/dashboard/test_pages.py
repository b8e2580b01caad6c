"""The pages that readers see, over a small published file."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from datasette.app import Datasette

from tagih.dashboard.serve import SETTINGS, command, is_loopback, serve
from tagih.records import TagihError
from tests.whole import PATIENT

ATOM = "{http://www.w3.org/2005/Atom}"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def site(published: Path) -> Datasette:
    metadata = json.loads((ROOT / "datasette_metadata.json").read_text(encoding="utf-8"))
    settings = {k: (v == "on" if v in {"on", "off"} else int(v)) for k, v in SETTINGS.items()}
    return Datasette([], immutables=[str(published)], metadata=metadata, settings=settings | PATIENT)


@pytest.mark.asyncio
async def test_the_front_page_is_indonesian_with_english_one_click_away(site: Datasette) -> None:
    page = (await site.client.get("/")).text
    assert "janji pemerintah daerah" in page
    assert 'href="?lang=en"' in page
    english = (await site.client.get("/?lang=en")).text
    assert "what regional governments promised" in english
    assert 'href="?lang=id"' in english


@pytest.mark.asyncio
async def test_the_front_page_shows_commitments_with_quote_source_and_evidence(site: Datasette) -> None:
    page = (await site.client.get("/")).text
    row = (await site.client.get("/public/commitments_with_evidence.json?_shape=array&_sort_desc=published&_size=1")).json()[0]
    assert row["sentence"].replace('"', "&#34;") in page
    assert f'href="{row["document_url"]}"' in page
    assert f"/public/commitments/{row['commitment_id']}" in page
    assert (await site.client.get(f"/public/commitments/{row['commitment_id']}")).status_code == 200


@pytest.mark.asyncio
async def test_every_table_and_view_has_a_page(site: Datasette) -> None:
    database = site.get_database("public")
    for name in [*await database.table_names(), *await database.view_names()]:
        if "_fts" not in name:
            response = await site.client.get(f"/public/{name}")
            assert response.status_code == 200, name


@pytest.mark.asyncio
async def test_search_finds_what_is_carried_and_takes_any_input(site: Datasette) -> None:
    assert 'name="_search"' in (await site.client.get("/public/commitments")).text
    found = (await site.client.get("/public/commitments.json?_search=iuran&_shape=array")).json()
    assert found
    assert all("iuran" in (r["sentence"] + r["actor"]).lower() for r in found)
    for hostile in ('"', "iuran AND", "*", "NEAR(", "a OR"):
        status = (await site.client.get("/public/commitments", params={"_search": hostile})).status_code
        assert status in {200, 400}  # a page or an error page, no crash


@pytest.mark.asyncio
async def test_the_feed_is_atom_and_narrows(site: Datasette) -> None:
    response = await site.client.get("/komitmen.atom")
    assert response.headers["content-type"].startswith("application/atom+xml")
    feed = ET.fromstring(response.text)
    entries = feed.findall(f"{ATOM}entry")
    assert entries
    ids = [e.findtext(f"{ATOM}id") for e in entries]
    assert len(set(ids)) == len(ids)
    for e in entries:
        assert len(e.findall(f"{ATOM}link")) == 1
        assert e.findtext(f"{ATOM}updated")
    narrowed = ET.fromstring((await site.client.get("/komitmen.atom?wilayah=65")).text).findall(f"{ATOM}entry")
    assert 0 < len(narrowed) < len(entries)
    words = ET.fromstring((await site.client.get("/komitmen.atom", params={"q": 'iuran "'})).text).findall(f"{ATOM}entry")
    assert 0 < len(words) < len(entries)
    assert not ET.fromstring((await site.client.get("/komitmen.atom?topik=tidak-ada")).text).findall(f"{ATOM}entry")


@pytest.mark.asyncio
async def test_without_a_published_file_there_is_no_feed_and_the_page_says_what_it_is(tmp_path: Path) -> None:
    site = Datasette([], memory=True, settings=PATIENT)
    assert (await site.client.get("/komitmen.atom")).status_code == 404
    assert "Hanya untuk pengelola" in (await site.client.get("/")).text


@pytest.mark.asyncio
async def test_every_answer_carries_the_headers_of_a_public_site(site: Datasette) -> None:
    for path in ("/", "/public", "/public/commitments.json", "/komitmen.atom", "/nothing-here"):
        headers = (await site.client.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]


@pytest.mark.asyncio
async def test_one_query_cannot_take_the_servers_memory(site: Datasette) -> None:
    response = await site.client.get("/public.json?sql=select+length(hex(zeroblob(450000000)))")
    assert response.status_code == 400
    assert "too big" in response.text


@pytest.mark.asyncio
async def test_a_crawled_address_is_a_link_only_where_it_is_http(site: Datasette) -> None:
    query = "/public?sql=select+'javascript:alert(1)'+as+a,+'http://kabar.example/x'+as+b,+'http://a b'+as+c"
    page = (await site.client.get(query)).text
    assert 'href="http://kabar.example/x" rel="nofollow noopener noreferrer"' in page
    assert 'href="javascript:' not in page
    assert 'href="http://a b' not in page


@pytest.mark.parametrize(
    ("host", "expected"), [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("example.org", False)]
)
def test_loopback(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_the_working_database_is_served_on_loopback_only(tmp_path: Path) -> None:
    with pytest.raises(TagihError, match="whole articles"):
        serve(tmp_path / "tagih.db", metadata=tmp_path / "m.json", host="0.0.0.0", port=1, private=True)


def test_serving_nothing_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(TagihError, match="tagih run"):
        serve(tmp_path / "public.db", metadata=tmp_path / "m.json", host="127.0.0.1", port=1, private=False)


def test_only_the_public_file_is_immutable_and_reloaded(tmp_path: Path) -> None:
    public = command(tmp_path / "public.db", metadata=tmp_path / "m.json", host="127.0.0.1", port=1, private=False)
    private = command(tmp_path / "tagih.db", metadata=tmp_path / "m.json", host="127.0.0.1", port=1, private=True)
    assert {"--immutable", "--reload", "--metadata"} < set(public)
    assert not {"--immutable", "--reload"} & set(private)
    assert public[public.index("suggest_facets") + 1] == "off"
