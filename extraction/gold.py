"""Hand annotations and saved records, read from disk and checked."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extraction.agreement import SCORED_KINDS, Record, of_kind
from tagih.records import TagihError


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """One annotated document: its text (NFC), the file it stands in, and its records per scored kind, each with `start`, `end`, `text`."""

    id: str
    text: str
    file: Path
    records: Mapping[str, tuple[Record, ...]]


def read_gold(path: Path, texts: Path | None = None) -> list[GoldDocument]:
    """Annotated documents in order of the file. Each line's `file` is looked for under `texts`.

    Without `texts`, that is the folder above the annotations' own. Raises TagihError with file and line: not JSON, a text
    that is absent, evidence that is not in the text, a document that stands twice, no document at all.
    """
    base = texts if texts is not None else path.resolve().parent.parent
    found: dict[str, GoldDocument] = {}
    for where, line in _objects(path):
        for key in ("id", "file"):
            if not isinstance(line.get(key), str):
                raise TagihError(
                    f"has no {key!r}", where=where, remedy="Give annotations: an object a line with id, file and record kinds."
                )
        if line["id"] in found:
            raise TagihError(f"the document {line['id']} stands twice", where=where, remedy="Keep one of the two lines.")
        file = base / line["file"]
        try:
            text = unicodedata.normalize("NFC", file.read_text(encoding="utf-8"))
        except OSError as e:
            raise TagihError(
                f"the text {line['file']} cannot be read ({e.strerror})",
                where=where,
                remedy="Name the folder of the texts: --texts FOLDER.",
            ) from e
        records = {kind: tuple(_placed(r, text, where) for r in of_kind(line, kind)) for kind in SCORED_KINDS}
        found[line["id"]] = GoldDocument(line["id"], text, file, records)
    if not found:
        raise TagihError("holds no annotated document", where=str(path), remedy="Give the file of annotations, one JSON object a line.")
    return list(found.values())


def read_saved(path: Path) -> dict[str, Record]:
    """Documents that `tagih extract --out` or `tagih score --out` saved, by id. Raises TagihError with file and line."""
    found: dict[str, Record] = {}
    for where, line in _objects(path):
        document = line.get("document")
        name = document.get("id") if isinstance(document, Mapping) else None
        if not isinstance(name, str):
            raise TagihError("is no document of `tagih extract`", where=where, remedy="Give a file that --out wrote.")
        if name in found:
            raise TagihError(f"the document {name} stands twice", where=where, remedy="Keep one of the two lines.")
        found[name] = line
    return found


def _objects(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as e:
        why = e.strerror if isinstance(e, OSError) else "it is not UTF-8"
        raise TagihError(f"the file cannot be read ({why})", where=str(path), remedy="Check the name and that you may read it.") from e
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            value = json.loads(line)
        except ValueError as e:
            raise TagihError(f"is not JSON ({e})", where=where, remedy="Write one JSON object a line.") from e
        if not isinstance(value, dict):
            raise TagihError("is no JSON object", where=where, remedy="Write one JSON object a line.")
        yield where, value


def _placed(record: Record, text: str, where: str) -> Record:
    """The annotation with the offsets of its nth occurrence, or with the text at its offsets."""
    if "start" in record:
        return {**record, "text": text[record["start"] : record["end"]]}
    start = -1
    for _ in range(record.get("occurrence", 1)):
        start = text.find(record["text"], start + 1)
        if start < 0:
            raise TagihError(
                f"the evidence {record['text'][:60]!r} is not in the text as often as said", where=where, remedy="Correct the annotation."
            )
    return {**record, "start": start, "end": start + len(record["text"])}
