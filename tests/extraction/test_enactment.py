"""The instrument that a document itself is: from its own text, and from a legal portal's page."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction import html_tree
from extraction.enactment import read
from extraction.heading import find_heading, in_small_letters
from extraction.page import read_page
from extraction.pipeline import extract, extract_document
from extraction.portal import portal_lines
from tagih.records import Document, Enactment, Page, SourceHints
from tagih.vocabulary.enactments import enactments, label_field

END = "\nMEMUTUSKAN:\nMenetapkan: PERATURAN INI.\nPasal 1\nPasar buka setiap hari.\n"


def own(text: str, **fields: Any) -> Enactment:
    """The one enactment of a text; its particulars quote the text."""
    document = Document(id="x", text=text, **fields)
    found = read(document)
    (enactment,) = found.enactments
    for record in (enactment, *found.particulars, *found.unresolved):
        assert text[record.start : record.end] == record.text
    return enactment


def says(text: str, field: str) -> list[str]:
    """The words that say a field."""
    return [p.text for p in read(Document(id="x", text=text)).particulars if p.field == field]


@pytest.mark.parametrize(
    ("heading", "instrument", "title"),
    [
        ("PERATURAN BUPATI BERAU\nNOMOR 4 TAHUN 2031\nTENTANG\nPASAR DESA", "perbup-berau-4-2031", "PASAR DESA"),
        ("BUPATI BERAU\nPROVINSI KALIMANTAN TIMUR\n\nPERATURAN BUPATI BERAU\nNOMOR 4 TAHUN 2031\n\nTENTANG\n\nPASAR DESA\nDAN KIOS", "perbup-berau-4-2031", "PASAR DESA DAN KIOS"),
        ("SALINAN\nPERATURAN DAERAH KOTA SAMARINDA NOMOR 5 TAHUN 2030 TENTANG RETRIBUSI PASAR", "perda-kota-samarinda-5-2030", "RETRIBUSI PASAR"),
        ("KEPUTUSAN GUBERNUR KALIMANTAN UTARA\nNOMOR 100.3.3.1/K.12/2031\nTENTANG\nTIM PASAR", "kepgub-kalimantan-utara-100.3.3.1-k.12-2031", "TIM PASAR"),
        ("PERATURAN MENTERI KEUANGAN REPUBLIK INDONESIA\nNOMOR 18/PMK.07/2030\nTENTANG\nDANA PASAR", "permenkeu-18-pmk.07-2030", "DANA PASAR"),
        ("Peraturan Bupati Berau\nNomor 4 Tahun 2031\nTentang\nPasar Desa\nBUPATI BERAU,", "perbup-berau-4-2031", "Pasar Desa"),
        ("QANUN ACEH NOMOR 2 TAHUN 2031\nTENTANG\nPASAR GAMPONG", "qanun-aceh-2-2031", "PASAR GAMPONG"),
        ("PERATURAN BUPATI BERAU\nNOMOR 4 TAHUN 2O3I\nTENTANG\nPASAR DESA", "perbup-berau-4-2031", "PASAR DESA"),  # as a scanner read it
        ("LEMBARAN BERITA PERATURAN BUPATI BERAU NOMOR 4 TAHUN 2031 TENTANG PASAR DESA DENGAN RAHMAT TUHAN YANG MAHA ESA", "perbup-berau-4-2031", "PASAR DESA"),
    ],
)  # fmt: skip
def test_headings(heading: str, instrument: str, title: str) -> None:
    enactment = own(heading + END)
    assert (enactment.instrument, enactment.title) == (instrument, title)


@pytest.mark.parametrize(
    "text",
    [
        "Peraturan Bupati Berau Nomor 4 Tahun 2031 tentang Pasar Desa mulai berlaku pekan ini. Ditetapkan di Berau pada tanggal 3 Mei 2031.",
        "PERATURAN BUPATI BERAU NOMOR 4 TAHUN 2031 TENTANG PASAR DESA\nPedagang menyambut baik aturan itu.",
        "Bupati membaca aturan.\nNomor 4 Tahun 2031\ntentang pasar.\nMenimbang: hal itu.",
        "PENGUMUMAN\nNOMOR 4 TAHUN 2031\nTENTANG\nLOWONGAN\nMengingat: waktu.",
        "",
    ],
)
def test_what_is_no_instrument(text: str) -> None:
    assert read(Document(id="x", text=text)).enactments == ()


def test_the_source_can_tell_that_a_text_is_a_regulation() -> None:
    text = "SURAT EDARAN BUPATI BERAU\nNOMOR 500/12/2031\nTENTANG\nJAM BUKA PASAR\nPara camat diminta mengawasi pasar."
    assert read(Document(id="x", text=text)).enactments == ()
    assert own(text, kind="regulation").title == "JAM BUKA PASAR"


HEAD = "PERATURAN BUPATI BERAU\nNOMOR 4 TAHUN 2031\nTENTANG\n"
DAYS = "Ditetapkan di Tanjung Redeb\npada tanggal 5 Mei 2031\nBUPATI BERAU,\nDiundangkan di Tanjung Redeb\npada tanggal 6 Mei 2031\n"


@pytest.mark.parametrize(
    ("end", "enacted", "promulgated", "effective"),
    [
        (f"Peraturan Bupati ini mulai berlaku pada tanggal diundangkan.\n{DAYS}", "2031-05-05", "2031-05-06", "2031-05-06"),
        (f"Keputusan ini mulai berlaku sejak tanggal ditetapkan.\n{DAYS}", "2031-05-05", "2031-05-06", "2031-05-05"),
        (f"Peraturan Bupati ini mulai berlaku pada tanggal 1 Januari 2032.\n{DAYS}", "2031-05-05", "2031-05-06", "2032-01-01"),
        ("Ditetapkan di : Tanjung Redeb\nPada tanggal : 5 Mei 2031", "2031-05-05", None, None),
        ("Disahkan di Jakarta pada tanggal 5 Mei 2031", "2031-05-05", None, None),
        ("Peraturan Bupati ini mulai berlaku pada tanggal diundangkan.", None, None, None),
        ("Izin ditetapkan di kantor camat pada hari kerja.", None, None, None),
    ],
)
def test_days(end: str, enacted: str | None, promulgated: str | None, effective: str | None) -> None:
    enactment = own(HEAD + "PASAR DESA" + END + end)
    assert (enactment.enacted, enactment.promulgated, enactment.effective) == (enacted, promulgated, effective)


def test_a_day_that_is_left_blank_is_unresolved() -> None:
    found = read(Document(id="x", text=HEAD + "PASAR DESA" + END + "Ditetapkan di Tanjung Redeb\npada tanggal\nBUPATI BERAU,"))
    assert found.enactments[0].enacted is None
    assert [(u.kind, u.field) for u in found.unresolved] == [("enactments", "enacted")]


@pytest.mark.parametrize(
    ("title", "amends", "revokes"),
    [
        ("PERUBAHAN ATAS PERATURAN BUPATI BERAU NOMOR 9 TAHUN 2028 TENTANG PASAR", ("perbup-berau-9-2028",), ()),
        ("PERUBAHAN KEDUA ATAS PERATURAN BUPATI NOMOR 9 TAHUN 2028 TENTANG PASAR", ("perbup-berau-9-2028",), ()),
        ("PERUBAHAN ATAS PERATURAN BUPATI NOMOR 9 TAHUN 2028 TENTANG PELAKSANAAN PERATURAN DAERAH NOMOR 1 TAHUN 2027", ("perbup-berau-9-2028",), ()),
        ("PENCABUTAN PERATURAN BUPATI NOMOR 3 TAHUN 2020 TENTANG KIOS", (), ("perbup-berau-3-2020",)),
        ("PERUBAHAN ANGGARAN PENDAPATAN DAN BELANJA DAERAH", (), ()),
        ("PETUNJUK PELAKSANAAN PERATURAN DAERAH NOMOR 1 TAHUN 2027", (), ()),
    ],
)  # fmt: skip
def test_what_a_title_does_to_others(title: str, amends: tuple[str, ...], revokes: tuple[str, ...]) -> None:
    enactment = own(HEAD + title + END)
    assert (enactment.amends, enactment.revokes) == (amends, revokes)


@pytest.mark.parametrize(
    ("clause", "revokes"),
    [
        ("Pada saat Peraturan Bupati ini mulai berlaku, Peraturan Bupati Berau Nomor 2 Tahun 2020 tentang Kios dicabut dan dinyatakan tidak berlaku.", ("perbup-berau-2-2020",)),
        ("Pada saat Peraturan Bupati ini mulai berlaku:\na. Peraturan Bupati Nomor 2 Tahun 2020 tentang Kios;\nb. Peraturan Bupati Nomor 5 Tahun 2021 tentang Lapak,\ndicabut dan dinyatakan tidak berlaku.", ("perbup-berau-2-2020", "perbup-berau-5-2021")),
        ("Pada saat Peraturan Bupati ini mulai berlaku, semua ketentuan yang bertentangan dinyatakan tidak berlaku.", ()),
        ("Izin yang disalahgunakan dicabut oleh camat.", ()),
        ("Pada saat Peraturan Bupati ini mulai berlaku, Peraturan Bupati Nomor 2 Tahun 2020 dinyatakan masih tetap berlaku.", ()),
    ],
)  # fmt: skip
def test_what_a_clause_revokes(clause: str, revokes: tuple[str, ...]) -> None:
    assert own(HEAD + "PASAR DESA" + END + clause).revokes == revokes


def test_each_field_is_quoted() -> None:
    text = HEAD + "PASAR DESA" + END + DAYS
    assert says(text, "number") == ["PERATURAN BUPATI BERAU\nNOMOR 4 TAHUN 2031"]
    assert says(text, "title") == ["PASAR DESA"]
    assert says(text, "promulgated") == ["6 Mei 2031"]


def test_an_instrument_s_own_text_is_of_the_kind_regulation() -> None:
    found = extract_document(Document(id="x", text=HEAD + "PASAR DESA" + END))
    assert found.document.kind == "regulation"
    assert found.enactments[0].id == found.particulars[0].enactment == "perbup-berau-4-2031"


ROWS = {
    "Tipe Dokumen": "Peraturan Perundang-undangan",
    "Judul": "Peraturan Bupati Berau Nomor 4 Tahun 2031 tentang Pasar Desa",
    "T.E.U. Badan": "Berau (Kabupaten)",
    "Nomor Peraturan": "4",
    "Jenis / Bentuk Peraturan": "Peraturan Bupati",
    "Singkatan Jenis": "PERBUP",
    "Tempat Penetapan": "Tanjung Redeb",
    "Tanggal Penetapan": "05 Mei 2031",
    "Tanggal Pengundangan": "06-05-2031",
    "Tahun Terbit": "2031",
    "Subjek": "PASAR",
}
NUMBERS = {"Jenis": "Peraturan Bupati", "Nomor": "4", "Tahun": "2031", "Tentang": "Pasar Desa", "Pemerintah Daerah": "Kabupaten Berau"}


def table(rows: dict[str, str]) -> str:
    return "<table>" + "".join(f"<tr><td>{k}</td><td>:</td><td>{v}</td></tr>" for k, v in rows.items()) + "</table>"


def heads(rows: dict[str, str]) -> str:
    return "<table>" + "".join(f"<tr><th>{k}</th><td>{v}</td></tr>" for k, v in rows.items()) + "</table>"


def terms(rows: dict[str, str]) -> str:
    return "<dl>" + "".join(f"<dt>{k}</dt><dd>{v}</dd>" for k, v in rows.items()) + "</dl>"


def divisions(rows: dict[str, str]) -> str:
    return "".join(f'<div class="row"><div><b>{k}</b></div><div>{v}</div></div>' for k, v in rows.items())


def paragraphs(rows: dict[str, str]) -> str:
    return "".join(f"<p><strong>{k}</strong> : {v}</p>" for k, v in rows.items())


def items(rows: dict[str, str]) -> str:
    return "<ul>" + "".join(f"<li>{k}: {v}</li>" for k, v in rows.items()) + "</ul>"


def lines(rows: dict[str, str]) -> str:
    return "<p>" + "<br>".join(f"{k} : {v}" for k, v in rows.items()) + "</p>"


def cards(rows: dict[str, str]) -> str:
    return "".join(f"<div>{k}<br><strong>{v}</strong></div>" for k, v in rows.items())


LAYOUTS = (table, heads, terms, divisions, paragraphs, items, lines, cards)
LINK = '<a href="/berkas/perbup 4.pdf">Unduh</a><iframe src="tampil/perbup-4.pdf"></iframe>'
JDIH = SourceHints(id="jdih", outlet="JDIH Berau", kind="regulation", jurisdiction="64.03")
URL = "https://jdih.contoh.example/detail/4"


def portal(body: str, **fields: Any) -> Page:
    html = f"<html><head><title>JDIH Contoh</title></head><body><nav><a href='/'>Beranda</a></nav><h1>Detail Produk Hukum</h1>{body}</body></html>"
    return Page(id="x", content=html.encode(), media_type="text/html", url=URL, **({"hints": JDIH} | fields))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("rows", [ROWS, NUMBERS], ids=["whole title", "own labels"])
def test_pages_of_portals(layout: Any, rows: dict[str, str]) -> None:
    found = extract(portal(layout(rows) + LINK))
    (enactment,) = found.enactments
    assert (enactment.instrument, enactment.title) == ("perbup-berau-4-2031", "Pasar Desa")
    assert enactment.files == (
        "https://jdih.contoh.example/berkas/perbup%204.pdf",
        "https://jdih.contoh.example/detail/tampil/perbup-4.pdf",
    )
    assert found.document.extractor == "portal"
    if rows is ROWS:
        assert (enactment.enacted, enactment.promulgated) == ("2031-05-05", "2031-05-06")
        assert (found.document.title, found.document.published) == (ROWS["Judul"], "2031-05-05")


@pytest.mark.parametrize(
    ("links", "files"),
    [
        ('<a href="/unduh/17">Unduh</a><a href="#">Berkas</a>', ("https://jdih.contoh.example/unduh/17",)),
        ('<a href="/unduh/17">Unduh</a><a href="/b/4.pdf">Lihat</a>', ("https://jdih.contoh.example/b/4.pdf",)),
        ('<a href="/lain">Peraturan lain</a>', ()),
        ('<a href="javascript:buka()">Unduh</a><a href="http://[x/4.pdf">x</a>', ()),
    ],
)
def test_files_of_a_page(links: str, files: tuple[str, ...]) -> None:
    assert extract(portal(table(ROWS) + links)).enactments[0].files == files


@pytest.mark.parametrize(
    ("rows", "status", "relations"),
    [
        ({"Status": "Berlaku"}, "in_force", {}),
        ({"Status": "Tidak Berlaku"}, "revoked", {}),
        ({"Keterangan Status": "Diubah dengan Peraturan Bupati Nomor 9 Tahun 2032"}, "amended", {"amended_by": ("perbup-berau-9-2032",)}),
        ({"Status": "Dicabut dengan Peraturan Daerah Kabupaten Berau Nomor 2 Tahun 2033"}, "revoked", {"revoked_by": ("perda-kabupaten-berau-2-2033",)}),
        ({"Status": "Mencabut Peraturan Bupati Nomor 2 Tahun 2020; Mengubah Peraturan Bupati Nomor 3 Tahun 2021"}, None, {"revokes": ("perbup-berau-2-2020",), "amends": ("perbup-berau-3-2021",)}),
        ({"Status": "Berlaku", "Mencabut": "<ul><li>Perbup Nomor 2 Tahun 2020</li><li>Perbup Nomor 6 Tahun 2021</li></ul>"}, "in_force", {"revokes": ("perbup-berau-2-2020", "perbup-berau-6-2021")}),
        ({"Status": "-", "Mencabut": "-"}, None, {}),
    ],
)  # fmt: skip
def test_status_and_relations(rows: dict[str, str], status: str | None, relations: dict[str, tuple[str, ...]]) -> None:
    (enactment,) = extract(portal(table(ROWS | rows))).enactments
    assert enactment.status == status
    assert {n: v for n in ("amends", "revokes", "amended_by", "revoked_by") if (v := getattr(enactment, n))} == relations


def test_what_a_page_says_and_nobody_understands_is_unresolved() -> None:
    found = extract(portal(table(ROWS | {"Status": "Dalam kajian", "Tanggal Pengundangan": "menyusul", "Mencabut": "aturan lama"})))
    assert {u.field for u in found.unresolved if u.kind == "enactments"} == {"status", "promulgated", "revokes"}
    assert found.enactments[0].promulgated is None


@pytest.mark.parametrize(
    "body",
    [
        "<p>Nomor: 081234567</p><p>Status: siswa</p><p>Tahun: 2031</p><p>" + "Cerita pasar yang panjang sekali tentang kios dan pedagang. " * 8 + "</p>",
        "<table><tr><th>Jenis</th><th>Nomor</th><th>Tahun</th><th>Tentang</th><th>Status</th></tr></table><p>" + "Daftar peraturan daerah ini masih kosong sama sekali. " * 8 + "</p>",
    ],
)  # fmt: skip
def test_pages_that_tell_of_no_one_regulation(body: str) -> None:
    assert extract(portal(body)).enactments == ()


def test_a_portal_s_page_of_a_news_source_is_read_too() -> None:
    assert extract(portal(table(ROWS), hints=None)).enactments[0].instrument == "perbup-berau-4-2031"


def test_the_text_of_a_portal_s_page_is_its_labels_and_its_abstract() -> None:
    abstract = "Peraturan ini mengatur pembangunan, pengelolaan dan pengawasan pasar di desa, termasuk pembagian kios kepada pedagang kecil dan tata cara penarikan sewa."
    text = read_page(portal(table(ROWS) + f"<div><p>{abstract}</p></div><p>Unduh aplikasi kami</p>")).text
    assert "Nomor Peraturan: 4\n" in text
    assert abstract in text
    assert "aplikasi" not in text


@given(st.text(max_size=80))
def test_any_heading_is_read_or_refused_and_letters_keep_their_places(text: str) -> None:
    assert len(in_small_letters(text)) == len(text)
    whole = f"PERATURAN BUPATI BERAU\nNOMOR {text}\nTENTANG\n{text}\nMEMUTUSKAN"
    found = find_heading(Document(id="x", text=whole))
    assert found is None or whole[found.title_start : found.title_end].split() == found.title.split()


@pytest.mark.timeout(120)
@pytest.mark.parametrize("part", ["<div><b>Status</b>", "<div><ul><li>Nomor: 4", "<b>Status</b><div>", "<p>Nomor<br>4<br>Jenis<br>"])
def test_portals_that_nest_without_end_are_read(part: str) -> None:
    """Where every element were read whole, this would take hours."""
    tree = html_tree.parse(f"<html><body>{paragraphs(NUMBERS)}{part * 15_000}</body></html>", where="x")
    assert "Tentang: Pasar Desa" in portal_lines(tree, URL)


def test_the_vocabulary_says_each_label_once() -> None:
    assert label_field("T.E.U. Badan :") == "issuer"
    assert label_field("Ukuran") is None
    assert label_field("x" * 5000) is None
    assert set(enactments().statuses) == {"in_force", "amended", "revoked"}


@pytest.mark.parametrize(
    "unit", ["PERATURAN BUPATI NOMOR TENTANG ", "Ditetapkan di X pada tanggal ", "dicabut tidak berlaku Pada saat ", "Nomor: 3\n"]
)
@pytest.mark.timeout(120)
def test_a_megabyte_of_near_clauses_is_read(unit: str) -> None:
    """Where a step were quadratic, this would take hours."""
    text = HEAD + "X" + END + unit * (1_000_000 // len(unit))
    assert read(Document(id="x", text=text, kind="regulation")).enactments[0].number == "4"
