"""Which clauses are undertakings, where they stand, and how far they have come."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.cues import clauses, features, find_cues, is_headline, is_titled, status_cue
from extraction.linear import Linear, Model, load
from extraction.reading import Reading
from extraction.rules import undertakings
from extraction.rules.undertakings import MODEL, Undertaking
from tagih.records import VocabularyError
from tests.extraction.undertaking_docs import reading

TITLE = "Kabar dari Tana Tidung\n\n"


def found(sentence: str) -> list[Undertaking]:
    """What the rule keeps of a sentence under a headline, at the model's own threshold."""
    return [u for u in undertakings.extract(reading(TITLE + sentence)) if u.score >= load(MODEL).threshold]


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("Pemerintah Kabupaten Tana Tidung akan membangun tiga dermaga di Sesayap tahun depan.", "pledged"),
        ("Dinas Kesehatan Kota Tarakan berencana menambah dua ambulans air.", "pledged"),
        ("Pemprov Kaltara berkomitmen menyalurkan subsidi ongkos angkut ke wilayah perbatasan.", "pledged"),
        ('"Kami akan segera perbaiki jalan itu dan kami siapkan anggarannya," kata Bupati.', "pledged"),
        ("Pemkot Tarakan menargetkan seluruh kelurahan memiliki bank sampah pada 2027.", "pledged"),
        ("TANJUNG SELOR, 7 Mei 2026 - Pemkab Bulungan akan membangun 12 kios pada 2027.", "pledged"),
        ('"Atap pasar yang bocor akan kami tambal pekan depan," kata Kepala Dinas Perdagangan.', "pledged"),
        ("Pemkab Bulungan tidak akan menaikkan retribusi dermaga tahun depan.", "pledged"),
        ('"Besok akan kami cek ke lapangan," kata Kepala Dinas Perhubungan.', "pledged"),
        ("Perahu yang rusak akan diperbaiki Dinas Perikanan Kota Tarakan.", "pledged"),
        ("Tak hanya membagikan benih, Dinas Pertanian Kota Tarakan juga telah memasang pompa di tiga desa.", "delivered"),
        ("Dinas Sosial Kota Tarakan terus membagikan air bersih agar warga tidak kesulitan.", "underway"),
        ("Seperti diberitakan sebelumnya, Pemkab Nunukan telah mencabut izin dua tambak.", "delivered"),
        ("Dispertan Kabupaten Malinau rutin memeriksa sapi di pasar hewan.", "underway"),
        ("Pemkab Malinau terus memperbaiki jalan menuju Apau Kayan.", "underway"),
        ("Saat ini Pemkab Malinau telah mengalokasikan Rp 2 miliar untuk perahu sekolah.", "delivered"),
        ("Dinas PUPR Kabupaten Nunukan tengah menyiapkan lelang pembangunan jembatan.", "underway"),
        ("Pemprov Kaltara telah mengalokasikan Rp 12 miliar untuk beasiswa mahasiswa.", "delivered"),
        ("Pemkab Bulungan telah menyalurkan bantuan benih kepada kelompok tani di Tanjung Palas.", "delivered"),
        ("Wali Kota Tarakan telah menerbitkan surat edaran tentang pengelolaan sampah pasar.", "delivered"),
    ],
)
def test_undertakings_and_their_status(sentence: str, status: str) -> None:
    kept = found(sentence)
    assert [u.status for u in kept] == [status]


@pytest.mark.parametrize(
    "sentence",
    [
        "Warga diimbau tidak membakar lahan selama musim kemarau.",
        "Ia berharap seluruh pelajar rajin membaca dan menghormati guru.",
        "Polisi menangkap dua pelaku pencurian sepeda motor di Jalan Mulawarman.",
        "Tarakan adalah kota pulau yang terletak di utara Kalimantan.",
        "Bupati menghadiri pesta adat dan berfoto bersama tamu undangan.",
        "Baca juga: Pemprov Kaltara akan membangun bandara baru.",
        "Harga cabai di pasar itu naik sejak pekan lalu karena pasokan berkurang.",
        "PT Sinar Borneo akan membuka gerai ketiganya di mal itu.",
        "Pemkot Tarakan angkat bicara soal lampu jalan yang padam.",
        "Tanpa tanggul, dermaga kayu itu tidak akan bertahan lama.",
        "Keberadaan mercusuar itu akan memudahkan nelayan pulang malam.",
        "Forum itu akan menyusun kepengurusan baru.",
        "Kementerian menyarankan agar warga tetap memakai pelampung.",
    ],
)
def test_what_is_no_undertaking(sentence: str) -> None:
    assert found(sentence) == []


def test_the_clause_of_a_quotation_leaves_out_marks_and_attribution() -> None:
    text = TITLE + '"Kami akan membangun tiga posyandu di sana," kata Bupati Malinau, Selasa (4/3/2025).'
    [kept] = [u for u in undertakings.extract(reading(text)) if u.score >= load(MODEL).threshold]
    assert text[kept.start : kept.end] == "Kami akan membangun tiga posyandu di sana"
    assert kept.cue == "akan"
    assert kept.subject_start is None


def test_the_subject_is_named() -> None:
    text = TITLE + "Pemkot Tarakan akan membangun tiga posyandu."
    [kept] = undertakings.extract(reading(text))
    assert kept.subject_start is not None
    assert text[kept.subject_start : kept.subject_end] == "Pemkot"


def test_a_headline_is_none_and_a_lede_without_headline_is_read() -> None:
    body = "Pemkot Tarakan akan membangun tiga posyandu tahun depan."
    assert [u.start for u in undertakings.extract(reading("Pemkot Tarakan Akan Membangun Posyandu\n\n" + body))] == [40]
    assert [u.start for u in undertakings.extract(reading(body + "\nWarga senang."))][:1] == [0]
    read = reading("Judul tanpa titik\n\n" + body)
    assert [is_headline(read, c) for c in clauses(read)] == [True, False]


def test_words_inside_a_name_are_no_cues() -> None:
    cues = find_cues(text := "Kepala Dinas PU Bina Marga Jawa Tengah hadir.", 0, len(text))
    assert not any(c.groups & {"progress", "act:bare"} for c in cues)


def test_the_main_cue_is_followed_by_a_verb_and_stands_in_no_relative_clause() -> None:
    text = "Jembatan yang telah lama rusak itu rencananya akan segera diperbaiki."
    cue = status_cue(find_cues(text, 0, len(text)))
    assert cue is not None
    assert text[cue.start : cue.end] in ("rencananya", "akan segera")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Meskipun pasar lama sudah ditutup, Pemkot Tarakan berkomitmen menata pedagang.", "berkomitmen"),
        ("Saat ini Pemkab Malinau telah membangun dua dermaga.", "telah"),
        ("Dinas menghentikan bantuan bagi kapal yang masih beroperasi.", "menghentikan"),
        ("Warga yang izinnya sudah habis bakal didaftarkan ulang.", "bakal"),
        ("Tahun depan dermaga itu diperbaiki.", "Tahun depan"),
        ("Kapal yang dipakai akan diganti.", "akan"),
        ("Sebelumnya diberitakan, Pemkab Malinau memasang rambu.", "memasang"),
        ("Pihaknya telah menyurati pabrik agar segera menghentikan pembuangan.", "telah"),
    ],
)
def test_the_main_cue_stands_in_the_main_clause_and_more_than_tells_a_time(text: str, word: str) -> None:
    cue = status_cue(find_cues(text, 0, len(text)))
    assert cue is not None
    assert text[cue.start : cue.end] == word


def test_what_follows_a_relative_cue_is_relative_too() -> None:
    text = "Jalan yang telah diperbaiki itu akan dilebarkan."
    cues = {text[c.start : c.end]: c for c in find_cues(text, 0, len(text))}
    assert (cues["telah"].relative, cues["diperbaiki"].relative, cues["dilebarkan"].relative) == (True, True, False)


def test_marks_that_never_close_end_with_their_paragraph() -> None:
    read = reading('Judul\n\n"Kami akan bangun pasar itu.\nPemkab Nunukan akan menata kawasan pasar.')
    assert [c.quoted for c in clauses(read)] == [False, True, False]


def test_clauses_never_grow_past_what_a_sentence_may_be() -> None:
    read = reading("Pemkab Nunukan akan menata kawasan pasar dan " * 400)
    spans = [(c.start, c.end) for c in clauses(read)]
    assert max(b - a for a, b in spans) <= 660
    assert all(b <= c for (_, b), (c, _) in itertools.pairwise(spans))


@given(
    st.lists(
        st.sampled_from(["akan", "Pemkot", "membangun", "\n", ". ", '"', "“", "”", "kami", "telah", "yang", "2026", ",", "tidak"]),
        max_size=60,
    )
)
def test_every_undertaking_is_a_piece_of_one_line(words: list[str]) -> None:
    read = Reading(reading(" ".join(words)).document)
    for u in undertakings.extract(read):
        assert 0 <= u.start < u.end <= len(read.text)
        assert "\n" not in read.text[u.start : u.end]
        assert u.start <= u.cue_start < u.end


def test_a_linear_score_is_its_bias_and_weights() -> None:
    model = Linear(0.5, {"a": 1.0, "b": -2.0})
    assert model.score({"a", "b", "c"}) == pytest.approx(-0.5)
    assert model.partial({"a"}) == pytest.approx(1.0)


def test_the_shipped_model_is_whole() -> None:
    model = load(MODEL)
    assert isinstance(model, Model)
    assert set(model.status) == {"pledged", "underway", "delivered"}
    assert len(model.keep.weights) > 100


def test_a_missing_model_is_an_error_for_people() -> None:
    with pytest.raises(VocabularyError, match=r"training/commitments\.py"):
        load("no-such-model")


@pytest.mark.parametrize(
    ("line", "titled"),
    [
        ("Pemkot Tarakan Bakal Bangun Dua Dermaga", True),
        ("Lima Desa di Sesayap Akan Terima Sumur Bor", True),
        ("Pemkot Tarakan akan membangun dua dermaga di Juata Laut", False),
        ("Pemkot Tarakan Bakal Bangun Dua Dermaga.", False),
        ("Wali Kota Tarakan", False),
    ],
)
def test_a_line_written_as_titles_are_is_no_undertaking(line: str, titled: bool) -> None:
    text = TITLE + "Kabar pertama sudah selesai.\n" + line + "\nKabar kedua sudah selesai."
    start = text.index(line)
    assert is_titled(text, start, start + len(line)) is titled
    assert not titled or not [u for u in undertakings.extract(reading(text)) if u.start == start]


def test_what_is_merely_said_is_told_apart() -> None:
    text = TITLE + "Bupati telah mengingatkan semua camat."
    (clause,) = [c for c in clauses(reading(text)) if c.number == 1]
    assert "perfect>appeal" in features(reading(text), clause, find_cues(text, clause.start, clause.end))
