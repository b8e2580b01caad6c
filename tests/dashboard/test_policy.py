"""The policy page says what the crawler does, in both languages, and who runs it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette

from scraper.settings import MAX_CRAWL_DELAY_S, CrawlSettings, user_agent
from scraper.source import Politeness
from tagih.dashboard.policy import PATH, blocks, link_of, words
from tagih.dashboard.serve import CONTACT
from tagih.records.robots import AGENT
from tagih.store.carry import SHARE_PERCENT
from tests.whole import PATIENT

METADATA: dict[str, Any] = json.loads((Path(__file__).resolve().parents[2] / "datasette_metadata.json").read_text(encoding="utf-8"))


def site(*files: Path) -> Datasette:
    return Datasette([], immutables=[str(f) for f in files], metadata=METADATA, memory=not files, settings=PATIENT)


async def text(path: str, *files: Path) -> str:
    response = await site(*files).client.get(path)
    assert response.status_code == 200
    return str(response.text)


def test_both_languages_say_the_same() -> None:
    one, other = words()["id"], words()["en"]
    assert one.keys() == other.keys()
    shapes = [[[(kind, len(lines)) for kind, lines in blocks(s["text"], None)] for s in said["section"]] for said in (one, other)]
    assert shapes[0] == shapes[1]


def test_the_numbers_are_the_crawlers_own() -> None:
    default = CrawlSettings(user_agent=user_agent("a@b.example"))
    for language, share, seconds in (("id", "persen", "detik"), ("en", "per cent", "seconds")):
        said = " ".join(s["text"] for s in words()[language]["section"])
        assert f"{default.delay_s:.0f} {seconds}" in said
        assert f"{MAX_CRAWL_DELAY_S:.0f} {seconds}" in said
        assert f"{SHARE_PERCENT} {share}" in said
        assert user_agent("{contact}") in said
        assert f"User-agent: {AGENT.capitalize()}\n" in said
    assert Politeness().concurrency == 1
    assert user_agent("x@y.example").partition("/")[0].lower() == AGENT


@pytest.mark.asyncio
async def test_the_page_is_there_in_both_languages_with_the_operators_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CONTACT, "redaksi@tagih.example")
    page = await text(PATH)
    assert 'href="mailto:redaksi@tagih.example"' in page
    assert 'href="?lang=en"' in page
    assert "Cara meminta penghapusan" in page
    assert "Tagih/0.1 (+redaksi@tagih.example;" in page
    english = await text(f"{PATH}?lang=en")
    assert "How to have something removed" in english
    assert "&lt;meta name=" in english


@pytest.mark.asyncio
async def test_without_an_address_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(CONTACT, raising=False)
    assert words()["id"]["contact_missing"] in await text(PATH)


@pytest.mark.asyncio
async def test_the_address_is_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CONTACT, "javascript:alert(1)<script>")
    page = await text(PATH)
    assert "<script>" not in page.partition('class="tagih policy"')[2].partition("Powered")[0]
    assert 'href="javascript:' not in page


@pytest.mark.asyncio
async def test_the_front_page_leads_to_it(published: Path) -> None:
    assert f'href="{PATH}"' in await text("/", published)
    assert f'href="{PATH}?lang=en"' in await text("/?lang=en", published)


@pytest.mark.asyncio
async def test_it_leads_to_what_was_removed(published: Path) -> None:
    assert 'href="/public/removals"' in await text(PATH, published)
    assert "Yang dihapus atas permintaan" in await text("/public/removals", published)


@pytest.mark.parametrize(
    ("contact", "link"),
    [
        ("https://tagih.example/kebijakan", "https://tagih.example/kebijakan"),
        ("a@b.example", "mailto:a@b.example"),
        ("javascript:alert(1)", None),
        ("javascript:a@b", None),
        ("Jalan Merdeka 1", None),
        (None, None),
    ],
)
def test_links(contact: str | None, link: str | None) -> None:
    assert link_of(contact) == link
