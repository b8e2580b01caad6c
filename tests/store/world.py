"""A small world of documents for the published file: every table has a row, every trap is set once."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from tagih.linking import link, revisions
from tagih.records import (
    Commitment,
    Enactment,
    Extraction,
    Figure,
    Official,
    PageError,
    Particular,
    Regulation,
    Statement,
    Target,
    Unresolved,
)
from tagih.store import Store
from tagih.store.coverage import DayRow, write_days
from tagih.store.removing import Removal
from tagih.store.revisions import Absence, pairs_to_compare, put_absences, put_revision
from tests.store.factories import extraction, hints, page, record, save

PRIVATE = ("Budi Santoso", "Sumarni")  # residents who speak
FILLER = " ".join(f"Kalimat pengisi nomor {n} yang tidak berkata apa-apa tentang siapa pun." for n in range(30))

NEWS_TEXT = (
    "Bupati Berau Rani Hasan akan membangun 12 puskesmas sampai 2033 untuk keluarga Budi Santoso. "
    "Cakupannya ditargetkan 80 persen pada 2033. "
    "Dasarnya Peraturan Bupati Nomor 7 Tahun 2031 tentang Kesehatan. "
    "Anggaran Rp 3,5 miliar sudah ada. "
    '"Kami siap bekerja," kata Rani Hasan. '
    '"Kami lelah menunggu," kata Budi Santoso. '
    '"Air kami keruh," ujar Sumarni. '
    "Menurut Peraturan Daerah tentang Ketertiban ada denda. "
) + FILLER

RELEASE_TEXT = (
    'Kepala Dinas Sosial Joko Wirawan membagikan 5 ton beras. "Sudah selesai," kata Joko Wirawan. Warga menerimanya. Budi Santoso juga.'
)

REGULATION_TEXT = (
    "Jenis: Peraturan Bupati\nNomor: 7\nTahun: 2031\nTentang: Kesehatan\nStatus: Berlaku\nMencabut: Peraturan Bupati Nomor 2 Tahun 2020"
)
KEY = "perbup-berau-7-2031"

SHORT_TEXT = "Bupati Berau Rani Hasan akan menanam 1.000 pohon di tepi sungai."


def news(url: str = "https://kabar.example/puskesmas", **document: object) -> Extraction:
    return extraction(
        NEWS_TEXT,
        record(Official, "Rani Hasan", id="o1", organisation="Pemerintah Kabupaten Berau"),
        record(
            Regulation,
            "Peraturan Bupati Nomor 7 Tahun 2031",
            **{"id": "perbup-berau-7-2031", "instrument": "perbup-berau-7-2031", "title": "Kesehatan", "inferred": ("jurisdiction",)},
        ),
        record(Regulation, "Peraturan Daerah tentang Ketertiban", id="r2", type="Peraturan Daerah", number=None, year=None),
        record(Figure, "12 puskesmas", id="f1", value=Decimal(12), unit="puskesmas", role="target"),
        record(Figure, "80 persen", id="f2", value=Decimal(80), unit="percent", role="target"),
        record(Figure, "Rp 3,5 miliar", id="f3", value=Decimal(3_500_000_000), unit="IDR", role="budget"),
        record(Target, "80 persen", id="t1", figure="f2", value=Decimal(80), unit="percent", due="2033", indicator="cakupan puskesmas"),
        record(
            Commitment,
            "akan membangun 12 puskesmas sampai 2033 untuk keluarga Budi Santoso",
            **{"id": "c1", "official": "o1", "actor": "Rani Hasan", "due": "2033", "checkable": True, "topics": ("kesehatan",)},
            **{
                "beneficiaries": ("keluarga Budi Santoso",),
                "figures": ("f1",),
                "targets": ("t1",),
                "regulations": ("perbup-berau-7-2031",),
            },
        ),
        record(Statement, "Kami siap bekerja,", id="s1", speaker="Rani Hasan", official="o1", role=None),
        record(Statement, "Kami lelah menunggu,", id="s2", speaker="Budi Santoso", role="warga"),
        record(Statement, "Air kami keruh,", id="s3", speaker="Sumarni", role="pedagang"),
        record(Unresolved, "denda", reason='no unit for "denda Sumarni"'),
        url=url,
        **({"title": "Warga Budi Santoso menagih puskesmas", "private_people": PRIVATE} | document),
    )


def release() -> Extraction:
    return extraction(
        RELEASE_TEXT,
        record(Official, "Joko Wirawan", id="o1", office="Kepala Dinas Sosial", jurisdiction="64"),
        record(Figure, "5 ton", id="f1", value=Decimal(5), unit="ton", role="actual"),
        record(
            Commitment,
            "membagikan 5 ton beras",
            id="c1",
            official="o1",
            actor="Joko Wirawan",
            status="delivered",
            jurisdiction="64",
            figures=("f1",),
        ),
        record(Statement, "Sudah selesai,", id="s1", speaker="Joko Wirawan", official="o1", role=None),
        url="https://dinas.example/beras",
        kind="release",
        outlet="Dinas Sosial",
    )


def regulation() -> Extraction:
    """The page that a legal portal keeps of the regulation that the news cites."""
    return extraction(
        REGULATION_TEXT,
        record(
            Enactment,
            "7",
            **{"id": KEY, "instrument": KEY, "title": "Kesehatan", "status": "in_force", "revokes": ("perbup-berau-2-2020",)},
            **{"files": ("https://jdih.example/perbup-7.pdf",)},
        ),
        record(Particular, "Kesehatan", id="title-1", enactment=KEY, field="title", value="Kesehatan"),
        record(Particular, "Berlaku", id="status-1", enactment=KEY, field="status", value="in_force"),
        record(
            Particular, "Peraturan Bupati Nomor 2 Tahun 2020", id="revokes-1", enactment=KEY, field="revokes", value="perbup-berau-2-2020"
        ),
        url="https://jdih.example/perbup-7",
        kind="regulation",
        outlet="JDIH Berau",
        extractor="portal",
        title="Peraturan Bupati Berau Nomor 7 Tahun 2031 tentang Kesehatan",
    )


def short() -> Extraction:
    """One sentence is the whole article: nothing of it fits in the share."""
    return extraction(
        SHORT_TEXT,
        record(Official, "Rani Hasan", id="o1"),
        record(Figure, "1.000 pohon", id="f1", value=Decimal(1000), unit="pohon"),
        record(Commitment, "akan menanam 1.000 pohon", id="c1", official="o1", actor="Rani Hasan", figures=("f1",)),
        url="https://kabar.example/pohon",
        title=None,
    )


def day(source: str, day: str, state: str = "ok", **values: Any) -> DayRow:
    """A day of a source: eight requests, and one new document where it is ok."""
    plain: dict[str, Any] = {"requests": 8, "documents": 1, "new": int(state == "ok"), "changed": 0, "lists": 1, "failed": {}, "hollow": 0}
    plain |= {"bytes": 9_000, "lengths": (), "characters": None, "usual": None}
    return DayRow(source, day, state, **(plain | values))


# Nobody looked on 2031-05-05 but at "lain"; "dinas" is silent since April, and "sunyi" was never asked.
DAYS = (
    day("kabar", "2031-05-04", documents=3, new=2, lengths=(900, 1200), characters=1050),
    day("kabar", "2031-05-06", "blocked", documents=0, failed={"blocked": 5, "empty": 1}, hollow=1),
    day("lain", "2031-05-05"),
    day("lain", "2031-05-06", "zero_items", documents=0),
    day("dinas", "2031-04-20"),
    day("dinas", "2031-05-06", "unreachable", requests=3, documents=0, lists=0, failed={"timeout": 3}, bytes=0),
)


def first_news(url: str, **document: object) -> Extraction:
    """What `news` said first: another budget, another quotation, and a name that is not in it any more."""
    text = NEWS_TEXT.replace("Rp 3,5 miliar", "Rp 5,3 miliar").replace("Kami siap bekerja,", "Kami mulai bulan depan, janji untuk Sumarni,")
    return extraction(
        text,
        record(Official, "Rani Hasan", id="o1", organisation="Pemerintah Kabupaten Berau"),
        record(Figure, "12 puskesmas", id="f1", value=Decimal(12), unit="puskesmas", role="target"),
        record(Figure, "Rp 5,3 miliar", id="f3", value=Decimal(5_300_000_000), unit="IDR", role="budget"),
        record(Statement, "Kami mulai bulan depan, janji untuk Sumarni,", id="s1", speaker="Rani Hasan", official="o1", role=None),
        url=url,
        **({"title": "Warga Budi Santoso menagih puskesmas", "private_people": PRIVATE} | document),
    )


def compare_all(store: Store) -> None:
    """Compare what is not compared yet, as a run does."""
    for pair in pairs_to_compare(store, revisions.VERSION):
        revision = revisions.compare(pair.old, pair.new)
        put_revision(store, revision, state=pair.state, rule=revisions.RULE, rule_version=revisions.VERSION)


REMOVAL = Removal(
    **{"id": "0a1b2c3d", "scope": "page", "asked": "kabar.example/dihapus", "host": "kabar.example", "asked_by": "person"},
    **{"reason": "keterangan pribadi", "day": "2031-05-06", "shown": False, "salt": "5a" * 16, "documents": 1},
)


def build(path: Path) -> Path:
    """The working database of this world, linked."""
    with Store.open(path) as store:
        store.put_sources(
            [
                hints(home="https://kabar.example/"),
                hints("lain", outlet="Kabar Lain"),
                hints("dinas", outlet="Dinas Sosial", kind="release", license="open"),
                hints("sunyi", outlet="Kabar Sunyi"),
            ],
            {"kabar": True},
        )
        save(store, news())
        lain = {"outlet": "Kabar Lain", "published": "2031-05-05"}
        save(store, first_news("https://lain.example/puskesmas", **lain), source="lain", content_digest="first")
        save(store, news("https://lain.example/puskesmas", **lain), source="lain", fetched_at=datetime(2031, 5, 5, 4, tzinfo=UTC))
        save(store, release(), source="dinas", fetched_at=datetime(2031, 5, 6, tzinfo=UTC))
        save(store, short())
        save(store, regulation(), source="dinas")
        error = PageError('the page is empty: "Sumarni"', where="https://kabar.example/kosong", remedy="Fetch it again.")
        store.fail(page("https://kabar.example/kosong"), store.run_id({"figures": "1"}), error)
        store.write_links(link(store.link_inputs()))
        write_days(store, DAYS)
        compare_all(store)
        gone = Absence("https://kabar.example/pohon", datetime(2031, 5, 5, tzinfo=UTC), datetime(2031, 5, 4, tzinfo=UTC), None, "404")
        put_absences(store, [gone])
        store.put_removal(REMOVAL, {REMOVAL.asked})
    return path
