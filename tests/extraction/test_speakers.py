"""Who said it: full names, pronouns, posts, roles; nobody is guessed."""

from __future__ import annotations

import pytest

from extraction.assemble.holders import person_named
from extraction.assemble.speakers import resolve
from extraction.find import Facts
from extraction.reading import Reading
from extraction.rules import officials, quotations
from tagih.records import Document, Official, Statement, Unresolved

Row = tuple[str, bool, str | None]


def said(text: str) -> tuple[list[Statement], list[Unresolved]]:
    reading = Reading(Document(id="x", text=text))
    people = tuple(o for o in officials.extract(reading) if isinstance(o, Official))
    facts = Facts((), (), people, (), tuple(quotations.extract(reading)), (), ())
    statements, unresolved = resolve(reading, facts)
    assert all(text[s.start : s.end] == s.text for s in (*statements, *unresolved))
    assert {s.official for s in statements} - {None} <= {o.id for o in people}
    return statements, unresolved


CASES: list[tuple[str, list[Row]]] = [
    # A full name, a short one, a pronoun.
    ('"Kami siap bekerja," ujar Bupati Kendal Darto Wibawa.', [("Darto Wibawa", True, None)]),
    ('Bupati Kendal Darto Wibawa hadir. "Kami siap bekerja," ujar Darto.', [("Darto Wibawa", True, None)]),
    ('Bupati Kendal Darto Wibawa menerima warga. "Kami siap bekerja," ujarnya.', [("Darto Wibawa", True, None)]),
    ('"Kami siap," kata Bupati Kendal Darto Wibawa. "Jalan itu segera dibuka."', [("Darto Wibawa", True, None), ("Darto Wibawa", True, None)]),
    ('Bupati Kendal Darto Wibawa bertemu Gubernur Jateng Sekar Ayu. "Kami siap bekerja," kata dia.', [("Darto Wibawa", True, None)]),
    # A post alone, and one that points back.
    ('Wali Kota Batu Darto Wibawa hadir. "Kami siap bekerja," ujar Wali Kota.', [("Darto Wibawa", True, None)]),
    ('Kadis Sosial Kota Batu Rini Astari hadir. "Kami siap bekerja," kata perempuan berhijab itu.', [("Rini Astari", True, None)]),
    # Reported speech.
    ("Wali Kota Batu Darto Wibawa hadir. Ia menegaskan bahwa jalan itu dibuka Juni.", [("Darto Wibawa", True, None)]),
    ("Wali Kota Batu Darto Wibawa hadir. Menurutnya, jalan itu dibuka Juni.", [("Darto Wibawa", True, None)]),
    # Who holds no public post is published by role.
    ('"Kami butuh air bersih," kata warga setempat, Yuni Lestari.', [("Yuni Lestari", False, "warga")]),
    ('Ketua PHRI Bali, Made Wibawa, mengeluh. "Hotel kami sepi sekali," ujarnya.', [("Made Wibawa", False, "ketua organisasi")]),
    ('"Itu kebijakan keliru," kata pengamat kebijakan publik Joko Prasaja.', [("Joko Prasaja", False, "pengamat")]),
    ('"Kami butuh air bersih," kata Yuni Lestari.', [("Yuni Lestari", False, "narasumber")]),
    ('Mantan Bupati Kendal Darto Wibawa hadir. "Saya sudah tua," ujarnya.', [("Darto Wibawa", False, "mantan pejabat")]),
    # Never named: the role, the body or the post speaks.
    ('"Kami butuh air bersih," kata salah satu warga di lokasi.', [("salah satu warga", False, "warga")]),
    ("Kepala BPJS Kesehatan Cabang Manado menegaskan bahwa iuran tetap sama.", [("Kepala BPJS Kesehatan Cabang Manado", False, "Kepala BPJS Kesehatan Cabang")]),
    ("Pemprov Banten menyatakan bahwa jalan itu dibuka Juni.", [("Pemprov Banten", False, "Pemprov Banten")]),
    ('Gubernur Jawa Barat Rudi Hartawan hadir. "Kami siap bekerja," tegas KRH.', [("Rudi Hartawan", True, None)]),
    # Whom "-nya" means: who speaks in this text, not whoever was told of last; unless he tells of himself.
    ('"Ia lari," ujar Kapolres Kendal AKBP Darto Wibawa. Joni lama berjualan di pasar. "Dia biasa di situ," ujarnya.',
     [("Darto Wibawa", True, None), ("Darto Wibawa", True, None)]),
    ('"Ia lari," ujar Kapolres Kendal AKBP Darto Wibawa. Joni Prasaja menerima bantuan. "Saya senang," ujarnya.',
     [("Darto Wibawa", True, None), ("Joni Prasaja", False, "narasumber")]),
    # Whoever is represented, praised or asked is not who speaks.
    ('Wakil Bupati Kendal Rini Astari yang mewakili Bupati Kendal Darto Wibawa, menegaskan bahwa jalan itu dibuka Juni.',
     [("Rini Astari", True, None)]),
    ("Capaian itu menuai apresiasi dari Anggota DPRD Bali, Rini Astari. Ia menilai, program itu tepat sasaran.", [("Rini Astari", True, None)]),
    ("Saat ditanya soal arahan dari Gubernur Bali Rini Astari, Bupati Badung Darto Wibawa diam. Dia mengatakan jalan itu dibuka Juni.",
     [("Darto Wibawa", True, None)]),
    # Quotations one behind the other, of which the last tells the speaker; the abbreviation of a post.
    ('"Jalan itu rusak parah sekali."\n"Kami perbaiki segera," ujar Bupati Kendal Darto Wibawa.',
     [("Darto Wibawa", True, None), ("Darto Wibawa", True, None)]),
    ('Kepala Dinas Perhubungan (Kadishub) Kota Batu Hanif Rahmat hadir. Rini Astari datang. "Kami siap bekerja," kata Kadishub.',
     [("Hanif Rahmat", True, None)]),
    # A clause before the subject; adverbs behind it; a thing that points back; initials; accounts; organisations; other spellings.
    ("Bupati Kendal Darto Wibawa hadir. Sejauh ini, Dinas Kesehatan Kendal mengatakan belum ada kasus baru.",
     [("Dinas Kesehatan Kendal", False, "Dinas Kesehatan Kendal")]),
    ('"Anak kami sakit," ujar ibu dari korban, RW (33), di lokasi.', [("RW", False, "narasumber")]),
    ('Akun @warga_batu menulis, "jalan ini rusak sekali."', [("@warga_batu", False, "warganet")]),
    ("KPBDX menilai, kebijakan itu dapat berdampak buruk bagi petani.", [("KPBDX", False, "organisasi")]),
    ('Kepala Dinas Sosial Kota Batu Kenneth Wibawa hadir. "Kami siap bekerja," kata Keneth.', [("Kenneth Wibawa", True, None)]),
    ('"Kami siap bekerja," kata Pembina Panti, Yusra Wibawa.', [("Yusra Wibawa", False, "narasumber")]),
    # Whoever is named in what is said is no subject of the story; nor is whose relative or lawyer somebody is, or who is acted upon.
    ("Bupati Kendal Darto Wibawa hadir. Jalan itu, kata dia, dibuka saat mobil milik Joni Prasaja terhalang. Menurutnya, jalan itu aman.",
     [("Darto Wibawa", True, None), ("Darto Wibawa", True, None)]),
    ("Kuasa hukum Siti Wulansih, Budi Prasaja, meminta sidang ditunda. Dia mengatakan surat itu sudah dikirim.",
     [("Budi Prasaja", False, "kuasa hukum")]),
    ('"Ia diperiksa," ujar Kapolres Kendal AKBP Darto Wibawa. Camat Sumber Jaya Hanif Rahmat dipanggil polisi. "Sudah kami periksa," ujarnya.',
     [("Darto Wibawa", True, None), ("Darto Wibawa", True, None)]),
    ('"Jalan itu rusak," ujar Bupati Kendal Darto Wibawa. Camat Sumber Jaya Hanif Rahmat hadir. "Kami perbaiki segera," imbuhnya.',
     [("Darto Wibawa", True, None), ("Darto Wibawa", True, None)]),
    ("Surat yang dikeluarkan oleh Kepala Dinas Sosial Kota Batu Rini Astari dibaca Bupati Kendal Darto Wibawa. Bupati Kendal Darto Wibawa pulang. "
     "Ia menilai surat itu keliru.", [("Darto Wibawa", True, None)]),
    # Words that stand for the current speaker, whatever they name.
    ('Camat Sumber Jaya Hanif Rahmat hadir di Kendal. "Pasar itu ramai," kata pria yang juga Asisten II Kabupaten Kendal.',
     [("Hanif Rahmat", True, None)]),
    ("Wali Kota Batu Darto Wibawa hadir. Menantu Presiden Joko Widodo itu menuturkan jalan segera dibuka.", [("Darto Wibawa", True, None)]),
    ("Wali Kota Batu Darto Wibawa hadir. Dia mengenakan seragam jaksa dan mengaku siap bekerja lagi.", [("Darto Wibawa", True, None)]),
    ("Wali Kota Batu Darto Wibawa hadir. Purnawirawan perwira Polri itu mengingatkan kalau jalan itu rusak.", [("Darto Wibawa", True, None)]),
    ('Direktur Reserse Kriminal Khusus Polda Riau Ade Wibawa hadir. "Ia kami tahan," papar Direktur Reskrimsus.', [("Ade Wibawa", True, None)]),
    ("Bupati Kendal Darto Wibawa hadir. Saat itu warga mengaku takut pulang ke rumah.", [("warga", False, "warga")]),
    # Short, other and misread forms of a name.
    ("Kepala BPBD Kendal Budianto hadir. Budi mengatakan jalan itu ditutup.", [("Budianto", True, None)]),
    ("Kepala BPBD Kendal Suharyanto hadir. Suharyatno mengatakan jalan itu ditutup.", [("Suharyanto", True, None)]),
    ("Kepala Dinas Sosial Kota Batu Nur Sricahyawijaya hadir. Cahya mengatakan bantuan itu cair Senin.", [("Nur Sricahyawijaya", True, None)]),
    ('"Kami siap," kata aktivis lingkungan, Prihardi Beni. "Kami lapor," kata Beni.',
     [("Prihardi Beni", False, "aktivis"), ("Prihardi Beni", False, "aktivis")]),
    ('Anggota DPRD Bali Hardi Kenan Wibawa hadir, pria yang akrab disapa Bang Kento ini. "Kami siap," kata Kento.', [("Hardi Kenan Wibawa", True, None)]),
    ("Gubernur Aceh Muzakar Wibawa hadir. Mualim, sapaan akrab Muzakar Wibawa, pulang. Mualim mengatakan pulau itu milik Aceh.",
     [("Muzakar Wibawa", True, None)]),
    ('Menteri Sosial Zulkarnain Hasan hadir. "Kami siap," kata Zulhas.', [("Zulkarnain Hasan", True, None)]),
    ('"Kami siap," kata Dinamisator Jatamas Kaltim, Mareta Wibawa.', [("Mareta Wibawa", False, "narasumber")]),
    ('"Kami siap," kata jubir KPK saat itu, Tessa Wibawa, di Jakarta.', [("Tessa Wibawa", False, "narasumber")]),
    ('"Kami siap," kata Ketua Serikat Pekerja Kimia, Energi, dan Tambang (SPKET), Rudi Sahar.', [("Rudi Sahar", False, "pekerja")]),
    ('"Kami siap menjaga," kata\nKapolsek Karang Rebo\nAKP I Wayan Wirya.', [("I Wayan Wirya", True, None)]),
    # Initials, institutions, and the words before the verb or the subject that are none of the speaker.
    ("Sementara tersangka DUL (40) mengaku dijanjikan upah besar.", [("DUL", False, "narasumber")]),
    ("Sama halnya dengan itu, tersangka DUL (40) juga mengaku dijanjikan upah besar.", [("DUL", False, "narasumber")]),
    ('"Mereka kami tahan," ujar Kapolres Kendal AKBP Darto Wibawa. Tersangka DUL mengaku dijanjikan upah besar. "DUL dibayar mahal," imbuhnya.',
     [("Darto Wibawa", True, None), ("DUL", False, "narasumber"), ("Darto Wibawa", True, None)]),
    ("Indonesia Corrupsi Wacana (ICWX) hadir. ICWX pun menilai pelapor harus dilindungi segera.", [("ICWX", False, "organisasi")]),
    ("S mengatakan anaknya sudah pulang ke rumah.", [("S", False, "narasumber")]),
    ("Pihak sekolah menyatakan sudah mengikuti prosedur itu.", [("Pihak sekolah", False, "Pihak sekolah")]),
    ("Pihak SMAN 1 Karangsari mengaku tidak tahu soal data itu.", [("SMAN 1 Karangsari", False, "SMAN 1 Karangsari")]),
    ("Warga Muara Sari menduga bahwa truk itu lewat malam hari.", [("Warga Muara Sari", False, "warga")]),
    ("Polisi memeriksa saksi dan menyebut bahwa korban sudah pulang.", [("Polisi", False, "polisi")]),
    ("Polda Metro Jaya membenarkan bahwa laporan itu sudah masuk.", [("Polda Metro Jaya", False, "Polda Metro Jaya")]),
    ("Bank Indonesia menilai bahwa cadangan itu cukup besar.", [("Bank Indonesia", False, "Bank Indonesia")]),
    ("Sopirnya mengaku bahwa ia mengantuk sejak pagi.", [("Sopirnya", False, "sopir")]),
    ("Dalam orasinya, massa menilai aturan itu belum tepat.", [("massa", False, "massa")]),
    # Another name of the same person.
    ('Wali Kota Batu Darto Wibawa (Gus Toro) hadir. "Kami siap bekerja," kata Toro.', [("Darto Wibawa", True, None)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_speakers(text: str, expected: list[Row]) -> None:
    statements, unresolved = said(text)
    assert [(s.speaker, s.official is not None, s.role) for s in statements] == expected
    assert unresolved == []


def test_nobody_is_guessed() -> None:
    statements, unresolved = said('"Kami siap bekerja keras mulai besok pagi."')
    assert statements == []
    assert [(u.kind, u.field) for u in unresolved] == [("statements", "speaker")]


def test_a_rule_that_speaks_reports_nothing() -> None:
    assert said("Aturan itu menegaskan bahwa jalan ditutup.") == ([], [])


@pytest.mark.parametrize(
    "text", ["Paradigma baru ini menekankan pentingnya kerja sama warga.", "Unggahan itu menyebut bahwa jalan ditutup."]
)
def test_a_thing_that_points_back_is_not_whoever_spoke(text: str) -> None:
    statements, _ = said("Bupati Kendal Darto Wibawa hadir. Ia menegaskan bahwa jalan itu dibuka Juni. " + text)
    assert [s.text for s in statements] == ["jalan itu dibuka Juni"]


@pytest.fixture(scope="module")
def holders() -> list[Official]:
    reading = Reading(
        Document(id="x", text="Wali Kota Batu Darto Wibawa, Kadishub Kota Batu Hanif Rahmat, dan Camat Junrejo, Siti Wibawa, hadir.")
    )
    return [o for o in officials.extract(reading) if isinstance(o, Official)]


NAMED = [
    ("Darto Wibawa", "Darto Wibawa"),
    ("Darto", "Darto Wibawa"),
    ("Pak Hanif", "Hanif Rahmat"),
    ("Wali Kota", "Darto Wibawa"),
    ("Walikota Batu", "Darto Wibawa"),
    ("Kadishub", "Hanif Rahmat"),
    ("Camat", "Siti Wibawa"),
    ("Wibawa", None),
    ("Gubernur", None),
    ("", None),
]


@pytest.mark.parametrize(("words", "name"), NAMED)
def test_person_named(holders: list[Official], words: str, name: str | None) -> None:
    official = person_named(holders, words)
    assert (official.name if official else None) == name
