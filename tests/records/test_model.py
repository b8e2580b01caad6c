"""Evidence is checked at birth, and the output contract holds."""

from __future__ import annotations

import dataclasses
import json
from decimal import Decimal

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagih.records import KINDS, Document, EvidenceError, Extraction, Figure
from tagih.records.ids import document_id, record_id, slug, text_digest
from tagih.records.output import decimal_text, extraction_json, json_schema

TEXT = "Pemkot menyiapkan Rp 2,5 miliar untuk iuran nelayan."


def figure(start: int = 18, end: int = 31, **changes: object) -> Figure:
    values: dict[str, object] = {
        "id": f"figure-{start}", "text": TEXT[start:end], "start": start, "end": end, "rule": "figures", "rule_version": "1",
        "value": Decimal("2.5E+9"), "value_high": None, "unit": "IDR", "qualifier": None, "role": "budget", "period": None,
    }  # fmt: skip
    return Figure(**(values | changes))  # type: ignore[arg-type]


def extraction(*figures: Figure) -> Extraction:
    return Extraction(document=Document(id="a", text=TEXT), figures=figures)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (figure(text="Rp 2,5 juta"), "says"),
        (figure(start=-1, end=3, text="Pem"), "says"),
        (figure(start=5, end=5, text=""), "says"),
        (figure(start=50, end=90, text=TEXT[50:]), "says"),
    ],
)
def test_a_record_whose_quote_is_not_the_text_is_refused(bad: Figure, why: str) -> None:
    with pytest.raises(EvidenceError, match=why):
        extraction(bad)


def test_an_id_stands_once_in_a_document() -> None:
    with pytest.raises(EvidenceError, match="twice"):
        extraction(figure(), figure())


def test_output_is_valid_against_its_own_schema_and_the_schema_refuses_less() -> None:
    line = json.loads(json.dumps(extraction_json(extraction(figure()))))
    validator = jsonschema.Draft202012Validator(json_schema())
    validator.check_schema(json_schema())
    assert list(validator.iter_errors(line)) == []
    assert list(line) == ["document", *KINDS]
    assert line["figures"][0]["value"] == "2500000000"
    del line["figures"][0]["rule_version"]
    assert [e.validator for e in validator.iter_errors(line)] == ["required"]


def test_the_documents_own_fields_come_first_and_the_sources_hint_stays_inside() -> None:
    document = extraction_json(extraction())["document"]
    assert list(document)[:10] == ["id", "url", "title", "published", "outlet", "authors", "editors", "kind", "language", "text"]
    assert "jurisdiction" not in document


@pytest.mark.parametrize(
    ("value", "text"),
    [("7.1158E+11", "711580000000"), ("59.560", "59.56"), ("0", "0"), ("-0.010", "-0.01"), ("100", "100"), ("1E-7", "0.0000001")],
)
def test_decimals_are_written_plainly(value: str, text: str) -> None:
    assert decimal_text(Decimal(value)) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_decimal_text_keeps_the_value(value: Decimal) -> None:
    text = decimal_text(value)
    assert text is not None
    assert Decimal(text) == value
    assert "E" not in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kota Pangkal Pinang", "kota-pangkal-pinang"),
        ("100.3.3.1/712/2025", "100.3.3.1-712-2025"),
        ("Gunung  Mas.", "gunung-mas"),
        ("Café", "cafe"),
    ],
)
def test_slug(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_ids_are_stable() -> None:
    assert document_id("http://kabar.example/a") == "f451e41cd159275a"
    assert text_digest("a  b\n c") == text_digest("a b c") != text_digest("a b d")


def test_record_ids_of_one_place_differ() -> None:
    taken: set[str] = set()
    assert [record_id("figure", 7, taken) for _ in range(3)] == ["figure-7", "figure-7.2", "figure-7.3"]


def test_records_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        figure().unit = "USD"  # type: ignore[misc]
