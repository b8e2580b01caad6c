"""`tagih forget` over a whole data folder: nothing of the page is left, nothing else is lost, it never comes back, whenever it is killed."""

from __future__ import annotations

import hashlib
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scraper import archive
from scraper.ingest import ingest
from scraper.ledger import Capture, Ledger
from scraper.removals import RemovalLedger
from tagih.alerts.outbox import Outbox
from tagih.cli import cli
from tagih.forget import Plan, _removal, forget, forget_again, plan, removals
from tagih.records import Enactment, Extraction, StoreError, TagihError
from tagih.records.addresses import Addresses
from tagih.run import Workspace, extract_archive, link_store
from tagih.store import Store, verify
from tagih.store.ocr_cache import OcrCache
from tests.forgetting import (
    HOME,
    KEPT,
    MARKS,
    PAGE,
    WORDS,
    add_target,
    article,
    build,
    feed,
    go,
    lay_out,
    leftovers,
    place,
    promise,
    rows,
)
from tests.scraper.web import Answer, Web
from tests.store.factories import extraction, record, save

pytestmark = pytest.mark.timeout(240)  # seconds
ALL = (*MARKS.values(), *WORDS)
DAY = "2026-11-21"


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a few runs (read it, do not change it)."""
    data = tmp_path_factory.mktemp("forget") / "data"
    build(data)
    return data


@pytest.fixture
def here(before: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(before.parent / "sources", tmp_path / "sources")
    shutil.copytree(before, tmp_path / "data")
    return place(tmp_path / "data")


@pytest.fixture(scope="module")
def after(before: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The same folder when the page was forgotten in one go (read it, do not change it)."""
    folder = tmp_path_factory.mktemp("after")
    shutil.copytree(before.parent / "sources", folder / "sources")
    shutil.copytree(before, folder / "data")
    workspace = place(folder / "data")
    done = forget(workspace, PAGE, asked_by="publisher", reason=None, today=DAY)
    assert (done.documents, done.files, done.alerts, done.published) == (1, 2, 1, True)
    return workspace


def run_forget(workspace: Workspace, what: str = PAGE, on_step: Callable[[str], None] = lambda _: None) -> None:
    forget(workspace, what, asked_by="publisher", reason=None, today=DAY, on_step=on_step)


def stored(workspace: Workspace) -> dict[str, Extraction]:
    with Store.open(workspace.working, create=False) as store:
        return {s.extraction.document.url or "": s.extraction for s in store.documents()}


def captures(workspace: Workspace) -> dict[tuple[str, str], str]:
    """Address and time of each capture of a page -> the digest of its content, read from its place in the archive."""
    with Ledger(workspace.ledger) as ledger:
        known: list[Capture] = list(ledger.captures(every=True))
    read = {(c.url, c.fetched_at.isoformat()): archive.read_page(workspace.archive, c, None).content for c in known}
    return {key: hashlib.sha256(content).hexdigest() for key, content in read.items()}


def others(of: dict[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    return {key: digest for key, digest in of.items() if "101" not in key[0]}


def places_hold(workspace: Workspace) -> None:
    """Every place in the archive that the working database names is a record of that very address."""
    found = rows(
        workspace.working,
        "SELECT d.url, v.archive_file, v.archive_offset FROM document_versions v JOIN documents d ON d.id = v.document_id",
    )
    assert found
    for url, file, offset in found:
        with (workspace.archive / str(file)).open("rb") as f:
            f.seek(int(str(offset)))
            assert next(archive.ArchiveIterator(f)).rec_headers.get_header("WARC-Target-URI") == url


# --- nothing of it is left, nothing else is lost -----------------------------------------------------------------------


def test_the_marks_are_everywhere_before(before: Path) -> None:
    assert {word for _, word in leftovers(before, *ALL)} == set(ALL)
    held = {name.partition("-")[0] for name, _ in leftovers(before, MARKS["first"])}
    assert held == {"tagih", "tagih.db", "public.db", "alerts.db", "crawl.log", ".public.db"}


def test_no_byte_of_it_is_left(after: Workspace) -> None:
    assert leftovers(after.data, *ALL) == set()
    assert len({name for name, _ in leftovers(after.data, KEPT)}) == 5


def test_all_else_is_as_it_was(before: Path, after: Workspace) -> None:
    assert captures(after) == others(captures(place(before)))
    assert stored(after) == {url: x for url, x in stored(place(before)).items() if url != PAGE}
    places_hold(after)
    assert verify(after.working, public=after.public) == []
    assert rows(after.ledger, "PRAGMA integrity_check") == rows(after.outbox, "PRAGMA integrity_check") == [("ok",)]
    assert rows(after.ledger, "PRAGMA foreign_key_check") == rows(after.outbox, "PRAGMA foreign_key_check") == []
    assert rows(after.ledger, "SELECT count(*) FROM rewrites UNION ALL SELECT count(*) FROM moved_records") == [(0,), (0,)]


def test_the_archive_read_again_gives_the_same_records(after: Workspace, tmp_path: Path) -> None:
    shutil.copytree(after.sources, tmp_path / "sources")
    shutil.copytree(after.data, tmp_path / "data", ignore=shutil.ignore_patterns("tagih.db*"))
    again = place(tmp_path / "data")
    assert not extract_archive(again, again.load_sources()).failures
    link_store(again)
    assert stored(again) == stored(after)
    with Store.open(again.working) as store:
        assert [r.asked for r in store.removals()] == ["kabar.example/berita/101"]  # the ledger remembers


def test_readers_are_told(after: Workspace) -> None:
    told = rows(after.public, "SELECT day, scope, host, address, asked_by, documents FROM removals")
    assert told == [(DAY, "page", "kabar.example", "kabar.example/berita/101", "publisher", 1)]
    removal = removals(after)[0]
    assert rows(after.public, "SELECT digest FROM removals") == [
        (hashlib.sha256(f"{removal.salt} kabar.example/berita/101".encode()).hexdigest(),)
    ]
    assert removal.salt.encode() not in after.public.read_bytes()


def test_what_shares_a_message_with_it_is_still_sent(after: Workspace) -> None:
    assert rows(after.outbox, "SELECT state, error FROM messages ORDER BY id") == [("sent", None), ("waiting", None)]
    assert [u for (u,) in rows(after.outbox, "SELECT url FROM events")] == [f"{HOME}/berita/3"]


def test_a_message_of_nothing_else_is_cancelled(here: Workspace) -> None:
    run_forget(here, f"{HOME}/berita/3")
    run_forget(here)
    assert rows(here.outbox, "SELECT state FROM messages ORDER BY id") == [("sent",), ("cancelled",)]
    with Outbox.open(here.outbox) as outbox:
        assert outbox.waiting(["dua"]) == 0


def test_recognised_text_of_it_goes(here: Workspace) -> None:
    with Ledger(here.ledger) as ledger:
        contents = {c.url: archive.read_page(here.archive, c, None).content for c in ledger.captures()}
    cache = OcrCache(here.recognised)
    for url in (PAGE, f"{HOME}/berita/1"):
        cache.keep(contents[url], "mesin", 0, MARKS["first"] if url == PAGE else KEPT)
    run_forget(here)
    assert cache.pages(contents[PAGE], "mesin") == {}
    assert cache.pages(contents[f"{HOME}/berita/1"], "mesin") == {0: KEPT}


def test_again_changes_nothing(here: Workspace) -> None:
    run_forget(here)
    archived = {p.name: p.read_bytes() for p in here.archive.iterdir()}
    first = removals(here)
    run_forget(here)
    [done] = forget_again(here)
    assert (done.documents, done.records, done.alerts) == (0, 0, 0)
    assert {p.name: p.read_bytes() for p in here.archive.iterdir()} == archived
    assert removals(here) == first


def test_a_copy_from_before_that_is_put_back_is_cleaned(before: Path, here: Workspace) -> None:
    run_forget(here)
    shutil.copytree(before / "archive", here.archive, dirs_exist_ok=True)
    shutil.copy(before / "crawl.db", here.ledger)  # it remembers nothing; the working database does
    assert leftovers(here.data, MARKS["first"])
    forget_again(here)
    assert leftovers(here.data, *ALL) == set()
    assert captures(here) == others(captures(place(before)))


# --- it never comes back -----------------------------------------------------------------------------------------------


def test_no_crawl_brings_it_back(here: Workspace) -> None:
    run_forget(here)
    with Web() as web:
        lay_out(web)
        add_target(web)
        listed = [(f"{HOME}/berita/{n}", f"Kabar nomor {n}", "isi ringkas") for n in (1, 2, 3, 4)]
        own = [
            (u, MARKS["title"], MARKS["feed"])
            for u in (PAGE, f"{PAGE}?page=3", f"{HOME}/berita/lama-101", f"{HOME}/berita/baru-101", f"{HOME}/berita/lain")
        ]
        web.pages[f"{HOME}/feed"] = feed(*listed, *own)
        web.pages[f"{HOME}/berita/4"] = article("Kabar nomor empat", promise("tiga dermaga"), foot=f'<a href="{PAGE}">x</a>')
        web.pages[f"{HOME}/berita/baru-101"] = Answer(b"", 301, {"Location": "/berita/101", "Content-Type": "text/html"})
        web.pages[f"{HOME}/berita/lain"] = article(MARKS["title"], promise(MARKS["first"]), head=f"<link href={PAGE} rel='canonical'>")
        go(here, web)
        go(here, web)
        for url in (PAGE, f"{PAGE}?page=2", f"{PAGE}?page=3", f"{HOME}/berita/lama-101", f"{HOME}/berita/salinan-101"):
            assert web.times(url) == 0, url
        assert web.times(f"{HOME}/berita/4") > 0, "what a list leads to beside it is read"
    assert leftovers(here.data, *ALL) == set()
    assert f"{HOME}/berita/4" in stored(here)
    assert {state for (state,) in rows(here.ledger, "SELECT state FROM urls WHERE url LIKE '%101%' AND url NOT LIKE '%baru%'")} == {
        "excluded"
    }


def test_no_archive_from_elsewhere_brings_it_back(before: Path, here: Workspace) -> None:
    run_forget(here)
    files = sorted((before / "archive").glob("*.warc.gz"))
    summary = ingest(files, here.load_sources(), ledger=here.ledger, archive=here.archive)
    assert summary.refused > 0
    extract_archive(here, here.load_sources(), again=True)
    assert leftovers(here.data, *ALL) == set()


def test_a_capture_that_is_there_all_the_same_is_not_read(before: Path, here: Workspace) -> None:
    with RemovalLedger(here.ledger) as ledger, Store.open(here.working) as store:
        planned = plan(here, PAGE)
        removal = _removal(planned, "publisher", None, DAY, hide=False)
        ledger.put(removal, planned.found.keys)
        store.conn.execute("DELETE FROM documents WHERE url = ?", [PAGE])
        store.conn.commit()
    extract_archive(here, here.load_sources(), again=True)
    assert PAGE not in stored(here)
    assert rows(here.working, "SELECT count(*) FROM failures") == [(0,)]


# --- killed at any moment ----------------------------------------------------------------------------------------------

KILLED = """
import os, signal, sys
from pathlib import Path
from scraper import rewriting
from tagih import forget as room
from tests.forgetting import PAGE, place

left = int(sys.argv[3])

def step(name):
    global left
    left -= name == sys.argv[2]
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

copy = rewriting._copy
def halfway(source, target, length):
    copy(source, target, length // 2)
    target.flush()
    step("halfway")
    copy(source, target, length - length // 2)

rewriting._copy = halfway
room.forget(place(Path(sys.argv[1])), PAGE, asked_by="publisher", reason=None, today="2026-11-21", on_step=step)
"""


@pytest.mark.parametrize(
    ("step", "time"),
    [
        *(("written down", 1), ("out of the working database", 1), ("out of the alerts", 1), ("out of the published file", 1)),
        *(("out of the ledger", 1), ("writing", 1), ("halfway", 1), ("halfway", 9), ("written", 1), ("moved", 1), ("settled", 1)),
        *(("written", 2), ("moved", 2), ("out of the archive", 1), ("out of free pages and logs", 1)),
    ],
)
def test_killed_and_run_again_it_is_complete(before: Path, here: Workspace, step: str, time: int) -> None:
    root = Path(__file__).resolve().parents[1]
    child = subprocess.run([sys.executable, "-c", KILLED, str(here.data), step, str(time)], cwd=root, capture_output=True, check=False)
    assert child.returncode == -signal.SIGKILL, child.stderr.decode()
    wanted = others(captures(place(before)))
    assert others(captures(here)) == wanted, "cut off, every other page is where the ledger says"
    places_hold(here)
    assert verify(here.working) == []
    run_forget(here)
    assert captures(here) == wanted
    places_hold(here)
    assert leftovers(here.data, *ALL) == set()
    assert verify(here.working, public=here.public) == []
    assert [r.done for r in removals(here)] == [True]
    assert rows(here.ledger, "SELECT count(*) FROM rewrites UNION ALL SELECT count(*) FROM moved_records") == [(0,), (0,)]


def test_the_steps_that_are_killed_at_are_all_there_are(here: Workspace) -> None:
    names: list[str] = []
    run_forget(here, on_step=names.append)
    assert names.count("moved") == 2
    assert names[0] == "written down"
    assert names[-1] == "out of free pages and logs"


# --- hosts -------------------------------------------------------------------------------------------------------------


def test_a_host_goes_with_everything(here: Workspace) -> None:
    run_forget(here, "www.Kabar.example")
    assert leftovers(here.data, *ALL, KEPT, "isi ringkas", "robots.txt") == set()
    assert rows(here.ledger, "SELECT count(*) FROM urls UNION ALL SELECT count(*) FROM captures") == [(0,), (0,)]
    assert stored(here) == {}
    assert rows(here.public, "SELECT count(*) FROM documents") == [(0,)]
    assert rows(here.public, "SELECT scope, host, address FROM removals") == [("host", "kabar.example", "kabar.example")]
    with Web() as web:
        lay_out(web)
        go(here, web)
        assert [u for u, _ in web.asked if "kabar.example" in u] == []


# --- who asked, and what readers see -----------------------------------------------------------------------------------


def planned_with(workspace: Workspace, what: str = PAGE, names: tuple[str, ...] = ()) -> Plan:
    found = plan(workspace, what)
    return replace(found, names=frozenset(names))


def test_a_person_s_address_is_not_shown(here: Workspace) -> None:
    forget(here, PAGE, asked_by="person", reason="keterangan pribadi warga", today=DAY)
    assert rows(here.public, "SELECT host, address, asked_by, reason FROM removals") == [
        ("kabar.example", None, "person", "keterangan pribadi warga")
    ]
    assert b"berita/101" not in here.public.read_bytes()


@pytest.mark.parametrize(
    ("asked_by", "hide", "names", "shown"),
    [
        ("publisher", False, (), True),
        ("publisher", True, (), False),
        ("publisher", False, ("Salinan Wati",), False),
        ("publisher", False, ("Budi Wati",), True),
        ("law", False, (), False),
        ("person", False, (), False),
    ],
)
def test_an_address_that_may_point_to_somebody_is_not_shown(
    here: Workspace, asked_by: str, hide: bool, names: tuple[str, ...], shown: bool
) -> None:
    planned = planned_with(here, f"{HOME}/berita/salinan-101", names)
    assert _removal(planned, asked_by, None, DAY, hide=hide).shown is shown  # type: ignore[arg-type]


def test_a_reason_that_names_somebody_is_refused(here: Workspace) -> None:
    with pytest.raises(TagihError, match="is published"):
        _removal(planned_with(here, names=("Budi Wati",)), "person", "permintaan BUDI wati", DAY, hide=False)


def test_a_person_cannot_ask_for_a_host(here: Workspace) -> None:
    with pytest.raises(TagihError, match="not for a host"):
        forget(here, "kabar.example", asked_by="person", reason=None, today=DAY)


# --- the command -------------------------------------------------------------------------------------------------------


def tagih(workspace: Workspace, *args: str, **more: str) -> Result:
    where = ("--data", str(workspace.data), "--sources", str(workspace.sources), "--alerts", str(workspace.alerts))
    return CliRunner().invoke(cli, ["forget", *args, *where], **more)  # type: ignore[arg-type]


def digests(data: Path) -> dict[str, str]:
    return {
        p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in data.rglob("*") if p.is_file() and not p.name.endswith(("-shm", "-wal"))
    }


def test_a_dry_run_shows_what_would_go_and_changes_nothing(here: Workspace) -> None:
    assert tagih(here, PAGE, "--dry-run").exit_code == 0
    first = digests(here.data)
    result = tagih(here, PAGE, "--dry-run")
    assert result.exit_code == 0
    assert "4 addresses, 5 captures, 1 document:" in result.output
    assert f"{HOME}/berita/lama-101 (leads there)" in result.output
    assert digests(here.data) == first


def test_what_stays_of_the_same_text_or_regulation_is_named(here: Workspace) -> None:
    page, file, copy = (f"{HOME}/{x}" for x in ("produk-hukum/4", "unduh/perbup-4.pdf", "siaran/4"))
    text = "Peraturan Bupati Nomor 4 tentang Pasar."
    with Store.open(here.working) as store:
        save(store, extraction(text, record(Enactment, "Nomor 4", files=(file,)), url=page))
        save(store, extraction("Isi peraturan.", url=file))
        save(store, extraction(text, url=copy))
    told = tagih(here, page, "--dry-run").output
    assert "0 addresses, 0 captures, 1 document:" in told
    assert f"The same text stands in 1 document that stays; name it too where it must go:\n  {copy}\n" in told
    assert f"The same regulation, by the page that links its file; this stays, name it too where it must go:\n  {file}\n" in told
    assert f"  {page}\n" in tagih(here, file, "--dry-run").output


def test_it_asks_and_takes_no_for_an_answer(here: Workspace) -> None:
    assert tagih(here, PAGE, input="n\n").exit_code == 1
    assert PAGE in stored(here)
    result = tagih(here, PAGE, "--reason", "dicabut redaksi", input="y\n")
    assert result.exit_code == 0, result.output
    assert "The published file was made anew without it." in result.output
    listed = tagih(here, "--list").output
    assert "kabar.example/berita/101" in listed
    assert "dicabut redaksi" in listed
    assert "was removed on" in tagih(here, PAGE, "--dry-run").output


@pytest.mark.parametrize(
    ("what", "told"),
    [
        (f"{HOME}/berita/salinan-102", "Did you mean http://kabar.example/berita/salinan-101"),
        ("https://lain.example/a", "opt-out list"),
        ("kabr.example", "Did you mean kabar.example?"),
        ("ftp://kabar.example/a", "is no http(s) address"),
        ("kabar.example/berita/101", "Write https://kabar.example/berita/101"),
        ("co.id", "is no host's name"),
    ],
)
def test_what_nobody_knows_is_an_error_with_a_remedy(here: Workspace, what: str, told: str) -> None:
    result = tagih(here, what, "--yes")
    assert result.exit_code == 2
    assert told in result.output


def test_without_a_word_or_with_two_it_says_how(here: Workspace) -> None:
    assert tagih(here).exit_code == tagih(here, PAGE, "--list").exit_code == 2


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    result = tagih(place(tmp_path / "data"), PAGE, "--yes")
    assert result.exit_code == 2
    assert "--data" in result.output


def test_nothing_else_may_be_at_work(here: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tagih.store.alone.WAIT_S", 0.1)
    with Ledger(here.ledger), pytest.raises(StoreError, match="is at work in this folder"):
        run_forget(here)
    assert PAGE in stored(here)


def test_and_whoever_comes_meanwhile_is_told(here: Workspace) -> None:
    root = Path(__file__).resolve().parents[1]
    code = (
        "import sys; from pathlib import Path; import tagih.store.alone as a; a.WAIT_S = 0.1\nfrom tagih.store import Store\n"
        "try: Store.open(Path(sys.argv[1]))\nexcept Exception as e: print(e)"
    )
    told = []

    def step(name: str) -> None:
        if name == "moved":
            told.append(
                subprocess.run([sys.executable, "-c", code, str(here.working)], cwd=root, capture_output=True, text=True, check=True).stdout
            )

    run_forget(here, on_step=step)
    assert len(told) == 2
    assert all("pages are being removed" in t for t in told)


def test_addresses_are_told_apart() -> None:
    some = Addresses(["kabar.example/a/b", "situs.example"])
    inside = ["http://www.kabar.example/a/b/", "https://kabar.example:443/a/b", "https://sub.situs.example/x", "http://situs.example"]
    outside = ["http://kabar.example/a", "http://kabar.example/a/b?page=2", "http://kabar.example/a/b/c", "http://bukansitus.example/", "x"]
    assert [u for u in inside if u not in some] == []
    assert [u for u in outside if u in some] == []
