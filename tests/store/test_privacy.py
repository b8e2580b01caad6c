"""People without office keep their names to themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagih.records import Commitment, Extraction, Official, Statement
from tagih.store import Store
from tagih.store.privacy import MASK, NAMELESS, Masker, attribution, is_private
from tests.store.factories import extraction, record, save


def told(*private: str, text: str = "Rani Hasan berkata. Pantainya indah.") -> Extraction:
    """One official, and these people without office."""
    return extraction(text, record(Official, "Rani Hasan", id="o1"), private_people=private)


def said(speaker: str, role: str | None) -> Statement:
    return extraction("Ucapan.", record(Statement, "Ucapan.", speaker=speaker, role=role)).statements[0]


@pytest.mark.parametrize(
    ("speaker", "role", "private"),
    [
        ("Budi Santoso", "warga", True),
        ("Suparman", "korban", True),
        ("Budi Santoso", None, True),
        ("SITI AMINAH", "pelajar", True),
        ("warga", "warga", False),
        ("seorang pedagang", None, False),
        ("Kepala Dinas Sosial Berau", "kepala dinas", False),
        ("Pemerintah Kabupaten Berau", None, False),
    ],
)
def test_which_speakers_are_private(speaker: str, role: str | None, private: bool) -> None:
    assert is_private(speaker, role, None) is private
    assert not is_private(speaker, role, "o1")


@pytest.mark.parametrize(
    ("speaker", "role", "shown"),
    [
        ("Budi Santoso", "warga", "warga"),
        ("Budi Santoso", None, NAMELESS),
        ("Budi Santoso", "ayah Budi", NAMELESS),
        ("warga", "warga", "warga"),
        ("seorang pedagang", None, "seorang pedagang"),
        ("Kepala Dinas Sosial Berau", "Kepala Dinas Sosial Berau", "Kepala Dinas Sosial Berau"),
    ],
)
def test_what_stands_in_a_speakers_place(speaker: str, role: str | None, shown: str) -> None:
    assert attribution(said(speaker, role), {}) == (shown, shown)


def test_an_official_is_named() -> None:
    what = extraction(
        "Rani Hasan: siap.", record(Official, "Rani Hasan", id="o1"), record(Statement, "siap.", speaker="Rani", official="o1")
    )
    assert attribution(what.statements[0], {"o1": what.officials[0]}) == ("Rani Hasan, Bupati", "Bupati")


@pytest.mark.parametrize(
    ("private", "text", "covered"),
    [
        ("Budi Santoso", "Rumah Budi Santoso roboh.", "Rumah ████████████ roboh."),
        ("Budi Santoso", "Rumah BUDI SANTOSO roboh.", "Rumah ████████████ roboh."),
        ("Budi Santoso", "Rumah Budi roboh, kata Santoso.", "Rumah ████ roboh, kata ███████."),
        ("Budi Santoso", "Budiman tidak ditutup.", "Budiman tidak ditutup."),
        ("Budi Santoso", "Jalan Budi Santoso dan Gang Budi.", "Jalan Budi Santoso dan Gang Budi."),
        ("Budi Santoso", "Bupati Rani Hasan hadir.", "Bupati Rani Hasan hadir."),
        ("Rani Lestari", "Rani hadir bersama Rani Lestari.", "Rani hadir bersama ████████████."),  # a part of an official's name
        ("Suparman", "Biaya Suparman diganti.", "Biaya ████████ diganti."),
        ("Melati", "Warga Gang Melati, kata Melati.", "Warga Gang Melati, kata ██████."),
        ("Indah Mahrita", "Indah pantainya, kata Mahrita.", "Indah pantainya, kata ███████."),  # the text has "indah"
        ("Cahaya Mahrita", "Cahaya lampu. Kata Cahaya.", "Cahaya lampu. Kata ██████."),  # opens a sentence
        ("Kasno Buruh Berau", "Kebun Daftarkan Buruh Harian Berau, kata Kasno", "Kebun Daftarkan Buruh Harian Berau, kata █████"),
        ("Kasno Maret", "Sejak Maret Kasno sakit.", "Sejak Maret █████ sakit."),
        ("RK", "Tersangka RK dan rk.", "Tersangka ██ dan rk."),
        ("Rani Hasan", "Rani Hasan hadir.", "Rani Hasan hadir."),  # the official after all
        ("Budi Santoso", "", ""),
    ],
)
def test_names_are_covered(private: str, text: str, covered: str) -> None:
    assert Masker().within(told(private)).mask(text) == covered


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("Ada Budi Santoso di sana.", "Ada ████████████ di sana."),
        ("Ada Budi di sana, dan Suparman.", "Ada Budi di sana, dan Suparman."),  # parts and single names: only at home
        ("Ada Budi", "Ada Budi"),
        ("Ada budi santoso.", "Ada budi santoso."),
    ],
)
def test_elsewhere_only_whole_names_are_covered(text: str, covered: str) -> None:
    assert Masker.of({("budi", "santoso"), ("suparman",)}).mask(text) == covered


def test_an_official_keeps_a_name_that_is_private_elsewhere() -> None:
    masker = Masker.of({("rani", "hasan"), ("hasan", "basri")}).within(told())
    assert masker.mask("Rani Hasan dan Hasan Basri.") == f"Rani Hasan dan {MASK * 11}."


def test_the_store_keeps_private_people_and_covers_them_in_alerts(tmp_path: Path) -> None:
    text = "Rani Hasan akan membangun rumah Budi Santoso. Anak Budi senang."
    c = record(Commitment, "akan membangun rumah Budi Santoso", actor="Rani Hasan", beneficiaries=("keluarga Budi Santoso",))
    what = extraction(text, record(Official, "Rani Hasan", id="o1"), c, title="Rumah Budi", private_people=("Budi Santoso",))
    other = extraction("Rani Hasan akan membantu Budi Santoso.", record(Commitment, "akan membantu Budi Santoso"), url="https://b.example/")
    with Store.open(tmp_path / "tagih.db") as store:
        save(store, what)
        save(store, other)
        stored = store.document(what.document.id)
        assert stored is not None
        assert stored.extraction.document.private_people == ("Budi Santoso",)
        first, second = store.new_commitments(0)
    assert "Budi" not in repr(first) + repr(second)
    assert first.document_title == f"Rumah {MASK * 4}"


@given(st.text(max_size=80))
def test_covering_keeps_every_offset(text: str) -> None:
    masked = Masker.of([("a", "b")]).within(told("Budi Santoso", "A", "AB")).mask(text)
    assert masked is not None
    assert len(masked) == len(text)
    assert all(a in (b, MASK) for a, b in zip(masked, text, strict=True))
