"""An archive file without some of its records: written anew under a new name, beside the old one, which stays until nothing points to it.

Records that stay are copied byte by byte (each is a gzip member of its own), so only their offsets change.
"""

from __future__ import annotations

import io
import os
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, urljoin, urlsplit

from warcio import archiveiterator

from scraper.archive import KIND, body_of
from scraper.urls import canonical, conventions
from tagih.records import PageError, StoreError
from tagih.records.addresses import Addresses, address_key, hosts_of

ArchiveIterator: Any = archiveiterator.ArchiveIterator  # warcio has no types

LISTS = ("listing", "feed", "sitemap")
COPY_BYTES = 1 << 20
_GENERATION = re.compile(r"(?:\.f(\d+))?\.warc\.gz$")


@dataclass(frozen=True, slots=True)
class Member:
    """A record of an archive file by its place (bytes), and whether it goes."""

    offset: int
    length: int
    goes: bool


@dataclass(frozen=True, slots=True)
class Contents:
    """An archive file's members in their order. `torn`: bytes after the last whole one, which nobody can read."""

    members: Sequence[Member]
    torn: bool

    @property
    def touched(self) -> bool:
        return self.torn or any(m.goes for m in self.members)


def keys_of(url: str) -> list[str]:
    """The keys under which an address as it was asked for may be known: its canonical form's, and that of the site whose copy it is
    ("m.kabar.example/1" of "kabar.example/1")."""
    key = address_key(canonical(url) or url)
    if key is None:
        return []
    first, _, rest = key.partition(".")
    return [key, rest] if first in conventions().copy_hosts and "." in rest.partition("/")[0] else [key]


def under(addresses: Addresses, url: str) -> bool:
    """Whether an address, as it was asked for, is one of these or on one of these hosts."""
    return any(key in addresses.keys or any(h in addresses.keys for h in hosts_of(key)) for key in keys_of(url))


class Mentions:
    """Which lists name an address that goes: they carry its title and often its text. Pages of other addresses are not lists."""

    def __init__(self, addresses: Addresses) -> None:
        self._by_host: dict[str, list[bytes]] = {}
        self._elsewhere: list[bytes] = []
        for key in sorted(addresses.keys):
            host, slash, path = key.partition("/")
            if path:  # a home page is named everywhere, and a whole host's lists go with it
                plain = {f"/{path}", "/" + quote(path, safe="/?&=%:+,;@~"), f"/{path}".replace("&", "&amp;")}
                spelled = [p.encode() for p in (*plain, *(p.replace("/", "\\/") for p in plain))]  # JSON may escape slashes
                self._by_host.setdefault(host, []).extend(spelled)
                self._elsewhere.extend(host.encode() + p for p in spelled)
            elif not slash:
                self._elsewhere += [host.encode() + b"/", host.encode() + b"\\/"]

    def __bool__(self) -> bool:
        return bool(self._elsewhere)

    def within(self, url: str, body: bytes) -> bool:
        """Whether a list at `url` names one of the addresses, whole or (on its own host) from the slash on."""
        key = address_key(url) or ""
        own = (path for host in hosts_of(key) for path in self._by_host.get(host, ()))
        return any(_stands(body, word, _BEFORE_HOST) for word in self._elsewhere) or any(_stands(body, path, _BEFORE_PATH) for path in own)


_BEFORE_PATH = frozenset(bytes([c]) for c in b"\"'=>([, \t\r\n") | {b""}
_BEFORE_HOST = _BEFORE_PATH | {b"/", b".", b"@"}
_AFTER = frozenset(bytes([c]) for c in b"\"'<>()[]{}/?&#;,. \t\r\n\\|") | {b""}


def _stands(body: bytes, word: bytes, before: frozenset[bytes]) -> bool:
    """Whether an address stands in `body` by itself: /berita/1 is named by neither /berita/12 nor /arsip/berita/1."""
    at = body.find(word)
    while at >= 0:
        end = at + len(word)
        if body[max(at - 1, 0) : at] in before and (word.endswith(b"/") or body[end : end + 1] in _AFTER):
            return True
        at = body.find(word, at + 1)
    return False


class Choice:
    """Which records go: those of the addresses, what belongs to them (requests, metadata), and lists that name them."""

    def __init__(self, addresses: Addresses) -> None:
        self._addresses, self._mentions = addresses, Mentions(addresses)
        self._gone: set[str] = set()  # ids of records that go

    def goes(self, record: Any) -> bool:
        """Whether a record goes (warcio's; None, one that cannot be read, stays)."""
        if record is None:
            return False
        header = record.rec_headers.get_header
        if self._names(record, header) or any(header(h) in self._gone for h in ("WARC-Concurrent-To", "WARC-Refers-To")):
            if header("WARC-Record-ID"):
                self._gone.add(header("WARC-Record-ID"))
            return True
        return False

    def _names(self, record: Any, header: Callable[[str], str | None]) -> bool:
        target = header("WARC-Target-URI")
        if not target:
            return False
        if under(self._addresses, target):
            return True
        if record.rec_type != "response" or record.http_headers is None:
            return False
        location = record.http_headers.get_header("Location")
        if location and under(self._addresses, urljoin(target, location)):
            return True
        if header(KIND) not in LISTS or not self._mentions:
            return False
        try:
            body = body_of(record, target)
        except PageError:
            return urlsplit(target).hostname in {k.partition("/")[0] for k in self._addresses.keys}  # nobody can tell what it says
        return self._mentions.within(target, body)


def look_through(path: Path, addresses: Addresses, known: Sequence[tuple[int, int]] = ()) -> Contents:
    """Which records of an archive file go.

    `known` are the places (offset, length) that the ledger points to. Where the file is broken in its middle, of what follows
    those stay that are in `known` and can be read; of a record that a crash tore nothing stays.
    """
    choice, members = Choice(addresses), []
    end = 0
    with path.open("rb") as f:
        for length, plain in _members(f, 0):
            members.append(Member(end, length, choice.goes(_record(plain))))
            end += length
        torn = end < path.stat().st_size
        for offset, length in sorted(known) if torn else ():
            if offset >= end and (found := next(_members(f, offset), None)) is not None and found[0] == length:
                members.append(Member(offset, length, choice.goes(_record(found[1]))))
    return Contents(members, torn)


def _members(f: IO[bytes], offset: int) -> Iterator[tuple[int, bytes]]:
    """The whole gzip members from `offset` on, one after another: their length in the file (bytes), and what they hold."""
    f.seek(offset)
    member, length, parts = zlib.decompressobj(wbits=31), 0, list[bytes]()
    data = f.read(COPY_BYTES)
    while data:
        try:
            parts.append(member.decompress(data))
        except zlib.error:
            return
        length += len(data) - len(member.unused_data)
        data = member.unused_data or f.read(COPY_BYTES)
        if member.eof:
            yield length, b"".join(parts)
            member, length, parts = zlib.decompressobj(wbits=31), 0, []


def _record(plain: bytes) -> Any:
    """A member's record; None where it is none that can be read."""
    try:
        record = next(ArchiveIterator(io.BytesIO(plain)))
    except Exception:  # warcio complains of what is no record in many ways
        return None
    return record if record.rec_headers.get_header("WARC-Type") is not None else None


def next_name(folder: Path, name: str) -> str:
    """The name of the file's next generation: "x.warc.gz", "x.f1.warc.gz", "x.f2.warc.gz"."""
    found = _GENERATION.search(name)
    stem, number = (name[: found.start()], int(found[1] or 0)) if found else (name, 0)
    while True:
        number += 1
        new = f"{stem}.f{number}.warc.gz"
        if not (folder / new).exists():
            return new


def rewrite(old: Path, new: Path, members: Sequence[Member]) -> dict[int, int]:
    """Copy the members that stay into `new`, safe on disk when this returns; old offset -> new offset.

    Raises StoreError, naming the file, where the disk is full or read-only.
    """
    moved: dict[int, int] = {}
    try:
        with old.open("rb") as source, new.open("wb") as target:
            for member in members:
                if not member.goes:
                    moved[member.offset] = target.tell()
                    source.seek(member.offset)
                    _copy(source, target, member.length)
            target.flush()
            os.fsync(target.fileno())
        sync_folder(new.parent)
    except OSError as e:
        remedy = "Free disk space or give a place that you may write to, then run again: nothing else is lost."
        raise StoreError(f"the archive cannot be written: {e}", where=str(new), remedy=remedy) from e
    return moved


def _copy(source: IO[bytes], target: IO[bytes], length: int) -> None:
    while length > 0:
        data = source.read(min(length, COPY_BYTES))
        if not data:
            raise OSError("the file ended before its record")
        target.write(data)
        length -= len(data)


def sync_folder(folder: Path) -> None:
    """Make new and removed names of a folder survive a crash of the machine."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
