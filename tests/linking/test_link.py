"""Mentions of the same are one; the order of mentions does not matter."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagih.linking import link
from tagih.linking.people import bare_name
from tagih.records.links import DocumentText, LinkInputs, OfficialMention, RegulationMention


def official(mention: int, name: str, office: str = "Wakil Gubernur", area: str | None = "64", **fields: Any) -> OfficialMention:
    values = {"document": f"d{mention}", "day": f"2031-01-{mention:02}", "organisation": None, "acting": None} | fields
    return OfficialMention(mention=mention, name=name, office=office, jurisdiction=area, **values)


def regulation(mention: int, instrument: str, **fields: Any) -> RegulationMention:
    values = {"type": "Peraturan Daerah", "number": "5", "year": 2019, "jurisdiction": "64.72", "title": None} | fields
    return RegulationMention(mention=mention, document=f"d{mention}", instrument=instrument, **values)


def text(document: str, digest: str, **fields: Any) -> DocumentText:
    values = {"source": "kabar", "published": "2031-05-04", "first_seen": "2031-05-05T00:00:00+00:00"} | fields
    return DocumentText(document=document, text_digest=digest, **values)


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Seno Aji", "seno aji"),
        ("H. Seno Aji, S.E., M.Si", "seno aji"),
        ("Hj. SITI RAHMA S.Sos MM", "siti rahma"),
        ("Brigjen Pol Rudi Hartono", "rudi hartono"),
        ("Dr. dr. Maya Sari", "maya sari"),
        ("Jack Ma", "jack ma"),
        ("Budi A.", "budi a."),
        ("Ibu", "ibu"),
        ("Bapak Ir", "ir"),
    ],
)
def test_a_name_without_titles(name: str, bare: str) -> None:
    assert bare_name(name) == bare


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (official(1, "Seno Aji"), official(2, "H. Seno Aji, SE"), True),
        (official(1, "SENO AJI", "WAKIL GUBERNUR"), official(2, "Seno Aji"), True),
        (official(1, "M. Nur"), official(2, "M Nur"), True),
        (official(1, "Seno Aji"), official(2, "Seno Aji", "Gubernur"), False),
        (official(1, "Seno Aji"), official(2, "Seno Aji", area="65"), False),
        (official(1, "Seno Aji"), official(2, "Seno Aji", area=None), False),
        (official(1, "Seno Aji"), official(2, "Seno"), False),
    ],
)
def test_which_mentions_are_one_official(one: OfficialMention, other: OfficialMention, same: bool) -> None:
    links = link(LinkInputs(officials=(one, other)))
    assert (links.official_of[1] == links.official_of[2]) is same
    assert len(links.officials) == (1 if same else 2)


def test_an_officials_row() -> None:
    mentions = (
        official(1, "Seno Aji", organisation="Pemprov Kaltim", acting="Plt."),
        official(2, "H. Seno Aji", organisation="Pemerintah Provinsi Kalimantan Timur"),
        official(3, "Seno Aji"),
    )
    (row,) = link(LinkInputs(officials=mentions)).officials
    assert row.id == "seno-aji-wakil-gubernur-64"
    assert (row.name, row.office, row.jurisdiction) == ("Seno Aji", "Wakil Gubernur", "64")
    assert row.organisation == "Pemerintah Provinsi Kalimantan Timur"
    assert row.acting is None, "as in the newest document"


def test_a_name_without_a_latin_letter_is_linked_to_nothing() -> None:
    links = link(LinkInputs(officials=(official(1, "王"), official(2, "李"))))
    assert links.officials == ()
    assert links.official_of == {}


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({}, "Peraturan Daerah Kota Samarinda Nomor 5 Tahun 2019"),
        ({"jurisdiction": "64"}, "Peraturan Daerah Provinsi Kalimantan Timur Nomor 5 Tahun 2019"),
        ({"type": "Peraturan Wali Kota"}, "Peraturan Wali Kota Samarinda Nomor 5 Tahun 2019"),
        ({"type": "Peraturan Gubernur", "jurisdiction": "64"}, "Peraturan Gubernur Kalimantan Timur Nomor 5 Tahun 2019"),
        ({"type": "Undang-Undang", "jurisdiction": "00"}, "Undang-Undang Nomor 5 Tahun 2019"),
        ({"type": "UUD", "number": None, "year": 1945, "jurisdiction": None}, "UUD Tahun 1945"),
        ({"type": "Qanun Aceh", "jurisdiction": "11"}, "Qanun Aceh Nomor 5 Tahun 2019"),
    ],
)
def test_an_instrument_written_out(fields: dict[str, Any], label: str) -> None:
    (row,) = link(LinkInputs(regulations=(regulation(1, "key", **fields),))).regulations
    assert row.label == label


def test_an_instruments_row() -> None:
    mentions = (
        regulation(1, "perda-kota-samarinda-5-2019", title="Ketertiban"),
        regulation(2, "perda-kota-samarinda-5-2019", title="Ketertiban Umum"),
        regulation(3, "perda-kota-samarinda-5-2019"),
        regulation(4, "perda-kota-samarinda-6-2019", number="6"),
    )
    links = link(LinkInputs(regulations=mentions))
    assert [(r.id, r.number, r.title) for r in links.regulations] == [
        ("perda-kota-samarinda-5-2019", "5", "Ketertiban Umum"),
        ("perda-kota-samarinda-6-2019", "6", None),
    ]
    assert links.regulation_of == {
        1: links.regulations[0].id,
        2: links.regulations[0].id,
        3: links.regulations[0].id,
        4: links.regulations[1].id,
    }


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"published": "2031-05-03"}, {"published": "2031-05-04"}),
        ({"published": "2031-05-04T09:00:00+09:00"}, {"published": "2031-05-04T08:00:00+07:00"}),
        ({"published": "2031-05-04T23:00:00+07:00"}, {"published": "2031-05-04"}),
        ({"published": "2031-05-04"}, {"published": None}),
        ({"first_seen": "2031-05-05T00:00:00+00:00"}, {"first_seen": "2031-05-06T00:00:00+00:00"}),
    ],
)
def test_who_carried_an_announcement_first(first: dict[str, Any], second: dict[str, Any]) -> None:
    links = link(LinkInputs(documents=(text("z", "same" * 8, **first), text("a", "same" * 8, **second), text("b", "other"))))
    (row,) = links.announcements
    assert row.first_document == "z"
    assert row.id == "announcement-samesamesamesame"
    assert links.announcement_of == {"z": row.id, "a": row.id}


NAMES = st.sampled_from(["Seno Aji", "H. Seno Aji", "SENO AJI, SE", "Siti Rahma", "Siti Rahma, M.Si"])
MENTIONS = st.lists(st.tuples(NAMES, st.sampled_from(["64", "65", None])), max_size=12)


@given(MENTIONS, st.randoms(use_true_random=False))
def test_the_order_of_mentions_does_not_matter(rows: list[tuple[str, str | None]], random: Any) -> None:
    mentions = [official(n, name, area=area) for n, (name, area) in enumerate(rows)]
    shuffled = list(mentions)
    random.shuffle(shuffled)
    assert link(LinkInputs(officials=tuple(mentions))) == link(LinkInputs(officials=tuple(shuffled)))
