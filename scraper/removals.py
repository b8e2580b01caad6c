"""Pages that a publisher, a person or the law wants gone: found in the ledger, taken out of it and out of the archive, and kept out.

What must not come (back) is asked here by the crawler and by `tagih ingest`: pages that were removed, and those on the opt-out list.
"""

from __future__ import annotations

import contextlib
import difflib
import hashlib
import re
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import tldextract
from warcio import archiveiterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException

from scraper.archive import body_of
from scraper.ledgerfile import BUSY_MS, LedgerFile
from scraper.optout import SHIPPED, Refused, load_opt_outs
from scraper.rewriting import look_through, next_name, rewrite, sync_folder
from scraper.urls import canonical
from tagih.records import PageError, TagihError
from tagih.records.addresses import Addresses, address_key, host_key
from tagih.store import Store
from tagih.store.removing import KEPT, Removal, Schema, Scope, move_places, put_removal, removals, removed, scrub

ArchiveIterator: Any = archiveiterator.ArchiveIterator  # warcio has no types

# A torn record, another one's place, a file that is missing.
UNREADABLE = (
    OSError,
    PageError,
    ArchiveLoadFailed,
    StatusAndHeadersParserException,
    zlib.error,
    EOFError,
    ValueError,
    AttributeError,
    StopIteration,
)
NEAR = 5  # addresses named where one is unknown
NEAR_AMONG = 5_000  # addresses of the same host that are compared: more take longer than a person waits

_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d{1,5})?")
_extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)  # the list that ships: it never asks the network


@dataclass(frozen=True, slots=True)
class Target:
    """What somebody asked to have removed: a page or a host, by its key (`addresses`), and the host as readers may see it."""

    scope: Scope
    key: str
    host: str


@dataclass(frozen=True, slots=True)
class Found:
    """What the ledger knows of a target. `urls`: the addresses that go, each for a reason (why it is another form of the target)."""

    target: Target
    urls: dict[str, str]
    captures: int

    @property
    def keys(self) -> frozenset[str]:
        own = {self.target.key} if self.target.scope == "host" else {k for u in self.urls if (k := address_key(u))}
        return frozenset(own | {self.target.key})

    @property
    def addresses(self) -> Addresses:
        return Addresses(self.keys)


def target_of(text: str) -> Target:
    """What a person wrote -> what it names. Raises TagihError for what is neither an http(s) address nor a host's name."""
    text = text.strip()
    if "//" in text:
        url = canonical(text)
        key = address_key(url) if url else None
        if key is None:
            raise TagihError("is no http(s) address", where=text, remedy="Give the page's address, such as https://kabar.example/berita/1.")
        return Target("page", key, _shown_host(key))
    if "/" in text:
        raise TagihError("is neither an address nor a host", where=text, remedy=f"Write https://{text} for the page, or the host alone.")
    host = host_key(text)
    if not _HOST.fullmatch(host) or not _extract(host).domain:
        raise TagihError("is no host's name", where=text, remedy="Give a host such as kabar.example, or the address of a page.")
    return Target("host", host, host)


def _shown_host(key: str) -> str:
    """The host of a page as readers may see it: a name may be a blog's first label, never its registered domain."""
    host = key.partition("/")[0]
    return _extract(host).top_domain_under_public_suffix or host


def _location(path: Path, offset: int, url: str) -> str | None:
    """The key of where a redirect's record leads; None where it cannot be read."""
    try:
        with path.open("rb") as f:
            f.seek(offset)
            location = next(ArchiveIterator(f)).http_headers.get_header("Location")
    except UNREADABLE:  # nothing leads from there
        return None
    return address_key(canonical(location, base=url) or urljoin(url, location)) if location else None


def refused_in(ledger: Path | None, opt_out: str | None = None, *, busy_ms: int = BUSY_MS) -> Refused:
    """What a crawl or an ingest into this ledger must not read. Raises VocabularyError for a broken opt-out file, StoreError."""
    opt_outs = load_opt_outs(Path(opt_out) if opt_out else SHIPPED)
    if ledger is None or not ledger.exists():
        return Refused(Addresses(), opt_outs)
    with RemovalLedger(ledger, busy_ms=busy_ms) as known:
        return Refused(known.removed(), opt_outs)


def take_over_removals(known: Path, ledger: Path) -> None:
    """From now on another ledger refuses what was removed from this one. Raises StoreError."""
    if known.exists():
        with RemovalLedger(known) as old, RemovalLedger(ledger) as new:
            for removal, keys in old.removals().items():
                new.put(removal, keys)


class RemovalLedger(LedgerFile):
    """The ledger as a removal sees it. Only for whoever has the data folder alone (`tagih.store.alone`)."""

    def __enter__(self) -> RemovalLedger:
        self._db.row_factory = None
        self._db.execute("PRAGMA foreign_keys = ON")
        self._db.execute("PRAGMA secure_delete = ON")
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- what there is ---------------------------------------------------------------------------------------------

    def find(self, target: Target, archive: Path) -> Found:
        """Every address that goes with a target: for a page its forms, what leads to it, the parts of its story; for a host all of it."""
        with self._guard():
            urls = [row[0] for row in self._db.execute("SELECT url FROM urls")]
        if target.scope == "host":
            going = {u: "on the host" for u in urls if u in Addresses([target.key])}
        else:
            going = self._forms(target.key, urls, archive)
        with self._guard():
            count = sum(self._db.execute("SELECT count(*) FROM captures WHERE url = ?", (u,)).fetchone()[0] for u in going)
        return Found(target, dict(sorted(going.items())), count)

    def _forms(self, key: str, urls: Iterable[str], archive: Path) -> dict[str, str]:
        by_key: dict[str, list[str]] = {}
        for url in urls:
            if (k := address_key(url)) is not None:
                by_key.setdefault(k, []).append(url)
        leads = self._leads(key, by_key, archive)
        going: dict[str, str] = {}
        waiting = [(key, "the address")]
        while waiting:
            at, why = waiting.pop()
            if at in going or (at not in by_key and at != key):
                continue
            going[at] = why
            waiting += leads.get(at, ())
        return {url: why for k, why in going.items() for url in by_key.get(k, ())}

    def _leads(self, key: str, by_key: dict[str, list[str]], archive: Path) -> dict[str, list[tuple[str, str]]]:
        """Key -> other forms of the same page: pages that name one as themselves, redirects, parts of a story."""
        leads: dict[str, list[tuple[str, str]]] = {}

        def join(one: str | None, why: str, other: str | None, back: str) -> None:
            if one and other and one != other and one.partition("/")[2] and other.partition("/")[2]:  # never by way of a home page
                leads.setdefault(one, []).append((other, back))
                leads.setdefault(other, []).append((one, why))

        with self._guard():
            named = self._db.execute("SELECT url, canonical FROM urls WHERE canonical IS NOT NULL AND canonical <> url").fetchall()
            parts = self._db.execute("SELECT url, story FROM urls WHERE story IS NOT NULL AND story <> url").fetchall()
            sources = {row[0] for u in by_key.get(key, ()) for row in self._db.execute("SELECT source FROM urls WHERE url = ?", (u,))}
            marks = ", ".join("?" * len(sources))
            moved = self._db.execute(
                f"SELECT url, warc, offset FROM captures WHERE status BETWEEN 300 AND 399 AND source IN ({marks})", list(sources)
            ).fetchall()
        for url, own in named:
            join(address_key(url), "names it as itself", address_key(own), "the address that it names as itself")
        for url, first in parts:
            join(address_key(url), "a part of the story", address_key(first), "the story that it is a part of")
        for url, warc, offset in moved:
            join(address_key(url), "leads there", _location(archive / warc, offset, url), "where it leads")
        return leads

    def near(self, target: Target) -> list[str]:
        """Addresses (or hosts) that are known and look like a target that is not."""
        with self._guard():
            if target.scope == "host":
                hosts = {host_key(u.partition("://")[2].partition("/")[0]) for (u,) in self._db.execute("SELECT DISTINCT root FROM urls")}
                return difflib.get_close_matches(target.key, sorted(hosts), n=NEAR)
            host = target.key.partition("/")[0]
            like = [f"%://{prefix}{host}/%" for prefix in ("", "www.")]
            rows = self._db.execute(
                "SELECT url FROM urls WHERE (url LIKE ? OR url LIKE ?) AND kind = 'page' ORDER BY id DESC LIMIT ?", (*like, NEAR_AMONG)
            )
            known = {k: u for (u,) in rows if (k := address_key(u))}
        return [known[k] for k in difflib.get_close_matches(target.key, list(known), n=NEAR, cutoff=0.5)]

    def removals(self) -> dict[Removal, frozenset[str]]:
        """What was removed, by day, with the keys of all its addresses."""
        with self._guard():
            return removals(self._db)

    def removed(self) -> Addresses:
        """Everything that must not come back."""
        with self._guard():
            return removed(self._db)

    def reconcile(self, store: Store) -> Addresses:
        """Write what only one of ledger and working database remembers into the other (one was lost or restored from a copy); all of it."""
        ours, theirs = self.removals(), store.removals()
        for there, here, put in ((theirs, {r.id for r in ours}, self.put), (ours, {r.id for r in theirs}, store.put_removal)):
            for removal, keys in there.items():
                if removal.id not in here:
                    put(removal, keys)
        return self.removed()

    # --- taking it out ---------------------------------------------------------------------------------------------

    def put(self, removal: Removal, keys: Iterable[str]) -> None:
        """Write a removal down: from now on its addresses are refused."""
        with self._write() as db:
            put_removal(db, removal, keys)

    def bodies(self, addresses: Addresses, archive: Path) -> set[str]:
        """SHA-256 (hexadecimal) of what was captured at these addresses, content-encoding undone, as far as it can be read."""
        with self._guard():
            places = [(row[1], row[2]) for row in self._db.execute("SELECT url, warc, offset FROM captures") if row[0] in addresses]
        found = set()
        for warc, offset in places:
            with contextlib.suppress(*UNREADABLE), (archive / warc).open("rb") as f:
                f.seek(offset)
                found.add(hashlib.sha256(body_of(next(ArchiveIterator(f)), warc)).hexdigest())
        return found

    def erase(self, addresses: Addresses) -> None:
        """Delete the rows of these addresses and all that hangs on them, and their names in the words of other rows."""
        with self._write() as db:
            schema = Schema(db)
            db.execute("CREATE TEMP TABLE going (url TEXT PRIMARY KEY)")
            for table, names in schema.columns.items():
                if "url" in names and table not in KEPT:
                    urls = [row for row in db.execute(f'SELECT DISTINCT url FROM "{table}"') if row[0] in addresses]
                    db.executemany("INSERT OR IGNORE INTO going VALUES (?)", urls)
            for table, names in schema.columns.items():
                if "url" in names and table not in KEPT:
                    schema.delete(db, table, "url IN (SELECT url FROM going)")
            db.execute("DROP TABLE going")
            for key in addresses.keys:
                db.execute("UPDATE urls SET error = 'leads to a page that was removed' WHERE instr(error, ?)", (key.removesuffix("/"),))
            for name in ("canonical", "found_on"):
                for (other,) in db.execute(f"SELECT DISTINCT {name} FROM urls WHERE {name} IS NOT NULL").fetchall():
                    if other in addresses:
                        db.execute(f"UPDATE urls SET {name} = NULL WHERE {name} = ?", (other,))

    def recover(self, archive: Path, move: Callable[[str, str | None, dict[int, int]], None]) -> None:
        """Finish or undo what a killed removal left of an archive file: the old file goes only when nothing points into it."""
        with self._guard():
            open_ = self._db.execute("SELECT old, new, moved FROM rewrites").fetchall()
        for old, new, moved in open_:
            if moved:
                self._settle(archive, old, new, move)
            else:
                (archive / new).unlink(missing_ok=True)
                with self._write() as db:
                    db.execute("DELETE FROM rewrites WHERE old = ?", (old,))

    def rewrite(
        self,
        archive: Path,
        addresses: Addresses,
        move: Callable[[str, str | None, dict[int, int]], None],
        on_step: Callable[[str], None],
    ) -> tuple[int, int]:
        """Take every record of these addresses out of the archive; how many records, out of how many files. What a file no longer
        gives, as it is broken, is asked for again.

        `move(old file, new file, old offset -> new offset)` is called for each file that was written anew, when the new one is safe
        and before the old one goes; it may be called again after a kill.
        """
        gone = files = 0
        for path in sorted(archive.glob("*.warc.gz")):
            with self._guard():
                known = self._db.execute("SELECT offset, length FROM captures WHERE warc = ?", (path.name,)).fetchall()
            contents = look_through(path, addresses, known)
            if not contents.touched:
                continue
            files += 1
            gone += sum(m.goes for m in contents.members)
            new = next_name(archive, path.name)
            readable = {m.offset for m in contents.members}
            lost = [(path.name, offset) for offset, _ in known if offset not in readable]
            with self._write() as db:
                db.execute("INSERT INTO rewrites (old, new, moved) VALUES (?, ?, 0)", (path.name, new))
            on_step("writing")
            moved = rewrite(path, archive / new, contents.members)
            on_step("written")
            with self._write() as db:
                db.executemany("INSERT INTO moved_records VALUES (?, ?, ?)", [(path.name, a, b) for a, b in moved.items()])
                again = "UPDATE urls SET state = 'queued', digest = NULL, etag = NULL, last_modified = NULL WHERE url IN"
                db.executemany(f"{again} (SELECT url FROM captures WHERE warc = ? AND offset = ?)", lost)
                stays = "SELECT old_offset FROM moved_records WHERE file = ?"
                Schema(db).delete(db, "captures", f"warc = ? AND offset NOT IN ({stays})", (path.name, path.name))
                move_places(db, "captures", ("warc", "offset"), path.name, new, moved)
                db.execute("UPDATE rewrites SET moved = 1 WHERE old = ?", (path.name,))
            on_step("moved")
            self._settle(archive, path.name, new, move)
            on_step("settled")
        return gone, files

    def _settle(self, archive: Path, old: str, new: str, move: Callable[[str, str | None, dict[int, int]], None]) -> None:
        with self._guard():
            moved = dict(self._db.execute("SELECT old_offset, new_offset FROM moved_records WHERE file = ?", (old,)).fetchall())
        move(old, new, moved)
        (archive / old).unlink(missing_ok=True)
        sync_folder(archive)
        with self._write() as db:
            db.execute("DELETE FROM moved_records WHERE file = ?", (old,))
            db.execute("DELETE FROM rewrites WHERE old = ?", (old,))

    def scrub(self) -> None:
        """Rewrite the file, so that nothing deleted is left in it."""
        with self._guard():
            scrub(self._db)
