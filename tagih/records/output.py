"""Records as JSON: the output contract of `tagih extract`, and its JSON Schema (`tagih schema`)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from tagih.records.model import KINDS, Document, Extraction, Record

HIDDEN = {"jurisdiction", "private_people"}  # of a document: a hint of the source, and names that must not go out


def decimal_text(value: Decimal | None) -> str | None:
    """Decimal text with a point, no grouping, no exponent: Decimal("7.1158E+11") is "711580000000"."""
    if value is None:
        return None
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return decimal_text(value)
    return list(value) if isinstance(value, tuple) else value


def record_json(record: Record | Document) -> dict[str, Any]:
    """One record as plain JSON values; decimals are strings, tuples are lists."""
    return {name: _plain(getattr(record, name)) for name in record.__dataclass_fields__}


def extraction_json(extraction: Extraction) -> dict[str, Any]:
    """`{"document": {...}, "officials": [...], ...}`, one line of `tagih extract`."""
    document = {k: v for k, v in record_json(extraction.document).items() if k not in HIDDEN}
    return {"document": document} | {kind: [record_json(r) for r in getattr(extraction, kind)] for kind in KINDS}


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one line of `tagih extract`, made from the record classes."""
    schema = TypeAdapter(Extraction).json_schema(mode="serialization")
    document = schema["$defs"]["Document"]
    for name in HIDDEN:
        document["properties"].pop(name)
    for definition in [schema, *schema["$defs"].values()]:
        definition["required"] = list(definition["properties"])
        definition["additionalProperties"] = False
    return schema | {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "One document of tagih extract"}
