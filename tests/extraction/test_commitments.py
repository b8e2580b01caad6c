"""Who undertakes what, for whom, by when, on which legal basis: assembled from facts."""

from __future__ import annotations

import pytest

from extraction.assemble import commitments, targets
from extraction.assemble.bodies import area_of_story, find_bodies, jurisdiction, written_out
from tagih.records import Commitment, Figure, Official, Regulation, Statement
from tests.extraction.undertaking_docs import actors, facts, figure, official, reading, regulation, statement

TITLE = "Kabar dari Tarakan\n\n"
PUBLISHED = "2025-06-18T09:00:00+08:00"


def run(text: str, *found: Official | Figure | Regulation, said: tuple[Statement, ...] = ()) -> list[Commitment]:
    read = reading(text, published=PUBLISHED)
    there = facts(read, *found)
    who = actors(read, there, *said)
    goals, figures = targets.assemble(read, there, who)
    return commitments.assemble(read, there, who, goals, figures)


@pytest.mark.parametrize(
    ("sentence", "name", "code"),
    [
        ("Pemkot Tarakan akan membangun tiga dermaga rakyat.", "Pemerintah Kota Tarakan", "65.71"),
        ("Pemprov Kaltara telah menyalurkan beasiswa kepada mahasiswa.", "Pemerintah Provinsi Kalimantan Utara", "65"),
        ("Pemerintah Kabupaten (Pemkab) Bulungan terus memperbaiki jalan desa.", "Pemerintah Kabupaten Bulungan", "65.01"),
        ("Dinas Kesehatan Kota Tarakan akan menambah dua ambulans.", "Dinas Kesehatan Kota Tarakan", "65.71"),
        ("Kemensos akan mendirikan dapur umum bagi pengungsi di Tarakan.", "Kementerian Sosial", "00"),
    ],
)
def test_bodies_are_written_out(sentence: str, name: str, code: str) -> None:
    [made] = run(TITLE + sentence)
    assert (made.actor, made.official, made.jurisdiction) == (name, None, code)


def test_a_quoted_official_is_the_actor() -> None:
    text = TITLE + '"Kami akan segera memperbaiki jembatan itu," kata Wali Kota Tarakan Jamal Yusra.'
    mayor = official(text, "Jamal Yusra", "Wali Kota", "65.71")
    [made] = run(text, mayor, said=(statement(text, "Kami akan segera memperbaiki jembatan itu", mayor),))
    assert (made.actor, made.official, made.jurisdiction, made.status) == ("Jamal Yusra", mayor.id, "65.71", "pledged")
    assert made.text == "Kami akan segera memperbaiki jembatan itu"


def test_an_official_named_as_acting_is_the_actor() -> None:
    text = TITLE + "Wali Kota Tarakan Jamal Yusra mengatakan Pemkot Tarakan akan membangun tiga posyandu."
    mayor = official(text, "Jamal Yusra", "Wali Kota", "65.71")
    [made] = run(text, mayor)
    assert (made.actor, made.official) == ("Jamal Yusra", mayor.id)


@pytest.mark.parametrize(
    ("said", "organisation", "actor"),
    [
        (
            "Dinas Perumahan sedang mendata rumah yang rusak di tiga desa",
            "Badan Penanggulangan Bencana Daerah Kota Tarakan",
            "Dinas Perumahan",
        ),
        ("Pemprov Kaltara telah menyalurkan dana bagi pengungsi", None, "Pemerintah Provinsi Kalimantan Utara"),
        ("BPBD terus menyalurkan bantuan kepada pengungsi", "Badan Penanggulangan Bencana Daerah Kota Tarakan", "Rusli Amat"),
        ("kami bersama Kementerian Sosial akan menyalurkan bantuan kepada pengungsi", None, "Rusli Amat"),
    ],
)
def test_who_tells_of_another_body_is_not_the_one_who_acts(said: str, organisation: str | None, actor: str) -> None:
    text = TITLE + f"Menurut Rusli Amat, {said}."
    chief = official(text, "Rusli Amat", "Kepala Pelaksana" if organisation else "Wali Kota", "65.71", organisation)
    [made] = run(text, chief, said=(statement(text, said, chief, speech="indirect"),))
    assert (made.actor, made.jurisdiction) == (actor, "65.71")


def test_the_government_of_a_national_story_is_the_countrys() -> None:
    text = (
        "Impor benih dihentikan\n\nPemerintah telah menghentikan sementara impor benih. Kementerian Pertanian memeriksa gudang di Tarakan."
    )
    assert [(c.actor, c.jurisdiction) for c in run(text)][:1] == [("Pemerintah", "00")]
    local = text.replace("Kementerian Pertanian", "Dinas Pertanian Kota Tarakan")
    assert [(c.actor, c.jurisdiction) for c in run(local)][:1] == [("Pemerintah Kota Tarakan", "65.71")]


def test_a_pronoun_means_the_official_named_before() -> None:
    text = TITLE + "Wali Kota Tarakan Jamal Yusra meninjau pasar.\nIa berjanji akan membangun kios baru bagi pedagang."
    mayor = official(text, "Jamal Yusra", "Wali Kota", "65.71")
    [made] = run(text, mayor)
    assert made.actor == "Jamal Yusra"


def test_an_epithet_means_the_official_named_before() -> None:
    text = TITLE + "Wali Kota Tarakan Jamal Yusra meninjau pasar.\nOrang nomor satu di kota itu berkomitmen membangun kios baru di Tarakan."
    mayor = official(text, "Jamal Yusra", "Wali Kota", "65.71")
    [made] = run(text, mayor)
    assert made.actor == "Jamal Yusra"


def test_without_an_actor_the_government_of_the_area_acts() -> None:
    text = TITLE + "Pasar Gusher di Tarakan dipadati pedagang.\nRencananya pasar itu akan diperbaiki tahun depan."
    [made] = run(text)
    assert (made.actor, made.jurisdiction, made.due) == ("Pemerintah Kota Tarakan", "65.71", "2026")


def test_a_private_person_never_becomes_an_actor() -> None:
    text = TITLE + '"Kami akan membangun tiga posyandu di sini," kata Budi Prasetyo, warga Tarakan.'
    made = run(text, said=(statement(text, "Kami akan membangun tiga posyandu di sini", None, role="warga"),))
    assert made == []


def test_links_and_what_can_be_checked() -> None:
    text = (
        TITLE
        + "Berdasarkan Perda Nomor 3 Tahun 2024, Pemkot Tarakan akan membayar iuran JKK dan JKM bagi 2.400 nelayan mulai Januari 2026.\n"
        + "Pemkot Tarakan akan terus mendukung para pelajar berprestasi."
    )
    count, basis = figure(text, "2.400 nelayan", "2400", "people"), regulation(text, "Perda Nomor 3 Tahun 2024")
    first, second = run(text, count, basis)
    assert (first.figures, first.regulations, first.due, first.checkable) == ((count.id,), (basis.id,), "2026-01", True)
    assert (first.programmes, first.beneficiaries, first.topics[:1]) == (("JKK", "JKM"), ("nelayan",), ("jamsostek",))
    assert (second.figures, second.due, second.checkable, second.beneficiaries) == ((), None, False, ("pelajar",))


def test_a_target_in_the_sentence_is_linked() -> None:
    text = TITLE + "Pemkot Tarakan menargetkan cakupan imunisasi mencapai 95,5 persen pada 2027."
    [made] = run(text, figure(text, "95,5 persen", "95.5", "percent"))
    assert len(made.targets) == 1
    assert made.due == "2027"


def test_what_has_been_done_has_no_due_date() -> None:
    text = TITLE + "Pemkot Tarakan telah menyalurkan bantuan tahap pertama dan tahun depan tahap kedua."
    assert [(c.status, c.due) for c in run(text)] == [("delivered", None)]


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("Dinas PUPR bekerja. Dinas Pekerjaan Umum dan Penataan Ruang (PUPR) Kota Tarakan hadir.", "Dinas PUPR Kota Tarakan", "65.71"),
        ("DPRD Kabupaten Bulungan bersidang.", "DPRD Kabupaten Bulungan", "65.01"),
        ("Pemkab Malinau dan warga.", "Pemerintah Kabupaten Malinau", "65.02"),
        ("BPJS Ketenagakerjaan membayar.", "BPJS Ketenagakerjaan", "00"),
        ("Pemprov DKI Jakarta membangun.", "Pemerintah Provinsi DKI Jakarta", "31"),
        ("Tarakan -Pemkab Malinau membangun.", "Pemerintah Kabupaten Malinau", "65.02"),
        ("Distanbun Kota Tarakan bekerja.", "Distanbun Kota Tarakan", "65.71"),
        (
            "Dinas Kelautan, Perikanan, dan Pangan (DKPP) Kota Tarakan bekerja.",
            "Dinas Kelautan, Perikanan, dan Pangan (DKPP) Kota Tarakan",
            "65.71",
        ),
        ("Dinas Sosial, Dinas Perhubungan, dan Satpol PP Kota Tarakan bekerja.", "Dinas Sosial", "65.71"),
    ],
)
def test_bodies_and_their_areas(text: str, name: str, code: str) -> None:
    read = reading(text)
    bodies = find_bodies(read, ())
    area = area_of_story(read, bodies, ())
    assert (written_out(bodies[0], area), jurisdiction(bodies[0], area)) == (name, code)
    assert text[bodies[0].start : bodies[0].end]


def test_a_body_ends_where_an_official_begins() -> None:
    text = "Kepala Dinas Perhubungan Kota Tarakan Rusli Amat hadir."
    [body] = find_bodies(reading(text), (official(text, "Rusli Amat", "Kepala Dinas Perhubungan", "65.71"),))
    assert body.name == "Dinas Perhubungan Kota Tarakan"
