"""Revisions derived again: every change lies where it is said to lie, and readers are shown nothing else."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from tagih.records.revisions import Passage, Revision
from tagih.store.database import Store
from tagih.store.model import Violation
from tagih.store.privacy import MASK
from tagih.store.revisions import History, ShownVersion, history, revision_id, revisions_of

Texts = dict[int, tuple[str | None, str]]  # version -> its title and text


def revision_violations(store: Store, path: Path) -> Iterator[Violation]:
    """Over the working database: evidence of edits and notices in both versions, and the same words wherever nothing changed."""
    with store.snapshot():
        documents = store.conn.execute(
            "SELECT DISTINCT v.document_id, d.url FROM revisions r JOIN document_versions v ON v.id = r.version_id"
            " JOIN documents d ON d.id = v.document_id ORDER BY 1"
        ).fetchall()
        for id_, url in documents:
            texts: Texts = {
                row[0]: (row[1], row[2])
                for row in store.conn.execute("SELECT id, title, text FROM document_versions WHERE document_id = ?", [id_])
            }
            for revision in revisions_of(store, id_):
                for what in (*_hunks(revision, texts), *_evidence(revision, texts)):
                    yield Violation(file=str(path), row=f"revisions {revision.new} ({url})", what=what)


def _hunks(revision: Revision, texts: Texts) -> Iterator[str]:
    if revision.cause == "reading":
        return
    (_, old), (_, new) = texts[revision.old], texts[revision.new]
    before = after = 0
    for h in (*revision.hunks, None):
        stop, end = (h.old_start, h.new_start) if h else (len(old), len(new))
        ordered = h is None or (h.old_start <= h.old_end and h.new_start <= h.new_end)
        if not (ordered and before <= stop <= len(old) and after <= end <= len(new)):
            yield f"a change is said to stand at {stop} and {end}, before what stands there"
            return
        if _letters(old[before:stop]) != _letters(new[after:end]):
            yield f"the words at {before}-{stop} and {after}-{end} are not the same"
        if h:
            before, after = h.old_end, h.new_end


def _letters(text: str) -> str:
    """Letters and digits alone: signs and white space may differ where words do not."""
    return "".join(c for c in text if c.isalnum())


def _evidence(revision: Revision, texts: Texts) -> Iterator[str]:
    places = [(revision.old, e.old) for e in revision.edits]
    places += [(revision.new, e.new) for e in revision.edits if e.new is not None]
    if revision.notice is not None and revision.notice.passage.field != "page":  # the archive holds the page itself
        places.append((revision.new, revision.notice.passage))
    for version, passage in places:
        if _at(passage, *texts[version]) != passage.text or not passage.text:
            yield f"{passage.text!r} does not stand at {passage.start}-{passage.end} of the {passage.field} of version {version}"


def _at(passage: Passage, title: str | None, text: str) -> str:
    return (title or "" if passage.field == "title" else text)[passage.start : passage.end]


def shown_violations(store: Store, conn: sqlite3.Connection, path: Path) -> Iterator[Violation]:
    """Over the public file: every word of a change is a word of its version (but for covered names), and every change is known."""
    if not {"revisions", "edits"} <= {row[0] for row in conn.execute("SELECT name FROM sqlite_master")}:
        return  # told of as tables that are missing
    for (id_,) in conn.execute("SELECT DISTINCT document_id FROM revisions ORDER BY 1").fetchall():
        past = history(store, id_)
        known = {revision_id(id_, past.versions[r.new]): r for r in past.revisions}
        for row, diff in conn.execute("SELECT id, diff FROM revisions WHERE document_id = ? ORDER BY id", [id_]):
            if row not in known or not _is_diff(json.loads(diff), known[row], past):
                yield Violation(file=str(path), row=f"revisions {row}", what="its word diff is not that of the two versions")
        for row, revision, *sides in conn.execute(
            "SELECT id, revision_id, old_start, old_quote, old_sentence, new_start, new_quote, new_sentence FROM edits"
            " WHERE document_id = ? ORDER BY id",
            [id_],
        ):
            edit = next((e for e in known[revision].edits if row == f"{revision}-{e.id}"), None) if revision in known else None
            found = edit is not None and all(
                passage is None or _is_shown(passage, past.versions[version], *side)
                for version, passage, side in (
                    (known[revision].old, edit.old, sides[:3]),
                    (known[revision].new, edit.new, sides[3:]),
                )
            )
            if not found:
                yield Violation(file=str(path), row=f"edits {row}", what="its quotes do not stand in the two versions")


def _is_shown(passage: Passage, version: ShownVersion, start: int, quote: str | None, sentence: str | None) -> bool:
    document = version.extraction.document
    text = document.title or "" if passage.field == "title" else document.text
    if start != passage.start or (quote is not None and not same(quote, text[passage.start : passage.end])):
        return False
    if sentence is None:
        return True
    first = max(0, passage.end - len(sentence))
    return any(same(sentence, text[at : at + len(sentence)]) for at in range(first, passage.start + 1))


def _is_diff(segments: list[tuple[str, str | int]], revision: Revision, past: History) -> bool:
    old = past.versions[revision.old].extraction.document.text
    new = past.versions[revision.new].extraction.document.text
    sources = {True: "".join(old[h.old_start : h.old_end] for h in revision.hunks), False: new}
    at = {True: 0, False: 0}
    for mark, words in segments:
        gone = mark == "-"
        size = words if isinstance(words, int) else len(words)
        if isinstance(words, str) and not same(words, sources[gone][at[gone] : at[gone] + size]):
            return False
        at[gone] += size
    return all(at[side] == len(sources[side]) for side in sources)


def same(shown: str, text: str) -> bool:
    """Whether a published text is this one, but for covered names."""
    return len(shown) == len(text) and all(a in (b, MASK) for a, b in zip(shown, text, strict=True))
