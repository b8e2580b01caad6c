"""Trained pipelines -> the folder that ships: the mean of their weights, only what is needed at run time, no path of the machine that trained them.

python package.py OUT TRAINED [TRAINED ...]
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import spacy
import tokens  # noqa: F401  (registers the callback that the training configuration names)

META = {
    "name": "tagih_ner",
    "version": "1.1.0",
    "description": "Persons, organisations and places in Indonesian regional news",
    "author": "Tagih",
    "license": "Apache-2.0",
    "spacy_version": ">=3.8.0,<3.9.0",
    "sources": [
        {"name": "idner-news-2k", "author": "khairunnisaor", "license": "MIT"},
        {"name": "NERGrit and FacQA (IndoNLU)", "author": "GRIT; IndoNLP", "license": "Apache-2.0, MIT"},
        {"name": "Indonesian laws and government regulations", "license": "public, outside copyright"},
        {"name": "wilayah (names of areas)", "author": "cahyadsn", "license": "MIT"},
    ],
}
UNUSED = ("paths", "corpora", "training", "pretraining", "initialize", "system")


def main(out: Path, trained: list[Path]) -> None:
    """Write the pipeline; the folder's README.md, its card, is kept. Weights can be averaged where all training began at the same ones."""
    nlp, *others = (spacy.load(folder) for folder in trained)
    nodes = [list(each.get_pipe("ner").model.walk()) for each in (nlp, *others)]
    for same in zip(*nodes, strict=True):
        for name in same[0].param_names:
            if same[0].has_param(name):
                same[0].set_param(name, sum(node.get_param(name) for node in same) / len(same))
    nlp.meta.update(META)
    for name in ("performance", "email", "url"):
        nlp.meta.pop(name, None)
    keep = sorted(nlp.get_pipe("ner").labels)
    for old in out.glob("*"):
        if old.name != "README.md":
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    nlp.to_disk(out)
    config = {name: part for name, part in nlp.config.items() if name not in UNUSED}
    spacy.util.Config(config).to_disk(out / "config.cfg", interpolate=False)
    meta = json.loads((out / "meta.json").read_text(encoding="utf-8"))
    meta.pop("performance", None)
    (out / "meta.json").write_text(json.dumps(meta | META, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    # Words of the training texts are not needed: vectors are found by hash.
    (out / "vocab" / "strings.json").write_text(json.dumps(keep) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(folder) for folder in sys.argv[2:]])
