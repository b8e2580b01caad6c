"""The trained pipeline -> the folder that ships: only what is needed at run time, no path of the machine that trained it.

python package.py TRAINED OUT
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
    "version": "1.0.0",
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


def main(trained: Path, out: Path) -> None:
    """Write the pipeline; the folder's README.md, its card, is kept."""
    nlp, last = (spacy.load(trained / name) for name in ("model-best", "model-last"))
    for ours, theirs in zip(nlp.get_pipe("ner").model.walk(), last.get_pipe("ner").model.walk(), strict=True):
        for name in ours.param_names:
            if ours.has_param(name):
                ours.set_param(name, (ours.get_param(name) + theirs.get_param(name)) / 2)
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
    main(Path(sys.argv[1]), Path(sys.argv[2]))
