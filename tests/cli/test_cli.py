"""The command line: contracts, exit codes, and errors that name the file and the remedy."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import jsonschema
import pikepdf
import pytest
from click.testing import CliRunner, Result

from tagih.cli import cli
from tagih.records import KINDS
from tagih.records.output import json_schema

STORY = """Pemkot Bontang Siapkan Iuran 4.500 Nelayan

BONTANG - Wali Kota Bontang Arman Siregar mengatakan pemkot akan menanggung iuran 4.500 nelayan mulai 2027.
“Anggarannya Rp 1,2 miliar, sudah masuk rancangan,” kata Arman, Senin (9/11/2026).
"""


def tagih(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(a) for a in args])


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "cerita.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


def test_extract_prints_one_valid_json_object_a_document(story: Path, tmp_path: Path) -> None:
    html = tmp_path / "halaman.html"
    body = "".join(f"<p>{line}</p>" for line in STORY.splitlines()[2:] * 3)
    html.write_text(
        f"<html><head><title>Pemkot Bontang</title></head><body><article><h1>Pemkot Bontang</h1>{body}</article></body></html>",
        encoding="utf-8",
    )
    result = tagih("extract", story, html)
    assert result.exit_code == 0, result.output
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["document"]["id"] for line in lines] == ["cerita", "halaman"]
    assert lines[0]["document"]["text"] == STORY
    assert "<p>" not in lines[1]["document"]["text"]
    validator = jsonschema.Draft202012Validator(json_schema())
    for line in lines:
        assert list(validator.iter_errors(line)) == []
        for kind in KINDS:
            for record in line[kind]:
                assert line["document"]["text"][record["start"] : record["end"]] == record["text"]
    assert {(f["value"], f["unit"]) for f in lines[0]["figures"]} == {("4500", "people"), ("1200000000", "IDR")}
    assert lines[0]["officials"][0]["name"] == "Arman Siregar"


def test_a_text_file_is_kept_as_it_is_but_for_nfc(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Cafe\u0301\u00a0 dua  spasi\r\nbaris".encode())
    document = json.loads(tagih("extract", path).stdout)["document"]
    assert document["text"] == "Café\u00a0 dua  spasi\r\nbaris"


def test_extract_as_a_table_and_to_a_file(story: Path, tmp_path: Path) -> None:
    table = tagih("extract", story, "--format", "table").stdout
    assert "figures" in table
    assert "value=1200000000" in table
    out = tmp_path / "out.jsonl"
    assert tagih("extract", story, "--out", out).exit_code == 0
    assert json.loads(out.read_text(encoding="utf-8"))["document"]["id"] == "cerita"


def encrypted_pdf(path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path, encryption=pikepdf.Encryption(owner="a", user="b"))


BAD = {
    "empty.html": b"",
    "junk.html": bytes(range(256)) * 40,
    "big.html": b"<p>" + b"kata " * 6_000_000,
    "broken.pdf": b"%PDF-1.7\nnothing of the kind",
    "cut.warc.gz": b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
    "table.xlsx": b"PK",
}


@pytest.mark.parametrize("name", [*BAD, "locked.pdf", "absent.txt"])
def test_one_bad_file_gives_one_clear_error_and_the_others_go_on(name: str, story: Path, tmp_path: Path) -> None:
    path = tmp_path / name
    if name in BAD:
        path.write_bytes(BAD[name])
    elif name == "locked.pdf":
        encrypted_pdf(path)
    result = tagih("extract", path, story)
    assert result.exit_code == 3
    assert [json.loads(line)["document"]["id"] for line in result.stdout.splitlines()] == ["cerita"]
    errors = [line for line in result.stderr.splitlines() if line.startswith("Error: ")]
    assert len(errors) == 1
    assert name.split(".")[0] in errors[0]
    assert "Traceback" not in result.stderr


SOURCE = 'name = "Uji"\nhome = "http://uji.example/"\njurisdiction = "64"\nkind = "news"\n'


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        (SOURCE + 'fedds = ["/rss"]\n', ":5", "fedds"),
        (SOURCE.replace('"64"', '"Kaltimsel"'), ":3", "Kaltimsel"),
        (SOURCE.replace("http://", "ftp://"), ":2", "ftp"),
        (SOURCE + 'article_patterns = ["(["]\n', ":5", "(["),
        (SOURCE + "feeds = [\n", "uji.toml", ""),
    ],
)
def test_a_broken_source_file_names_file_line_and_remedy(text: str, line: str, word: str, tmp_path: Path) -> None:
    (tmp_path / "uji.toml").write_text(text, encoding="utf-8")
    result = tagih("sources", "list", "--sources", tmp_path)
    assert result.exit_code == 2
    assert "uji.toml" in result.stderr
    assert line in result.stderr
    assert word in result.stderr
    assert "Traceback" not in result.stderr


def test_the_sources_that_ship_are_listed() -> None:
    result = tagih("sources", "list")
    assert result.exit_code == 0
    assert "PROKAL" in result.stdout
    assert "Kalimantan" in result.stdout


def test_an_unknown_source_and_a_missing_contact_say_what_to_do(tmp_path: Path) -> None:
    unknown = tagih("run", "--source", "tidak-ada", "--contact", "a@example.org", "--data", tmp_path)
    assert unknown.exit_code == 2
    assert "tagih sources list" in unknown.stderr
    nameless = tagih("run", "--data", tmp_path)
    assert nameless.exit_code == 2
    assert "--contact" in nameless.stderr


def test_schema_is_the_schema() -> None:
    assert json.loads(tagih("schema").stdout) == json_schema()


def test_a_locked_database_is_an_error_of_the_machine_and_loses_nothing(
    sample_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "tagih.db").write_bytes((sample_data / "tagih.db").read_bytes())
    monkeypatch.setattr("tagih.store.database.BUSY_TIMEOUT_MS", 50)
    holder = sqlite3.connect(data / "tagih.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        result = tagih("extract", "--data", data, "--sources", tmp_path)
    finally:
        holder.rollback()
        holder.close()
    assert result.exit_code == 5
    assert "tagih.db" in result.stderr
    assert tagih("verify", "--data", data).exit_code == 0


def test_verify_without_a_database_says_so(tmp_path: Path) -> None:
    result = tagih("verify", "--data", tmp_path)
    assert result.exit_code == 5
    assert "tagih.db" in result.stderr


def test_publish_writes_what_it_says(sample_data: Path, tmp_path: Path) -> None:
    (tmp_path / "tagih.db").write_bytes((sample_data / "tagih.db").read_bytes())
    result = tagih("publish", "--data", tmp_path)
    assert result.exit_code == 0, result.output
    assert (tmp_path / "public.db").read_bytes() == (sample_data / "public.db").read_bytes()


def test_a_full_disk_keeps_the_old_public_file(sample_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tagih.db").write_bytes((sample_data / "tagih.db").read_bytes())
    (tmp_path / "public.db").write_bytes(b"the old file")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    monkeypatch.setattr(Path, "replace", full)
    result = tagih("publish", "--data", tmp_path)
    assert result.exit_code == 5
    assert "public.db" in result.stderr
    assert (tmp_path / "public.db").read_bytes() == b"the old file"
