"""Recognised text of scanned pages, kept in files beside the databases: reading an archive again need not recognise it again.

One file for each document and engine, one line for each page, only ever added to; a line that a killed run left unfinished is passed
over. It is a memory and no source: without it everything is as it was, only later. `forget` takes a document out of it.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tagih.records.ids import slug
from tagih.store.database import Store

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OcrCache:
    """Kept in `folder`, which need not be there. Several processes may use it at once."""

    folder: Path

    def pages(self, content: bytes, engine: str) -> Mapping[int, str]:
        """Page number (from 0 on) -> text, as far as this engine has recognised the document."""
        try:
            lines = self._path(content, engine).read_text("utf-8").split("\n")
        except (OSError, UnicodeDecodeError):
            return {}
        found = {}
        for line in lines:
            try:
                number, text = json.loads(line)
            except ValueError:
                continue  # torn: recognised again
            if isinstance(number, int) and isinstance(text, str):
                found[number] = text
        return found

    def keep(self, content: bytes, engine: str, number: int, text: str) -> None:
        """Keep a page. What cannot be kept (a full disk) is recognised again another time; the log says so."""
        line = json.dumps([number, text], ensure_ascii=True)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with self._path(content, engine).open("ab") as out:
                # One write: two processes never mix their lines. The line break stands first, to part it from a torn one.
                out.write(f"\n{line}".encode())
        except OSError as e:
            logger.warning("recognised text cannot be kept in %s: %s", self.folder, e.strerror)

    def forget(self, digests: Iterable[str]) -> int:
        """Remove what is kept of documents, by the SHA-256 of their bytes (hexadecimal); -> how many files."""
        removed = 0
        for digest in digests:
            for path in sorted(self.folder.glob(f"{digest}-*.jsonl")):
                path.unlink(missing_ok=True)
                removed += 1
        return removed

    def _path(self, content: bytes, engine: str) -> Path:
        return self.folder / f"{hashlib.sha256(content).hexdigest()}-{slug(engine)}.jsonl"


def waiting(store: Store, *, what: str, extractor: str) -> frozenset[str]:
    """Documents that a machine which can recognise text has to read again: those that failed with `what`, and those whose
    `extractor` says that pages are missing."""
    found = store.conn.execute(
        "SELECT document_id FROM failures WHERE what = ? UNION SELECT document_id FROM document_versions WHERE current AND instr(extractor, ?)",
        [what, extractor],
    )
    return frozenset(row[0] for row in found)
