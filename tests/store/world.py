"""A small world of documents for the published file: every table has a row, every trap is set once."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from tagih.linking import link
from tagih.records import Commitment, Extraction, Figure, Official, PageError, Regulation, Statement, Target, Unresolved
from tagih.store import Store
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
        save(store, news("https://lain.example/puskesmas", outlet="Kabar Lain", published="2031-05-05"), source="lain")
        save(store, release(), source="dinas", fetched_at=datetime(2031, 5, 6, tzinfo=UTC))
        save(store, short())
        error = PageError('the page is empty: "Sumarni"', where="https://kabar.example/kosong", remedy="Fetch it again.")
        store.fail(page("https://kabar.example/kosong"), store.run_id({"figures": "1"}), error)
        store.write_links(link(store.link_inputs()))
    return path
