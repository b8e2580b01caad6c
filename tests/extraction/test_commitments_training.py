"""The recipe of the shipped weights runs from annotations to a model that the rule can load, and says what it is made of."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from extraction.linear import load

ROOT = Path(__file__).resolve().parents[2]
YES = "Pemkab Berau akan membangun {} jembatan gantung di hulu."
NO = "Warga di hulu menjual {} karung rotan pada musim panen."


def test_the_recipe_writes_a_model_and_its_card(tmp_path: Path) -> None:
    texts, gold = tmp_path / "gold" / "texts", tmp_path / "gold" / "train.jsonl"
    texts.mkdir(parents=True)
    lines = []
    for n in range(2, 12):
        yes = YES.format(n)
        (texts / f"{n}.txt").write_text(f"Kabar ke-{n}\n\n{yes}\n{NO.format(n)}\n", encoding="utf-8")
        wanted = [{"text": yes, "actor": "Pemerintah Kabupaten Berau", "status": "pledged", "jurisdiction": "64.03"}]
        lines.append(json.dumps({"id": str(n), "file": f"gold/texts/{n}.txt", "commitments": wanted}))
    gold.write_text("\n".join(lines) + "\n", encoding="utf-8")
    out = tmp_path / "models"
    out.mkdir()
    command = [sys.executable, str(ROOT / "training" / "commitments.py"), str(gold), "--out", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    model = json.loads((out / "commitments.json").read_text(encoding="utf-8"))
    assert model["keep"]["weights"]["body>will"] > 0
    assert set(model["status"]) == {"pledged", "underway", "delivered"}
    card = (out / "commitments.md").read_text(encoding="utf-8")
    assert "10 hand-annotated" in card
    brier = re.search(r"Brier score (\d\.\d{3}), expected calibration error\s+(\d\.\d{3})", card)
    assert brier is not None
    assert float(brier[1]) < 0.25  # a coin's
    shares = [float(row.split("|")[4]) for row in card.splitlines() if re.match(r"\| \d\.\d-", row)]
    assert shares
    assert all(0 <= s <= 1 for s in shares)


def test_no_feature_of_the_shipped_model_names_a_word_of_a_text() -> None:
    model = load("commitments")
    for weights in (model.keep.weights, *(m.weights for m in model.status.values())):
        assert all(re.fullmatch(r"[a-z_:<>~+0-9]+", name) for name in weights)


def test_made_up_sentences_stand_once_each() -> None:
    said = tomllib.loads((ROOT / "training" / "sentences.toml").read_text(encoding="utf-8"))
    assert set(said) == {"pledged", "underway", "delivered", "none"}
    every = [sentence for group in said.values() for sentence in group]
    assert len(every) == len(set(every))
