"""`tagih score`: the table, the JSON, errors, and what changed since a saved run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tagih.cli import cli

STORY = """Jembatan Krayan Diperbaiki

NUNUKAN - Bupati Nunukan Darto Wibawa mengatakan pemkab akan memperbaiki 40 jembatan mulai 2027.
"""


def tagih(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, ["score", *map(str, args)])


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """One annotated document; the second official is not in it, so that something is missed."""
    (tmp_path / "gold").mkdir()
    (tmp_path / "cerita.txt").write_text(STORY, encoding="utf-8")
    official = {"text": "Darto Wibawa", "name": "Darto Wibawa", "office": "Bupati", "jurisdiction": "65.03", "acting": None}
    figure = {"text": "40 jembatan", "value": "40", "unit": "jembatan", "qualifier": None, "role": "target"}
    lost = {"text": "NUNUKAN", "name": "Nunukan Raya", "office": "Camat", "jurisdiction": "65.03", "acting": None}
    line = {"id": "cerita", "file": "cerita.txt", "officials": [official, lost], "figures": [figure]}
    path = tmp_path / "gold" / "gold.jsonl"
    path.write_text(json.dumps(line) + "\n", encoding="utf-8")
    return path


def test_table_and_errors(gold: Path) -> None:
    result = tagih(gold, "--kind", "officials", "--kind", "figures", "--errors")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0] == "cerita\tofficials\tmissed\t'NUNUKAN'"
    rows = {line.split()[0]: line.split() for line in lines if line.startswith(("officials ", "figures "))}
    assert set(rows) == {"officials", "figures"}
    assert rows["officials"][1:4] == ["1.000", "0.500", "0.667"]
    assert "1/0/1" in rows["officials"]
    assert "office=1.000" in rows["officials"]


def test_json_and_a_saved_run(gold: Path, tmp_path: Path) -> None:
    saved = tmp_path / "dulu.jsonl"
    first = tagih(gold, "--json", "--out", saved)
    assert json.loads(first.stdout)["officials"]["fn"] == 1
    assert [json.loads(line)["document"]["id"] for line in saved.read_text(encoding="utf-8").splitlines()] == ["cerita"]
    assert json.loads(tagih(gold, "--json", "--against", saved).stdout)["changes"] == []

    earlier = json.loads(saved.read_text(encoding="utf-8"))
    figure = earlier["figures"].pop()
    earlier["officials"][0]["office"] = "Camat"
    saved.write_text(json.dumps(earlier) + "\n", encoding="utf-8")
    changed = json.loads(tagih(gold, "--json", "--against", saved).stdout)["changes"]
    assert [(c["what"], c["kind"], c["in_gold"]) for c in changed] == [("changed", "officials", "yes"), ("gained", "figures", "yes")]
    assert changed[0]["values"]["office"] == {"before": "Camat", "now": "Bupati", "gold": "Bupati"}
    shown = tagih(gold, "--kind", "officials", "--kind", "figures", "--against", saved).stdout
    assert "officials: 0 gained, 0 lost, 1 changed" in shown
    assert "      office: Camat -> Bupati (gold: Bupati)" in shown
    assert f"  + cerita {figure['start']}-{figure['end']} [in gold] 40 jembatan" in shown


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("absent.jsonl",), "the file cannot be read"),
        (("{gold}", "--texts", "{tmp}/kosong"), "--texts FOLDER"),
        (("{gold}", "--against", "{tmp}/cerita.txt"), "is not JSON"),
        (("{gold}", "--out", "{tmp}/tidak/ada.jsonl"), "Name another with --out"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_remedy(gold: Path, tmp_path: Path, args: tuple[str, ...], message: str) -> None:
    result = tagih(*(a.format(gold=gold, tmp=tmp_path) for a in args))
    assert result.exit_code == 2
    assert message in result.output
