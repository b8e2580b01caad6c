"""Records against annotations: what answers what, what is counted, and that the annotations' own scorer says the same."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from extraction.agreement import SCORED_KINDS, answers, compare, same_body, same_name, same_office, same_type
from extraction.gold import GoldDocument, read_gold, read_saved
from extraction.pipeline import extract
from extraction.scoring import Tally, changes, judge, judge_all, over_folds, score
from tagih.records import Page, TagihError
from tagih.records.output import extraction_json

TEXT = "Bupati Darto Wibawa akan memperbaiki 40 jembatan di Krayan. Jalan poros diaspal. Ia hadir Senin."


def span(part: str, **values: Any) -> dict[str, Any]:
    start = TEXT.index(part)
    return {"text": part, "start": start, "end": start + len(part), **values}


def document(**records: list[dict[str, Any]]) -> GoldDocument:
    return GoldDocument("d", TEXT, Path("d.txt"), {kind: tuple(records.get(kind, ())) for kind in SCORED_KINDS})


DARTO = span("Darto Wibawa", name="Darto Wibawa", office="Bupati", jurisdiction="65.03", acting=None)
BRIDGES = span("40 jembatan", value="40", unit="jembatan", qualifier=None, role="target")
REPAIR = span("akan memperbaiki 40 jembatan di Krayan", status="pledged", actor="Darto Wibawa", jurisdiction="65.03")


@pytest.mark.parametrize(
    ("gold", "found", "same"),
    [
        ("Darto Wibawa", "H. Darto Wibawa, S.IP", True),
        ("Darto Wibawa", "Prof. Dr. Darto Wibawa", True),
        ("Darto Wibawa", "Wibawa", False),
        ("Rini Astari Salim", "Rini Astari", True),
        ("Rini Astari Salim", "Rini", False),
        ("Darto", "Darto Wibawa Salim", True),
        ("Darto", "Bagus Darto Wibawa Salim", False),
        ("Darto", "", False),
        ("", "", False),
    ],
)
def test_same_name(gold: str, found: str, same: bool) -> None:
    assert same_name(gold, found) is same


@pytest.mark.parametrize(
    ("question", "gold", "found", "same"),
    [
        (same_body, "Pemprov Kaltim", "Pemerintah Provinsi Kalimantan Timur", True),
        (same_body, "Dishub Kota Batu", "Dinas Perhubungan Kota Batu", True),
        (same_body, "Dinas Sosial", "Dinas Kesehatan Kota Batu", False),
        (same_body, None, "Dinas Sosial", False),
        (same_office, "Kepala Dishub", "Kepala Dinas Perhubungan", True),
        (same_office, "Kadishub", "Kepala Dinas Perhubungan", True),
        (same_office, "Walikota Batu", "Wali Kota", True),
        (same_office, "Dandim 0901", "Komandan Kodim", True),
        (same_office, "Wakil Bupati", "Bupati", False),
        (same_office, "Wakil Bupati", "Wakil Gubernur", False),
        (same_office, "Wabup", "Wakil Bupati Malinau", True),
        (same_office, "Bupati", None, False),
        (same_type, "Peraturan Menteri", "Peraturan Menteri Keuangan", True),
        (same_type, "Peraturan", "Peraturan Bupati", False),
    ],
)
def test_same_body_office_and_type(question: Any, gold: str | None, found: str | None, same: bool) -> None:
    assert question(gold, found) is same


@pytest.mark.parametrize(
    ("kind", "gold", "found", "answered"),
    [
        ("officials", DARTO, span("Bupati Darto Wibawa", name="Darto Wibawa"), True),
        ("officials", DARTO, span("Ia hadir", name="Darto Wibawa"), False),  # the evidence does not hold the name
        ("figures", BRIDGES, span("40", value="40.0"), False),  # less than half of the longer
        ("figures", BRIDGES, span("40 jembatan di Krayan", value="40.0"), True),
        ("figures", BRIDGES, span("40 jembatan", value="41"), False),
        ("commitments", REPAIR, span(TEXT[:59]), True),  # a sentence answers a clause
        ("commitments", REPAIR, span("Jalan poros diaspal"), False),
        ("dates", span("Senin", value="2026-11-16"), span("Senin", value="2026-11-16"), True),
        ("dates", span("Senin", value="2026-11-16"), span("Senin", value="2026-11"), False),
        ("regulations", REPAIR, span("memperbaiki"), True),  # with its title or without
    ],
)
def test_answers(kind: str, gold: dict[str, Any], found: dict[str, Any], answered: bool) -> None:
    assert answers(kind, gold, found) is answered


def test_attributes_that_differ_are_told() -> None:
    found = {**BRIDGES, "unit": "unit", "role": "actual"}
    assert compare("figures", BRIDGES, found, TEXT) == {"unit": False, "qualifier": True, "role": False}
    assert compare("figures", {**BRIDGES, "unit": "warga"}, {**BRIDGES, "unit": "orang"}, TEXT)["unit"]


@pytest.mark.parametrize(
    ("kind", "gold", "found", "counts"),
    [
        ("figures", [BRIDGES], [BRIDGES], (1, 0, 0)),
        ("figures", [BRIDGES], [], (0, 0, 1)),
        ("figures", [], [BRIDGES], (0, 1, 0)),
        ("figures", [BRIDGES], [BRIDGES, BRIDGES], (1, 1, 0)),  # said twice
        ("figures", [BRIDGES], [{**BRIDGES, "start": 3}], (0, 1, 1)),  # the evidence does not hold
        ("figures", [BRIDGES], ["40 jembatan"], (0, 1, 1)),
        ("figures", [{**BRIDGES, "optional": True}], [BRIDGES], (0, 0, 0)),
        ("figures", [{**BRIDGES, "optional": True}], [], (0, 0, 0)),
        ("commitments", [REPAIR], [span("akan memperbaiki"), span("jembatan di Krayan")], (1, 0, 0)),  # two parts of one clause
        ("commitments", [REPAIR, span("Jalan poros diaspal", **{k: REPAIR[k] for k in ("status", "actor", "jurisdiction")})], [span(TEXT[:80])], (1, 0, 0)),
        ("commitments", [REPAIR], [span("Ia hadir")], (0, 1, 1)),
    ],
)  # fmt: skip
def test_judge(kind: str, gold: list[dict[str, Any]], found: list[Any], counts: tuple[int, int, int]) -> None:
    tally = judge(kind, document(**{kind: gold}), found)
    assert (tally.right, tally.wrong, tally.missed) == counts
    assert sum(e.why in ("missed", "said twice", "not in gold") or e.why.startswith("evidence") for e in tally.errors) == sum(counts[1:])


def test_a_score_and_its_bounds() -> None:
    s = score([Tally(right=3, wrong=1), Tally(right=1, missed=2), Tally()])
    assert (s.precision, round(s.recall, 3), round(s.f1, 3)) == (0.8, 0.667, 0.727)
    assert s.low <= s.f1 <= s.high
    assert (s.right, s.wrong, s.missed) == (4, 1, 2)
    assert score([Tally()]).f1 == 1.0  # nothing to find, nothing found


def test_folds_hold_each_document_once() -> None:
    tallies = {f"d{i}": Tally(right=i % 3, missed=i % 2) for i in range(20)}
    f1 = over_folds(tallies)["f1"]
    assert f1.least <= f1.mean <= f1.most
    assert f1.deviation > 0
    assert over_folds({f"d{i}": Tally(right=1) for i in range(5)})["f1"].mean == 1.0


def test_changes_name_what_was_gained_lost_and_changed() -> None:
    gold = [document(figures=[BRIDGES], commitments=[REPAIR])]
    before = {"d": {"figures": [{**BRIDGES, "role": "actual"}, span("Senin", value="1")], "commitments": []}}
    now = {"d": {"figures": [BRIDGES], "commitments": [REPAIR]}}
    found = [(c.what, c.kind, c.record["text"], c.in_gold, dict(c.values)) for c in changes(gold, before, now)]
    assert found == [
        ("changed", "figures", "40 jembatan", "yes", {"role": ("actual", "target", "target")}),
        ("lost", "figures", "Senin", "no", {}),
        ("gained", "commitments", REPAIR["text"], "yes", {}),
    ]
    assert list(changes(gold, now, now)) == []


def write_gold(folder: Path, *lines: object) -> Path:
    (folder / "teks").mkdir(exist_ok=True)
    (folder / "teks" / "d.txt").write_text(TEXT, encoding="utf-8")
    path = folder / "gold.jsonl"
    path.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines), encoding="utf-8")
    return path


def test_gold_gets_its_places(tmp_path: Path) -> None:
    line = {"id": "d", "file": "teks/d.txt", "dates": [{"text": "a", "occurrence": 3, "value": "x"}, {"start": 0, "end": 6, "value": "y"}]}
    [d] = read_gold(write_gold(tmp_path, line), tmp_path)
    third = [i for i, c in enumerate(TEXT) if c == "a"][2]
    assert [(r["text"], r["start"]) for r in d.records["dates"]] == [("a", third), ("Bupati", 0)]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "no annotated document"),
        (["{"], r"gold\.jsonl:1: is not JSON"),
        (["[]"], "no JSON object"),
        ([{"id": "d"}], "has no 'file'"),
        ([{"id": "d", "file": "teks/x.txt"}], r"--texts"),
        ([{"id": "d", "file": "teks/d.txt"}, {"id": "d", "file": "teks/d.txt"}], r"gold\.jsonl:2: the document d stands twice"),
        ([{"id": "d", "file": "teks/d.txt", "dates": [{"text": "Krayan", "occurrence": 2}]}], "not in the text as often"),
    ],
)
def test_broken_gold_is_named(tmp_path: Path, lines: list[object], message: str) -> None:
    with pytest.raises(TagihError, match=message):
        read_gold(write_gold(tmp_path, *lines), tmp_path)


@pytest.mark.parametrize(("lines", "message"), [([{"id": "d"}], "no document of"), ([{"document": {"id": "d"}}] * 2, "stands twice")])
def test_broken_saved_records_are_named(tmp_path: Path, lines: list[object], message: str) -> None:
    with pytest.raises(TagihError, match=message):
        read_saved(write_gold(tmp_path, *lines))
    with pytest.raises(TagihError, match="cannot be read"):
        read_saved(tmp_path / "absent.jsonl")


def damaged(found: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Records with some of them lost, doubled, moved, cut, and with values of their neighbours: every branch of the matching is walked."""
    text = found["document"]["text"]
    result = {"document": found["document"]}
    for kind in ("officials", "regulations", "figures", "targets", "commitments", "statements", "dates"):
        records = []
        for r in found[kind]:
            dice = rng.random()
            if dice < 0.1:
                continue
            if dice < 0.2:
                records.append(r)
            elif dice < 0.4:
                start = max(0, r["start"] - rng.randrange(40))
                end = min(len(text), r["end"] + rng.randrange(-5, 60))
                r = {**r, "start": start, "end": end, "text": text[start:end]}
            elif dice < 0.5:
                other = rng.choice(found[kind])
                r = {**other, "start": r["start"], "end": r["end"], "text": r["text"]}
            elif dice < 0.55:
                r = {**r, "text": r["text"] + "."}
            elif dice < 0.65:
                r = {key: value if key in ("start", "end", "text", "speech") else None for key, value in r.items()}
            records.append(r)
        result[kind] = records
    return result


@pytest.mark.shared
@pytest.mark.parametrize("name", ["seeds", "train"])
@pytest.mark.parametrize("hurt", [False, True])
def test_the_annotations_own_scorer_says_the_same(shared: Path, tmp_path: Path, name: str, hurt: bool) -> None:
    path = shared / "gold" / f"{name}.jsonl"
    gold = read_gold(path)[:60]
    rng = random.Random(12)
    found = {}
    for g in gold:
        records = extraction_json(extract(Page(id=g.id, content=g.text.encode(), media_type="text/plain")))
        found[g.id] = damaged(records, rng) if hurt else records
    chosen, saved = tmp_path / "gold.jsonl", tmp_path / "found.jsonl"
    chosen.write_text("\n".join(path.read_text(encoding="utf-8").splitlines()[:60]), encoding="utf-8")
    saved.write_text("".join(json.dumps(r) + "\n" for r in found.values()), encoding="utf-8")
    command = [sys.executable, str(shared / "gold" / "score.py"), str(chosen), str(saved), "--json", "--texts", str(shared)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    ours = {kind: score(list(tallies.values())).as_json() for kind, tallies in judge_all(gold, found).items()}
    assert ours == json.loads(done.stdout)
    assert sum(s["fp"] for s in ours.values()) > (100 if hurt and name == "train" else -1)
