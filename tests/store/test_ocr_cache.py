"""Recognised text is kept by document and engine, survives a torn write, and can be forgotten."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tagih.records import PageError
from tagih.store import Store
from tagih.store.ocr_cache import OcrCache, waiting
from tests.store.factories import extraction, hints, page, save

CONTENT, ENGINE = b"%PDF-1.7 a scan", "tesseract 5.3.0 ind 1o"


@given(st.dictionaries(st.integers(0, 50), st.text(), max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_kept_is_given_back(tmp_path_factory: pytest.TempPathFactory, texts: dict[int, str]) -> None:
    cache = OcrCache(tmp_path_factory.mktemp("ocr"))
    for number, text in texts.items():
        cache.keep(CONTENT, ENGINE, number, text)
    assert cache.pages(CONTENT, ENGINE) == texts


def test_another_engine_or_document_has_nothing(tmp_path: Path) -> None:
    cache = OcrCache(tmp_path / "ocr")
    assert cache.pages(CONTENT, ENGINE) == {}
    cache.keep(CONTENT, ENGINE, 0, "Pasal 1")
    assert cache.pages(CONTENT, "tesseract 5.5.0 ind 1o") == {}
    assert cache.pages(CONTENT + b" ", ENGINE) == {}


def test_a_line_that_a_killed_run_left_is_passed_over(tmp_path: Path) -> None:
    cache = OcrCache(tmp_path)
    cache.keep(CONTENT, ENGINE, 0, "Pasal 1")
    (file,) = tmp_path.iterdir()
    with file.open("ab") as out:
        out.write(b'\n[1, "Pas')
    cache.keep(CONTENT, ENGINE, 2, "Pasal 3")
    assert cache.pages(CONTENT, ENGINE) == {0: "Pasal 1", 2: "Pasal 3"}


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path: Path) -> None:
    (tmp_path / "ocr").write_text("a file, no folder")
    cache = OcrCache(tmp_path / "ocr")
    cache.keep(CONTENT, ENGINE, 0, "Pasal 1")
    assert cache.pages(CONTENT, ENGINE) == {}


def test_a_document_is_forgotten_by_its_digest(tmp_path: Path) -> None:
    cache = OcrCache(tmp_path)
    cache.keep(CONTENT, ENGINE, 0, "Pasal 1")
    cache.keep(CONTENT, "tesseract 5.5.0 eng 1", 0, "Pasal 1")
    cache.keep(b"another", ENGINE, 0, "Pasal 2")
    assert cache.forget([hashlib.sha256(CONTENT).hexdigest()]) == 2
    assert cache.pages(CONTENT, ENGINE) == {}
    assert cache.pages(b"another", ENGINE) == {0: "Pasal 2"}


def test_scans_wait_for_a_machine_that_can_read_them(tmp_path: Path) -> None:
    with Store.open(tmp_path / "tagih.db") as store:
        store.put_sources([hints()], {})
        run = store.run_id({"figures": "1"})
        for name, what in (("scan", "is a scan"), ("broken", "is broken")):
            store.fail(page(f"https://kabar.example/{name}"), run, PageError(what, where=name, remedy="Install it."))
        save(store, extraction("Sebagian terbaca.", url="https://kabar.example/mixed", extractor="pdfium; not recognised: page 2"))
        save(store, extraction("Seluruhnya terbaca.", url="https://kabar.example/whole", extractor="pdfium"))
        urls = dict(store.conn.execute("SELECT document_id, url FROM failures UNION SELECT id, url FROM documents").fetchall())
        found = waiting(store, what="is a scan", extractor="not recognised")
    assert {urls[id_] for id_ in found} == {"https://kabar.example/scan", "https://kabar.example/mixed"}
