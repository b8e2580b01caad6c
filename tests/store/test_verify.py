"""Verification finds what does not hold."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tagih.records import StoreError
from tagih.store import publish, verify
from tests.store import world


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    working = world.build(tmp_path / "tagih.db")
    publish(working, tmp_path / "public.db")
    return working, tmp_path / "public.db"


def change(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.execute(sql)


def test_a_sound_database_has_no_violations(files: tuple[Path, Path]) -> None:
    assert verify(files[0], public=files[1]) == []


@pytest.mark.parametrize(
    ("sql", "row", "what"),
    [
        ("UPDATE figures SET start = start + 1 WHERE record_id = 'f3'", "figures", "does not stand at"),
        ("UPDATE statements SET text = 'Kami tidak siap,' WHERE record_id = 's1'", "statements", "'Kami tidak siap,' does not stand"),
        ('UPDATE targets SET "end" = 100000', "targets", "does not stand at"),
        ("UPDATE document_versions SET text = 'x' || text", "document_versions", "not the text of its digest"),
        ("DELETE FROM sources WHERE id = 'kabar'", "documents", "points to nothing in sources"),
        ("DELETE FROM commitment_ledger", "commitments", "points to nothing in commitment_ledger"),
        ("UPDATE edits SET start = start + 1 WHERE kind = 'figure_changed'", "revisions", "'Rp 5,3 miliar' does not stand at 211-223"),
        ("UPDATE edits SET new_text = 'Rp 9 miliar' WHERE kind = 'figure_changed'", "revisions", "'Rp 9 miliar' does not stand at"),
        ("UPDATE revisions SET hunks = '[]'", "revisions", "are not the same"),
        ("UPDATE revisions SET hunks = '[[10, 5, 0, 0]]'", "revisions", "before what stands there"),
    ],
)
def test_what_was_changed_behind_its_back_is_found(files: tuple[Path, Path], sql: str, row: str, what: str) -> None:
    change(files[0], sql)
    found = [v for v in verify(files[0]) if v.row.startswith(row) and what in v.what]
    assert found
    assert found[0].file == str(files[0])


@pytest.mark.parametrize(
    ("sql", "row", "what"),
    [
        ("UPDATE commitments SET quote = 'Kami berjanji lain'", "commitments", "'Kami berjanji lain' does not stand"),
        ("UPDATE documents SET carried_characters = characters", "documents", "more than 30 %"),
        ("UPDATE documents SET text = 'whole' WHERE source_id = 'kabar'", "documents", "more than 30 %"),
        ("UPDATE documents SET id = 'x' || id WHERE source_id = 'kabar'", "documents x", "has no such document"),
        ("CREATE TABLE subscribers (email TEXT)", "subscribers", "not published"),
        ("DROP TABLE about", "about", "is missing"),
        ("DELETE FROM officials", "commitments", "points to nothing in officials"),
        ("UPDATE edits SET old_quote = 'Rp 4,4 miliar' WHERE kind = 'figure_changed'", "edits", "do not stand in the two versions"),
        (
            "UPDATE edits SET new_sentence = 'Anggaran sudah habis.' WHERE kind = 'figure_changed'",
            "edits",
            "do not stand in the two versions",
        ),
        ("UPDATE revisions SET diff = replace(diff, '5,3', '6,3')", "revisions", "not that of the two versions"),
        ("UPDATE revisions SET diff = '[]'", "revisions", "not that of the two versions"),
        ("DELETE FROM revisions", "edits", "points to nothing in revisions"),
        ("DROP TABLE edits", "edits", "is missing"),
    ],
)
def test_what_is_wrong_with_the_public_file_is_found(files: tuple[Path, Path], sql: str, row: str, what: str) -> None:
    change(files[1], sql)
    found = [v for v in verify(files[0], public=files[1]) if v.row.startswith(row) and what in v.what]
    assert found
    assert found[0].file == str(files[1])
    assert verify(files[0]) == []


def test_a_public_file_that_cannot_be_read(files: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no public file yet"):
        verify(files[0], public=tmp_path / "nowhere.db")
    files[1].write_text("Bukan basis data. " * 100)
    with pytest.raises(StoreError, match="no SQLite database"):
        verify(files[0], public=files[1])
