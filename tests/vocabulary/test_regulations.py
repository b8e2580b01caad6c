"""The list of legal instruments: what it says, and what it refuses to be."""

from __future__ import annotations

from importlib import resources

import pytest

from tagih.records import VocabularyError
from tagih.vocabulary.regulations import Instrument, Issuer, Kind, load, vocabulary

SHIPPED = resources.files("tagih.vocabulary").joinpath("regulations.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "slug", "scope", "end"),
    [
        ("Undang-Undang Nomor", "uu", "negara", 13),
        ("undang undang nomor", "uu", "negara", 13),
        ("UU 5", "uu", "negara", 2),
        ("UUNomor", "uu", "negara", 2),
        ("Peraturan Pemerintah Pengganti Undang-Undang", "perppu", "negara", 44),
        ("Peraturan Pemerintah Nomor", "pp", "negara", 20),
        ("Permendagri 77", "permendagri", "negara", 11),
        ("PermenPAN-RB 5", "permenpanrb", "negara", 12),
        ("Permen Keuangan 5", "permenkeu", "negara", 15),
        ("PMK 5", "permenkeu", "negara", 3),
        ("PKPU 8", "pkpu", "negara", 4),
        ("Pergub 5", "pergub", "provinsi", 6),
        ("Perbup 5", "perbup", "kabupaten", 6),
        ("PERWALI 5", "perwali", "kota", 7),
        ("Perda\u00a05", "perda", "daerah", 5),
        ("Qanun 5", "qanun", "daerah", 5),
    ],
)
def test_heads(text: str, slug: str, scope: str, end: int) -> None:
    hit = vocabulary().heads.at(text, 0)
    assert hit is not None
    found, stop = hit
    assert isinstance(found, Instrument)
    assert (found.slug, found.scope, stop) == (slug, scope, end)


@pytest.mark.parametrize("text", ["uu", "pp", "se", "Perdana", "UUID", "Peran", "Permenan", "Uu Nomor", "", "5"])
def test_no_heads(text: str) -> None:
    assert vocabulary().heads.at(text, 0) is None


@pytest.mark.parametrize(
    ("kind", "issuer", "name", "slug"),
    [
        ("Peraturan", "Gubernur", "Peraturan Gubernur", "pergub"),
        ("SK", "Bupati", "Keputusan Bupati", "kepbup"),
        ("Instruksi", "Walikota", "Instruksi Wali Kota", "inwali"),
        ("Keputusan", "Mendagri", "Keputusan Menteri Dalam Negeri", "kepmendagri"),
        ("Surat Edaran", "Menteri PANRB", "Surat Edaran", "se-menpanrb"),
        ("SE", "Wali Kota", "Surat Edaran", "se-wali-kota"),
        ("Peraturan", "Gubernur Bank Indonesia", "Peraturan Gubernur Bank Indonesia", "pergbi"),
        ("Peraturan", "OJK", "Peraturan OJK", "pojk"),
    ],
)
def test_a_kind_and_an_issuer_make_a_type(kind: str, issuer: str, name: str, slug: str) -> None:
    v = vocabulary()
    head, who = v.heads.at(kind, 0), v.issuers.at(issuer, 0)
    assert head is not None
    assert who is not None
    assert isinstance(head[0], Kind)
    assert isinstance(who[0], Issuer)
    made = v.instrument(head[0], who[0])
    assert (made.name, made.slug) == (name, slug)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("[[type]]", "[[type", "no TOML"),
        ('scope = "daerah"', 'scope = "benua"', "Input should be"),
        ('slug = "perda"\n', 'slug = "perda"\nwarna = "biru"\n', "Extra inputs"),
        ('forms = ["PP", "Peraturan Pemerintah"]', "forms = []", "forms are missing"),
        ('forms = ["PP", "Peraturan Pemerintah"]', 'forms = ["Peraturan Pemerintah", "PP"]', "not sorted"),
        ('forms = ["PP", "Peraturan Pemerintah"]', 'forms = ["PP", "Perda"]', "form stands twice"),
        ('slug = "pp"', 'slug = "perda"', "slug stands twice"),
        ('suffixes = ["keu"]', 'suffixes = ["kes"]', "suffix stands twice"),
        ('suffixes = ["keu"]', 'suffixes = ["Keu"]', "lower case"),
        ('PMK = ["Peraturan", "Menteri Keuangan"]', 'PMK = ["Peraturan", "Menteri Sihir"]', "no kind and issuer"),
        ('pointing = ["adanya",', 'pointing = ["zzz", "adanya",', "not sorted"),
    ],
)
def test_a_broken_list_names_what_is_broken(old: str, new: str, what: str) -> None:
    assert old in SHIPPED
    with pytest.raises(VocabularyError, match=what) as caught:
        load(SHIPPED.replace(old, new, 1))
    assert caught.value.where.startswith("regulations.toml")
    assert caught.value.remedy
