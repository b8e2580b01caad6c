"""Extraction starts quickly: PyTorch, which only embeddings need, is not imported with spaCy, and can be imported after it."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import importlib.util, sys
import extraction.entities, extraction.pipeline
assert "spacy" in sys.modules
assert "torch" not in sys.modules, "PyTorch came along"
print(importlib.util.find_spec("torch") is not None)
"""


def test_spacy_comes_without_pytorch_and_pytorch_stays_importable() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "True"), done.stderr
