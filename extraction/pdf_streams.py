"""What a PDF unpacks to, measured before anything reads it: a few kilobytes can hold a page description of a gigabyte."""

from __future__ import annotations

import re
import zlib

from tagih.records import PageError

STREAM_MAX_BYTES = 100_000_000  # unpacked: a colour picture of A3 at 300 dots per inch has 52 million
TOTAL_MAX_BYTES = 1_500_000_000  # of all streams of a file: three hundred scanned pages
CHUNK_BYTES = 1_000_000
_STREAM = re.compile(rb"stream\r?\n")
_TWICE = re.compile(rb"/Fl(?:ateDecode)?[\s/]{1,4}Fl(?:ateDecode)?\b")  # packed twice: nobody's program does


def refuse_bombs(content: bytes, where: str) -> None:
    """Raise PageError where a stream packed with Flate, which nearly all are, unpacks to more than any page needs.

    Linear in what the file unpacks to, and never more than CHUNK_BYTES of it in memory.
    """
    total = 0
    if _TWICE.search(content):
        raise _bomb("a stream that is packed twice", where)
    for m in _STREAM.finditer(content):
        size = _size(content, m.end())
        total += size
        if size > STREAM_MAX_BYTES or total > TOTAL_MAX_BYTES:
            raise _bomb(f"more than {(STREAM_MAX_BYTES if size > STREAM_MAX_BYTES else TOTAL_MAX_BYTES):,} bytes", where)


def _size(content: bytes, start: int) -> int:
    """How many bytes the stream at `start` unpacks to, counted no further than the limit; 0 where it is not packed so."""
    if content[start : start + 1] not in (b"\x78", b"\x68", b"\x58", b"\x48"):
        return 0
    unpacker, size, at = zlib.decompressobj(), 0, start
    try:
        while not unpacker.eof and size <= STREAM_MAX_BYTES:
            fed = unpacker.unconsumed_tail
            if not fed:
                fed, at = content[at : at + 65_536], at + 65_536
            if not fed:
                break
            size += len(unpacker.decompress(fed, CHUNK_BYTES))
    except zlib.error:
        pass  # broken from there on: the reader will say so
    return size


def _bomb(what: str, where: str) -> PageError:
    return PageError(f"is a PDF that unpacks to {what}", where=where, remedy="Leave it out, or save it with smaller pictures.")
