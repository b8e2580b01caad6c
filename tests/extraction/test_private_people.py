"""Who must not be published by name: found where a text tells it, and nobody and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.assemble import assemble
from extraction.find import find
from extraction.pipeline import extract_document
from extraction.reading import Reading
from tagih.records import Document
from tagih.records.output import extraction_json


def private(text: str) -> tuple[str, ...]:
    reading = Reading(Document(id="x", text=text))
    return assemble(reading, find(reading)).document.private_people


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # who speaks
        ('"Air kami keruh," kata Sumarni, pedagang ikan.', ("Sumarni",)),
        ("Tetangganya, Halijah, meminta parit dikeruk.", ("Halijah",)),
        ("Pelatih sepak takraw Wagiman Tarno mengatakan lapangan itu becek.", ("Wagiman Tarno",)),
        # a noun before the name
        ("Seorang motoris yang terbalik di Sungai Mahakam pada Maret, Basrin, sempat ditolak klaimnya.", ("Basrin",)),
        ("Korban, Siti R, dibawa ke puskesmas.", ("Siti R",)),
        ("Bantuan itu diterima warga bernama Jubaidah.", ("Jubaidah",)),
        ("Siswi kelas V, Dewi, pulang berjalan kaki.", ("Dewi",)),
        ("Santunan diserahkan kepada istri korban, Rahma Wati, di rumahnya.", ("Rahma Wati",)),
        ("Ibu rumah tangga Siti Jubaidah menjual sayurnya.", ("Siti Jubaidah",)),
        ("Pasien Ahmad Basrin menunggu dua hari.", ("Ahmad Basrin",)),
        ("Penerima bantuan, Yusuf Basrin, menandatangani kuitansi.", ("Yusuf Basrin",)),
        ("Polisi menahan tersangka Udin di rumahnya.", ("Udin",)),
        ("Perahu itu atas nama Ahmad Basrin.", ("Ahmad Basrin",)),
        ("Satu di antaranya, Martini, melahirkan di perahu.", ("Martini",)),
        ("Pengacara Nikita Wulansih tiba di Serang.", ("Nikita Wulansih",)),
        # a noun behind it
        ("Jumiran, pemanen asal Blora, belum pernah diperiksa.", ("Jumiran",)),
        ("Sementara Marlini, istri seorang kurir yang meninggal awal tahun ini, menunggu santunan.", ("Marlini",)),
        ("Rusmin, warga Kelurahan Lempake, kehilangan mesin jahit.", ("Rusmin",)),
        # an age
        ("Mulyati (41) mengungsi bersama anaknya.", ("Mulyati",)),
        ("Mulyati (41 tahun) mengungsi.", ("Mulyati",)),
        ("Rusmin, 34, tertimpa tiang.", ("Rusmin",)),
        ("Rusmin, berusia 34 tahun, tertimpa tiang.", ("Rusmin",)),
        # lists, initials, and nothing but a name
        ("Korban meninggal yakni Siti Jubaidah, Halijah, dan Basrin.", ("Siti Jubaidah", "Halijah", "Basrin")),
        ("Ketiganya Rusmin (34), Halijah (22), dan Basrin (8).", ("Rusmin", "Halijah", "Basrin")),
        ("Polisi menahan pria berinisial AMR di dermaga.", ("AMR",)),
        ("Tersangka RK (34) mengaku menyesal.", ("RK",)),
        ("Rumah Budi Santoso roboh tadi malam.", ("Budi Santoso",)),
        # a post of a students' board is none of the state's
        ("Koordinator aksi, Fakhri Wibawa, yang juga menjabat Menteri Sosial BEM Unsari mengatakan aksi itu damai.", ("Fakhri Wibawa",)),
        # a firm's and a street's heads hold no public office
        ("Ketua RT 12, Ruslani, sangsi.", ("Ruslani",)),
        ("Mulyati (41) mengungsi. Rumah Siti Mulyati roboh.", ("Siti Mulyati",)),  # the short form says nothing more
    ],
)
def test_people_without_office_are_found(text: str, names: tuple[str, ...]) -> None:
    assert private(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Bupati Berau Budi Raharja (52) meresmikan jembatan.",
        "Kepala Dinas Sosial Berau, Siti Jubaidah, menyerahkan bantuan kepada korban.",
        "Siti Jubaidah, Kepala Dinas Sosial Berau, menyerahkan bantuan.",
        "Mantan Bupati Berau Budi Raharja hadir di pasar.",
        "Ketua DPC Partai Gerindra Berau, Budi Raharja, hadir.",
        "Presiden Joko Widodo pernah ke sana, dan Prabowo Subianto juga.",
        "Di Sepaku, warga mengeluhkan jalan.",
        "Warga Sukamaju, Tenggarong, mengeluhkan jalan.",
        "Banjir merendam Loa Janan, Kutai Kartanegara.",
        "Jalan Ahmad Yani dan GOR Siti Jubaidah ditutup.",
        "RSUD Abdul Wahab menerima 34 pasien.",
        "PT Surya Jaya (12) membayar denda.",
        "Petani, nelayan, dan buruh harian terdaftar.",
        "Korban Lapindo menunggu ganti rugi.",
        "Warga menilai program Kaltim Sehat belum terasa.",
        "Pertama, warga mendaftar di kelurahan.",
        "Aplikasi bernama Lapor Samarinda dibuka Senin.",
        "Badan Usaha Milik Desa (34) menerima modal.",
        "Dengan Rahmat Tuhan Yang Maha Esa.",
        "Ruas Surabaya-Gempol, jalan tol lama, dilebarkan.",
        "Polda RI dan PT KAI membuka posko.",
        "",
    ],
)
def test_places_bodies_words_and_officials_are_not(text: str) -> None:
    assert private(text) == ()


def test_an_official_stays_public_wherever_the_text_names_them() -> None:
    text = 'Bupati Berau Budi Raharja membuka pasar. "Sudah selesai," kata Budi. Warga lain, Budi Raharja, bertepuk tangan.'
    assert private(text) == ()


def test_names_never_leave_by_the_output() -> None:
    done = extract_document(Document(id="x", text="Mulyati (41) mengungsi."))
    assert done.document.private_people == ("Mulyati",)
    assert "private_people" not in extraction_json(done)["document"]


@given(st.lists(st.sampled_from(["Mulyati", "korban", ",", "(", "41", ")", "berinisial", "RK", ".", "\n", "Di", "yakni", "M", "dan", "istrinya", "-", "Dr.", "'"]), max_size=25).map(" ".join))  # fmt: skip
def test_every_name_stands_in_the_text(text: str) -> None:
    flat = " ".join(text.split())
    assert all(name in flat for name in private(text))
