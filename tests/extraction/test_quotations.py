"""Quotations: marks of every kind, scare quotes, reported speech."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.quotes import quoted
from extraction.reading import Reading
from extraction.rules import quotations
from tagih.records import Document

Row = tuple[str, str, str | None]


def rows(text: str, speech: str) -> list[Row]:
    found = [q for q in quotations.extract(Reading(Document(id="x", text=text))) if q.speech == speech]
    return [(text[q.start : q.end], q.cue or "", None if q.speaker_start is None else text[q.speaker_start : q.speaker_end]) for q in found]


DIRECT: list[tuple[str, list[Row]]] = [
    ('"Kami siap bekerja keras," ujar Rini Astari.', [("Kami siap bekerja keras,", "ujar", "Rini Astari")]),
    ("“Kami siap bekerja keras,” katanya.", [("Kami siap bekerja keras,", "kata", None)]),
    ("”Kami siap bekerja keras,” jelas Darto..", [("Kami siap bekerja keras,", "jelas", "Darto")]),
    ("\"Kami siap bekerja keras,” kata dia.", [("Kami siap bekerja keras,", "kata", "dia")]),
    ("'Kami siap bekerja keras,' ujar Rini.", [("Kami siap bekerja keras,", "ujar", "Rini")]),
    ('"Iya," jawab Darto.', [("Iya,", "jawab", "Darto")]),
    ("Pada 8 Juli, Darto menyampaikan, “Kami siap bekerja keras.”", [("Kami siap bekerja keras.", "menyampaikan", "Pada 8 Juli, Darto")]),
    ('"Kami siap," kata Rini. "Jalan itu segera dibuka."', [("Kami siap,", "kata", "Rini"), ("Jalan itu segera dibuka.", "", None)]),
    ('"Kami siap bekerja keras hari ini.\nBesok kami mulai," ujar Rini.', [("Kami siap bekerja keras hari ini.\nBesok kami mulai,", "ujar", "Rini")]),
    ('"Kami siap bekerja keras hari ini, kata Rini.', [("Kami siap bekerja keras hari ini,", "kata", "Rini")]),
    ('"Kami siap." ujar Kepala Dinas Sosial Kota Batu, Rini Astari, di lokasi.', [("Kami siap.", "ujar", "Kepala Dinas Sosial Kota Batu, Rini Astari")]),
    ('"Kami siap bekerja keras," kata warga yang melintas, Yuni (32), kemarin.',
     [("Kami siap bekerja keras,", "kata", "warga yang melintas, Yuni")]),
    ('"Kami siap bekerja keras," ujar Ketua Komisi A yang juga anggota Fraksi B, Rini Astari.',
     [("Kami siap bekerja keras,", "ujar", "Ketua Komisi A yang juga anggota Fraksi B, Rini Astari")]),
    ('"Kami siap bekerja keras," ujar lanjutnya.', [("Kami siap bekerja keras,", "ujar", None)]),
    ('"Di sini," ujarnya, "kami bekerja keras." Ketiganya menegaskan itu.',
     [("Di sini,", "ujar", None), ("kami bekerja keras.", "ujar", None)]),
    ('"Kami siap bekerja keras," paparnya saat ditemui.', [("Kami siap bekerja keras,", "papar", None)]),
    ('Kami siap bekerja keras hari ini," ujar Rini Astari.', [("Kami siap bekerja keras hari ini,", "ujar", "Rini Astari")]),
    ('"Kami siap bekerja keras,"\nujar warga di lokasi.', [("Kami siap bekerja keras,", "ujar", "warga")]),
    # Refusals: lines of other stories, titles, terms, nicknames.
    ('Baca juga: "Kami Siap Bekerja Keras!" Kata Warga Batu', []),
    ('Program "Satu Desa Satu Dokter" dimulai.', []),
    ('Seminar bertajuk "Membangun Desa dari Pinggir" digelar di Batu.', []),
    ('Ia disebut "raja jalanan" oleh warga.', []),
    ('Ia dikenang sebagai "pemimpin paling sabar." Warga setuju.', []),
    ('Slogan "Batu Bersih" dipasang.', []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), DIRECT)
def test_direct(text: str, expected: list[Row]) -> None:
    assert rows(text, "direct") == expected


INDIRECT: list[tuple[str, list[Row]]] = [
    ("Bupati Darto menegaskan bahwa jalan itu selesai Juni.", [("jalan itu selesai Juni", "menegaskan", "Bupati Darto")]),
    ("Rini mengatakan, bantuan itu sudah dibagikan.", [("bantuan itu sudah dibagikan", "mengatakan", "Rini")]),
    ("Menurut Darto, anggaran itu sudah cukup.", [("anggaran itu sudah cukup", "menurut", "Darto")]),
    ("Menurutnya, anggaran itu sudah cukup.", [("anggaran itu sudah cukup", "menurut", None)]),
    ("Darto mengeklaim jalan itu dibangun warga.", [("jalan itu dibangun warga", "mengeklaim", "Darto")]),
    ("Rini melihat bahwa harga beras mulai turun.", [("harga beras mulai turun", "melihat", "Rini")]),
    ("Data itu mencatat bahwa harga beras mulai turun.", []),
    ("Menurut Kepala Dinas Sosial, Rini Astari, anggaran itu cukup.", [("anggaran itu cukup", "menurut", "Kepala Dinas Sosial, Rini Astari")]),
    ("Anggaran itu sudah cukup, kata Darto.", [("Anggaran itu sudah cukup", "kata", "Darto")]),
    ("Bulan depan, kata dia, warga akan menerima bantuan itu.", [("warga akan menerima bantuan itu", "kata", "dia")]),
    ("Dikatakan Darto, anggaran itu sudah cukup.", [("anggaran itu sudah cukup", "dikatakan", "Darto")]),
    ("Diakuinya, anggaran itu belum cukup.", [("anggaran itu belum cukup", "diakui", None)]),
    ("Menurut Darto anggaran itu sudah cukup.", [("anggaran itu sudah cukup", "menurut", "Darto")]),
    ("Bulan depan, kata Darto, Dinas Sosial akan membagi bantuan.", [("Dinas Sosial akan membagi bantuan", "kata", "Darto")]),
    ("Kata Darto pihaknya harus mengawasi jalan itu.", [("pihaknya harus mengawasi jalan itu", "kata", "Darto")]),
    ("Dengan program ini, katanya harga beras di pasar turun.", [("harga beras di pasar turun", "katanya", None)]),
    ("Dipaparkan olehnya, anggaran itu sudah cukup.", [("anggaran itu sudah cukup", "dipaparkan", "olehnya")]),
    ("Darto memberikan keterangan bahwa jalan itu selesai Juni.", [("jalan itu selesai Juni", "keterangan", "Darto memberikan")]),
    ("Lebih lanjut dijelaskan, anggaran itu sudah cukup.", [("anggaran itu sudah cukup", "dijelaskan", None)]),
    ("Seperti dikatakan Darto, anggaran itu sudah cukup.", [("anggaran itu sudah cukup", "dikatakan", "Darto")]),
    ("Disampaikan bahwa anggaran itu sudah cukup.", [("anggaran itu sudah cukup", "disampaikan", None)]),
    ("Bahkan kata AHW, tanggul itu tidak akan cukup.", [("tanggul itu tidak akan cukup", "kata", "AHW")]),
    ("Rini mengungkapkan penelitian yang dilakukan warga menunjukkan hasil.", [("penelitian yang dilakukan warga menunjukkan hasil", "mengungkapkan", "Rini")]),
    # Objects that something is done with, and no clause that is said.
    ("Darto sudah melaporkan kejadian yang dialaminya ke Polres Batu.", []),
    ("Rini melanjutkan pendidikannya di Batu selama dua tahun.", []),
    ("Polda Riau mengungkap aktivitas pembalakan liar di Kampar.", []),
    ("Kejaksaan segera menjelaskan jumlah saksi serta alat bukti itu.", []),
    ("Pekerja diminta memastikan bahwa datanya sudah benar.", []),
    # Refusals: a verb that reports nothing, a direct quotation, a wish without a clause.
    ("Rini hadir untuk menyampaikan bantuan kepada warga.", []),
    ("Darto mengapresiasi kerja keras warga Batu.", []),
    ("Darto menyampaikan itu kepada wartawan di Batu.", []),
    ("Darto menjelaskan kronologi kejadian di jalan itu.", []),
    ("Polisi berhasil mengungkap kasus pencurian di pasar.", []),
    ("Warga diminta tertib dan memastikan pintu rumah tertutup.", []),
    ("Dimana jalan itu disebutnya rusak sejak lama.", []),
    ("Darto meminta bantuan kepada warga sekitar.", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), INDIRECT)
def test_indirect(text: str, expected: list[Row]) -> None:
    assert rows(text, "indirect") == expected


@given(st.text(alphabet="ab A,.\"“”'’\n«»", max_size=120))
def test_pairs_are_ordered_and_inside_the_text(text: str) -> None:
    pairs = quoted(text)
    assert all(0 <= p.outer_start <= p.start <= p.end <= p.outer_end <= len(text) for p in pairs)
    assert all(p.outer_end <= q.outer_start for p, q in itertools.pairwise(pairs))
