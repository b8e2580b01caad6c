"""Instruments and the documents that they are: joined by key, by file, and by what they do to each other."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from tagih.linking import link
from tagih.records import Enactment
from tagih.records.links import EnactmentMention, LinkedRegulation, LinkInputs, RegulationMention

KEY, OTHER = "perbup-berau-4-2031", "perbup-berau-9-2032"
numbers = itertools.count(1)


def own(key: str | None = KEY, *, number: str | None = "4", year: int | None = 2031, url: str = "", **fields: Any) -> EnactmentMention:
    values: dict[str, Any] = {
        **{"type": "Peraturan Bupati", "jurisdiction": "64.03", "title": None, "enacted": None, "promulgated": None},
        **{"effective": None, "status": None},
        **dict.fromkeys(("amends", "revokes", "amended_by", "revoked_by", "files"), ()),
    }
    n, extractor = next(numbers), fields.pop("extractor", "portal")
    said = Enactment(
        id=f"enactment-{n}",
        text="PASAR",
        start=0,
        end=5,
        rule="enactments",
        rule_version="1",
        instrument=key,
        number=number,
        year=year,
        **(values | fields),
    )
    return EnactmentMention(mention=n, document=f"d{n:04}", url=url or f"https://jdih.example/{n}", extractor=extractor, said=said)


def cited(key: str = KEY, title: str | None = None) -> RegulationMention:
    n = next(numbers)
    return RegulationMention(
        mention=n, document=f"d{n:04}", instrument=key, type="Peraturan Bupati", number="4", year=2031, jurisdiction="64.03", title=title
    )


def linked(*enactments: EnactmentMention, citations: tuple[RegulationMention, ...] = ()) -> dict[str, LinkedRegulation]:
    """Instruments by key, the same in whatever order the documents come."""
    links = [link(LinkInputs(regulations=citations, enactments=order)).regulations for order in itertools.permutations(enactments)]
    assert all(found == links[0] for found in links)
    return {r.id: r for r in links[0]}


def test_an_instrument_that_nobody_cites_has_its_row() -> None:
    row = linked(
        own(
            title="Pasar Desa",
            status="in_force",
            enacted="2031-05-05",
            files=("https://jdih.example/4.pdf",),
            url="https://jdih.example/p/4",
        )
    )[KEY]
    assert (row.label, row.title) == ("Peraturan Bupati Berau Nomor 4 Tahun 2031", "Pasar Desa")
    assert (row.status, row.enacted, row.file_url, row.page_url) == (
        "in_force",
        "2031-05-05",
        "https://jdih.example/4.pdf",
        "https://jdih.example/p/4",
    )


def test_an_instrument_that_is_only_cited_stays_as_it_was() -> None:
    assert linked(citations=(cited(title="Pasar"),))[KEY] == LinkedRegulation(
        id=KEY,
        label="Peraturan Bupati Berau Nomor 4 Tahun 2031",
        type="Peraturan Bupati",
        number="4",
        year=2031,
        jurisdiction="64.03",
        title="Pasar",
    )


@pytest.mark.parametrize(
    ("own_titles", "told", "title"),
    [
        (["Pasar Desa"], "Pasar", "Pasar Desa"),
        (["PASAR DESA", "Pasar Desa"], None, "Pasar Desa"),
        (["PASAR DESA"], "Pasar Desa", "Pasar Desa"),
        (["PASAR DESA"], "Pasar", "PASAR DESA"),
        ([None], "Pasar", "Pasar"),
    ],
)
def test_whose_title_is_shown(own_titles: list[str | None], told: str | None, title: str) -> None:
    assert linked(*(own(title=t) for t in own_titles), citations=(cited(title=told),))[KEY].title == title


def test_a_file_joins_the_page_that_links_it() -> None:
    page = own(files=("http://www.jdih.example/berkas/perbup%204.pdf",), title="Pasar Desa", url="https://jdih.example/p/4")
    file = own(
        None, number=None, year=None, url="https://jdih.example/berkas/perbup 4.pdf", extractor="tesseract 5.3.0 ind", enacted="2031-05-05"
    )
    stranger = own(None, number=None, year=None, url="https://jdih.example/lain.pdf", extractor="pdfium")
    links = link(LinkInputs(enactments=(file, page, stranger)))
    assert links.enactment_of == {page.mention: KEY, file.mention: KEY}
    assert links.regulations[0].enacted == "2031-05-05"


def test_where_page_and_file_name_the_issuer_apart_the_text_knows() -> None:
    page = own("se-kabupaten-berau-4-2031", files=("https://jdih.example/4.pdf",), status="in_force")
    file = own("se-bupati-berau-4-2031", url="https://jdih.example/4.pdf", extractor="pdfium", title="PASAR")
    annex = own("perbup-berau-1-2019", number="1", year=2019, url="https://jdih.example/1.pdf", extractor="pdfium")
    other = own("perbup-berau-2-2031", number="2", files=("https://jdih.example/1.pdf",))
    rows = linked(page, file, annex, other)
    assert set(rows) == {"se-bupati-berau-4-2031", "perbup-berau-1-2019", "perbup-berau-2-2031"}
    assert (rows["se-bupati-berau-4-2031"].status, rows["se-bupati-berau-4-2031"].title) == ("in_force", "PASAR")


def test_the_file_of_an_instrument_without_a_page_is_its_own_address() -> None:
    row = linked(own(url="https://dinas.example/perbup-4.pdf", extractor="pdfium"))[KEY]
    assert (row.file_url, row.page_url) == ("https://dinas.example/perbup-4.pdf", None)


@pytest.mark.parametrize(
    ("newer", "status", "field"),
    [
        ({"amends": (KEY,)}, "amended", "amended_by"),
        ({"revokes": (KEY,)}, "revoked", "revoked_by"),
        ({}, "in_force", None),
    ],
)
def test_what_a_newer_instrument_does_is_known_of_the_older(newer: dict[str, Any], status: str, field: str | None) -> None:
    """Though the older one's page still says that it is in force."""
    rows = linked(own(status="in_force"), own(OTHER, number="9", year=2032, **newer))
    assert rows[KEY].status == status
    if field:
        assert getattr(rows[KEY], field) == (OTHER,)


def test_what_an_older_page_says_is_known_of_the_newer() -> None:
    rows = linked(own(amended_by=(OTHER,)), citations=(cited(OTHER),))
    assert rows[OTHER].amends == (KEY,)


def test_relations_are_known_of_instruments_that_are_only_cited() -> None:
    rows = linked(own(OTHER, number="9", year=2032, revokes=(KEY,)), citations=(cited(title="Pasar"),))
    assert (rows[KEY].status, rows[KEY].revoked_by, rows[KEY].title) == ("revoked", (OTHER,), "Pasar")
