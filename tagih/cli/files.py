"""`tagih extract FILE...`: pages from disk to JSON lines or tables, without a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TextIO

import click

from extraction.docx import MEDIA_TYPE as DOCX
from extraction.pipeline import extract_or_error
from tagih.cli import show
from tagih.records import Page, PageError, SourceHints, TagihError
from tagih.records.output import extraction_json

MEDIA_TYPES = {".txt": "text/plain", ".html": "text/html", ".htm": "text/html", ".pdf": "application/pdf", ".docx": DOCX}


def pages(path: Path, hints: SourceHints | None) -> Iterator[Page | PageError]:
    """The page in a file, or every page of a WARC; what cannot be read is an error in its place."""
    if path.name.endswith((".warc.gz", ".warc")):
        from scraper.archive import iter_pages  # warcio and the crawler's own modules are not needed for the other kinds

        yield from iter_pages(path)
        return
    media_type = MEDIA_TYPES.get(path.suffix.lower())
    if media_type is None:
        yield PageError(
            "this kind of file is not read", where=str(path), remedy=f"Give one of {', '.join(MEDIA_TYPES)}, .warc or .warc.gz."
        )
        return
    try:
        content = path.read_bytes()
    except OSError as e:
        yield PageError(f"the file cannot be read ({e.strerror})", where=str(path), remedy="Check the name and that you may read it.")
        return
    yield Page(id=path.stem, content=content, media_type=media_type, hints=hints)


def extract_files(files: Sequence[Path], form: str, out: Path | None, hints: SourceHints | None) -> int:
    """Print the records of each file; -> how many pages failed. Errors go to stderr as they come."""
    failed = 0
    try:
        target = out.open("w", encoding="utf-8") if out else nullcontext(sys.stdout)
    except OSError as e:
        raise TagihError(f"the file cannot be written ({e.strerror})", where=str(out), remedy="Name another with --out.") from e
    with target as stream:
        for path in files:
            for page in pages(path, hints):
                result = extract_or_error(page)
                if isinstance(result, TagihError):
                    failed += 1
                    message = str(result) if str(path) in str(result) else f"{path}: {result}"
                    click.echo(f"Error: {message}", err=True)
                else:
                    _print(result, form, stream)
    return failed


def _print(result: object, form: str, stream: TextIO) -> None:
    from tagih.records import Extraction

    assert isinstance(result, Extraction)
    if form == "table":
        show.extraction(result, stream)
    else:
        stream.write(json.dumps(extraction_json(result), ensure_ascii=False) + "\n")
