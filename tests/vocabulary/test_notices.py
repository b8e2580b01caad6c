"""Words by which a page says of itself that it was corrected or updated."""

from __future__ import annotations

import pytest

from tagih.records import VocabularyError
from tagih.vocabulary.load import shipped
from tagih.vocabulary.notices import FILE, declares, is_update_stamp, notices, read_notices


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Ralat: jumlah penerima pada paragraf ketiga keliru.", "correction"),
        ("RALAT - Anggaran drainase", "correction"),
        ("Pemkot Bontang tambah dua puskesmas [Koreksi]", "correction"),
        ("(Ralat) Pemkot Bontang tambah dua puskesmas", "correction"),
        ("Catatan redaksi: nama camat sudah kami betulkan.", "correction"),
        ("Judul berita ini telah diubah karena kurang tepat.", "correction"),
        ("Luas lahan sebelumnya tertulis 40 hektare.", "correction"),
        ("Tulisan ini sudah dilengkapi dengan tanggapan dinas.", "update"),
        ("Terakhir diperbarui: 4 Mei 2031", "update"),
        ("Diperbarui pada 4 Mei 2031 pukul 10.00 Wita", "update"),
        ("Berita ini telah diperbarui dan dikoreksi: Ralat: angka", "update"),
        ("Koreksi anggaran dibahas DPRD.", None),
        ("Peta rawan banjir telah diperbarui pada awal tahun.", None),
        ("Kepala dinas meminta maaf atas kesalahan petugas.", None),
        ("Update", None),
        ("", None),
    ],
)
def test_what_a_line_declares(line: str, expected: str | None) -> None:
    assert declares(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Diperbarui pada Senin, 4 Mei 2031 10.00 WIB", True),
        ("Terakhir diperbarui: 04/05/2031 10:00", True),
        ("Update: 4 Mei 2031", True),
        ("Update: 5 orang terluka di jalan poros", False),
        ("Diperbarui", False),
        ("Diterbitkan 4 Mei 2031", False),
        ("Tarif diperbarui pada 4 Mei 2031", False),
    ],
)
def test_a_clock_that_says_when_a_page_was_updated(line: str, expected: bool) -> None:
    assert is_update_stamp(line) is expected


def test_every_word_of_the_file_is_understood() -> None:
    for kind, cues in (("correction", notices().correction), ("update", notices().update)):
        lines = [f"{h}: x" for h in cues.heads] + [f"{o} kemarin" for o in cues.openers]
        lines += [f"{s} ini telah {v}" for s in notices().selves for v in cues.verbs] + list(cues.phrases)
        assert [line for line in lines if declares(line) != kind] == []


def test_a_word_out_of_order_is_named() -> None:
    with pytest.raises(VocabularyError, match="not sorted"):
        read_notices(shipped(FILE).replace('"artikel", "berita"', '"berita", "artikel"'))
