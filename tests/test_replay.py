"""The archive read again gives what it gave the first time; WARC from elsewhere goes the ordinary way, once, and is no news."""

from __future__ import annotations

import gzip
import io
import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scraper.ingest import IngestSummary, ingest
from scraper.ledger import Ledger
from tagih import alerts
from tagih.cli import cli
from tagih.run import Workspace, extract_archive, link_store
from tagih.store import Store, verify
from tests.test_whole import contents
from tests.whole import workspace

SOURCE = "sample-kabarmahakam"
SITE = "http://kabarmahakam.example"
STORY = f"{SITE}/2019/03/04/pemkot-bangun-sumur-resapan/"
GZIPPED = ("Content-Encoding", "gzip")


def story(name: object) -> str:
    return f"{SITE}/2019/03/04/pompa-{name}/"


def page(promise: str) -> bytes:
    said = f"SAMARINDA - Pemerintah Kota Samarinda akan membangun {promise} pada 2027. Wali kota menyampaikannya di balai kota, Senin. "
    return (
        "<html><head><title>Pemkot bangun sumur resapan</title></head><body><article><h1>Pemkot bangun sumur resapan</h1>"
        f"<p>{said}</p><p>{'Warga setempat sudah lama menunggu pekerjaan itu dimulai. ' * 6}</p></article></body></html>"
    ).encode()


def write_warc(path: Path, records: Sequence[tuple[str, str, bytes, Sequence[tuple[str, str]]]], *, compressed: bool = True) -> Path:
    """(address, WARC-Date, body on the wire, further headers) each as a response that another crawler kept."""
    with path.open("wb") as f:
        writer = WARCWriter(f, gzip=compressed)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "Wget/1.21"}))
        for url, date, body, headers in records:
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8"), *headers], protocol="HTTP/1.1")
            record = writer.create_warc_record(
                url, "response", payload=io.BytesIO(body), length=len(body), http_headers=head, warc_headers_dict={"WARC-Date": date}
            )
            writer.write_record(record)
    return path


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


def take(here: Workspace, *files: Path, only: Sequence[str] = ()) -> IngestSummary:
    here.prepare()
    return ingest(files, here.load_sources(only), ledger=here.ledger, archive=here.archive)


def read(here: Workspace, *, again: bool = False) -> dict[str, int]:
    summary = extract_archive(here, here.load_sources(), again=again)
    link_store(here)
    return dict(summary.pages)


def same_archive(original: Path, data: Path) -> Workspace:
    """A workspace with the archive and ledger of another, and no database."""
    data.mkdir()
    (data / "archive").symlink_to(original / "archive")
    with sqlite3.connect(original / "crawl.db") as db:
        db.execute("VACUUM INTO ?", [str(data / "crawl.db")])
    return workspace(data)


def tagih(here: Workspace, *args: str | Path) -> Result:
    places = ["--data", here.data, "--sources", here.sources, "--alerts", here.alerts]
    return CliRunner().invoke(cli, [str(a) for a in [*args, *places]])


# --- the archive read again --------------------------------------------------------------------------------------------


def test_a_lost_database_is_made_again_from_the_archive(sample_data: Path, tmp_path: Path) -> None:
    here = same_archive(sample_data, tmp_path / "again")
    result = tagih(here, "extract", "--archive")
    assert result.exit_code in (0, 3), result.output  # 3: the broken pages of the sample are broken again
    first = contents(sample_data / "tagih.db")
    assert len(first["documents"]) > 40
    assert contents(here.working) == first


def test_reading_everything_again_changes_nothing(sample_data: Path, tmp_path: Path) -> None:
    here = same_archive(sample_data, tmp_path / "again")
    shutil.copy(sample_data / "tagih.db", here.working)
    before = contents(here.working)
    pages = read(here, again=True)
    assert pages["unchanged"] == len(before["documents"])
    assert pages.get("new", 0) == pages.get("changed", 0) == pages["skipped"] == 0
    assert contents(here.working) == before
    assert read(here)["skipped"] == pages["unchanged"] + pages["failed"]


def test_reading_again_and_naming_files_is_refused(tmp_path: Path) -> None:
    assert tagih(workspace(tmp_path), "extract", "--archive", "a.html").exit_code == 2
    assert tagih(workspace(tmp_path), "extract", "--source", "sample-suarabenuanta").exit_code == 2


def test_every_archived_version_becomes_a_version_in_its_order(tmp_path: Path) -> None:
    at_once, one_by_one = workspace(tmp_path / "a"), workspace(tmp_path / "b")
    warcs = [
        write_warc(tmp_path / f"{n}.warc.gz", [(STORY, f"2019-0{n}-04T01:00:00Z", page(f"{n}0 sumur resapan"), ())]) for n in (3, 4, 5)
    ]
    take(at_once, *warcs)
    assert read(at_once) == {"new": 1, "changed": 2, "skipped": 0}
    for warc in warcs:
        take(one_by_one, warc)
        read(one_by_one)
    versions = "SELECT fetched_at, current, text_digest FROM document_versions ORDER BY id"
    with sqlite3.connect(at_once.working) as db, sqlite3.connect(one_by_one.working) as other:
        assert (found := db.execute(versions).fetchall()) == other.execute(versions).fetchall()
    assert [row[:2] for row in found] == [(f"2019-0{n}-04T01:00:00+00:00", int(n == 5)) for n in (3, 4, 5)]
    before = contents(at_once.working)
    assert read(at_once, again=True) == {"unchanged": 1, "skipped": 2}
    assert contents(at_once.working) == before


def test_an_older_copy_never_takes_the_place_of_a_newer(tmp_path: Path) -> None:
    here = workspace(tmp_path / "data")
    take(here, write_warc(tmp_path / "new.warc.gz", [(STORY, "2019-05-04T01:00:00Z", page("50 sumur resapan"), ())]))
    read(here)
    take(here, write_warc(tmp_path / "old.warc.gz", [(STORY, "2019-03-04T01:00:00Z", page("30 sumur resapan"), ())]))
    assert "new" not in read(here)
    with Store.open(here.working) as store:
        assert ["50 sumur resapan" in s.extraction.document.text for s in store.documents()] == [True]


# --- WARC from elsewhere -----------------------------------------------------------------------------------------------


def test_what_was_crawled_elsewhere_gives_what_a_crawl_gives(sample_data: Path, tmp_path: Path) -> None:
    here = workspace(tmp_path / "data")
    take(here, *sorted((sample_data / "archive").glob("*.warc.gz")))
    read(here)
    with Store.open(here.working) as mine, Store.open(sample_data / "tagih.db") as crawled:
        found = {s.extraction.document.url: s.extraction.document.text for s in mine.documents()}
        wanted = {s.extraction.document.url: s.extraction.document.text for s in crawled.documents()}
    # Nothing but a feed told the crawl that this address, which has no article's shape, is one; and it asked the site what it
    # answers for a page that it does not have, to know that this is that answer.
    untold = {"http://kanwil-kalimantan.jamsostek.example/siaran-pers/paritrana-kalimantan-2025"}
    missing = {"http://pontianak.lintaskhatulistiwa.example/kalbar/7110099999/berita-yang-sudah-ditarik-redaksi"}
    assert found.keys() - missing == wanted.keys() - untold
    assert all(found[url] == wanted[url] for url in found.keys() - missing)
    assert verify(here.working) == []


def test_a_record_given_twice_is_one_capture_and_says_where_it_came_from(tmp_path: Path) -> None:
    here = workspace(tmp_path / "data")
    record = (STORY, "2019-03-04T01:00:00Z", page("30 sumur resapan"), ())
    warc = write_warc(tmp_path / "a.warc.gz", [record, record])
    first, second = take(here, warc), take(here, warc, write_warc(tmp_path / "copy.warc.gz", [record]))
    assert (first.new.total(), first.known.total()) == (1, 1)
    assert (second.new.total(), second.known.total()) == (0, 3)
    with Ledger(here.ledger) as ledger:
        assert [(c.url, c.source, c.ingested) for c in ledger.captures(every=True)] == [(STORY, SOURCE, True)]
        assert ledger.waiting(SOURCE) == 0
    with sqlite3.connect(here.ledger) as db:
        file, record_id = db.execute("SELECT file, record_id FROM ingested").fetchone()
    assert file == "a.warc.gz"
    assert record_id.startswith("<urn:uuid:")
    assert record_id.encode() in gzip.decompress(next(here.archive.glob("*.warc.gz")).read_bytes())


@pytest.mark.parametrize(
    ("wire", "headers"),
    [
        (page("7 pompa"), ()),
        (gzip.compress(page("7 pompa")), (GZIPPED,)),
        (chunked(page("7 pompa")), (("Transfer-Encoding", "chunked"),)),
        (chunked(gzip.compress(page("7 pompa"))), (GZIPPED, ("Transfer-Encoding", "chunked"))),
        (page("7 pompa"), (("X-Crawler-Content-Encoding", "gzip"), ("X-Crawler-Transfer-Encoding", "chunked"))),
    ],
)
@pytest.mark.parametrize("compressed", [True, False])
def test_bodies_are_read_however_another_crawler_kept_them(
    wire: bytes, headers: Sequence[tuple[str, str]], compressed: bool, tmp_path: Path
) -> None:
    here = workspace(tmp_path / "data")
    address = STORY.replace("http://", "https://www.") + "?utm_source=x#isi"
    warc = write_warc(tmp_path / "a.warc", [(f"<{address}>", "2019-03-04T01:00:00.123456Z", wire, headers)], compressed=compressed)
    assert take(here, warc).new == {SOURCE: 1}
    assert read(here)["new"] == 1
    with Store.open(here.working) as store:
        assert ["membangun 7 pompa" in s.extraction.document.text for s in store.documents()] == [True]


def test_only_articles_of_the_named_hosts_are_copied(tmp_path: Path) -> None:
    here = workspace(tmp_path / "data")
    date = "2019-03-04T01:00:00Z"
    warc = write_warc(
        tmp_path / "a.warc.gz",
        [
            ("http://lain.example/2019/03/04/pemkot-bangun-sumur/", date, page("1 pompa"), ()),
            (f"{SITE}/tag/banjir/", date, page("2 pompa"), ()),
            (STORY, date, page("3 pompa"), ()),
        ],
    )
    summary = take(here, warc)
    assert (summary.new.total(), summary.other, summary.lists, summary.failures) == (1, 1, 1, [])
    assert tagih(here, "ingest", warc, "--hosts", "www.kabarmahakam.example").stdout.startswith(f"{SOURCE}: 0 copied, 1 known")
    unknown = tagih(here, "ingest", warc, "--hosts", "lain.example")
    assert unknown.exit_code == 2
    assert "tagih sources add" in unknown.stderr
    other = next(s.id for s in here.load_sources() if s.id != SOURCE)
    assert "0 copied, 0 known already; left out: 3 of other hosts" in tagih(here, "ingest", warc, "--source", other).stdout


def test_a_cut_file_gives_its_whole_records_and_one_error(tmp_path: Path) -> None:
    here = workspace(tmp_path / "data")
    records = [(story(n), "2019-03-04T01:00:00Z", page(f"{n} pompa"), ()) for n in range(5)]
    whole = write_warc(tmp_path / "whole.warc.gz", records)
    cut = tmp_path / "cut.warc.gz"
    cut.write_bytes(whole.read_bytes()[:-120])
    result = tagih(here, "ingest", cut, whole)
    assert result.exit_code == 3
    assert f"{SOURCE}: 5 copied, 4 known already" in result.stdout
    errors = result.stderr.splitlines()
    assert len(errors) == 1
    assert "cut.warc.gz: it ends in the middle of a record; 4 pages were read before" in errors[0]


def test_a_record_that_is_broken_is_named_and_the_others_are_copied(tmp_path: Path) -> None:
    here = workspace(tmp_path / "data")
    date = "2019-03-04T01:00:00Z"
    records = [(story("a"), date, page("90 pompa"), ()), (story("b"), date, b"", ()), (story("c"), date, page("1 pompa"), ())]
    warc = write_warc(tmp_path / "a.warc", records, compressed=False)
    warc.write_bytes(warc.read_bytes().replace(b"90 pompa", b"80 pompa"))
    summary = take(here, warc)
    assert summary.new.total() == 1
    assert [f.where for f in summary.failures] == [story("a"), story("b")]
    assert "the digest does not hold" in str(summary.failures[0])


def test_nobody_is_alerted_of_what_an_archive_of_the_past_holds(tmp_path: Path) -> None:
    here = workspace(tmp_path / "data")
    here.prepare()
    here.alerts.write_text(
        '[[subscriptions]]\nid = "semua"\nregions = ["Indonesia"]\nchannel = {kind = "webhook", url = "https://127.0.0.1:9/x"}\n',
        encoding="utf-8",
    )
    config = alerts.load_config(here.alerts)
    read(here)
    alerts.check(here.working, here.outbox, config)
    take(here, write_warc(tmp_path / "a.warc.gz", [(STORY, "2019-03-04T01:00:00Z", page("30 sumur resapan"), ())]))
    read(here)
    with Store.open(here.working) as store:
        assert store.counts()["commitments"] > 0
    assert alerts.check(here.working, here.outbox, config).queued == 0
    take(here, write_warc(tmp_path / "b.warc.gz", [(story("b"), "2019-03-04T01:00:00Z", page("7 pompa"), ())]))
    with sqlite3.connect(here.ledger) as db:  # as if it had been crawled
        db.execute("DELETE FROM ingested WHERE file = 'b.warc.gz'")
    read(here)
    assert alerts.check(here.working, here.outbox, config).queued == 1
