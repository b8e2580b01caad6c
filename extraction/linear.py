"""Small linear models over named binary features: read once, applied in plain Python."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources

from tagih.records import VocabularyError


@dataclass(frozen=True, slots=True)
class Linear:
    """Log-odds of one class: `bias` plus the weights of the features that are there."""

    bias: float
    weights: Mapping[str, float]

    def score(self, features: Iterable[str]) -> float:
        """The log-odds; features without a weight count nothing. Sorted, so that the sum is the same on every run."""
        return self.bias + sum(self.weights.get(f, 0.0) for f in sorted(features))

    def partial(self, features: Iterable[str]) -> float:
        """What these features add to a score that already has its bias."""
        return self.score(features) - self.bias


@dataclass(frozen=True, slots=True)
class Model:
    """`keep`: whether a clause is an undertaking, from `threshold` (log-odds) on. `status`: one class each, the highest wins."""

    threshold: float
    keep: Linear
    status: Mapping[str, Linear]


@functools.cache
def load(name: str) -> Model:
    """The model `extraction/models/<name>.json`, written by `training/`. Raises VocabularyError where it is broken."""
    where = f"extraction/models/{name}.json"
    try:
        raw = json.loads(resources.files("extraction").joinpath("models", f"{name}.json").read_text(encoding="utf-8"))
        return Model(
            float(raw["threshold"]),
            Linear(float(raw["keep"]["bias"]), {k: float(v) for k, v in raw["keep"]["weights"].items()}),
            {s: Linear(float(m["bias"]), {k: float(v) for k, v in m["weights"].items()}) for s, m in raw["status"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise VocabularyError(f"cannot be read: {error}", where=where, remedy="Train it again with training/commitments.py.") from error
