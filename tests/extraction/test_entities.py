"""The named-entity model: what it finds in made-up sentences, where it puts it, and that it stays linear."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from extraction.entities import LONGEST, MODEL, Entity, _pieces, entities, model, pipe
from extraction.nlp import sentence_spans

# Text; the names that must be found with their label; the names that must not be a person's.
CASES = [
    ("Gubernur Jawa Timur Sulastri Handoko meninjau pasar di Surabaya.", [("Sulastri Handoko", "PER"), ("Surabaya", "LOC")]),
    ('"Jalan itu selesai bulan depan," kata Bambang Wiryawan di Jakarta, Rabu.', [("Bambang Wiryawan", "PER"), ("Jakarta", "LOC")]),
    ("Menurut Partai Golkar, usulan Ratna Kusuma ditolak.", [("Partai Golkar", "ORG"), ("Ratna Kusuma", "PER")]),
    ("Siti Rahmawati bertemu Agus Setiadi di Bandung.", [("Siti Rahmawati", "PER"), ("Agus Setiadi", "PER"), ("Bandung", "LOC")]),
    ("Bupati\u00a0Budi\u00a0Hartono mengatakan warga sudah pulang.", [("Budi\u00a0Hartono", "PER")]),
    ("Penjelasan itu disampaikan GubernurBudi Hartono kepada warga.", [("Budi Hartono", "PER")]),
    ("“Anggaran cukup,” ujar Dewi Anggraini.", [("Dewi Anggraini", "PER")]),
    ("KPK memeriksa Joko Susanto pada hari Senin.", [("KPK", "ORG"), ("Joko Susanto", "PER")]),
    ("Hujan turun sejak pagi dan air sungai naik.", []),
    ("Harga beras naik 10 persen dibanding bulan lalu.", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_names(text: str, expected: list[tuple[str, str]]) -> None:
    found = [(text[e.start : e.end], e.label) for e in entities(text)]
    assert set(expected) <= set(found)
    if not expected:
        assert found == []


def test_offsets_count_from_the_text_s_start_and_stay_in_a_line() -> None:
    text = "\n\nBanjir di Semarang\n\n  Menurut Rina Setiawati, air surut.\r\nTamat"
    found = entities(text)
    assert ("Rina Setiawati", "PER") in [(text[e.start : e.end], e.label) for e in found]
    assert all("\n" not in text[e.start : e.end] for e in found)


def test_a_batch_gives_each_text_its_own_in_order() -> None:
    texts = ["", "Siti Rahmawati tiba di Bandung.", "\n \n", "Tidak ada nama di sini.", "Menurut Agus Setiadi, hujan reda.", ""]
    assert list(pipe(texts)) == [entities(t) for t in texts]
    assert list(pipe(texts))[1][0] == Entity(0, 14, "PER")
    assert list(pipe([])) == []


@given(st.text(alphabet=st.sampled_from("aB \n\u00a0.,“\"'’-()1é😀\u200b"), max_size=300))
def test_spans_are_in_order_apart_and_never_blank(text: str) -> None:
    at = 0
    for e in entities(text):
        assert at <= e.start < e.end <= len(text)
        assert not text[e.start : e.end].isspace()
        at = e.end


@pytest.mark.parametrize("unit", ["kata ", "x", "Siti Rahmawati ", " ", "\u00a0a", "a\n"])
def test_a_megabyte_is_cut_into_short_pieces_without_loss(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    pieces = [(piece, offset) for piece, (_, offset) in _pieces([text])]
    assert all(len(piece) <= LONGEST for piece, _ in pieces)
    covered = sum(len(piece) - piece.count(" ") for piece, _ in pieces)
    assert covered == sum(not c.isspace() for c in text)


def test_a_name_behind_half_a_line_of_100_kb_is_found() -> None:
    text = "air sungai naik sejak pagi dan warga pindah ke tempat lain. " * 1700 + "Siti Rahmawati tiba di Bandung."
    assert [text[e.start : e.end] for e in entities(text)[-2:]] == ["Siti Rahmawati", "Bandung"]


def test_the_folder_is_a_spacy_pipeline_of_its_own() -> None:
    text = "Menurut Agus Setiadi, hujan reda."
    doc = spacy.load(MODEL)(text)
    assert [(e.start_char, e.end_char, e.label_) for e in doc.ents] == [(e.start, e.end, e.label) for e in entities(text)]


def test_what_ships_is_small_complete_and_says_where_it_comes_from() -> None:
    files = [f for f in MODEL.rglob("*") if f.is_file()]
    assert sum(f.stat().st_size for f in files) < 15_000_000
    meta = json.loads((MODEL / "meta.json").read_text(encoding="utf-8"))
    assert meta["spacy_version"] == ">=3.8.0,<3.9.0"
    assert sorted(model().get_pipe("ner").labels) == ["LOC", "ORG", "PER"]
    card = (MODEL / "README.md").read_text(encoding="utf-8")
    assert all(source["name"].split(" ")[0] in card for source in meta["sources"])
    assert not any(str(Path.home()) in f.read_text(encoding="utf-8", errors="ignore") for f in files if f.stat().st_size < 100_000)


def test_the_pipeline_carries_tokens_and_the_sentences_of_the_room() -> None:
    text = 'Bupati Rahma Sari, S.IP., M.Si, hadir. "Iuran kami bayar," ujarnya. Perda No. 5 Tahun 2024 berlaku.'
    doc = model()(text)
    assert [(s.start_char, s.end_char) for s in doc.sents] == sentence_spans(text)
    assert "".join(t.text_with_ws for t in doc) == text
