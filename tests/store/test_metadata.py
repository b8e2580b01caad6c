"""datasette_metadata.json describes everything that is published, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from tagih.store.public import TABLES, make_tables, make_views, views

FILE = Path(__file__).parents[2] / "datasette_metadata.json"
METADATA = json.loads(FILE.read_text(encoding="utf-8"))
DESCRIBED: dict[str, Any] = METADATA["databases"]["public"]["tables"]
PUBLISHED = [*TABLES, *views()]
QUANTITIES = ("value", "value_number", "value_high", "value_high_number", "characters", "carried_characters", "start", "end")


@pytest.fixture(scope="module")
def columns() -> dict[str, list[str]]:
    with Database(memory=True) as db:
        make_tables(db)
        make_views(db)
        return {name: [row[1] for row in db.execute(f"PRAGMA table_info([{name}])").fetchall()] for name in PUBLISHED}


def test_the_whole_is_described_in_both_languages() -> None:
    assert METADATA["title"]
    assert 'lang="en"' in METADATA["description_html"]
    assert METADATA["license"]
    assert METADATA["source"]


def test_nothing_is_described_that_is_not_published() -> None:
    assert sorted(DESCRIBED) == sorted(PUBLISHED)


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_table_view_and_column_is_described(name: str, columns: dict[str, list[str]]) -> None:
    entry = DESCRIBED[name]
    assert entry["title"]
    assert list(entry["columns"]) == columns[name]
    for text in (entry["title"], entry["description"], *entry["columns"].values()):
        indonesian, _, english = text.partition(" · ")
        assert indonesian.strip(), text
        assert english.strip(), text


@pytest.mark.parametrize("name", PUBLISHED)
def test_what_pages_are_sorted_counted_and_labelled_by_exists(name: str, columns: dict[str, list[str]]) -> None:
    entry = DESCRIBED[name]
    facets = [next(iter(f.values())) if isinstance(f, dict) else f for f in entry.get("facets", [])]
    named = [*facets, *(entry[key] for key in ("sort", "sort_desc", "label_column") if key in entry)]
    assert set(named) <= set(columns[name])
    pointed_at = {other for table in TABLES.values() for other in table.points.values()}
    assert "label_column" in entry or name not in pointed_at


@pytest.mark.parametrize("name", TABLES)
def test_facets_and_sort_orders_of_tables_are_indexed(name: str) -> None:
    """A facet without an index counts by reading the whole table."""
    entry, table = DESCRIBED[name], TABLES[name]
    keys = (table.pk,) if isinstance(table.pk, str) else table.pk
    plain = [f for f in entry.get("facets", []) if isinstance(f, str)]
    small = {"sources", "unresolved", "failures", "about"}
    if name not in small:
        assert {*plain, *(entry[k] for k in ("sort", "sort_desc") if k in entry)} <= {*table.indexes, *table.points, *keys}


def test_quantities_say_their_unit() -> None:
    for name, entry in DESCRIBED.items():
        for column, text in entry["columns"].items():
            if column in QUANTITIES and name != "about":
                assert any(word in text for word in ("unit", "code point", "decimal", "to sort by")), f"{name}.{column}: {text}"
